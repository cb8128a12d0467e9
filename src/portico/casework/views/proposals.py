"""Proposals: the unit's inbox, reading one and answering it, and those one sent."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portico.access.services import log_reads
from portico.casework import policies, selectors
from portico.casework.forms import AcceptForm, ReasonForm, membership_choices
from portico.casework.models import Case, CaseProposal
from portico.casework.services import accept_case, send_back_case
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError
from portico.kernel.http import ActorRequest, guarded_post, redirect_htmx
from portico.organisations.models import Organisation, Unit
from portico.organisations.selectors import public_name


def inbox(request: ActorRequest) -> HttpResponse:
    """What waits for the unit: proposals to answer, accepted cases to assign."""
    actor = request.actor
    waiting = list(selectors.unit_inbox(actor=actor)[:50])
    unassigned = list(selectors.with_people(selectors.unassigned(actor=actor))[:50])
    names = _proposers(actor, [case.proposal for case in waiting])
    rows = [{"case": case, "from": names[case.proposal.pk], "age": _age(case)} for case in waiting]
    people = {key for case in waiting for key in case.proposal.person_ids}
    people |= {subject.person_id for case in unassigned for subject in case.shown_subjects}  # type: ignore[attr-defined]
    if people:
        log_reads(actor=actor, what="case.inbox", person_ids=people, outcome="listed")
    context = {"rows": rows, "unassigned": unassigned, "answering": actor.role in policies.ANSWERING_ROLES}
    return render(request, "casework/inbox.html", context)


def proposals_sent(request: ActorRequest) -> HttpResponse:
    """What the actor's desk or unit proposed, and what came of it."""
    return render(request, "casework/proposals_sent.html", {"sent": selectors.proposals_sent(actor=request.actor)})


def proposal(request: ActorRequest, key: UUID) -> HttpResponse:
    """One proposal: beside the list for htmx, a page of its own for everybody else."""
    case = selectors.get_case(actor=request.actor, key=key)
    return _page(request, case)


@guarded_post
def accept(request: ActorRequest, key: UUID) -> HttpResponse:
    case = selectors.get_case(actor=request.actor, key=key)
    form = AcceptForm(request.POST or None, managers=_managers(request.actor, case))
    if request.method != "POST" or not form.is_valid():
        return _page(request, case, accept_form=form if request.method == "POST" else None)
    manager = form.cleaned_data["manager"]
    try:
        accept_case(
            actor=request.actor,
            case_id=case.pk,
            manager_id=UUID(manager) if manager else None,
            activate=bool(manager),
        )
    except DomainError as error:
        form.refuse(error)
        return _page(request, case, accept_form=form)
    messages.success(request, _("Presa in carico accolta."))
    return redirect_htmx(request, reverse("casework:case", kwargs={"key": case.pk}))


@guarded_post
def send_back(request: ActorRequest, key: UUID) -> HttpResponse:
    case = selectors.get_case(actor=request.actor, key=key)
    form = _reason_form(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, case, back_form=form if request.method == "POST" else None)
    try:
        send_back_case(actor=request.actor, case_id=case.pk, reason=form.cleaned_data["reason"])
    except DomainError as error:
        form.refuse(error)
        return _page(request, case, back_form=form)
    messages.success(request, _("Rimandata a chi l'ha proposta, con il motivo."))
    return redirect_htmx(request, reverse("casework:inbox"))


def _page(
    request: ActorRequest, case: Case, accept_form: AcceptForm | None = None, back_form: ReasonForm | None = None
) -> HttpResponse:
    actor = request.actor
    if case.state not in selectors.UNANSWERED:
        return HttpResponseRedirect(reverse("casework:case", kwargs={"key": case.pk}))
    text = selectors.proposal_of(actor=actor, case=case)
    if text:
        log_reads(actor=actor, what="case.proposal", person_ids=text.person_ids, object_id=case.pk)
    context: dict[str, Any] = {
        "case": case,
        "proposal": text,
        "from": _proposers(actor, [text])[text.pk] if text else "",
        "may_answer": policies.may_answer(actor, case),
        "accept_form": accept_form or AcceptForm(managers=_managers(actor, case), initial=_usual(actor)),
        "back_form": back_form or _reason_form(None),
    }
    template = "casework/parts/proposal.html" if request.htmx else "casework/proposal.html"  # type: ignore[attr-defined]
    return render(request, template, context, status=422 if accept_form or back_form else 200)


def _reason_form(data: Any) -> ReasonForm:
    return ReasonForm(
        data,
        label=_("Perché la rimandate"),
        help_text=_("Lo legge chi ha proposto: deve sapere come andare avanti."),
        auto_id="back_%s",
    )


def _managers(actor: Actor, case: Case) -> list[tuple[str, str]]:
    """Who may be named when accepting: a coordinator names anybody of the unit, a social worker themselves."""
    if not policies.may_answer(actor, case):
        return []
    found = selectors.possible_managers(actor=actor, unit_id=case.unit_id)
    if actor.role != "coordinator":
        found = found.filter(pk=actor.own_membership_id)
    return membership_choices(found)


def _usual(actor: Actor) -> dict[str, str]:
    return {} if actor.role == "coordinator" else {"manager": str(actor.membership_id)}


def _age(case: Case) -> int:
    today: date = timezone.localdate()
    return (today - timezone.localtime(case.proposed_at).date()).days


def _proposers(actor: Actor, proposals: list[CaseProposal]) -> dict[UUID, str]:
    """How each proposer is called in front of the actor."""
    organisations = Organisation.objects.in_bulk({item.from_organisation_id for item in proposals})
    units = Unit.objects.in_bulk({item.from_unit_id for item in proposals if item.from_unit_id})
    return {
        item.pk: public_name(
            actor=actor,
            organisation=organisations.get(item.from_organisation_id),
            unit=units.get(item.from_unit_id) if item.from_unit_id else None,
        )
        for item in proposals
    }
