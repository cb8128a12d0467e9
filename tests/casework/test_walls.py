"""Who sees a case through the database alone, Python's filters left out; cases 3, 4, 6 and 10 of the access rules."""

import datetime as dt

import pytest
from django.db import connection
from django.utils import timezone

from portico.access.services import reserve
from portico.casework import selectors
from portico.casework.models import Case, CaseMember, CaseProposal
from portico.casework.services import (
    accept_case,
    add_member,
    close_case,
    end_member,
    hand_over,
    open_case_directly,
    propose_case,
    send_back_case,
    suspend_case,
)
from portico.events.models import EventSubject, Notification
from portico.kernel.actor import acting
from portico.kernel.errors import DomainError, NotVisible
from portico.people.models import Person
from portico.thread import selectors as thread
from portico.thread.models import Task
from portico.thread.services import complete_task, create_task
from tests.factories import actor_of, make_membership, make_person

TABLES = [
    "casework_case",
    "casework_casehistory",
    "casework_caseproposal",
    "casework_casesubject",
    "casework_casemember",
    "casework_casehandover",
]


def bare(actor, table="casework_case"):
    """What plain SQL finds as this actor."""
    with acting(actor), connection.cursor() as cursor:
        cursor.execute(f"select count(*) from {table}")
        return cursor.fetchone()[0]


def sees(actor):
    return {table.removeprefix("casework_") for table in TABLES if bare(actor, table)}


EVERYTHING = {"case", "casehistory", "caseproposal", "casesubject", "casemember"}


def join(net, case, **values):
    with acting(net.worker):
        return add_member(
            actor=net.worker,
            case_id=case.pk,
            membership_id=net.tutor.membership_id,
            role="case_contributor",
            **values,
        )


def test_nobody_sees_no_case(net, active, web_connection):
    for table in TABLES:
        assert web_connection.execute(f"select count(*) from {table}").fetchone() == (0,)


def test_a_proposal_is_read_by_who_sent_it_and_by_the_unit_that_answers(net, proposed):
    assert sees(net.desk) == {"case", "caseproposal"}
    assert sees(net.worker) == sees(net.coordinator) == {"case", "caseproposal"}
    for outsider in (net.volunteer, net.other_desk, net.other_worker, net.tutor, net.serd):
        assert sees(outsider) == set()
    assert bare(net.worker, "people_person") == 0


def test_who_sent_it_back_sees_only_that(net, proposed):
    with acting(net.worker):
        send_back_case(actor=net.worker, case_id=proposed.pk, reason="Segue il Polo 2")
    assert sees(net.worker) == {"case"}
    assert sees(net.desk) == {"case", "caseproposal"}
    assert bare(net.worker, "people_person") == bare(net.worker, "events_eventsubject") == 0
    with acting(net.desk):
        told = EventSubject.objects.get(kind="case_sent_back")
        assert told.person_id == net.person.pk


def test_accepting_opens_the_people_to_the_unit(net, accepted):
    assert sees(net.worker) == EVERYTHING - {"casemember"}
    with acting(net.colleague):
        assert Person.objects.get() == net.person
    assert sees(net.volunteer) == set()


def test_the_desk_keeps_knowing_that_it_is_open_and_with_whom(net, active):
    """Case 3."""
    assert sees(net.desk) == {"caseproposal"}
    with acting(net.desk):
        assert not selectors.cases(actor=net.desk).exists()
        [known] = selectors.known_cases(actor=net.desk, person_id=net.person.pk)
        assert known.with_whom.endswith(f"Polo 1 – {net.pole.organisation.name}")
        assert str(net.memberships["worker"].user) in known.with_whom
        assert not known.readable
        [sent] = selectors.proposals_sent(actor=net.desk)
        assert (sent.answer, sent.answer_reason) == ("accepted", "")
    for outsider in (net.other_desk, net.volunteer, net.other_worker):
        with acting(outsider):
            assert selectors.known_cases(actor=outsider, person_id=net.person.pk) == []
            assert selectors.proposals_sent(actor=outsider) == []
    with acting(net.worker):
        close_case(actor=net.worker, case_id=active.pk, reason="autonomy")
    with acting(net.desk):
        assert selectors.known_cases(actor=net.desk, person_id=net.person.pk) == []


