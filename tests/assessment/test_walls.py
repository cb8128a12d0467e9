"""Who sees an assessment through the database alone and through the selectors; cases 3, 4, 6 and 10 of the access rules."""

import dataclasses

import pytest
from django.db import connection

from portico.access.services import reserve
from portico.assessment import selectors
from portico.assessment.models import Answer
from portico.assessment.services import Typed, save_answers, share_domains, start_assessment
from portico.casework.services import accept_case, add_member, close_case, end_member, open_case_directly, propose_case
from portico.events.selectors import thread_of
from portico.kernel.actor import acting
from portico.kernel.errors import DomainError, NotAllowed, NotVisible
from portico.records.services import merge_people
from tests.assessment.conftest import begin, finish, items_of, mark
from tests.factories import make_person

TABLES = [
    "assessment_assessment",
    "assessment_assessmentsubject",
    "assessment_answer",
    "assessment_voice",
    "assessment_assessmentpriority",
    "assessment_assessmenthistory",
    "assessment_assessmentpriorityhistory",
]


def bare(actor, table="assessment_assessment"):
    """What plain SQL finds as this actor."""
    with acting(actor), connection.cursor() as cursor:
        cursor.execute(f"select count(*) from {table}")
        return cursor.fetchone()[0]


def marks_of(actor):
    """Codes of the questions whose answers plain SQL shows."""
    with acting(actor):
        return set(Answer.objects.values_list("item__code", flat=True))


def through_selectors(actor, assessment):
    with acting(actor):
        found = selectors.get_assessment(actor=actor, key=assessment.pk)
        sheet = selectors.sheet_of(actor=actor, assessment=found)
    return {line.item.code for line in sheet.lines if line.mark}


ALL = {"housing.security", "work.motivation", "health.physical", "education.child_learning"}


def test_nobody_sees_nothing(net, done, web_connection):
    for table in TABLES:
        assert web_connection.execute(f"select count(*) from {table}").fetchone() == (0,)


def test_the_unit_in_charge_reads_all_of_it(net, done):
    for who in (net.worker, net.colleague, net.coordinator):
        assert marks_of(who) == through_selectors(who, done) == ALL


def test_desk_other_pole_and_administrator_see_nothing(net, done):
    for who in (net.desk, net.other_worker, net.serd, net.admin, net.second_tutor):
        assert not any(bare(who, table) for table in TABLES)
        with acting(who), pytest.raises(NotVisible):
            selectors.get_assessment(actor=who, key=done.pk)


def test_the_team_reads_only_the_domains_that_were_shared(net, done):
    assert bare(net.tutor) == 1
    assert marks_of(net.tutor) == through_selectors(net.tutor, done) == set()
    with acting(net.worker):
        share_domains(actor=net.worker, assessment_id=done.pk, domains=["work", "education"])
    assert marks_of(net.tutor) == {"work.motivation", "education.child_learning"}
    assert through_selectors(net.tutor, done) == {"work.motivation", "education.child_learning"}
    with acting(net.worker):
        share_domains(actor=net.worker, assessment_id=done.pk, domains=["health"])
    assert marks_of(net.tutor) == through_selectors(net.tutor, done) == {"health.physical"}


def test_the_team_sees_no_draft(net, draft):
    mark(net, draft, housing__security="1")
    for who in (net.tutor, net.coordinator):
        assert bare(who) == bare(who, "assessment_answer") == 0 or who is net.coordinator
    with acting(net.tutor), pytest.raises(NotVisible):
        selectors.get_assessment(actor=net.tutor, key=draft.pk)


def test_when_the_tutors_days_are_over_nothing_is_left(net, done):
    with acting(net.worker):
        share_domains(actor=net.worker, assessment_id=done.pk, domains=["work"])
        member = net.case.members.get()
        end_member(actor=net.worker, case_id=net.case.pk, member_id=member.pk)
    assert not any(bare(net.tutor, table) for table in TABLES)


def test_a_tutor_of_another_case_of_the_same_person_does_not_see_it(net, done):
    with acting(net.worker):
        share_domains(actor=net.worker, assessment_id=done.pk, domains=["work"])
        other = open_case_directly(
            actor=net.worker, person_ids=[net.person.pk], area="disability", reason="Altro percorso"
        )
        add_member(
            actor=net.worker, case_id=other.pk, membership_id=net.second_tutor.membership_id, role="case_contributor"
        )
    assert not any(bare(net.second_tutor, table) for table in TABLES)
    with acting(net.second_tutor), pytest.raises(NotVisible):
        selectors.get_assessment(actor=net.second_tutor, key=done.pk)


