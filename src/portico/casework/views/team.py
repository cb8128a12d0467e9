"""Who works on a case, and whom it is about."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portico.accounts.models import Membership
from portico.casework import selectors
from portico.casework.forms import EndMemberForm, FamilyReferenceForm, MemberForm, SubjectForm
from portico.casework.services import (
    add_member,
    add_subject,
    choose_reference,
    end_member,
    end_subject,
    name_family_reference,
)
from portico.casework.views.base import case_for, form_page, press
from portico.kernel.errors import NotVisible
from portico.kernel.http import ActorRequest, guarded_post
from portico.people.selectors import search_people

SHOWN = 12


@guarded_post
def new_member(request: ActorRequest, key: UUID) -> HttpResponse:
    """Look for an operator of the network by name or organisation, then say what they do and until when."""
    case = case_for(request, key, "team")
    text = request.GET.get("cerca", "").strip()
    found = _operators(request, text)
    chosen = [(str(item.pk), _where(item)) for item in found if item.token != case.manager_token]
    form = MemberForm(request.POST or None, members=chosen, roles=selectors.TEAM_ROLES)
    return form_page(
        request,
        case=case,
        form=form,
        save=lambda data: add_member(
            actor=request.actor,
            case_id=case.pk,
            membership_id=UUID(data["membership"]),
            role=data["role"],
            task=data["task"],
            starts_on=data["starts_on"],
            ends_on=data["ends_on"],
        ),
        said=_("Ora fa parte dell'équipe."),
        title=_("Una persona in più nell'équipe"),
        submit=_("Aggiungi all'équipe"),
        intro=_("Vede ciò che il suo ruolo permette di questa presa in carico, fino all'ultimo giorno indicato."),
        search=text,
        searchable=True,
        nothing=not chosen,
    )


def _where(item: Membership) -> str:
    return " · ".join(str(part) for part in (item.user, item.unit, item.organisation) if part)


def _operators(request: ActorRequest, text: str) -> list[Membership]:
    found = selectors.possible_members(actor=request.actor)
    for word in text.split():
        found = found.filter(
            Q(user__first_name__istartswith=word)
            | Q(user__last_name__istartswith=word)
            | Q(organisation__name__icontains=word)
            | Q(unit__name__icontains=word)
        )
    return list(found[:SHOWN])


@guarded_post
def end(request: ActorRequest, key: UUID, member: UUID) -> HttpResponse:
    case = case_for(request, key, "team")
    row = selectors.team_of(case=case).filter(pk=member).first()
    if row is None:
        raise NotVisible("case.member", member)
    return form_page(
        request,
        case=case,
        form=EndMemberForm(request.POST if request.method == "POST" else None),
        save=lambda data: end_member(actor=request.actor, case_id=case.pk, member_id=row.pk, ends_on=data["ends_on"]),
        said=_("Ha lasciato l'équipe."),
        title=_("%(name)s lascia l'équipe") % {"name": row.membership.user},
        submit=_("Conferma"),
        intro=_("Dopo l'ultimo giorno non vede più nulla di queste persone."),
    )


@guarded_post
def new_subject(request: ActorRequest, key: UUID) -> HttpResponse:
    """Another person of the case, by name among those the actor holds."""
    case = case_for(request, key, "team")
    text = request.GET.get("cerca", "").strip()
    already = [subject.person_id for subject in selectors.subjects_of(case=case)]
    found = (
        selectors.household_of(actor=request.actor, person_ids=already)
        if not text
        else search_people(actor=request.actor, text=text)
    )
    chosen = [
        (str(person.pk), f"{person.full_name}{f', {person.age}' if person.age is not None else ''}")
        for person in found.exclude(pk__in=already)[:SHOWN]
    ]
    return form_page(
        request,
        case=case,
        form=SubjectForm(request.POST or None, people=chosen),
        save=lambda data: add_subject(actor=request.actor, case_id=case.pk, person_id=UUID(data["person"])),
        said=_("La presa in carico riguarda anche questa persona."),
        title=_("Un'altra persona in questa presa in carico"),
        submit=_("Aggiungi"),
        intro=_("Unità ed équipe ne vedono la scheda da subito."),
        search=text,
        searchable=True,
        nothing=not chosen,
    )


@require_POST
@guarded_post
def remove_subject(request: ActorRequest, key: UUID, person: UUID) -> HttpResponse:
    def save() -> None:
        end_subject(actor=request.actor, case_id=key, person_id=person)

    return press(request, key, save, _("La presa in carico non riguarda più questa persona."))


@require_POST
@guarded_post
def head_subject(request: ActorRequest, key: UUID, person: UUID) -> HttpResponse:
    def save() -> None:
        choose_reference(actor=request.actor, case_id=key, person_id=person)

    return press(request, key, save, _("Cambiata l'intestazione."))


@guarded_post
def family_reference(request: ActorRequest, key: UUID) -> HttpResponse:
    """One professional for a family followed in several cases."""
    case = case_for(request, key, "team")
    ids = [subject.person_id for subject in selectors.subjects_of(case=case)]
    others = selectors.family_cases(actor=request.actor, person_ids=ids, but=case.pk)
    managers = {
        str(item.manager_id): f"{item.manager.user} – {item.unit.name}" for item in [case, *others] if item.manager
    }
    return form_page(
        request,
        case=case,
        form=FamilyReferenceForm(request.POST or None, managers=list(managers.items())),
        save=lambda data: name_family_reference(
            actor=request.actor, case_id=case.pk, membership_id=UUID(data["membership"])
        ),
        said=_("Scelto il riferimento unico per la famiglia."),
        title=_("Il riferimento unico per la famiglia"),
        submit=_("Salva"),
        intro=_("La famiglia ha più prese in carico: chi è la persona a cui si rivolge?"),
    )
