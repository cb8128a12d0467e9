"""Calling, moving, writing down, closing: every state with every act, and what each requires."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portico.casework.models import Case
from portico.casework.services import add_member, close_case, end_member
from portico.events.models import Event, Notification
from portico.kernel.actor import acting
from portico.kernel.errors import DomainError, NotAllowed, NotVisible, StaleEdit
from portico.kernel.lifecycle import ImpossibleTransition
from portico.meetings import selectors, services
from portico.meetings.lifecycle import MEETING
from portico.meetings.models import Meeting
from portico.thread.models import Task
from tests.meetings.conftest import called, days, fresh, minutes_of

STATES = ["planned", "held", "closed", "cancelled"]
EXPECTED = {
    "move": {"planned": "planned"},
    "cancel": {"planned": "cancelled"},
    "write": {"planned": "held", "held": "held"},
    "close": {"held": "closed"},
    "reopen": {"closed": "held"},
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("transition", list(EXPECTED))
def test_every_state_with_every_transition(transition, state):
    if state in EXPECTED[transition]:
        assert MEETING.target(transition, state) == EXPECTED[transition][state]
    else:
        with pytest.raises(ImpossibleTransition):
            MEETING.target(transition, state)


def test_the_table_has_no_other_state_or_transition():
    assert MEETING.states == set(STATES)
    assert set(MEETING.table) == set(EXPECTED)


ACTS = {
    "move": lambda who, key: services.move_meeting(
        actor=who, meeting_id=key, starts_at=days(9), duration=60, place="Altrove", reason="Sala occupata"
    ),
    "cancel": lambda who, key: services.cancel_meeting(actor=who, meeting_id=key, reason="Neve"),
    "write": lambda who, key: services.write_minutes(actor=who, meeting_id=key, minutes="Due parole"),
    "close": lambda who, key: services.close_meeting(actor=who, meeting_id=key),
    "reopen": lambda who, key: services.reopen_meeting(actor=who, meeting_id=key, reason="Un nome sbagliato"),
}


def in_state(net, do, state):
    meeting = do(services.convene, **called(net, starts_at=days(-1)))
    if state in {"held", "closed"}:
        do(services.write_minutes, **minutes_of(meeting))
    if state == "closed":
        do(services.close_meeting, meeting_id=meeting.pk)
    if state == "cancelled":
        do(services.cancel_meeting, meeting_id=meeting.pk, reason="Neve")
    return meeting


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("act", list(ACTS))
def test_services_follow_the_table(net, do, state, act):
    meeting = in_state(net, do, state)
    with acting(net.worker):
        if state in EXPECTED[act]:
            assert ACTS[act](net.worker, meeting.pk).state == EXPECTED[act][state]
        else:
            with pytest.raises(ImpossibleTransition):
                ACTS[act](net.worker, meeting.pk)


@pytest.mark.parametrize("act", list(ACTS))
def test_who_does_not_lead_the_case_does_nothing(net, do, act):
    meeting = in_state(net, do, next(iter(EXPECTED[act])))
    for who in (net.tutor, net.colleague):
        with acting(who), pytest.raises(NotAllowed):
            ACTS[act](who, meeting.pk)
    for who in (net.nurse, net.other_worker, net.desk):
        with acting(who), pytest.raises(NotVisible):
            ACTS[act](who, meeting.pk)


@pytest.mark.parametrize(
    ("state", "values"),
    [
        ("planned", {"state": "unheard_of"}),
        ("planned", {"place": "", "video": ""}),
        ("planned", {"duration": 0}),
        ("cancelled", {"reason": ""}),
        ("closed", {"minutes": ""}),
        ("closed", {"closed_at": None}),
        ("closed", {"kind": "uvm"}),
    ],
)
def test_the_database_refuses_a_state_without_what_it_requires(net, do, state, values):
    meeting = in_state(net, do, state)
    with acting(net.worker), pytest.raises(IntegrityError), transaction.atomic():
        Meeting.objects.filter(pk=meeting.pk).update(**values)


def test_the_coordinator_convenes_too(net, do):
    meeting = do(services.convene, by=net.coordinator, **called(net))
    assert meeting.convener_id == net.coordinator.membership_id
    with acting(net.worker):
        assert selectors.get_meeting(actor=net.worker, key=meeting.pk)


def test_who_is_called_is_told_by_a_link_and_no_name(net, do, planned):
    with acting(net.tutor):
        [told] = Notification.objects.filter(kind="meetings.convened")
    assert told.url == f"/incontri/{planned.pk}/"
    assert "Benali" not in told.text and "Fatima" not in told.text


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": "supervision"}, "kind"),
        ({"kind": "unheard_of"}, "kind"),
        ({"starts_at": days(-400)}, "starts_on"),
        ({"place": " ", "video": ""}, "place"),
        ({"duration": 0}, "duration"),
        ({"membership_ids": [], "subject_ids": [], "outsiders": []}, "memberships"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(net, do, values, field):
    with pytest.raises(DomainError) as refused:
        do(services.convene, **called(net, **values))
    assert refused.value.field == field


def test_only_who_works_on_the_case_is_called_from_the_network(net, do):
    for stranger in (net.other_worker, net.desk):
        with pytest.raises(DomainError) as refused:
            do(services.convene, **called(net, membership_ids=[stranger.membership_id]))
        assert refused.value.field == "memberships"


def test_a_member_whose_last_day_has_passed_is_not_called(net, do):
    with acting(net.worker):
        for member in net.case.members.filter(token=net.tutor.user_token):
            end_member(actor=net.worker, case_id=net.case.pk, member_id=member.pk)
            member.refresh_from_db()
            type(member).objects.filter(pk=member.pk).update(ends_on=timezone.localdate() - dt.timedelta(days=1),
                                                             starts_on=timezone.localdate() - dt.timedelta(days=9))  # fmt: skip
    with pytest.raises(DomainError):
        do(services.convene, **called(net))


def test_a_closed_case_has_no_more_meetings(net, do, planned):
    do(close_case, case_id=net.case.pk, reason="autonomy")
    with pytest.raises(NotAllowed):
        do(services.convene, **called(net))
    with pytest.raises(NotAllowed):
        do(services.move_meeting, meeting_id=planned.pk, starts_at=days(8), duration=60, place="Qui", reason="Ponte")


def test_a_new_day_wants_its_reason(net, do, planned):
    with pytest.raises(DomainError) as refused:
        do(services.move_meeting, meeting_id=planned.pk, starts_at=days(8), duration=60, place="Qui")
    assert refused.value.field == "reason"


def test_two_who_change_it_at_once_are_told(net, do, planned):
    version = fresh(net, planned).version
    values = {"meeting_id": planned.pk, "starts_at": planned.starts_at, "duration": 60, "place": "Qui"}
    do(services.move_meeting, **values, expected_version=version)
    with pytest.raises(StaleEdit):
        do(services.move_meeting, by=net.coordinator, **{**values, "place": "Là"}, expected_version=version)


def test_minutes_are_not_written_before_the_meeting(net, do, planned):
    with pytest.raises(DomainError):
        do(services.write_minutes, **minutes_of(planned))


def test_two_who_write_the_minutes_at_once_are_told(net, do, past):
    version = fresh(net, past).version
    do(services.write_minutes, **minutes_of(past, expected_version=version))
    with pytest.raises(StaleEdit):
        do(
            services.write_minutes, by=net.coordinator,
            **minutes_of(past, minutes="Un'altra versione", expected_version=version),
        )  # fmt: skip


def test_a_decision_wants_somebody_who_does_it(net, do, past):
    with pytest.raises(DomainError):
        do(services.write_minutes, **minutes_of(past, decisions=[services.DecisionData("Sentire la scuola")]))


def test_minutes_without_words_are_not_closed(net, do, past):
    do(services.write_minutes, **minutes_of(past, minutes="  "))
    with pytest.raises(DomainError) as refused:
        do(services.close_meeting, meeting_id=past.pk)
    assert refused.value.field == "minutes"


def test_an_evaluation_with_the_health_district_wants_its_outcome(net, do):
    meeting = do(services.convene, **called(net, kind="uvm", starts_at=days(-1)))
    do(services.write_minutes, **minutes_of(meeting))
    with pytest.raises(DomainError) as refused:
        do(services.close_meeting, meeting_id=meeting.pk)
    assert refused.value.field == "outcome"
    do(services.write_minutes, **minutes_of(meeting, outcome="Assistenza domiciliare integrata"))
    assert do(services.close_meeting, meeting_id=meeting.pk).state == "closed"


def test_decisions_become_tasks_of_who_takes_them(net, do, closed):
    with acting(net.tutor):
        [task] = Task.objects.filter(assigned_token=net.tutor.user_token)
    assert (task.title, task.source_kind, task.source_id) == ("Provare il sabato in palestra", "case", net.case.pk)
    with acting(net.worker):
        mine, family = closed.decisions.order_by("position")
        assert (mine.task_id, family.task_id, family.who) == (task.pk, None, "la mamma")


def test_a_decision_is_a_task_once_even_if_the_minutes_are_opened_again(net, do, closed):
    do(services.reopen_meeting, meeting_id=closed.pk, reason="Manca un nome")
    extra = services.DecisionData("Scrivere alla scuola", net.worker.membership_id)
    do(services.write_minutes, **minutes_of(closed, decisions=[extra]))
    do(services.close_meeting, meeting_id=closed.pk)
    with acting(net.worker):
        titles = sorted(Task.objects.filter(source_id=net.case.pk).values_list("title", flat=True))
    assert titles == ["Provare il sabato in palestra", "Scrivere alla scuola"]


def test_minutes_as_they_were_stay_in_the_history(net, do, closed):
    do(services.reopen_meeting, meeting_id=closed.pk, reason="Manca un nome")
    do(services.write_minutes, **minutes_of(closed, minutes="Riscritto"))
    with acting(net.worker):
        from portico.meetings.models import MeetingHistory

        assert "La mamma è stanca" in "".join(MeetingHistory.objects.values_list("minutes", flat=True))


def test_the_next_one_calls_the_same_people_who_still_work_on_it(net, do, held):
    with acting(net.worker):
        add_member(
            actor=net.worker, case_id=net.case.pk, membership_id=net.coordinator.membership_id, role="case_contributor",
        )  # fmt: skip
    do(services.close_meeting, meeting_id=held.pk, next_at=days(60))
    with acting(net.worker):
        following = Meeting.objects.get(previous=held)
        assert (following.state, following.starts_at, following.kind) == ("planned", days(60), "verification")
        assert following.participants.count() == 3
        before, decided = selectors.last_time(actor=net.worker, meeting=following)
        assert before == held and len(decided) == 2


def test_meeting_the_family_moves_on_the_last_contact(net, do, held):
    do(services.close_meeting, meeting_id=held.pk)
    with acting(net.worker):
        assert Case.objects.get(pk=net.case.pk).last_contact_on == timezone.localdate(held.starts_at)


def test_each_act_is_told_on_the_thread(net, do, closed):
    with acting(net.worker):
        kinds = set(Event.objects.filter(object_kind="meeting").values_list("kind", flat=True))
    assert kinds == {"meeting_convened", "meeting_held", "meeting_closed"}


def test_the_only_person_called_is_not_uncalled(net, do):
    meeting = do(services.convene, **called(net, outsiders=[], subject_ids=[]))
    with acting(net.worker):
        only = meeting.participants.get()
    with pytest.raises(DomainError):
        do(services.uncall, meeting_id=meeting.pk, participant_id=only.pk)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(list(ACTS)), max_size=6))
def test_whatever_is_done_a_meeting_stays_whole(net, do, acts):
    """Closed means minutes and a moment; a task for each decision of the network, and no more."""
    with transaction.atomic():
        meeting = do(services.convene, **called(net, starts_at=days(-1)))
        for act in acts:
            try:
                with acting(net.worker), transaction.atomic():
                    ACTS[act](net.worker, meeting.pk)
            except DomainError:
                pass
        now = fresh(net, meeting)
        assert now.state in STATES
        assert (now.state == "closed") <= bool(now.minutes and now.closed_at)
        transaction.set_rollback(True)