def test_what_a_sensitive_unit_writes_stays_with_it(net):
    with acting(net.worker):
        case = propose_case(
            actor=net.worker, person_ids=[net.person.pk], unit_id=net.serd.unit_id, area="addictions", reason="Percorso"
        )
    with acting(net.serd):
        accept_case(actor=net.serd, case_id=case.pk, manager_id=net.serd.membership_id)
    made = begin(net, net.serd, people=[net.person.pk])
    assert made.narrow
    mark(net, made, net.serd, housing__security="2")
    finish(net, made, net.serd)
    assert bare(net.serd) == 1
    for who in (net.worker, net.coordinator, net.tutor):
        assert bare(who) == 0
        with acting(who):
            kinds = {row.kind for row in thread_of(actor=who, person_id=net.person.pk)}
        assert "assessment_completed" not in kinds


def test_once_reserved_only_the_named_people_see_it(net, done):
    with acting(net.worker):
        reserve(actor=net.worker, person_id=net.person.pk, named_tokens=[net.worker.user_token])
    assert marks_of(net.worker) == ALL
    for who in (net.colleague, net.coordinator, net.tutor):
        # Of the child too: it tells of the mother. That the child is in one is all that is left.
        shown = {table: bare(who, table) for table in TABLES}
        assert {table for table, rows in shown.items() if rows} <= {"assessment_assessmentsubject"}
        assert shown["assessment_assessmentsubject"] <= 1


def test_after_the_case_is_closed_the_unit_reads_and_does_not_write(net, done):
    with acting(net.worker):
        close_case(actor=net.worker, case_id=net.case.pk, reason="autonomy")
    assert marks_of(net.coordinator) == ALL
    assert bare(net.tutor) == 0


def test_the_own_short_one_is_possible_before_any_case(net):
    """Who listens at the social service asks the short questions at once: the unit's own work."""
    person = make_person(actor=net.other_worker, first_name="Ines")
    made = begin(net, net.other_worker, "preliminary", people=[person.pk])
    mark(net, made, net.other_worker, housing_risk="no", health_needs="yes")
    finish(net, made, net.other_worker, outcome="specialist")
    assert marks_of(net.other_worker) == {"housing_risk", "health_needs"}
    assert bare(net.worker) == 0


def test_a_team_may_not_write_and_nobody_writes_of_who_is_not_theirs(net, draft):
    with acting(net.tutor), pytest.raises(NotAllowed):
        start_assessment(actor=net.tutor, kind="deep", person_ids=[net.person.pk])
    with acting(net.coordinator), pytest.raises(NotAllowed):
        start_assessment(actor=net.coordinator, kind="deep", person_ids=[net.person.pk])
    with acting(net.other_worker), pytest.raises(NotVisible):
        start_assessment(actor=net.other_worker, kind="deep", person_ids=[net.person.pk])
    with acting(net.worker):
        item = items_of(draft)["housing.costs"]
    with acting(net.other_worker), pytest.raises(NotVisible):
        save_answers(actor=net.other_worker, assessment_id=draft.pk, typed=[Typed(item.pk, None, "1")])


def test_nobody_ties_it_to_a_case_that_is_not_theirs(net):
    stranger = make_person(actor=net.other_worker, first_name="Ines")
    with acting(net.other_worker), pytest.raises(NotVisible):
        start_assessment(actor=net.other_worker, kind="deep", person_ids=[stranger.pk], case_id=net.case.pk)


def test_somebody_added_by_hand_to_the_form_must_be_held(net):
    stranger = make_person(actor=net.other_worker, first_name="Ines")
    with acting(net.worker), pytest.raises(DomainError):
        start_assessment(actor=net.worker, kind="deep", person_ids=[net.person.pk, stranger.pk])


def test_python_alone_lets_no_stranger_in(net, done):
    """The selectors' own condition, asked with tokens that the database would not believe."""
    stranger = dataclasses.replace(net.other_worker, role="volunteer")
    with acting(net.worker):
        assert not selectors.assessments(actor=stranger).exists()
        assert not selectors.assessments(actor=dataclasses.replace(net.tutor, tokens=())).exists()


def test_a_merge_moves_what_was_understood_and_changes_no_word_of_it(net, done):
    twin = make_person(actor=net.worker, first_name="Fatma")
    with acting(net.worker):
        merge_people(actor=net.worker, kept_id=twin.pk, absorbed_id=net.person.pk, reason="Lo ha detto lei")
        (row,) = selectors.assessments_of_person(actor=net.worker, person_id=twin.pk)
        found = selectors.sheet_of(actor=net.worker, assessment=row)
    assert {line.item.code for line in found.lines if line.mark} == ALL
