"""Lists of cases."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from portico.casework import selectors
from portico.kernel.http import ActorRequest


def cases(request: ActorRequest) -> HttpResponse:
    found = selectors.with_people(selectors.caseload(actor=request.actor))
    return render(request, "casework/cases.html", {"cases": found[:50]})


def inbox(request: ActorRequest) -> HttpResponse:
    return cases(request)


def proposals_sent(request: ActorRequest) -> HttpResponse:
    return cases(request)


def case(request: ActorRequest, key: str) -> HttpResponse:
    selectors.get_case(actor=request.actor, key=key)
    return cases(request)
