"""Days that the rules give: the national measure's clocks, by hand and by their invariants."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from portico.kernel.actor import acting
from portico.kernel.errors import DomainError
from portico.plans.models import Deadline
from portico.plans.rules import Happened, all_rules, deadlines, rule_for
from portico.plans.services import record_fact, save_goal, set_pact, start_plan, withdraw_fact
from portico.plans.services.pact import pact_text
from portico.thread.models import Task
from tests.plans.conftest import fresh

DAY = dt.date(2026, 3, 2)
TODAY = timezone.localdate
WHO, OTHER = uuid.uuid4(), uuid.uuid4()


def due(facts, people=((WHO, "employable"),), kind="inclusion_pact"):
    found = deadlines(kind=kind, facts=[Happened(*fact) for fact in facts], people=people)
    return {(item.rule.code, item.subject): (item.due_on, item.met_on) for item in found}


def after(days):
    return DAY + dt.timedelta(days=days)


def test_the_first_meeting_comes_within_120_days_of_the_activation_pact():
    assert due([("activation", DAY)]) == {("first_meeting", None): (after(120), None)}
    met = due([("activation", DAY), ("meeting", after(40))])
    assert met[("first_meeting", None)] == (after(120), after(40))


def test_a_renewal_starts_the_clock_again():
    facts = [("activation", DAY), ("meeting", after(40)), ("renewal", after(540))]
    assert due(facts)[("first_meeting", None)] == (after(660), None)


def test_who_can_work_signs_at_the_employment_centre_within_60_days_of_being_sent():
    facts = [("sent_to_employment", DAY, WHO)]
    assert due(facts) == {("work_pact", WHO): (after(60), None)}
    assert due([*facts, ("employment_signed", after(9), WHO)])[("work_pact", WHO)] == (after(60), after(9))
    # Somebody else's signature is not theirs.
    assert due([*facts, ("employment_signed", after(9), OTHER)])[("work_pact", WHO)][1] is None


@pytest.mark.parametrize(
    ("work", "asked"), [("not_employable", True), ("exempt", False), ("employable", False), ("", False)]
)
def test_who_cannot_work_and_is_not_exempt_is_seen_every_90_days(work, asked):
    found = due([("meeting", DAY)], people=[(WHO, work)])
    assert found == ({("seen_again", WHO): (after(90), None)} if asked else {})


def test_each_meeting_starts_the_90_days_again():
    found = due([("meeting", DAY), ("meeting", after(80))], people=[(WHO, "not_employable")])
    assert found[("seen_again", WHO)] == (after(170), None)


def test_before_a_rule_was_valid_it_asks_nothing():
    assert due([("activation", dt.date(2023, 12, 31))]) == {}
    assert due([("activation", dt.date(2024, 1, 1))]) != {}


def test_every_rule_has_its_law_and_its_words():
    for rule in all_rules():
        assert rule.law and rule.text and rule.days > 0
        assert rule_for(rule.kind, rule.code, rule.valid_from) == rule


days = st.dates(dt.date(2024, 1, 1), dt.date(2032, 1, 1))
happenings = st.lists(
    st.builds(
        Happened,
        st.sampled_from(["activation", "renewal", "meeting", "sent_to_employment", "employment_signed", "no_show"]),
        days,
        st.sampled_from([None, WHO, OTHER]),
    ),
    max_size=12,
)


@given(happenings, st.sampled_from(["employable", "not_employable", "exempt", ""]))
def test_whatever_happened_each_rule_asks_once_counts_from_a_fact_and_never_backwards(facts, work):
    found = deadlines(kind="inclusion_pact", facts=facts, people=[(WHO, work), (OTHER, "exempt")])
    keys = [(item.rule.code, item.subject) for item in found]
    assert len(keys) == len(set(keys))
    for item in found:
        assert any(fact.on == item.counted_from and fact.kind in item.rule.from_events for fact in facts)
        assert item.due_on == item.counted_from + dt.timedelta(days=item.rule.days)
        assert item.met_on is None or item.met_on >= item.counted_from
        assert item.subject != OTHER
    assert found == deadlines(kind="inclusion_pact", facts=list(reversed(facts)), people=[(WHO, work)])


class TestTheMeasure:
    @pytest.fixture
    def pact(self, net, do):
        plan = do(start_plan, case_id=net.case.pk, kind="inclusion_pact")
        do(save_goal, plan_id=plan.pk, domain="work", text="Un lavoro", responsible_id=net.worker.membership_id)
        return plan

    def open_days(self, net, pact):
        with acting(net.worker):
            return {
                row.rule: row.due_on for row in Deadline.objects.filter(plan=pact, met_on=None, void_at__isnull=True)
            }

    def test_a_fact_makes_the_day_and_the_thing_to_do_and_the_next_one_settles_it(self, net, do, pact):
        do(record_fact, plan_id=pact.pk, kind="activation", on=TODAY() - dt.timedelta(days=20))
        assert self.open_days(net, pact) == {"first_meeting": TODAY() + dt.timedelta(days=100)}
        with acting(net.worker):
            task = Task.objects.get(source_id=net.case.pk, state="open")
        assert (task.due_on, task.assigned_token) == (TODAY() + dt.timedelta(days=100), net.worker.user_token)
        do(record_fact, plan_id=pact.pk, kind="meeting", on=TODAY())
        assert self.open_days(net, pact) == {}
        with acting(net.worker):
            assert Task.objects.get(pk=task.pk).state == "done"

    def test_a_renewal_leaves_what_was_kept_and_asks_again(self, net, do, pact):
        do(record_fact, plan_id=pact.pk, kind="activation", on=TODAY() - dt.timedelta(days=100))
        do(record_fact, plan_id=pact.pk, kind="meeting", on=TODAY() - dt.timedelta(days=50))
        do(record_fact, plan_id=pact.pk, kind="renewal", on=TODAY())
        assert self.open_days(net, pact) == {"first_meeting": TODAY() + dt.timedelta(days=120)}
        with acting(net.worker):
            assert Deadline.objects.filter(plan=pact, met_on__isnull=False, void_at__isnull=True).count() == 1

    def test_what_was_written_by_mistake_falls_with_its_day_and_its_thing_to_do(self, net, do, pact):
        fact = do(record_fact, plan_id=pact.pk, kind="activation", on=TODAY())
        do(withdraw_fact, plan_id=pact.pk, fact_id=fact.pk)
        assert self.open_days(net, pact) == {}
        with acting(net.worker):
            assert Task.objects.get(source_id=net.case.pk).state == "dropped"

    def test_an_absence_counts_only_after_a_proved_convocation(self, net, do, pact):
        with pytest.raises(DomainError) as refused:
            do(record_fact, plan_id=pact.pk, kind="no_show", on=TODAY())
        assert refused.value.field == "kind"
        with pytest.raises(DomainError) as refused:
            do(record_fact, plan_id=pact.pk, kind="convocation", on=TODAY())
        assert refused.value.field == "proof"
        do(record_fact, plan_id=pact.pk, kind="convocation", on=TODAY(), proof="PEC 1234")
        do(record_fact, plan_id=pact.pk, kind="no_show", on=TODAY())
        with pytest.raises(DomainError) as refused:
            do(record_fact, plan_id=pact.pk, kind="justified_absence", on=TODAY())
        assert refused.value.field == "words"

    @pytest.mark.parametrize(("kind", "days"), [("meeting", 1), ("activation", 1), ("meeting", -400)])
    def test_a_day_to_come_or_before_the_case_is_refused(self, do, pact, kind, days):
        with pytest.raises(DomainError) as refused:
            do(record_fact, plan_id=pact.pk, kind=kind, on=TODAY() + dt.timedelta(days=days))
        assert refused.value.field == "on"

    def test_the_text_for_the_platform_says_it_all(self, net, do, pact):
        with acting(net.worker):
            person = pact.people.get(person=net.mother)
        do(set_pact, plan_id=pact.pk, platform_number="PDM-77", work={person.pk: "employable"})
        do(record_fact, plan_id=pact.pk, kind="convocation", on=TODAY(), proof="PEC 1234")
        text = do(pact_text, plan=fresh(net, pact))
        for words in ("PDM-77", "Fatima Benali: può lavorare", "1. Un lavoro", "convocazione. PEC 1234"):
            assert words in text
