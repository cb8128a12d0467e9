"""The list: what arrived, what was sent, what is under way, what ended."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from portico.access.models import ReadLog
from portico.kernel.actor import Actor
from portico.referrals import selectors
from portico.referrals.exports import as_csv
from portico.referrals.forms import FilterForm
from portico.referrals.selectors import Line

PAGE = 50
SOON = timedelta(days=3)
TABS = {
    selectors.ARRIVED: _("Arrivati"),
    selectors.SENT: _("Inviati"),
    selectors.UNDERWAY: _("In corso"),
    selectors.ENDED: _("Chiusi"),
}


@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """One tab of the list, filtered; htmx takes the part it needs from the same page."""
    name, form, rows, more = _page(request)
    number = _number(request)
    context = {
        "tabs": _tabs(request.actor, name),  # type: ignore[attr-defined]
        "tab": name,
        "form": form,
        "rows": rows,
        "filtered": any(form.data.get(key) for key in ("q", "urgenza", "scadenza")),
        "earlier": _address(request, number - 1) if number > 1 else "",
        "later": _address(request, number + 1) if more else "",
        "query": request.GET.urlencode(),
    }
    return render(request, "referrals/inbox.html", context)


@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The rows and columns of the list as the page shows them, as CSV; on record."""
    name, _form, rows, _more = _page(request, outcome=ReadLog.Outcome.EXPORTED)
    return as_csv(rows, filename=f"invii-{name}.csv")


def _page(request: HttpRequest, outcome: str = ReadLog.Outcome.LISTED) -> tuple[str, FilterForm, list[Line], bool]:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    name = request.GET.get("vista", selectors.ARRIVED)
    name = name if name in TABS else selectors.ARRIVED
    form = FilterForm(request.GET)
    found = selectors.tab(actor=actor, name=name).filter(*_asked(form))
    referrals = found.page((_number(request) - 1) * PAGE, PAGE + 1)
    selectors.log_reads(actor=actor, referrals=referrals[:PAGE], what="referral.list", outcome=outcome)
    return name, form, selectors.lines(actor, referrals[:PAGE]), len(referrals) > PAGE


def _asked(form: FilterForm) -> list[Q]:
    """What the filters ask of a referral."""
    if not form.is_valid():
        return []
    asked: dict[str, Any] = form.cleaned_data
    conditions = [_words(asked["q"].strip())] if asked["q"].strip() else []
    if asked["urgenza"]:
        conditions.append(Q(urgency=asked["urgenza"]))
    today = timezone.localdate()
    if asked["scadenza"] == FilterForm.LATE:
        conditions.append(Q(due_on__lt=today))
    if asked["scadenza"] == FilterForm.SOON:
        conditions.append(Q(due_on__gte=today, due_on__lte=today + SOON))
    return conditions


def _words(text: str) -> Q:
    found = Q(package__person_label__icontains=text) | Q(package__asked__icontains=text)
    found |= Q(service__title__icontains=text)
    number = re.fullmatch(r"(?:(\d{4})/)?0*(\d{1,9})", text)
    if number:
        found |= Q(number=int(number[2]), **({"year": int(number[1])} if number[1] else {}))
    return found


def _tabs(actor: Actor, current: str) -> list[dict[str, Any]]:
    counts = selectors.tab_counts(actor=actor, names=[selectors.ARRIVED, selectors.SENT, selectors.UNDERWAY])
    return [
        {
            "label": label,
            "url": f"?vista={name}",
            "active": name == current,
            "count": counts.get(name, 0),
        }
        for name, label in TABS.items()
    ]


def _number(request: HttpRequest) -> int:
    asked = request.GET.get("pagina", "1")
    return max(int(asked), 1) if asked.isdigit() and len(asked) < 6 else 1


def _address(request: HttpRequest, number: int) -> str:
    query = request.GET.copy()
    query["pagina"] = str(number)
    return f"?{query.urlencode()}"
