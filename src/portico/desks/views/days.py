"""A desk's day, and the desks there are."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from portico.access.models import ReadLog
from portico.access.services import log_reads
from portico.desks import selectors
from portico.desks.forms.appointments import WalkInForm, day_asked
from portico.desks.policies import may_edit_desk, may_listen
from portico.desks.selectors.days import DeskDay
from portico.desks.services.appointments import add_walk_in
from portico.kernel.errors import DomainError
from portico.kernel.http import ActorRequest, guarded_post


@require_GET
def desks(request: ActorRequest) -> HttpResponse:
    """The actor's desk when there is one; with `?tutti=1`, or without one, all those of the ambito."""
    mine = selectors.my_desks(actor=request.actor)
    if len(mine) == 1 and may_listen(request.actor) and "tutti" not in request.GET:
        return HttpResponseRedirect(reverse("desks:day", args=[mine[0].pk]))
    keys = {desk.pk for desk in mine}
    today = timezone.localdate()
    rows = [
        {
            "desk": desk,
            "today": selectors.opening_of(desk, today),
            "mine": desk.pk in keys and may_listen(request.actor),
            "editable": may_edit_desk(request.actor, desk.unit.organisation_id),
        }
        for desk in selectors.desks(actor=request.actor)
    ]
    rows.sort(key=lambda row: not (row["mine"] or row["editable"]))
    return render(request, "desks/desks.html", {"rows": rows})


@require_GET
def day(request: ActorRequest, key: UUID) -> HttpResponse:
    """Who is expected, who walked in, what was heard, what colleagues wrote."""
    return _day_page(request, key, WalkInForm())


@require_POST
@guarded_post
def walk_in(request: ActorRequest, key: UUID) -> HttpResponse:
    """Somebody came without an appointment."""
    desk = selectors.get_own_desk(actor=request.actor, key=key)
    form = WalkInForm(request.POST)
    if form.is_valid():
        try:
            add_walk_in(actor=request.actor, desk_id=desk.pk, label=form.cleaned_data["label"])
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Segnato fra chi aspetta."))
            return HttpResponseRedirect(reverse("desks:day", args=[desk.pk]))
    return _day_page(request, key, form)


def _day_page(request: ActorRequest, key: UUID, form: WalkInForm) -> HttpResponse:
    if not may_listen(request.actor):
        raise PermissionDenied
    desk = selectors.get_own_desk(actor=request.actor, key=key)
    today = timezone.localdate()
    shown = day_asked(request.GET.get("giorno", ""))
    page = selectors.desk_day(actor=request.actor, desk=desk, day=shown)
    _log(request, page)
    context = {
        "page": page,
        "form": form,
        "day": shown,
        "day_text": shown.isoformat(),
        "is_today": shown == today,
        "before": shown - timedelta(days=1),
        "after": shown + timedelta(days=1),
        "hours": _by_hour(page),
        "now": timezone.now(),
        "editable": may_edit_desk(request.actor, desk.unit.organisation_id),
    }
    return render(request, "desks/day.html", context, status=422 if form.errors else 200)


def _by_hour(page: DeskDay) -> list[dict[str, Any]]:
    """Appointments and hidden places of the day, hour by hour."""
    rows: list[dict[str, Any]] = [{"at": item.starts_at, "item": item} for item in page.appointments]
    rows += [{"at": item.starts_at, "item": None} for item in page.hidden]
    rows.sort(key=lambda row: row["at"])
    hours: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        hours.setdefault(timezone.localtime(row["at"]).hour, []).append(row)
    return [{"hour": hour, "rows": found} for hour, found in hours.items()]


def _log(request: ActorRequest, page: DeskDay) -> None:
    named = [item.person_id for item in (*page.appointments, *page.walk_ins) if item.person_id]
    for encounter in (*page.encounters, *page.recent):
        named += [row.person_id for row in encounter.subjects.all()]
    log_reads(
        actor=request.actor,
        what="desk.day",
        person_ids=dict.fromkeys(named),
        outcome=ReadLog.Outcome.LISTED,
        object_id=page.desk.pk,
    )
