"""What one does to a case: assign, start, suspend, resume, close, reopen, hand over, correct."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portico.casework import selectors
from portico.casework.forms import (
    CloseForm,
    EditForm,
    HandOverForm,
    ManagerForm,
    ReopenForm,
    SuspendForm,
    membership_choices,
)
from portico.casework.models import Case
from portico.casework.services import (
    activate_case,
    assign_manager,
    close_case,
    edit_case,
    hand_over,
    reopen_case,
    resume_case,
    suspend_case,
)
from portico.casework.views.base import case_for, form_page, press, towns_of
from portico.kernel.actor import Actor
from portico.kernel.http import ActorRequest, guarded_post


def managers_of(actor: Actor, case: Case) -> list[tuple[str, str]]:
    return membership_choices(selectors.possible_managers(actor=actor, unit_id=case.unit_id))


@guarded_post
def assign(request: ActorRequest, key: UUID) -> HttpResponse:
    case = case_for(request, key, "assign")
    form = ManagerForm(
        request.POST or None, managers=managers_of(request.actor, case), startable=case.state == "accepted"
    )
    return form_page(
        request,
        case=case,
        form=form,
        save=lambda data: assign_manager(
            actor=request.actor,
            case_id=case.pk,
            manager_id=UUID(data["manager"]),
            activate=data.get("activate", False),
        ),
        said=_("Assegnata."),
        title=_("Chi segue questa presa in carico"),
        submit=_("Assegna"),
    )


@require_POST
@guarded_post
def take(request: ActorRequest, key: UUID) -> HttpResponse:
    """A social worker takes a case that nobody has, and starts."""
    actor = request.actor

    def save() -> None:
        assign_manager(actor=actor, case_id=key, manager_id=actor.membership_id or UUID(int=0), activate=True)

    return press(request, key, save, _("Ora la segui tu."))


@require_POST
@guarded_post
def activate(request: ActorRequest, key: UUID) -> HttpResponse:
    return press(request, key, lambda: activate_case(actor=request.actor, case_id=key), _("Percorso avviato."))


@require_POST
@guarded_post
def resume(request: ActorRequest, key: UUID) -> HttpResponse:
    return press(request, key, lambda: resume_case(actor=request.actor, case_id=key), _("Percorso ripreso."))


@guarded_post
def suspend(request: ActorRequest, key: UUID) -> HttpResponse:
    case = case_for(request, key, "suspend")
    return form_page(
        request,
        case=case,
        form=SuspendForm(request.POST or None),
        save=lambda data: suspend_case(actor=request.actor, case_id=case.pk, **data),
        said=_("Percorso sospeso."),
        title=_("Sospendi il percorso"),
        submit=_("Sospendi"),
    )


@guarded_post
def close(request: ActorRequest, key: UUID) -> HttpResponse:
    case = case_for(request, key, "close")
    return form_page(
        request,
        case=case,
        form=CloseForm(request.POST or None),
        save=lambda data: close_case(actor=request.actor, case_id=case.pk, **data),
        said=_("Presa in carico chiusa."),
        title=_("Chiudi la presa in carico"),
        submit=_("Chiudi la presa in carico"),
        intro=_(
            "L'équipe smette di vedere da subito; le cose da fare ancora aperte si chiudono. L'unità continua a leggere "
            "la cartella. Si può riaprire."
        ),
    )


@guarded_post
def reopen(request: ActorRequest, key: UUID) -> HttpResponse:
    case = case_for(request, key, "reopen")
    form = ReopenForm(
        request.POST or None,
        managers=managers_of(request.actor, case),
        initial={"manager": str(case.manager_id or "")},
        label=_("Perché si riapre"),
    )
    return form_page(
        request,
        case=case,
        form=form,
        save=lambda data: reopen_case(
            actor=request.actor, case_id=case.pk, reason=data["reason"], manager_id=UUID(data["manager"])
        ),
        said=_("Presa in carico riaperta."),
        title=_("Riapri la presa in carico"),
        submit=_("Riapri"),
    )


@guarded_post
def handover(request: ActorRequest, key: UUID) -> HttpResponse:
    case = case_for(request, key, "hand_over")
    form = HandOverForm(request.POST or None, destinations=selectors.destinations(actor=request.actor, case=case))

    def save(data: dict[str, Any]) -> None:
        unit, _sep, manager = data["to"].partition(":")
        hand_over(
            actor=request.actor,
            case_id=case.pk,
            to_unit_id=UUID(unit),
            to_manager_id=UUID(manager) if manager else None,
            reason=data["reason"],
        )

    return form_page(
        request,
        case=case,
        form=form,
        save=save,
        said=_("Consegne passate."),
        title=_("Passa le consegne"),
        submit=_("Passa le consegne"),
        intro=_("Se il caso va a un'altra unità, la tua continua a leggere la cartella per il tempo delle domande."),
    )


@guarded_post
def edit(request: ActorRequest, key: UUID) -> HttpResponse:
    case = case_for(request, key, "edit")
    initial = {
        "area": case.area,
        "areas": case.areas,
        "intensity": case.intensity,
        "cost_municipality": case.cost_municipality,
        "version": case.version,
    }
    towns = towns_of(request.actor, case.cost_municipality, case.residence_municipality)
    form = EditForm(request.POST or None, initial=initial, municipalities=towns)

    def save(data: dict[str, Any]) -> None:
        version = data.pop("version")
        edit_case(actor=request.actor, case_id=case.pk, expected_version=version, **data)

    return form_page(
        request,
        case=case,
        form=form,
        save=save,
        said=_("Salvato."),
        title=_("Area, impegno e costi"),
        submit=_("Salva"),
    )
