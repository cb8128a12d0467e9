"""What "Oggi" shows: each block through its own app's selector, a few rows of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone

from portico.access.enums import Category
from portico.access.models import ContactRequest, ReadLog
from portico.access.selectors import visible
from portico.accounts.models import Membership
from portico.authorities import selectors as authorities
from portico.casework import selectors as casework
from portico.desks import selectors as desks
from portico.directory import selectors as directory
from portico.kernel.actor import Actor
from portico.kernel.models import Draft
from portico.meetings import selectors as meetings
from portico.people.models import Paper, Person
from portico.people.selectors import people
from portico.referrals import selectors as referrals
from portico.thread import selectors as thread
from portico.workplace.navigation import CASE, DESK, HELPING
from portico.workplace.selectors.drafts import drafts

FEW = 6
EXPIRING = timedelta(days=60)
SILENT = timedelta(days=60)
SOON = timedelta(days=7)


@dataclass(slots=True)
class Today:
    """The blocks of the page; an empty one says what to do next, an absent one (None) is not for this role."""

    desks: list[Any] | None = None
    appointments: list[Any] | None = None
    tasks: list[Any] | None = None
    task_count: int = 0
    referrals: list[Any] | None = None
    proposals: list[Any] | None = None
    requests: list[ContactRequest] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    recent: list[Person] | None = None
    expiring: list[Paper] | None = None
    silent: list[Any] | None = None
    stale_services: list[Any] | None = None
    operators: list[Membership] | None = None
    looks: list[ReadLog] | None = None


def today(*, actor: Actor) -> Today:
    """The page of the actor's role."""
    page = Today()
    if actor.role in DESK | {"social_worker", "coordinator"}:
        page.desks = list(desks.my_desks(actor=actor))
        page.appointments = list(desks.appointments_of_today(actor=actor)[:12])
        page.drafts = list(drafts(actor=actor)[:3])
    if actor.role in HELPING:
        tasks = list(thread.open_tasks(actor=actor)[:50])
        page.task_count = len(tasks)
        page.tasks = tasks[:8]
        page.referrals = list(referrals.awaiting_us(actor=actor)[:FEW])
        page.requests = list(
            ContactRequest.objects.filter(state="open", to_tokens__overlap=list(actor.tokens)).order_by(
                "created_at", "id"
            )[:FEW]
        )
        page.recent = recent_people(actor=actor)
    if actor.role in CASE:
        page.proposals = list(casework.unit_inbox(actor=actor)[:FEW])
        page.expiring = expiring_papers(actor=actor)
        page.silent = list(casework.silent_cases(actor=actor, before=timezone.localdate() - SILENT)[:FEW])
    if actor.role == "org_manager":
        page.stale_services = list(directory.to_verify(actor=actor)[:FEW])
    if actor.role == "ambito_admin":
        page.operators = list(
            Membership.objects.filter(ambito_id=actor.ambito_id)
            .select_related("user", "organisation", "unit")
            .order_by("-created_at", "id")[:12]
        )
    if actor.role == "dpo":
        page.looks = list(ReadLog.objects.exclude(outcome__in=["seen", "listed"]).order_by("-at", "-id")[:20])
    return page


@dataclass(slots=True)
class Coming:
    """Meetings and terms of these days, asked for by the page itself."""

    meetings: list[Any]
    protected: list[Any]
    reports: list[Any]


def has_meetings(actor: Actor) -> bool:
    """Whether the role takes part in meetings about cases."""
    return actor.role in CASE | {"case_contributor", "psychologist"}


def coming(*, actor: Actor) -> Coming:
    """One's own meetings of the week, those to accompany, the reports owed in files one is named on."""
    today = timezone.localdate()
    return Coming(
        list(meetings.with_called(meetings.coming(actor=actor, until=today + SOON))[:FEW]),
        list(authorities.my_protected(actor=actor)[:FEW]),
        authorities.deadlines(actor=actor, until=today + EXPIRING),
    )


def recent_people(*, actor: Actor) -> list[Person]:
    """The people whose page this user opened last, newest first, if still visible."""
    opened = (
        ReadLog.objects.filter(user_id=actor.own_user_id, what="person.page", outcome="seen")
        .order_by("-at", "-id")
        .values_list("person_id", flat=True)[:30]
    )
    keys = [key for key in dict.fromkeys(opened) if key][:FEW]
    found = {person.pk: person for person in people(actor=actor).filter(pk__in=keys)}
    return [found[key] for key in keys if key in found]


def expiring_papers(*, actor: Actor) -> list[Paper]:
    """Papers of people in one's own open cases that expire within sixty days, soonest first."""
    now = timezone.localdate()
    mine = casework.people_in_my_cases(actor=actor)
    papers = Paper.objects.filter(person_id__in=mine, valid_until__gte=now, valid_until__lte=now + EXPIRING)
    return list(
        visible(papers, actor=actor, category=Category.IDENTITY)
        .select_related("person")
        .order_by("valid_until", "id")[:FEW]
    )
