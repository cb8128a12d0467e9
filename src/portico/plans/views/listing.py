"""The list of plans: one's own, the unit's, to be signed, late, over."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from portico.access.services import log_reads
from portico.kernel.http import ActorRequest
from portico.plans import selectors
from portico.plans.forms import PlanFilter
from portico.plans.policies import WRITING_ROLES

PAGE = 25


def plans(request: ActorRequest) -> HttpResponse:
    """One page of one view, filtered by kind."""
    actor = request.actor
    shown = [("tutti", _("Tutti")), ("da-firmare", _("Da firmare")), ("in-ritardo", _("In ritardo")), ("conclusi", _("Conclusi"))]  # fmt: skip
    if actor.role in WRITING_ROLES:
        shown.insert(0, ("miei", _("I miei")))
    if actor.role == "coordinator":
        shown.append(shown.pop(0))
    chosen = request.GET.get("vista") or shown[0][0]
    form = PlanFilter(request.GET or None)
    kind = form.cleaned_data["kind"] if form.is_bound and form.is_valid() else ""
    number = max(int(request.GET["pagina"]) if request.GET.get("pagina", "").isdigit() else 1, 1)
    found = selectors.listed(actor=actor, view=chosen)
    if kind:
        found = found.filter(kind=kind)
    rows = list(selectors.with_people(found)[(number - 1) * PAGE : number * PAGE + 1])
    more, rows = len(rows) > PAGE, rows[:PAGE]
    people = {item.person_id for row in rows for item in row.shown_people}  # type: ignore[attr-defined]
    if people:
        log_reads(actor=actor, what="plan.list", person_ids=people, outcome="listed")
    context = {
        "progress": selectors.progress_of(actor=actor, plans=rows),
        "form": form,
        "filtered": bool(kind),
        "tabs": [{"label": label, "url": f"?vista={key}", "active": key == chosen, "count": 0} for key, label in shown],
        "previous": _address(request, number - 1) if number > 1 else "",
        "next": _address(request, number + 1) if more else "",
    }
    return render(request, "plans/plans.html", context)


def _address(request: ActorRequest, number: int) -> str:
    kept = {name: value for name, value in request.GET.items() if name != "pagina" and value}
    return f"?{urlencode({**kept, 'pagina': number})}"
