"""Meetings of a story: convened some days before, minutes on the day, decisions that are done or wait."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import UUID

from portico.casework.models import Case
from portico.kernel.actor import Actor, acting
from portico.meetings.models import Meeting
from portico.meetings.selectors import callable_colleagues, callable_subjects
from portico.meetings.services import DecisionData, Outsider, convene, finish_minutes
from portico.seed.stories import cases
from portico.seed.stories.clock import it_is
from portico.seed.stories.people import Playing
from portico.seed.stories.script import ROME, Fact
from portico.thread.models import Task
from portico.thread.services import complete_task

CALLED_BEFORE = timedelta(days=6)
AT_TABLE = 18
# A word of the note → who came from outside.
OUTSIDE = {
    "scuola": Outsider("Prof.ssa Ricci", "Istituto comprensivo", "insegnante"),
    "Tutore": Outsider("Avv. Conti", "", "tutore"),
    "sanitari": Outsider("Dott. Ferri", "Distretto sanitario", "neuropsichiatra"),
    "affidataria": Outsider("I genitori affidatari"),
}


def meet(playing: Playing, fact: Fact) -> None:
    """Convened, held with those who were there, closed with what was decided."""
    cases.met(playing, fact)
    found = cases.case_for(playing, fact)
    if found is None:
        return
    case, manager = found
    accepted = case.accepted_at or fact.at
    called = min(max(fact.at - CALLED_BEFORE, accepted + timedelta(minutes=30)), fact.at - timedelta(minutes=5))
    with acting(manager), it_is(called):
        here = [item.pk for item in callable_subjects(case=case) if (item.person.age or AT_TABLE) >= AT_TABLE]
        colleagues = _team(manager, case)
        meeting = convene(
            actor=manager,
            case_id=case.pk,
            kind="network" if any(word in fact.note for word in OUTSIDE) else "verification",
            starts_at=fact.at,
            place="Sala riunioni del servizio",
            agenda="Come va e che cosa facciamo adesso",
            membership_ids=[manager.own_membership_id, *colleagues],
            subject_ids=here,
            outsiders=[who for word, who in OUTSIDE.items() if word in fact.note],
            occurred_at=called,
        )
    after = fact.at + timedelta(hours=1)
    with acting(manager), it_is(after):
        rows = meeting.participants.order_by("id")
        finish_minutes(
            actor=manager,
            meeting_id=meeting.pk,
            minutes=fact.note,
            presences={row.pk: "present" for row in rows},
            decisions=[
                DecisionData(_sentence(text), manager.membership_id, due_on=fact.day + cases.DUE_AFTER)
                for text in fact.says["decisions"]
            ],
            occurred_at=after,
        )
    _do(playing, fact, manager, meeting)


def _team(manager: Actor, case: Case) -> list[UUID]:
    """Who is on the team; the unit's other colleagues stay at their desks."""
    members = set(case.members.filter(ends_on__isnull=True).order_by("id").values_list("membership_id", flat=True))
    return [UUID(key) for key, _t, _l in callable_colleagues(actor=manager, case=case) if UUID(key) in members]


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _do(playing: Playing, fact: Fact, manager: Actor, meeting: Meeting) -> None:
    """What was to be done by now is."""
    due = fact.day + cases.DUE_AFTER
    if due >= playing.today:
        return
    done = datetime.combine(due - timedelta(days=2), time(12, 35), ROME)
    with acting(manager), it_is(done):
        tasks = list(meeting.decisions.order_by("position", "id").values_list("task_id", flat=True))
        for task in Task.objects.filter(pk__in=tasks, state=Task.State.OPEN).order_by("id"):
            complete_task(actor=manager, task_id=task.pk, occurred_at=done)
