"""What courts decide in a story: the file is opened by who follows the case, for themselves and one colleague."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID

from portico.authorities.models import Authority, JudicialFile, ProtectedMeeting
from portico.authorities.selectors import files_of_case
from portico.authorities.services import (
    note_protected,
    open_file,
    owe_report,
    plan_protected,
    receive_mandate,
    send_report,
)
from portico.casework.models import Case
from portico.casework.services import add_member
from portico.kernel.actor import Actor, acting
from portico.meetings.selectors import callable_colleagues
from portico.seed.stories import cases
from portico.seed.stories.clock import it_is
from portico.seed.stories.people import Playing
from portico.seed.stories.script import ROME, Fact

MEASURES = {"s15-riservata": "protection_order", "s21-affido": "foster_care"}
TUTOR = "matteo"
# The next report of a path that goes on, and the meetings of the weeks to come.
NEXT_REPORT, EVERY = timedelta(days=18), timedelta(days=7)
WEEKS = 4


def _authority(playing: Playing, kind: str) -> Authority:
    return Authority.objects.filter(ambito=playing.cast.ambito, kind=kind).order_by("name", "id")[0]


def _file(playing: Playing, case: Case, manager: Actor, at: datetime) -> JudicialFile:
    """The case's file; opened the first time it is needed."""
    found = files_of_case(actor=manager, case_id=case.pk).first()
    if found is not None:
        return found
    others = [
        UUID(key) for key, token, _l in callable_colleagues(actor=manager, case=case) if token != manager.user_token
    ]
    return open_file(
        actor=manager, case_id=case.pk, membership_ids=others[:1] if not case.reserved else [], occurred_at=at
    )


def _concerned(playing: Playing, fact: Fact, case: Case) -> list[UUID]:
    keys = [playing.people[member.key] for member in playing.story.people_of(fact) if member.key in playing.people]
    about = case.subjects.filter(ends_on__isnull=True)
    return list((about.filter(person_id__in=keys) or about).values_list("pk", flat=True))


def receive(playing: Playing, fact: Fact) -> None:
    """A measure, as it came."""
    cases.met(playing, fact)
    found = cases.case_for(playing, fact)
    if found is None:
        return
    case, manager = found
    with acting(manager), it_is(fact.at):
        file = _file(playing, case, manager, fact.at)
        receive_mandate(
            actor=manager, file_id=file.pk, authority_id=_authority(playing, fact.says["authority"]).pk,
            kind=MEASURES.get(playing.story.code, "other"), subject_ids=_concerned(playing, fact, case),
            received_on=fact.day, dated_on=fact.day - timedelta(days=5), protocol=fact.says["protocol"], text=fact.note,
            occurred_at=fact.at,
        )  # fmt: skip


def report(playing: Playing, fact: Fact) -> None:
    """A report that was owed, and left in time."""
    cases.met(playing, fact)
    found = cases.case_for(playing, fact)
    if found is None:
        return
    case, manager = found
    court = _authority(playing, fact.says["authority"])
    asked = max(fact.at - timedelta(days=30), (case.accepted_at or fact.at) + timedelta(hours=2))
    with acting(manager), it_is(min(asked, fact.at)):
        file = _file(playing, case, manager, asked)
        owed = owe_report(
            actor=manager, file_id=file.pk, authority_id=court.pk, title="Relazione di aggiornamento",
            due_on=fact.day + timedelta(days=4), occurred_at=min(asked, fact.at),
        )  # fmt: skip
    with acting(manager), it_is(fact.at + timedelta(minutes=10)):
        send_report(
            actor=manager, report_id=owed.pk, sent_on=fact.day, protocol=fact.says["protocol"], note=fact.note,
            occurred_at=fact.at + timedelta(minutes=10),
        )  # fmt: skip
    if playing.story.code == "s21-affido" and fact.day > playing.today - timedelta(days=365 // 2):
        _next(playing, case, manager, file, court)


def _next(playing: Playing, case: Case, manager: Actor, file: JudicialFile, court: Authority) -> None:
    at = datetime.combine(playing.today - timedelta(days=9), time(9, 40), ROME)
    with acting(manager), it_is(at):
        owe_report(
            actor=manager, file_id=file.pk, authority_id=court.pk, title="Terza relazione semestrale",
            due_on=playing.today + NEXT_REPORT, occurred_at=at,
        )  # fmt: skip
        _plan(playing, case, manager, file, playing.today + timedelta(days=2), at, times=WEEKS)


def protected(playing: Playing, fact: Fact) -> None:
    """One of the meetings at the neutral place: who came, how it went."""
    found = next(iter(playing.cases.values()), None)
    if found is None:
        return
    case, manager = found
    with acting(manager), it_is(fact.at - timedelta(days=3)):
        tutor = playing.cast.membership(TUTOR)
        if not case.members.filter(membership_id=tutor).exists():
            add_member(
                actor=manager, case_id=case.pk, membership_id=tutor, role="case_contributor", task="Spazio neutro",
                occurred_at=fact.at - timedelta(days=3),
            )  # fmt: skip
        file = _file(playing, case, manager, fact.at - timedelta(days=3))
        [meeting] = _plan(playing, case, manager, file, fact.day, fact.at - timedelta(days=3), times=1)
    after = datetime.combine(fact.day, time(17, 20), ROME)
    operator = playing.cast.named(TUTOR)
    with acting(operator), it_is(after):
        marks = {row.pk: "present" for row in meeting.attendances.order_by("id")}
        note_protected(actor=operator, meeting_id=meeting.pk, attendance=marks, note=fact.note, occurred_at=after)


def _plan(
    playing: Playing, case: Case, manager: Actor, file: JudicialFile, first: date, at: datetime, *, times: int
) -> list[ProtectedMeeting]:
    children = [item.pk for item in case.subjects.filter(ends_on__isnull=True) if (item.person.age or 0) < 18]
    return plan_protected(
        actor=manager, file_id=file.pk, kind="protected", starts_at=datetime.combine(first, time(16, 0), ROME),
        operator_id=playing.cast.membership(TUTOR), child_ids=children, visitors="la mamma", place="Spazio neutro",
        times=times, every_days=EVERY.days, occurred_at=at,
    )  # fmt: skip
