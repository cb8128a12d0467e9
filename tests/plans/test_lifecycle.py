"""The life of a plan, by hand: every state with every act; what each state requires, in the database."""

import datetime as dt

import psycopg
import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from portico.events.models import Event
from portico.kernel.actor import acting
from portico.kernel.errors import DomainError, NotAllowed, NotVisible
from portico.kernel.lifecycle import ImpossibleTransition
from portico.plans import services
from portico.plans.content import fingerprint
from portico.plans.lifecycle import PLAN
from portico.plans.models import Plan, PlanVersion, Signature
from tests.plans.conftest import fresh

STATES = ["draft", "shared", "signed", "under_review", "concluded", "interrupted"]
EXPECTED = {
    "share": {"draft": "shared", "under_review": "shared"},
    "rework": {"shared": "draft"},
    "rework_review": {"shared": "under_review"},
    "sign": {"shared": "signed"},
    "review": {"signed": "under_review"},
    "confirm": {"under_review": "signed"},
    "conclude": {"signed": "concluded", "under_review": "concluded"},
    "interrupt": dict.fromkeys(["draft", "shared", "signed", "under_review"], "interrupted"),
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("transition", list(EXPECTED))
def test_every_state_with_every_transition(transition, state):
    if state in EXPECTED[transition]:
        assert PLAN.target(transition, state) == EXPECTED[transition][state]
    else:
        with pytest.raises(ImpossibleTransition):
            PLAN.target(transition, state)


def test_the_table_has_no_other_state_or_transition():
    assert PLAN.states == set(STATES)
    assert set(PLAN.table) == set(EXPECTED)


@pytest.fixture
def in_state(net, do, draft, signers):
    def made(state):
        key = {"plan_id": draft.pk}
        if state in {"shared", "signed", "under_review", "concluded"}:
            do(services.share_plan, **key)
        if state in {"signed", "under_review", "concluded"}:
            do(services.sign_plan, **key, signatures=signers(draft))
        if state == "under_review":
            do(services.review_plan, **key)
        if state == "concluded":
            do(services.conclude_plan, **key, words="Hanno casa")
        if state == "interrupted":
            do(services.interrupt_plan, **key, words="Si trasferiscono")
        return fresh(net, draft)

    return made


ACTS = {
    "share": lambda do, plan, signers: do(services.share_plan, plan_id=plan.pk),
    "rework": lambda do, plan, signers: do(services.rework_plan, plan_id=plan.pk),
    "sign": lambda do, plan, signers: do(services.sign_plan, plan_id=plan.pk, signatures=signers(plan)),
    "review": lambda do, plan, signers: do(services.review_plan, plan_id=plan.pk),
    "confirm": lambda do, plan, signers: do(services.confirm_plan, plan_id=plan.pk),
    "conclude": lambda do, plan, signers: do(services.conclude_plan, plan_id=plan.pk, words="Bene"),
    "interrupt": lambda do, plan, signers: do(services.interrupt_plan, plan_id=plan.pk, words="Basta"),
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("act", list(ACTS))
def test_services_follow_the_table(net, do, in_state, signers, state, act):
    plan = in_state(state)
    if state in EXPECTED[act]:
        ACTS[act](do, plan, signers)
        assert fresh(net, plan).state == EXPECTED[act][state]
    else:
        with pytest.raises(ImpossibleTransition):
            ACTS[act](do, plan, signers)


@pytest.mark.parametrize("state", ["shared", "signed", "concluded", "interrupted"])
def test_a_plan_that_is_being_signed_or_is_over_does_not_change(do, in_state, state):
    plan = in_state(state)
    with pytest.raises(DomainError):
        do(services.save_goal, plan_id=plan.pk, domain="work", text="Un lavoro")
    with pytest.raises(DomainError):
        do(services.edit_plan, plan_id=plan.pk, values={"title": "Altro"})


@pytest.mark.parametrize(
    ("state", "values"),
    [
        ("draft", {"state": "unheard_of"}),
        ("shared", {"shared_at": None}),
        ("signed", {"signed_at": None}),
        ("signed", {"signed_version": 0}),
        ("signed", {"signed_version": 9}),
        ("draft", {"state": "interrupted", "ended_at": None}),
        ("interrupted", {"ending_words": ""}),
        ("draft", {"ends_on": dt.date(2001, 1, 1)}),
        ("draft", {"ended_at": timezone.now()}),
    ],
)
def test_the_database_refuses_a_state_without_what_it_requires(net, in_state, state, values):
    plan = in_state(state)
    with acting(net.worker), pytest.raises(IntegrityError), transaction.atomic():
        Plan.objects.filter(pk=plan.pk).update(**values)


class TestWhatWasSigned:
    def test_the_web_role_has_no_way_to_change_it(self, net, signed):
        with acting(net.worker):
            assert PlanVersion.objects.filter(plan=signed).update(text="Altro") == 0
            assert Signature.objects.filter(plan=signed).update(name="Altra") == 0
            assert PlanVersion.objects.get(plan=signed).text != "Altro"

    def test_it_keeps_who_signed_when_how_and_the_fingerprint_of_the_words(self, net, signed):
        with acting(net.worker):
            version = PlanVersion.objects.get(plan=signed)
            assert version.sha256 == fingerprint(version.text)
            assert "Una casa in affitto" in version.text and "Scrivere al proprietario" in version.text
            rows = list(version.signatures.all())
            assert {row.capacity for row in rows} == {"self", "service"}
            assert {row.sha256 for row in rows} == {version.sha256}
            assert all(row.on == timezone.localdate() and row.how == "in_presence" for row in rows)

    def test_a_revision_leaves_it_as_it_was(self, net, do, reviewed, signers):
        with acting(net.worker):
            [goal] = reviewed.goals.all()
            before = reviewed.versions.get(number=1).text
        do(
            services.save_goal, plan_id=reviewed.pk, goal_id=goal.pk, domain="housing", text="Una casa popolare",
            responsible_id=net.worker.membership_id,
        )  # fmt: skip
        with pytest.raises(DomainError):
            do(services.confirm_plan, plan_id=reviewed.pk)
        do(services.share_plan, plan_id=reviewed.pk)
        do(services.rework_plan, plan_id=reviewed.pk)
        assert fresh(net, reviewed).state == "under_review"
        do(services.share_plan, plan_id=reviewed.pk)
        do(services.sign_plan, plan_id=reviewed.pk, signatures=signers(reviewed))
        with acting(net.worker):
            assert reviewed.versions.get(number=1).text == before
            assert fresh(net, reviewed).signed_version == 3


@pytest.mark.parametrize("table", ["plans_planversion", "plans_signature"])
def test_not_even_the_tables_owner_changes_what_was_signed(as_owner, committed, table):
    for statement in (f"update {table} set created_at = now()", f"delete from {table}"):
        with pytest.raises(psycopg.errors.RaiseException):
            as_owner.execute(statement)


class TestWhoMay:
    def test_the_tutor_reads_and_does_not_write(self, net, do, shared):
        for service, values in [
            (services.rework_plan, {}),
            (services.interrupt_plan, {"words": "No"}),
            (services.sign_plan, {"signatures": []}),
        ]:
            with pytest.raises(NotAllowed):
                do(service, by=net.tutor, plan_id=shared.pk, **values)

    def test_who_is_not_part_of_it_does_not_find_it(self, net, do, shared):
        for stranger in (net.other_worker, net.desk):
            with pytest.raises(NotVisible):
                do(services.interrupt_plan, by=stranger, plan_id=shared.pk, words="No")

    def test_a_colleague_of_the_unit_goes_on_with_it(self, net, do, shared, signers):
        do(services.sign_plan, by=net.colleague, plan_id=shared.pk, signatures=signers(shared))
        assert fresh(net, shared).state == "signed"


def test_each_step_is_told_on_the_thread_and_a_draft_only_to_the_unit(net, reviewed):
    with acting(net.worker):
        told = dict(Event.objects.filter(object_kind="plan").values_list("kind", "level"))
    assert told == {
        "plan_started": "unit",
        "plan_shared": "team",
        "plan_signed": "team",
        "plan_review_started": "team",
    }
