"""Who reads a meeting through the database alone, and through Python alone."""

import pytest
from django.db import connection

from portico.access.services import reserve
from portico.casework.services import end_member, open_case_directly
from portico.events.models import EventSubject
from portico.kernel.actor import acting
from portico.kernel.errors import NotVisible
from portico.meetings import selectors, services
from tests.meetings.conftest import called

TABLES = [
    "meetings_meeting",
    "meetings_meetingparticipant",
    "meetings_decision",
    "meetings_meetinghistory",
    "meetings_decisionhistory",
]


def bare(actor, table="meetings_meeting"):
    """What plain SQL finds as this actor."""
    with acting(actor), connection.cursor() as cursor:
        cursor.execute(f"select count(*) from {table}")
        return cursor.fetchone()[0]


def sees(actor):
    return {table.removeprefix("meetings_") for table in TABLES if bare(actor, table)}


def test_nobody_sees_no_meeting(net, closed, web_connection):
    for table in TABLES:
        assert web_connection.execute(f"select count(*) from {table}").fetchone() == (0,)


def test_the_unit_reads_all_and_who_is_called_what_they_were_called_to(net, closed):
    for colleague in (net.worker, net.colleague, net.coordinator):
        assert sees(colleague) == {"meeting", "meetingparticipant", "decision", "meetinghistory", "decisionhistory"}
    assert sees(net.tutor) == {"meeting", "meetingparticipant", "decision"}


def test_who_is_on_the_team_and_was_not_called_reads_nothing_of_it(net, closed):
    assert sees(net.nurse) == set()
    with acting(net.nurse):
        with pytest.raises(NotVisible):
            selectors.get_meeting(actor=net.nurse, key=closed.pk)
        assert not EventSubject.objects.filter(kind__startswith="meeting_").exists()


def test_others_read_nothing(net, closed):
    for outsider in (net.other_worker, net.desk):
        assert sees(outsider) == set()
        with acting(outsider):
            assert not selectors.meetings(actor=outsider).exists()


def test_who_leaves_the_team_reads_nothing_any_more(net, closed):
    with acting(net.worker):
        member = net.case.members.get(token=net.tutor.user_token)
        end_member(actor=net.worker, case_id=net.case.pk, member_id=member.pk)
    assert sees(net.tutor) == set()


def test_who_is_not_called_any_more_reads_nothing(net, do, planned):
    with acting(net.worker):
        tutor = planned.participants.get(token=net.tutor.user_token)
    do(services.uncall, meeting_id=planned.pk, participant_id=tutor.pk)
    assert sees(net.tutor) == set()


def test_a_team_reads_the_meetings_of_its_own_case_only(net, do, closed):
    with acting(net.worker):
        other = open_case_directly(
            actor=net.worker, person_ids=[net.mother.pk], area="adults", reason="Un altro percorso"
        )
    subject = _subject(net, other)
    do(services.convene, **called(net, case_id=other.pk, membership_ids=[], subject_ids=[subject]))
    assert bare(net.worker) == 2
    assert bare(net.tutor) == 1


def _subject(net, case):
    with acting(net.worker):
        return case.subjects.get().pk


def test_a_family_of_whom_one_is_reserved_stays_with_the_named(net, closed):
    with acting(net.worker):
        reserve(actor=net.worker, person_id=net.mother.pk, named_tokens=[net.worker.user_token])
    for outsider in (net.colleague, net.coordinator, net.tutor, net.nurse):
        assert sees(outsider) == set()
        with acting(outsider):
            assert not selectors.meetings(actor=outsider).exists()


def test_only_the_case_s_writers_write(net, planned):
    for outsider in (net.tutor, net.nurse, net.other_worker):
        with acting(outsider), connection.cursor() as cursor:
            cursor.execute("update meetings_meeting set place = 'x'")
            assert cursor.rowcount == 0
            cursor.execute("delete from meetings_meetingparticipant")
            assert cursor.rowcount == 0


def test_the_unit_s_list_and_one_s_own(net, planned, past):
    for who, whose, expected in (
        (net.worker, "", {planned.pk}),
        (net.tutor, "", {planned.pk}),
        (net.colleague, "", set()),
        (net.colleague, "unita", {planned.pk}),
        (net.nurse, "unita", set()),
    ):
        with acting(who):
            assert set(selectors.listed(actor=who, view="", whose=whose).values_list("pk", flat=True)) == expected
    with acting(net.worker):
        assert selectors.listed(actor=net.worker, view="da-chiudere").get() == past
