"""Who sees a plan through the database alone, Python's filters left out; cases 2, 3, 4 and 6 of the access rules."""

import pytest
from django.db import connection
from django.utils import timezone

from portico.access.services import reserve
from portico.casework.services import close_case, end_member, open_case_directly
from portico.events.models import Event, EventSubject
from portico.kernel.actor import acting
from portico.plans import selectors
from portico.plans.models import Goal, Plan, Support
from portico.plans.services import record_fact, record_verification, save_goal, start_plan
from portico.plans.services.checking import Found
from tests.factories import make_actor, make_ambito

TABLES = [
    "plan", "narrative", "planhistory", "planperson", "goal", "goalhistory", "support", "commitment", "verification", "goaloutcome",
    "planversion", "signature", "pactfact", "deadline",
]  # fmt: skip


def bare(actor, table):
    """What plain SQL finds as this actor."""
    with acting(actor), connection.cursor() as cursor:
        cursor.execute(f"select count(*) from plans_{table}")
        return cursor.fetchone()[0]


def sees(actor):
    return {table for table in TABLES if bare(actor, table)}


@pytest.fixture
def lived(net, do, signed):
    """A signed plan with a verification, and a pact with a fact."""
    with acting(net.worker):
        [goal] = signed.goals.all()
    do(record_verification, plan_id=signed.pk, outcomes={goal.pk: Found("partly_reached")})
    pact = do(start_plan, case_id=net.case.pk, kind="inclusion_pact")
    do(save_goal, plan_id=pact.pk, domain="work", text="Un lavoro")
    do(record_fact, plan_id=pact.pk, kind="activation", on=timezone.localdate())
    return signed


def test_nobody_sees_no_plan(net, lived, web_connection):
    for table in TABLES:
        assert web_connection.execute(f"select count(*) from plans_{table}").fetchone() == (0,)


def test_the_unit_in_charge_sees_all_of_it(net, lived):
    for member in (net.worker, net.colleague, net.coordinator):
        assert sees(member) == set(TABLES)


def test_a_stranger_and_the_desk_see_nothing(net, lived):
    """Case 3: who listened first keeps knowing that the case is open, not its plan."""
    for stranger in (net.other_worker, net.desk):
        assert sees(stranger) == set()
        with acting(stranger):
            assert not selectors.plans(actor=stranger).exists()


def test_the_tutor_reads_what_was_shared_and_the_own_part(net, lived):
    """Case 4: shared goals, own supports; no draft, no version, no verification, nobody else's support."""
    assert sees(net.tutor) == {"plan", "planperson", "goal", "support"}
    with acting(net.tutor):
        assert [plan.pk for plan in Plan.objects.all()] == [lived.pk]
        assert [goal.text for goal in Goal.objects.all()] == ["Una casa in affitto"]
        assert [support.responsible_token for support in Support.objects.all()] == [net.tutor.user_token]
        assert list(selectors.goals_of(actor=net.tutor, plan=lived)) == list(Goal.objects.all())
        assert list(selectors.supports_of(actor=net.tutor, plan=lived)) == list(Support.objects.all())
        assert not selectors.versions_of(actor=net.tutor, plan=lived).exists()


def test_a_goal_written_during_a_review_is_not_the_team_s_yet(net, do, reviewed):
    do(save_goal, plan_id=reviewed.pk, domain="health", text="Una visita")
    with acting(net.tutor):
        assert [goal.text for goal in Goal.objects.all()] == ["Una casa in affitto"]


def test_the_day_after_the_team_s_last_day_nothing_is_left(net, do, lived):
    """Case 4: on 1 July the tutor sees nothing of her."""
    with acting(net.worker):
        [member] = net.case.members.all()
    do(end_member, case_id=net.case.pk, member_id=member.pk)
    assert sees(net.tutor) == set()


def test_a_tutor_on_one_case_sees_only_that_case_s_plan(net, do, lived):
    with acting(net.worker):
        other = open_case_directly(actor=net.worker, person_ids=[net.mother.pk], area="adults", reason="Altro")
        plan = start_plan(actor=net.worker, case_id=other.pk, kind="household")
    with acting(net.worker):
        Plan.objects.filter(pk=plan.pk).update(shared_at=timezone.now())
    with acting(net.tutor):
        assert [found.pk for found in Plan.objects.all()] == [lived.pk]
        assert [found.pk for found in selectors.plans(actor=net.tutor)] == [lived.pk]


def test_a_member_s_reserved_record_takes_the_plan_out_of_everybody_else_s_sight(net, do, lived):
    """Case 6."""
    with acting(net.worker):
        reserve(actor=net.worker, person_id=net.mother.pk, named_tokens=[net.worker.user_token])
    for other in (net.colleague, net.coordinator, net.tutor):
        assert sees(other) - {"planperson"} == set(), other.role
        assert bare(other, "plan") == 0
    assert bare(net.worker, "plan") == 2


def test_after_the_case_is_closed_the_unit_reads_and_the_team_does_not(net, do, lived):
    do(close_case, case_id=net.case.pk, reason="autonomy")
    assert sees(net.tutor) == set()
    assert "plan" in sees(net.colleague)


def test_the_tutor_may_write_nothing_even_by_plain_sql(net, lived):
    with acting(net.tutor), connection.cursor() as cursor:
        for table in ("plan", "goal", "support"):
            cursor.execute(f"update plans_{table} set updated_at = now()")
            assert cursor.rowcount == 0


def test_another_ambito_sees_nothing(net, lived):
    elsewhere = make_actor(ambito=make_ambito(), role="social_worker")
    assert sees(elsewhere) == set()


def test_a_draft_is_not_told_to_the_team(net, draft):
    with acting(net.tutor):
        kinds = set(EventSubject.objects.filter(kind__startswith="plan_").values_list("kind", flat=True))
    assert kinds == set()
    with acting(net.colleague):
        assert EventSubject.objects.filter(kind="plan_started").exists()


def test_the_thread_carries_no_words(net, lived):
    with acting(net.worker):
        told = list(Event.objects.filter(object_kind="plan").values_list("payload", flat=True))
    assert told and not any("casa" in str(payload).lower() for payload in told)