def test_a_unit_not_to_be_named_is_not_named(net):
    with acting(net.desk):
        case = propose_case(
            actor=net.desk,
            person_ids=[net.person.pk],
            unit_id=net.serd.unit_id,
            area="addictions",
            reason="Chiede aiuto",
        )
    with acting(net.serd):
        accept_case(actor=net.serd, case_id=case.pk, manager_id=net.serd.membership_id, activate=True)
    with acting(net.desk), connection.cursor() as cursor:
        [known] = selectors.known_cases(actor=net.desk, person_id=net.person.pk)
        assert known.with_whom == "un servizio della rete"
        cursor.execute("select portico_known_cases(%s)::text", [net.person.pk])
        assert "SerD" not in cursor.fetchone()[0]
    with acting(net.serd):
        [known] = selectors.known_cases(actor=net.serd, person_id=net.person.pk)
        assert "SerD" in known.with_whom
        suspend_case(actor=net.serd, case_id=case.pk, reason="community_programme")
        assert EventSubject.objects.filter(kind="case_suspended").exists()
    # Another unit that also follows her reads its own case, and of this one that it exists.
    with acting(net.serd):
        second = propose_case(
            actor=net.serd, person_ids=[net.person.pk], unit_id=net.pole.pk, area="adults", reason="Sfratto"
        )
    with acting(net.worker):
        accept_case(actor=net.worker, case_id=second.pk)
        assert [row.pk for row in Case.objects.all()] == [second.pk]
        assert not EventSubject.objects.filter(kind="case_suspended").exists()
        masked = [item.with_whom for item in selectors.known_cases(actor=net.worker, person_id=net.person.pk)]
        assert "un servizio della rete" in masked and not any("SerD" in text for text in masked)


def test_a_team_grant_opens_that_case_alone(net, active):
    join(net, active)
    with acting(net.worker):
        other = open_case_directly(
            actor=net.worker, person_ids=[net.person.pk], area="violence", reason="Un altro percorso"
        )
        create_task(
            actor=net.worker,
            title="Cosa dell'altro percorso",
            due_on=None,
            assigned_token=net.worker.user_token,
            person=net.person,
            source_kind="case",
            source_id=other.pk,
        )
    with acting(net.tutor):
        assert [case.pk for case in Case.objects.all()] == [active.pk]
        assert not Task.objects.exists()
        assert [item.case_id for item in selectors.known_cases(actor=net.tutor, person_id=net.person.pk)] == [active.pk]


def test_the_tutor_leaves_on_the_thirtieth_and_sees_nothing_on_the_first(net, active):
    """Case 4: what remains are the days of one's own work, without names."""
    today = timezone.localdate()
    member = join(net, active, starts_on=today - dt.timedelta(days=60), ends_on=today)
    with acting(net.tutor):
        task = create_task(
            actor=net.tutor,
            title="Accompagnare Fatima al colloquio",
            due_on=today,
            assigned_token=net.tutor.user_token,
            person=Person.objects.get(),
            source_kind="case",
            source_id=active.pk,
        )
        complete_task(actor=net.tutor, task_id=task.pk)
        assert sees_person(net.tutor) and thread.past_days(actor=net.tutor) == []
    # The next day: the last one was yesterday.
    with acting(net.worker):
        case = Case.objects.get()
        case.members.filter(pk=member.pk).update(ends_on=today - dt.timedelta(days=1))
        with connection.cursor() as cursor:
            midnight = timezone.make_aware(dt.datetime.combine(today, dt.time.min))
            cursor.execute(
                "select portico_end_grants(null, 'case', %s, %s, %s)", [active.pk, net.tutor.user_token, midnight]
            )
    with acting(net.tutor):
        assert not sees_person(net.tutor)
        assert sees(net.tutor) == set()
        assert bare(net.tutor, "thread_task") == bare(net.tutor, "events_eventsubject") == 0
        with pytest.raises(NotVisible):
            selectors.get_case(actor=net.tutor, key=active.pk)
        assert [(item.day, item.times) for item in thread.past_days(actor=net.tutor)] == [(today, 1)]
    with acting(net.other_desk):
        assert thread.past_days(actor=net.other_desk) == []


def sees_person(actor):
    return Person.objects.filter(first_name="Fatima").exists()


def test_a_last_day_is_included(net, active):
    today = timezone.localdate()
    join(net, active, starts_on=today - dt.timedelta(days=10), ends_on=today)
    assert "case" in sees(net.tutor)


def test_a_team_that_starts_next_month_sees_nothing_yet(net, active):
    join(net, active, starts_on=timezone.localdate() + dt.timedelta(days=30))
    assert sees(net.tutor) == set()


