"""The unit's week."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from portico.access.services import log_reads
from portico.kernel.http import ActorRequest
from portico.workplace.selectors.calendar import monday_of, week_name, week_of_unit


@require_GET
def week(request: ActorRequest) -> HttpResponse:
    """Monday to Sunday, a line for each colleague; `?settimana=2026-W48`."""
    monday = monday_of(request.GET.get("settimana", ""))
    rows = week_of_unit(actor=request.actor, monday=monday)
    people = {item.person_id for row in rows for cell in row.cells for item in cell.appointments if item.person_id}
    if people:
        log_reads(actor=request.actor, what="unit.calendar", person_ids=people, outcome="listed")
    context = {
        "rows": rows,
        "days": [monday + timedelta(days=number) for number in range(7)],
        "today": timezone.localdate(),
        "earlier": f"?settimana={week_name(monday - timedelta(days=7))}",
        "later": f"?settimana={week_name(monday + timedelta(days=7))}",
    }
    return render(request, "workplace/unit/calendar.html", context)
