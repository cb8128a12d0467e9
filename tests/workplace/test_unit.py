"""The coordinator's unit: loads, what is late, cases given to somebody else; the week of the team."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from portico.accounts.services import substitute
from portico.casework.models import Case, CaseHandover
from portico.casework.services import open_case_directly
from portico.kernel.actor import acting
from portico.thread.services import create_task
from portico.workplace.selectors.calendar import monday_of, week_name, week_of_unit
from portico.workplace.selectors.unit import unit_page
from tests.architecture.world import client_of
from tests.factories import make_person

pytestmark = pytest.mark.django_db


def case_of(w, who="social_worker", **values):
    worker = w.actor(who)
    person = make_person(actor=worker)
    with acting(worker):
        case = open_case_directly(actor=worker, person_ids=[person.pk], area="adults", reason="Percorso")
        Case.objects.filter(pk=case.pk).update(**values)
    return case


def load_of(w, who):
    with acting(w.actor("coordinator")):
        page = unit_page(actor=w.actor("coordinator"))
    return next(load for load in page.loads if load.membership.pk == w.memberships[who].pk)


def test_each_colleague_with_what_they_have_in_hand(world):
    before = load_of(world, "social_worker")
    worker = world.actor("social_worker")
    case_of(world, intensity="intense", last_contact_on=timezone.localdate() - dt.timedelta(days=90))
    late = case_of(world, intensity="light")
    with acting(worker):
        create_task(
            actor=worker, title="Verifica", due_on=timezone.localdate() - dt.timedelta(days=2),
            assigned_token=worker.user_token, source_kind="case", source_id=late.pk,
            person=late.subjects.get().person,
        )  # fmt: skip
    after = load_of(world, "social_worker")
    assert after.cases == before.cases + 2
    assert (after.intense, after.light) == (before.intense + 1, before.light + 1)
    assert after.late == before.late + 1
    assert after.silent >= before.silent + 1


def test_who_is_away_is_marked(world):
    coordinator, today = world.actor("coordinator"), timezone.localdate()
    with acting(coordinator):
        substitute(
            actor=coordinator, absent=world.memberships["social_worker"],
            substitute=world.memberships["pole_colleague"], starts_on=today, ends_on=today,
        )  # fmt: skip
    assert load_of(world, "social_worker").absence is not None
    assert "assente" in client_of(world, "coordinator").get("/unita/").content.decode()


class TestReassigning:
    def send(self, w, **values):
        browser = client_of(w, "coordinator")
        data = {"manager": str(w.memberships["pole_colleague"].pk), "reason": "Va in congedo", **values}
        address = reverse("workplace:reassign", kwargs={"key": w.memberships["social_worker"].pk})
        return browser.post(address, {**browser.guard(), **data})

    def test_several_cases_go_to_one_colleague_with_their_reason(self, world):
        chosen = [case_of(world), case_of(world)]
        left = case_of(world)
        assert self.send(world, cases=[str(case.pk) for case in chosen]).status_code == 302
        with acting(world.actor("coordinator")):
            managers = {case.pk: case.manager_id for case in Case.objects.all()}
            assert {managers[case.pk] for case in chosen} == {world.memberships["pole_colleague"].pk}
            assert managers[left.pk] == world.memberships["social_worker"].pk
            assert CaseHandover.objects.filter(case__in=chosen, reason="Va in congedo").count() == 2

    @pytest.mark.parametrize("missing", ["cases", "manager", "reason"])
    def test_what_is_missing_is_said_and_nothing_moves(self, world, missing):
        case = case_of(world)
        answer = self.send(world, **({"cases": [str(case.pk)]} | {missing: []}))
        assert answer.status_code == 422
        with acting(world.actor("coordinator")):
            assert Case.objects.get(pk=case.pk).manager_id == world.memberships["social_worker"].pk

    def test_another_unit_s_case_is_no_choice(self, world):
        other = case_of(world, "other_pole")
        assert self.send(world, cases=[str(other.pk)]).status_code == 422


def test_the_week_holds_what_falls_due_for_each_and_who_is_away(world):
    worker, today = world.actor("social_worker"), timezone.localdate()
    with acting(worker):
        create_task(
            actor=worker,
            title="Chiamare la scuola",
            due_on=today,
            assigned_token=worker.user_token,
            person=world.person,
        )
        rows = week_of_unit(actor=worker, monday=monday_of(""))
    mine = next(row for row in rows if row.membership and row.membership.pk == worker.membership_id)
    assert "Chiamare la scuola" in [task.title for cell in mine.cells for task in cell.tasks if cell.day == today]
    assert "Chiamare la scuola" in client_of(world, "social_worker").get("/unita/calendario/").content.decode()


@pytest.mark.parametrize("text", ["", "domani", "2026-W60", "99999999-W1", "-W"])
def test_a_week_that_is_none_is_this_week(text):
    assert monday_of(text) == monday_of(week_name(timezone.localdate()))
