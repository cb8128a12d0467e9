"""The list of cases: one's own, the unit's, those to assign, suspended, closed."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from portico.access.services import log_reads
from portico.casework import selectors
from portico.casework.enums import MANAGER_ROLES, OPEN_STATES, State
from portico.casework.forms import CaseFilter, membership_choices
from portico.casework.models import Case, CaseMember
from portico.kernel.actor import Actor
from portico.kernel.http import ActorRequest
from portico.thread.selectors import tasks

PAGE = 25
LEADING = MANAGER_ROLES
ORDERS = {
    "": (F("last_contact_on").asc(nulls_first=True), "id"),
    "number": ("-year", "-number", "id"),
    "review": (F("review_until").asc(nulls_last=True), "id"),
}


def cases(request: ActorRequest) -> HttpResponse:
    """One page of one view of the caseload, filtered and sorted."""
    actor = request.actor
    shown = tabs(actor)
    chosen = request.GET.get("vista") or shown[0][0]
    form = _filter(request, actor)
    number = max(int(request.GET["pagina"]) if request.GET.get("pagina", "").isdigit() else 1, 1)
    found = _narrowed(_view(actor, chosen), actor, form).order_by(*ORDERS[form.cleaned_data.get("order") or ""])
    rows = list(selectors.with_people(_with_lateness(found, actor))[(number - 1) * PAGE : number * PAGE + 1])
    more, rows = len(rows) > PAGE, rows[:PAGE]
    people = {subject.person_id for case in rows for subject in case.shown_subjects}  # type: ignore[attr-defined]
    if people:
        log_reads(actor=actor, what="case.list", person_ids=people, outcome="listed")
    context = {
        "cases": rows,
        "form": form,
        "view": chosen,
        "leading": actor.role in LEADING,
        "tabs": [{"label": label, "url": f"?vista={key}", "active": key == chosen, "count": 0} for key, label in shown],
        "waiting": selectors.unit_inbox(actor=actor).count(),
        "previous": _address(request, number - 1) if number > 1 else "",
        "next": _address(request, number + 1) if more else "",
    }
    return render(request, "casework/cases.html", context)


def tabs(actor: Actor) -> list[tuple[str, str]]:
    """The views of the list, by role."""
    team = ("equipe", _("Le mie équipe"))
    if actor.role not in LEADING:
        return [team]
    own = [("mie", _("Le mie")), ("unita", _("Dell'unità"))]
    if actor.role == "coordinator":
        own.reverse()
    return [
        *own,
        team,
        ("da-assegnare", _("Da assegnare")),
        ("sospese", _("Sospese")),
        ("chiuse", _("Chiuse")),
    ]


def _filter(request: ActorRequest, actor: Actor) -> CaseFilter:
    managers = (
        membership_choices(selectors.possible_managers(actor=actor, unit_id=actor.unit_id))
        if actor.unit_id and actor.role in LEADING
        else []
    )
    form = CaseFilter(request.GET or {"vista": ""}, managers=managers)
    form.is_valid()
    return form


def _view(actor: Actor, chosen: str) -> QuerySet[Case]:
    held = Q(holder_token__in=actor.tokens)
    seen = selectors.cases(actor=actor)
    today = timezone.localdate()
    joined = CaseMember.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=today), case_id=OuterRef("pk"), token__in=actor.tokens
    ).order_by()
    views: dict[str, Any] = {
        "unita": held & Q(state__in=OPEN_STATES),
        "equipe": Q(Exists(joined), state__in=OPEN_STATES),
        "da-assegnare": held & Q(state=State.ACCEPTED, manager__isnull=True),
        "sospese": held & Q(state=State.SUSPENDED),
        "chiuse": held & Q(state=State.CLOSED),
    }
    return seen.filter(views.get(chosen, Q(manager_token__in=actor.tokens, state__in=OPEN_STATES)))


def _narrowed(found: QuerySet[Case], actor: Actor, form: CaseFilter) -> QuerySet[Case]:
    wanted = form.cleaned_data
    if wanted.get("q"):
        found = selectors.search_cases(found, wanted["q"])
    if wanted.get("area"):
        found = found.filter(areas__contains=[wanted["area"]])
    if wanted.get("manager"):
        found = found.filter(manager_id=wanted["manager"])
    if wanted.get("overdue"):
        found = found.filter(Exists(_late(actor)) | Q(state=State.SUSPENDED, review_until__lt=timezone.localdate()))
    return found


def _late(actor: Actor) -> QuerySet[Any]:
    return (
        tasks(actor=actor)
        .filter(source_kind="case", source_id=OuterRef("pk"), state="open", due_on__lt=timezone.localdate())
        .order_by()
    )


def _with_lateness(found: QuerySet[Case], actor: Actor) -> QuerySet[Case]:
    return found.annotate(late=Exists(_late(actor)))


def _address(request: ActorRequest, number: int) -> str:
    kept = {name: value for name, value in request.GET.items() if name != "pagina" and value}
    return f"?{urlencode({**kept, 'pagina': number})}"
