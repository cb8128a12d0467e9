"""Emergency removals and protected meetings."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from portico.access.services import log_reads
from portico.authorities import selectors, services
from portico.authorities.forms import AttendanceForm, ProtectedForm, ReasonForm, RemovalForm, StepForm
from portico.authorities.models import ProtectedMeeting, Removal
from portico.authorities.policies import accompanies, writes
from portico.authorities.services.removals import STEPS
from portico.authorities.views.base import file_for, file_url, form_page, members, part_for, subject_choices
from portico.kernel import codes
from portico.kernel.http import ActorRequest, guarded_post

CALENDAR = "/incontri-protetti/"


@guarded_post
def new_removal(request: ActorRequest, key: UUID) -> HttpResponse:
    found = file_for(request, key)
    now = timezone.localtime()
    form = RemovalForm(
        request.POST or None, initial={"on": now.date(), "hour": now.time()}, subjects=subject_choices(found)
    )
    return form_page(
        request,
        file=found,
        form=form,
        save=lambda data: services.record_removal(
            actor=request.actor, file_id=found.pk, subject_ids=form.subject_ids, placed_at=data["at"],
            by_whom=data["by_whom"], place=data["place"],
        ),
        said=_("Registrato. I termini corrono: il primo è tra le cose da fare."),
        back=file_url(found.pk),
        title=_("Allontanamento d'urgenza (art. 403 c.c.)"),
        submit=_("Registra"),
        intro=_("I termini si contano dall'ora della messa in sicurezza. La procura minorile va avvisata subito, a voce."),
    )  # fmt: skip


@guarded_post
def step(request: ActorRequest, key: UUID) -> HttpResponse:
    found = part_for(request, Removal, key)
    now = timezone.localtime()
    fields = {field.name: field for field in Removal._meta.local_concrete_fields}
    labels = {name: fields[name].verbose_name for name in STEPS}
    waiting = next((name for name in STEPS if getattr(found, name) is None), STEPS[-1])
    form = StepForm(
        request.POST or None, initial={"step": waiting, "on": now.date(), "hour": now.time()}, labels=labels
    )
    return form_page(
        request,
        file=found.file,
        form=form,
        save=lambda data: services.note_step(
            actor=request.actor, removal_id=found.pk, step=data["step"], at=data["at"]
        ),
        said=_("Segnato. Il prossimo termine corre da lì."),
        back=file_url(found.file_id),
        title=_("Un passaggio della procedura"),
        submit=_("Segna"),
    )


@guarded_post
def end_removal(request: ActorRequest, key: UUID) -> HttpResponse:
    found = part_for(request, Removal, key)
    return form_page(
        request,
        file=found.file,
        form=ReasonForm(request.POST or None),
        save=lambda data: services.end_removal(actor=request.actor, removal_id=found.pk, reason=data["reason"]),
        said=_("Procedura conclusa."),
        back=file_url(found.file_id),
        title=_("Revocato, decaduto o seguito da un altro provvedimento"),
        submit=_("Concludi"),
    )


@guarded_post
def plan(request: ActorRequest, key: UUID) -> HttpResponse:
    found = file_for(request, key)
    form = ProtectedForm(
        request.POST or None, subjects=subject_choices(found), members=members(request.actor, found.case)
    )

    def save(data: dict[str, Any]) -> Any:
        return services.plan_protected(
            actor=request.actor, file_id=found.pk, kind=data["kind"], starts_at=data["at"],
            operator_id=UUID(data["operator"]), child_ids=[UUID(key) for key in data["children"]],
            visitor_ids=[UUID(key) for key in data["visitors_in"]], visitors=data["visitors"],
            duration=data["duration"], place=data["place"], times=data["times"], every_days=data["every_days"] or 0,
        )  # fmt: skip

    return form_page(
        request,
        file=found,
        form=form,
        save=save,
        said=_("Incontri in calendario."),
        back=file_url(found.pk),
        title=_("Incontri protetti"),
        submit=_("Metti in calendario"),
    )


def calendar(request: ActorRequest) -> HttpResponse:
    """`/incontri-protetti/`: those the actor accompanies."""
    rows = list(selectors.my_protected(actor=request.actor)[:60])
    people = {item.subject.person_id for row in rows for item in row.attendances.all() if item.subject}
    if people:
        log_reads(actor=request.actor, what="protected.list", person_ids=people, outcome="listed")
    return render(request, "authorities/calendar.html", {"meetings": rows})


def _back(request: ActorRequest, found: ProtectedMeeting) -> str:
    return CALENDAR if accompanies(request.actor, found) else file_url(found.file_id)


def _protected_for(request: ActorRequest, key: UUID) -> ProtectedMeeting:
    found = selectors.get_protected(actor=request.actor, key=key)
    if not accompanies(request.actor, found) and not writes(request.actor):
        raise PermissionDenied
    people = [item.subject.person_id for item in found.attendances.all() if item.subject]
    log_reads(actor=request.actor, what="protected.page", person_ids=people, object_id=found.pk)
    return found


@guarded_post
def attendance(request: ActorRequest, key: UUID) -> HttpResponse:
    """Who came to a protected meeting and how it went."""
    found = _protected_for(request, key)
    form = AttendanceForm(
        request.POST or None, rows=list(found.attendances.all()), statuses=codes.choices("attendance_status"),
        initial={"note": found.note},
    )  # fmt: skip
    return form_page(
        request,
        form=form,
        save=lambda data: services.note_protected(
            actor=request.actor, meeting_id=found.pk, attendance=form.marks, note=data["note"]
        ),
        said=_("Salvato."),
        back=_back(request, found),
        title=_("Chi c'era"),
        submit=_("Salva"),
    )


@guarded_post
def cancel(request: ActorRequest, key: UUID) -> HttpResponse:
    found = _protected_for(request, key)
    return form_page(
        request,
        form=ReasonForm(request.POST or None),
        save=lambda data: services.cancel_protected(actor=request.actor, meeting_id=found.pk, reason=data["reason"]),
        said=_("Segnato come saltato."),
        back=_back(request, found),
        title=_("L'incontro è saltato"),
        submit=_("Conferma"),
    )
