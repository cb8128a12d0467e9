"""Reading meetings: they open by their case's grants, as the database's policies say a second time.

Who writes cases reads all of a case's meetings. Who only works on it reads those they are called to.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from portico.access.enums import Category, Level
from portico.access.selectors import open_origins
from portico.accounts.selectors import colleagues
from portico.casework.models import Case, CaseSubject
from portico.casework.selectors import cases, subjects_of, team_of
from portico.kernel.actor import Actor
from portico.kernel.errors import NotVisible
from portico.meetings.enums import State
from portico.meetings.models import Decision, Meeting, MeetingParticipant
from portico.thread.models import Task
from portico.thread.selectors import tasks


def reads_all(actor: Actor) -> bool:
    """The actor's role writes cases, so it reads all their meetings."""
    return bool(open_origins(actor=actor, category=Category.CASE, level=Level.WRITE))


def meetings(*, actor: Actor, level: Level = Level.READ) -> QuerySet[Meeting]:
    """The meetings the actor may read (or write)."""
    opened = cases(actor=actor, level=level).filter(pk=OuterRef("case_id")).order_by()
    found = Meeting.objects.filter(Exists(opened), ambito_id=actor.ambito_id)
    return found if reads_all(actor) else found.filter(tokens__overlap=list(actor.tokens))


def get_meeting(*, actor: Actor, key: object) -> Meeting:
    """A meeting with its case. Raises NotVisible, the same for missing and forbidden."""
    try:
        return (
            meetings(actor=actor)
            .select_related("case__unit__organisation", "case__manager__user", "convener__user")
            .get(pk=UUID(str(key)))
        )
    except (Meeting.DoesNotExist, ValueError) as error:
        raise NotVisible("meeting", key) from error


def participants_of(*, meeting: Meeting) -> QuerySet[MeetingParticipant]:
    """Who is called to a visible meeting."""
    return meeting.participants.select_related(
        "membership__user", "membership__organisation", "membership__unit", "subject__person"
    )


def decisions_of(*, actor: Actor, meeting: Meeting) -> list[Decision]:
    """What a visible meeting decided, each with its task as far as the actor sees it (`shown_task`)."""
    found = list(meeting.decisions.select_related("membership__user"))
    seen: dict[UUID, Task] = tasks(actor=actor).in_bulk([item.task_id for item in found if item.task_id])
    for item in found:
        item.shown_task = seen.get(item.task_id) if item.task_id else None  # type: ignore[attr-defined]
    return found


def last_time(*, actor: Actor, meeting: Meeting) -> tuple[Meeting | None, list[Decision]]:
    """The meeting of the case before this one whose minutes were closed, and what it had decided."""
    before = (
        meetings(actor=actor)
        .filter(case_id=meeting.case_id, state=State.CLOSED, starts_at__lt=meeting.starts_at)
        .order_by("-starts_at", "-id")
        .first()
    )
    return before, decisions_of(actor=actor, meeting=before) if before else []


def with_called(queryset: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """Meetings with what a list shows: the case's number, whom it is about (`case.shown_subjects`)."""
    subjects = (
        CaseSubject.objects.filter(ends_on__isnull=True)
        .select_related("person")
        .order_by(F("role").desc(), "created_at", "id")
    )
    return queryset.select_related("case__unit", "convener__user").prefetch_related(
        Prefetch("case__subjects", queryset=subjects, to_attr="shown_subjects")
    )


def meetings_of_case(*, actor: Actor, case_id: UUID) -> QuerySet[Meeting]:
    """A case's meetings the actor may read, the newest first."""
    return meetings(actor=actor).filter(case_id=case_id).order_by("-starts_at", "-id")


def meetings_of_person(*, actor: Actor, person_id: UUID) -> QuerySet[Meeting]:
    """Meetings still to come, or to be written down, of the cases of a person, the nearest first."""
    about = CaseSubject.objects.filter(case_id=OuterRef("case_id"), person_id=person_id, ends_on__isnull=True)
    return (
        meetings(actor=actor)
        .filter(Exists(about.order_by()), state__in=[State.PLANNED, State.HELD])
        .order_by("starts_at", "id")
    )


def _mine(actor: Actor) -> Q:
    called = MeetingParticipant.objects.filter(token__in=actor.tokens).order_by().values("meeting_id")
    return Q(pk__in=called) | Q(case__manager_token__in=actor.tokens)


def _of_unit(actor: Actor) -> Q:
    return Q(case__holder_token__in=actor.tokens) if reads_all(actor) else _mine(actor)


def listed(*, actor: Actor, view: str, whose: str = "") -> QuerySet[Meeting]:
    """The page "Incontri": to come, to be written down, over; one's own or, with `whose="unita"`, the unit's."""
    found = meetings(actor=actor).filter(_of_unit(actor) if whose == "unita" else _mine(actor))
    now = timezone.now()
    if view == "da-chiudere":
        late = Q(state=State.PLANNED, starts_at__lt=now - timedelta(hours=1))
        return found.filter(Q(state=State.HELD) | late).order_by("starts_at", "id")
    if view == "chiusi":
        return found.filter(state__in=[State.CLOSED, State.CANCELLED]).order_by("-starts_at", "-id")
    return found.filter(state=State.PLANNED, starts_at__gte=now - timedelta(hours=1)).order_by("starts_at", "id")


def coming(*, actor: Actor, until: date) -> QuerySet[Meeting]:
    """One's own meetings from today to a day, included: for "Oggi"."""
    first, last = _midnight(timezone.localdate()), _midnight(until + timedelta(days=1))
    return (
        meetings(actor=actor)
        .filter(_mine(actor), state=State.PLANNED, starts_at__gte=first, starts_at__lt=last)
        .order_by("starts_at", "id")
    )


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def callable_colleagues(*, actor: Actor, case: Case) -> list[tuple[str, int, str]]:
    """Membership, token and words of who may be called from the network: manager, team, and the unit in charge.

    Nobody else: to be called is to read the meeting, and who is not on the case must not.
    """
    found: dict[str, tuple[str, int, str]] = {}
    if case.manager and case.manager_token:
        label = _("%(name)s – responsabile del caso") % {"name": case.manager.user}
        found[str(case.manager_id)] = (str(case.manager_id), case.manager_token, label)
    for member in team_of(case=case):
        if not member.is_over:
            where = member.membership.unit or member.membership.organisation
            key = str(member.membership_id)
            found.setdefault(key, (key, member.token, f"{member.membership.user} – {where}"))
    if actor.unit_id == case.unit_id and not case.reserved:
        for item in colleagues(actor=actor):
            found.setdefault(str(item.pk), (str(item.pk), item.token, str(item.user)))
    return list(found.values())


def callable_subjects(*, case: Case) -> list[CaseSubject]:
    """The people of the case, who may be called too."""
    return list(subjects_of(case=case))


def already_called(participants: Collection[MeetingParticipant]) -> tuple[set[UUID], set[UUID]]:
    """Memberships and people of the case already called."""
    return (
        {item.membership_id for item in participants if item.membership_id},
        {item.subject_id for item in participants if item.subject_id},
    )
