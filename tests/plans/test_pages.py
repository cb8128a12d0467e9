"""What a social worker and a tutor find on the plan's pages, from the draft to the end."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from portico.access.models import ReadLog
from portico.kernel.actor import acting
from portico.plans import selectors
from portico.plans.models import Goal, Plan
from portico.plans.services import record_verification, start_plan
from portico.plans.services.checking import Found
from portico.thread.models import Task
from tests.architecture.story import CANARIES
from tests.architecture.world import client_of


def page(world, who, name, *, query="", htmx=False, **kwargs):
    headers = {"HX-Request": "true"} if htmx else {}
    return client_of(world, who).get(reverse(f"plans:{name}", kwargs=kwargs) + query, headers=headers)


def text_of(response):
    return response.content.decode()


def send(world, name, data, *, who="social_worker", **kwargs):
    client = client_of(world, who)
    return client.post(reverse(f"plans:{name}", kwargs=kwargs), {**client.guard(), **data})


def test_from_the_case_s_page_to_a_signed_plan(world):
    worker = world.actor("social_worker")
    box = text_of(page(world, "social_worker", "of_case", key=world.case.pk, htmx=True))
    assert f"/progetti/nuovo/?caso={world.case.pk}" in box and "<html" not in box
    client = client_of(world, "social_worker")
    today = timezone.localdate()
    data = {"kind": "household", "people": [str(world.person.pk)], "title": "Una casa", "starts_on": today.isoformat()}
    data["next_check_on"] = (today + dt.timedelta(days=90)).isoformat()
    made = client.post(f"{reverse('plans:new')}?caso={world.case.pk}", {**client.guard(), **data})
    assert made.status_code == 302
    with acting(worker):
        plan = Plan.objects.get(title="Una casa")
    manager = str(world.memberships["social_worker"].pk)
    goal = {"domain": "housing", "text": "Un contratto", "responsible": manager}
    assert send(world, "new_goal", goal, key=plan.pk).status_code == 302
    assert "Un contratto" in text_of(page(world, "social_worker", "plan", key=plan.pk))
    assert send(world, "share", {}, key=plan.pk).status_code == 302
    with acting(worker):
        [person] = plan.people.all()
    row = f"p{person.pk.hex}"
    signatures = {f"{row}-how": "in_presence", f"{row}-capacity": "self", "servizi-how": "in_presence"}
    assert send(world, "sign", {"on": today.isoformat(), **signatures}, key=plan.pk).status_code == 302
    with acting(worker):
        plan.refresh_from_db()
        assert (plan.state, plan.signed_version) == ("signed", 1)
        assert Task.objects.filter(title="Verifica: Una casa", due_on=plan.next_check_on, state="open").count() == 1


def test_a_form_with_something_missing_comes_back_with_what_was_typed(world):
    answer = send(world, "new_goal", {"domain": "", "text": "Non si perde"}, key=world.draft_plan.pk)
    assert answer.status_code == 422 and "Non si perde" in text_of(answer)


def test_a_refused_signature_comes_back_beside_the_form(world):
    send(world, "share", {"reason": "Va bene"}, key=world.draft_plan.pk)
    answer = send(world, "sign", {"on": timezone.localdate().isoformat()}, key=world.draft_plan.pk)
    assert answer.status_code == 422 and "almeno una persona della famiglia" in text_of(answer)


def test_the_tutor_finds_the_shared_goals_and_no_way_to_change_them(world):
    shown = text_of(page(world, "tutor", "plan", key=world.plan.pk))
    assert CANARIES["shared_goal"] in shown and CANARIES["own_support"] in shown
    assert CANARIES["other_support"] not in shown
    assert "Modifica" not in shown and "Versioni e firme" not in shown
    listed = text_of(page(world, "tutor", "plans"))
    assert str(world.plan.pk) in listed and str(world.draft_plan.pk) not in listed


def test_looking_goes_on_record(world):
    page(world, "tutor", "plan", key=world.plan.pk)
    with acting(world.actor("social_worker")):
        assert ReadLog.objects.filter(what="plan.page", person_id=world.person.pk).exists()


def test_the_verification_moves_the_bar_of_the_person_s_page(world):
    with acting(world.actor("social_worker")):
        [goal] = world.plan.goals.all()
    data = {"held_on": timezone.localdate().isoformat(), f"g{goal.pk.hex}-outcome": "reached", "words": "Ci siamo"}
    assert send(world, "verify", data, key=world.plan.pk).status_code == 302
    client = client_of(world, "social_worker")
    beside = client.get(reverse("workplace:person_beside", args=[world.person.pk])).content.decode()
    assert "1 di 1 obiettivi raggiunti" in beside
    thread = client.get(reverse("workplace:person", args=[world.person.pk])).content.decode()
    assert "Verifica: 1 obiettivi su 1 raggiunti" in thread
    # Who does not read plans finds none beside the thread either.
    desk = client_of(world, "desk_operator").get(reverse("workplace:person_beside", args=[world.person.pk]))
    assert "obiettivi e barre" not in desk.content.decode()


def test_what_changed_is_told_before_the_new_version_is_shared(world):
    send(world, "review", {}, key=world.plan.pk)
    with acting(world.actor("social_worker")):
        [goal] = world.plan.goals.all()
    data = {"domain": "housing", "text": "Adesso diverso", "responsible_words": "lei", "version": str(goal.version)}
    assert send(world, "goal", data, key=world.plan.pk, part=goal.pk).status_code == 302
    shown = text_of(page(world, "social_worker", "changes", key=world.plan.pk))
    assert "Adesso diverso" in shown and "<del>" in shown and "<ins>" in shown
    assert CANARIES["shared_goal"] in text_of(page(world, "social_worker", "version", key=world.plan.pk, number=1))


@pytest.mark.parametrize("view", ["miei", "tutti", "da-firmare", "in-ritardo", "conclusi", "<strano>"])
def test_each_view_of_the_list_opens(world, view):
    assert page(world, "coordinator", "plans", query=f"?vista={view}&kind=household&pagina=1").status_code == 200


def test_plan_progress_gives_each_case_its_bar_in_few_queries(net, do, signed, django_assert_max_num_queries):
    with acting(net.worker):
        [goal] = signed.goals.all()
    do(record_verification, plan_id=signed.pk, outcomes={goal.pk: Found("reached")})
    with acting(net.worker), django_assert_max_num_queries(3):
        found = selectors.plan_progress(actor=net.worker, case_ids=[net.case.pk])
    assert (found[net.case.pk].reached, found[net.case.pk].total) == (1, 1)


def test_goals_one_begins_with_come_from_the_assessment_s_priorities(net, do):

    plan = do(start_plan, case_id=net.case.pk, kind="household", goals=[("housing", "Casa"), ("work", "Lavoro")])
    with acting(net.worker):
        assert [goal.text for goal in plan.goals.all()] == ["Casa", "Lavoro"]


def test_a_second_press_does_it_once(world):
    client = client_of(world, "social_worker")
    address = reverse("plans:new_goal", kwargs={"key": world.draft_plan.pk})
    data = {**client.guard(), "domain": "work", "text": "Una volta sola"}
    first, second = client.post(address, data), client.post(address, data)
    assert first.status_code == second.status_code == 302
    with acting(world.actor("social_worker")):
        assert Goal.objects.filter(text="Una volta sola").count() == 1


def test_a_plan_begins_from_the_priorities_of_an_assessment(world):
    worker, today = world.actor("social_worker"), timezone.localdate().isoformat()
    address = f"{reverse('plans:new')}?caso={world.case.pk}&analisi={world.assessment.pk}"
    shown = client_of(world, "social_worker").get(reverse("assessment:page", args=[world.assessment.pk]))
    assert address.replace("&", "&amp;") in text_of(shown)
    client = client_of(world, "social_worker")
    data = {"kind": "household", "people": [str(world.person.pk)], "title": "Da qui", "starts_on": today}
    assert client.post(address, {**client.guard(), **data}).status_code == 302
    with acting(worker):
        plan = Plan.objects.get(title="Da qui")
        assert plan.analysis_id == world.assessment.pk
        assert [goal.domain for goal in Goal.objects.filter(plan=plan)] == ["housing"]
    elsewhere = f"{reverse('plans:new')}?caso={world.ward_case.pk}&analisi={world.assessment.pk}"
    assert client.post(elsewhere, {**client.guard(), **data}).status_code in (404, 422)