def test_leaving_the_team_at_once(net, active):
    member = join(net, active)
    assert "case" in sees(net.tutor)
    with acting(net.worker):
        end_member(actor=net.worker, case_id=active.pk, member_id=member.pk)
    assert sees(net.tutor) == set()


def test_who_works_for_two_bodies_acts_as_one_at_a_time(net, active):
    """Case 10."""
    join(net, active)
    user = net.memberships["tutor"].user
    elsewhere = actor_of(make_membership(ambito=net.ambito, role="case_contributor", user=user))
    assert "case" in sees(net.tutor)
    assert sees(elsewhere) == set()
    with acting(elsewhere):
        assert not Person.objects.exists()


def test_a_case_passed_on_is_read_for_a_while_by_who_left_it(net, active):
    with acting(net.worker):
        hand_over(actor=net.worker, case_id=active.pk, to_unit_id=net.other_pole.pk, reason="Cambia residenza")
        assert Case.objects.get().state == "accepted"
        assert Case.objects.filter(pk=active.pk).update(intensity="light") == 0
    with acting(net.other_coordinator):
        assert Case.objects.filter(pk=active.pk).update(intensity="light") == 1
    assert bare(net.other_worker, "casework_casehandover") == 1


def test_a_closed_case_is_read_by_its_unit_and_by_nobody_of_the_team(net, active):
    join(net, active)
    with acting(net.worker):
        close_case(actor=net.worker, case_id=active.pk, reason="autonomy")
    assert "case" in sees(net.colleague)
    assert sees(net.tutor) == set()


class TestReserved:
    """Case 6: a colleague of the same unit neither finds the case nor infers it."""

    @pytest.fixture
    def reserved(self, net):
        with acting(net.worker):
            person = make_person(actor=net.worker, first_name="Maryam", last_name="Haddad")
            reserve(actor=net.worker, person_id=person.pk, named_tokens=[net.worker.user_token])
            return open_case_directly(actor=net.worker, person_ids=[person.pk], area="violence", reason="Protezione")

    def test_only_the_named_person_sees_it(self, net, reserved):
        assert "case" in sees(net.worker)
        assert sees(net.colleague) == sees(net.coordinator) == set()
        with acting(net.colleague):
            assert not selectors.unit_inbox(actor=net.colleague).exists()
            assert selectors.known_cases(actor=net.colleague, person_id=net.person.pk) == []

    def test_its_number_leaves_no_gap_in_the_ordinary_series(self, net, reserved, active):
        assert reserved.series == "R" and reserved.number == 1
        assert (active.series, active.number) == ("", 1)

    def test_it_is_proposed_to_one_named_professional(self, net, reserved):
        with acting(net.worker):
            person = reserved.subjects.get().person
            asked = {
                "actor": net.worker,
                "person_ids": [person.pk],
                "unit_id": net.other_pole.pk,
                "area": "violence",
                "reason": "Protezione",
            }
            with pytest.raises(DomainError):
                propose_case(**asked)
            case = propose_case(**asked, to_membership_id=net.other_worker.membership_id)
        assert bare(net.other_coordinator, "casework_caseproposal") == 0
        assert bare(net.other_worker, "casework_caseproposal") == 1
        with acting(net.other_worker):
            accept_case(actor=net.other_worker, case_id=case.pk, activate=True)
            assert Person.objects.get(pk=person.pk)
        assert sees(net.other_coordinator) == set()
        with acting(net.other_coordinator):
            assert not Notification.objects.exists()

    def test_a_record_reserved_later_closes_the_case_to_the_unit(self, net, active):
        with acting(net.worker):
            reserve(actor=net.worker, person_id=net.person.pk, named_tokens=[net.worker.user_token])
            assert selectors.get_case(actor=net.worker, key=active.pk)
        assert sees(net.colleague) == sees(net.coordinator) == set()
        with acting(net.worker):
            suspend_case(actor=net.worker, case_id=active.pk, reason="hospital")


def test_another_ambito_sees_nothing(net, active):
    from tests.factories import make_actor, make_ambito

    stranger = make_actor(ambito=make_ambito(), role="social_worker")
    assert sees(stranger) == set()


def test_the_proposal_of_a_forgotten_person_is_forgotten(net, proposed):
    with acting(net.desk), connection.cursor() as cursor:
        cursor.execute("select portico_end_grants(%s, 'desk', %s, null, null)", [net.person.pk, net.desk.unit_id])
        assert not CaseProposal.objects.exists()


def test_member_rows_go_with_the_case(net, active):
    join(net, active)
    with acting(net.other_worker):
        assert not CaseMember.objects.exists()
