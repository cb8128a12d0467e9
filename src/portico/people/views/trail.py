"""Who may see a person, who looked, what changed."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from portico.access.enums import Category
from portico.kernel.http import ActorRequest
from portico.people.changes import changes_of
from portico.people.trail import LOOKS_A_PAGE, looks_at, sights_of
from portico.people.views.common import open_person, section


def sights(request: ActorRequest, key: UUID) -> HttpResponse:
    """`/persone/<id>/accessi/`: who sees what, until when."""
    person, levels = open_person(request.actor, key, "person.sights")
    context = section(person, levels, "sights") | {"sights": sights_of(actor=request.actor, person=person)}
    return render(request, "people/sights.html", context)


def looks(request: ActorRequest, key: UUID) -> HttpResponse:
    """`/persone/<id>/letture/`: the read log of one's own people."""
    person, levels = open_person(request.actor, key, "person.looks", Category.AUDIT)
    before = request.GET.get("prima", "")
    rows = looks_at(
        actor=request.actor,
        person_id=person.pk,
        before=int(before) if before.isdecimal() and len(before) < 19 else None,
    )
    context = section(person, levels, "looks") | {
        "looks": rows[:LOOKS_A_PAGE],
        "next": f"?prima={rows[LOOKS_A_PAGE - 1].id}" if len(rows) > LOOKS_A_PAGE else "",
    }
    return render(request, "people/looks.html", context)


def changes(request: ActorRequest, key: UUID) -> HttpResponse:
    """`/persone/<id>/storia/`: which field changed, when, by whom."""
    person, levels = open_person(request.actor, key, "person.changes")
    context = section(person, levels, "changes") | {
        "changes": changes_of(actor=request.actor, person=person, levels=levels)
    }
    return render(request, "people/changes.html", context)
