"""Households and ties: the section, and the forms that change them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from portico.access.enums import Category, Level
from portico.kernel.actor import Actor
from portico.kernel.errors import NotVisible
from portico.kernel.forms import PorticoForm
from portico.kernel.http import ActorRequest, guarded_post
from portico.people.circle import circle_of, households_to_move_into, past_ties
from portico.people.drawing import draw
from portico.people.forms.household import (
    ChangeMemberForm,
    ChangeRelationForm,
    HouseholdForm,
    MemberForm,
    MoveMemberForm,
    RelationForm,
    WhoForm,
)
from portico.people.forms.identity import EndForm
from portico.people.models import Household, HouseholdMember, Person, Relation
from portico.people.selectors import search_people
from portico.people.services import household, relations
from portico.people.views.common import FORM_DEFAULTS, open_person, open_row, section, submit, version_of

FORM = "people/form.html"
HOUSEHOLD = Category.HOUSEHOLD
SHOWN = 12


def _back(person: Person) -> str:
    return reverse("people:household", args=[person.pk])


def _open(request: ActorRequest, key: UUID) -> Person:
    return open_person(request.actor, key, "person.household", HOUSEHOLD, Level.WRITE)[0]


def show(request: ActorRequest, key: UUID) -> HttpResponse:
    """`/persone/<id>/nucleo/`"""
    person, levels = open_person(request.actor, key, "person.household", HOUSEHOLD)
    circle = circle_of(actor=request.actor, person=person)
    context = section(person, levels, "household") | {
        "circle": circle,
        "drawing": draw(person, circle),
        "past_ties": past_ties(actor=request.actor, person_id=person.pk),
    }
    return render(request, "people/household.html", context)


@guarded_post
def create(request: ActorRequest, key: UUID) -> HttpResponse:
    person = _open(request, key)
    return submit(
        request, HouseholdForm(request.POST or None),
        lambda data: household.create_household(actor=request.actor, person_id=key, **data),
        template=FORM, done=_back(person), said=_("Nucleo creato. Ora puoi aggiungere chi ne fa parte."),
        context={"person": person, "title": _("Nuovo nucleo"), "back": _back(person)},
    )  # fmt: skip


# --- choosing one of one's people ----------------------------------------------------------------------------


def _people_like(actor: Actor, request: ActorRequest, person: Person) -> list[tuple[str, str]]:
    """Own people that match the words typed, or the surname before anything is; the one chosen stays."""
    typed = request.POST.get("words", person.last_name if request.method == "GET" else "")
    words = typed[:120].replace("\0", "")
    chosen = request.POST.get("person", "")
    found = search_people(actor=actor, text=words).exclude(pk=person.pk)[:SHOWN] if words.strip() else []
    choices = {str(row.pk): _label(row) for row in found}
    if chosen and chosen not in choices:
        kept = search_people(actor=actor, text="").filter(pk=UUID(chosen)).first() if _is_uuid(chosen) else None
        if kept is not None:
            choices[chosen] = _label(kept)
    return list(choices.items())


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _label(person: Person) -> str:
    return f"{person.full_name} ({person.birth_date:%d/%m/%Y})" if person.birth_date else person.full_name


def _submit_who(
    request: ActorRequest, form: WhoForm, act: Any, person: Person, title: str, said: str, **more: Any
) -> HttpResponse:
    """As `submit`, but "Cerca" only looks for people and keeps what was typed."""
    context = {"person": person, "title": title, "back": _back(person), "search": True, **more}
    if "search" in request.POST:
        form.errors.clear()
        return render(request, FORM, {**FORM_DEFAULTS, **context, "form": form})
    return submit(request, form, act, template=FORM, context=context, done=_back(person), said=said)


@guarded_post
def add_member(request: ActorRequest, key: UUID, home: UUID) -> HttpResponse:
    """`key` is the person from whose page the household is being described."""
    person = _open(request, key)
    if not Household.objects.filter(pk=home, members__person_id=person.pk).exists():
        raise NotVisible("household", home)
    form = MemberForm(request.POST or None, people=_people_like(request.actor, request, person))

    def act(data: dict[str, Any]) -> None:
        household.add_member(
            actor=request.actor, household_id=home, person_id=data["person"], role=data["role"],
            starts_on=data["starts_on"], ends_on=data["ends_on"],
        )  # fmt: skip

    return _submit_who(
        request, form, act, person, _("Aggiungi al nucleo"), _("Aggiunta al nucleo."),
        intro=_("Chi entra nel nucleo diventa visibile al tuo servizio per identità, recapiti, nucleo e situazione economica."),
    )  # fmt: skip


def _member(request: ActorRequest, row: UUID) -> tuple[HouseholdMember, Person]:
    return open_row(
        request.actor, HouseholdMember.objects.select_related("household"), row, "person.household", HOUSEHOLD
    )


@guarded_post
def edit_member(request: ActorRequest, row: UUID) -> HttpResponse:
    member, person = _member(request, row)
    initial = {"role": member.role, "reference": member.reference, "starts_on": member.period.lower}
    return submit(
        request, ChangeMemberForm(request.POST or None, initial=initial),
        lambda data: household.change_member(
            actor=request.actor, member_id=row, values=data, expected_version=version_of(request, member)
        ),
        template=FORM, done=_back(person), said=_("Salvato."),
        context={"person": person, "row": member, "title": _("Nel nucleo"), "back": _back(person), "version": member.version,
                 "mistake_url": reverse("people:withdraw_member", args=[row])},
    )  # fmt: skip


@guarded_post
def end_member(request: ActorRequest, row: UUID) -> HttpResponse:
    _row, person = _member(request, row)
    return submit(
        request, EndForm(request.POST or None),
        lambda data: household.end_member(actor=request.actor, member_id=row, **data),
        template=FORM, done=_back(person), said=_("Non fa più parte del nucleo. Resta nella storia."),
        context={"person": person, "title": _("Non fa più parte del nucleo"), "back": _back(person)},
    )  # fmt: skip


@guarded_post
def withdraw_member(request: ActorRequest, row: UUID) -> HttpResponse:
    """Put there by mistake."""
    _row, person = _member(request, row)
    return submit(
        request, PorticoForm(request.POST if request.method == "POST" else None),
        lambda data: household.withdraw_member(actor=request.actor, member_id=row),
        template=FORM, done=_back(person), said=_("Tolta: era uno sbaglio."),
        context={"person": person, "title": _("È stato uno sbaglio"), "back": _back(person),
                 "intro": _("La persona risulterà non essere mai stata in questo nucleo. La storia delle modifiche lo ricorda.")},
    )  # fmt: skip


@guarded_post
def move_member(request: ActorRequest, row: UUID) -> HttpResponse:
    member, person = _member(request, row)
    form = MoveMemberForm(request.POST or None, households=households_to_move_into(actor=request.actor, member=member))

    def act(data: dict[str, Any]) -> None:
        household.move_member(actor=request.actor, member_id=row, household_id=data["household"], on=data["on"])

    return submit(
        request, form, act, template=FORM, done=_back(person), said=_("Spostata nell'altro nucleo."),
        context={"person": person, "title": _("Sposta in un altro nucleo"), "back": _back(person)},
    )  # fmt: skip


# --- ties ----------------------------------------------------------------------------------------------------


@guarded_post
def add_relation(request: ActorRequest, key: UUID) -> HttpResponse:
    person = _open(request, key)
    form = RelationForm(
        request.POST or None, people=_people_like(request.actor, request, person) if request.POST else []
    )

    def act(data: dict[str, Any]) -> None:
        values = {name: value for name, value in data.items() if name not in ("words", "person")}
        relations.add_relation(actor=request.actor, other_id=key, person_id=data["person"], **values)

    return _submit_who(
        request, form, act, person, _("Nuovo legame"), _("Legame aggiunto."),
        intro=_("Familiari, chi rappresenta legalmente, chi dà una mano. Può essere una persona della rete o qualcuno di fuori."),
    )  # fmt: skip


def _relation(request: ActorRequest, row: UUID) -> tuple[Relation, Person]:
    found = Relation.objects.filter(pk=row, ambito_id=request.actor.ambito_id).first()
    if found is None:
        raise NotVisible("relation", row)
    return found, open_person(request.actor, found.other_id, "person.household", HOUSEHOLD, Level.WRITE)[0]


@guarded_post
def edit_relation(request: ActorRequest, row: UUID) -> HttpResponse:
    tie, person = _relation(request, row)
    names = set(RelationForm.base_fields) - {"words", "person"}
    form = ChangeRelationForm(
        request.POST or None, outside=tie.person_id is None, initial={name: getattr(tie, name) for name in names}
    )
    return submit(
        request, form,
        lambda data: relations.change_relation(
            actor=request.actor, relation_id=row, values=data, expected_version=version_of(request, tie)
        ),
        template=FORM, done=_back(person), said=_("Legame salvato."),
        context={"person": person, "row": tie, "title": _("Legame"), "back": _back(person), "version": tie.version},
    )  # fmt: skip


@guarded_post
def end_relation(request: ActorRequest, row: UUID) -> HttpResponse:
    _tie, person = _relation(request, row)
    return submit(
        request, EndForm(request.POST or None),
        lambda data: relations.end_relation(actor=request.actor, relation_id=row, **data),
        template=FORM, done=_back(person), said=_("Legame concluso. Resta nella storia."),
        context={"person": person, "title": _("Il legame è finito"), "back": _back(person)},
    )  # fmt: skip
