"""The lists of meetings: one's own and the unit's, and those of one case."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from portico.access.services import log_reads
from portico.casework.selectors import get_case
from portico.kernel.http import ActorRequest
from portico.meetings import selectors
from portico.meetings.forms import MeetingFilter
from portico.meetings.policies import may_convene
from portico.meetings.views.base import people_of

PAGE = 25
FEW = 4
VIEWS = ("", "da-chiudere", "chiusi")


def meetings(request: ActorRequest) -> HttpResponse:
    """`/incontri/`: to come, to be written down, over."""
    actor = request.actor
    chosen = request.GET.get("vista", "") if request.GET.get("vista") in VIEWS else ""
    form = MeetingFilter(request.GET or None)
    whose = form.cleaned_data.get("di", "") if form.is_bound and form.is_valid() else ""
    number = max(int(request.GET["pagina"]) if request.GET.get("pagina", "").isdigit() else 1, 1)
    found = selectors.with_called(selectors.listed(actor=actor, view=chosen, whose=whose))
    rows = list(found[(number - 1) * PAGE : number * PAGE + 1])
    more, rows = len(rows) > PAGE, rows[:PAGE]
    people = {subject.person_id for row in rows for subject in row.case.shown_subjects}  # type: ignore[attr-defined]
    if people:
        log_reads(actor=actor, what="meeting.list", person_ids=people, outcome="listed")
    context = {
        "meetings": rows,
        "form": form,
        "view": chosen,
        "unit_too": selectors.reads_all(actor),
        "whose": whose,
        "tabs": [
            {"label": label, "url": f"?{urlencode({'vista': key, 'di': whose})}", "active": key == chosen, "count": 0}
            for key, label in zip(VIEWS, (_("In programma"), _("Da verbalizzare"), _("Conclusi")), strict=True)
        ],
        "previous": _address(request, number - 1) if number > 1 else "",
        "next": _address(request, number + 1) if more else "",
    }
    return render(request, "meetings/meetings.html", context)


def of_case(request: ActorRequest, key: UUID) -> HttpResponse:
    """The meetings of a case: a page, or the box that the case's page asks for."""
    actor = request.actor
    case = get_case(actor=actor, key=key)
    found = selectors.meetings_of_case(actor=actor, case_id=case.pk).select_related("convener__user")
    part = bool(getattr(request, "htmx", False))
    context: dict[str, Any] = {
        "case": case,
        "meetings": list(found[: FEW if part else 200]),
        "may_convene": may_convene(actor, case),
    }
    log_reads(actor=actor, what="case.meetings", person_ids=people_of(case), object_id=case.pk)
    return render(request, "meetings/parts/box.html" if part else "meetings/of_case.html", context)


def _address(request: ActorRequest, number: int) -> str:
    kept = {name: value for name, value in request.GET.items() if name != "pagina" and value}
    return f"?{urlencode({**kept, 'pagina': number})}"
