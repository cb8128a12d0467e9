"""What people get wrong: each is told in plain words, beside its field, and nothing is lost."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.urls import reverse
from django.utils import timezone

from portico.casework.services import end_subject, open_case_directly
from portico.kernel.actor import acting
from portico.kernel.errors import DomainError, StaleEdit
from portico.kernel.files import UploadRefused
from portico.people.services import household
from portico.plans.services import (
    NewSignature,
    edit_plan,
    record_verification,
    save_commitment,
    save_goal,
    save_support,
    set_people,
    share_plan,
    sign_plan,
    start_plan,
    take_out,
)
from portico.plans.services.checking import Found
from tests.architecture.world import client_of
from tests.factories import make_person
from tests.plans.conftest import fresh

TODAY = timezone.localdate


def goal_of(net, plan):
    with acting(net.worker):
        return plan.goals.filter(removed_at__isnull=True).first()


def test_a_plan_without_goals_is_not_shared(net, do):
    plan = do(start_plan, case_id=net.case.pk, kind="household")
    with pytest.raises(DomainError, match="Manca almeno un obiettivo"):
        do(share_plan, plan_id=plan.pk)
    assert fresh(net, plan).state == "draft"


def test_a_goal_nobody_answers_for_is_named(net, do, draft):
    do(save_goal, plan_id=draft.pk, domain="work", text="Un lavoro fisso")
    with pytest.raises(DomainError, match="«Un lavoro fisso» non ha ancora qualcuno"):
        do(share_plan, plan_id=draft.pk)
    goal = next(goal for goal in _goals(net, draft) if goal.text == "Un lavoro fisso")
    do(
        save_goal, plan_id=draft.pk, goal_id=goal.pk, domain="work", text="Un lavoro fisso",
        responsible_words="lei stessa",
    )  # fmt: skip
    do(share_plan, plan_id=draft.pk)


def _goals(net, plan):
    with acting(net.worker):
        return list(plan.goals.filter(removed_at__isnull=True))


@pytest.mark.parametrize("days", [1, 400])
def test_a_date_before_the_case_is_refused_beside_its_field(net, do, draft, days):
    before = timezone.localdate(net.case.accepted_at) - dt.timedelta(days=days)
    for service, values, field in [
        (save_goal, {"domain": "work", "text": "x", "due_on": before}, "due_on"),
        (save_support, {"kind": "aid", "what": "food", "starts_on": before}, "starts_on"),
        (save_commitment, {"side": "household", "text": "x", "due_on": before}, "due_on"),
        (edit_plan, {"values": {"starts_on": before}}, "starts_on"),
    ]:
        with pytest.raises(DomainError, match="prima della presa in carico") as refused:
            do(service, plan_id=draft.pk, **values)
        assert refused.value.field == field


def test_an_end_before_its_start_is_refused(do, draft):
    with pytest.raises(DomainError) as refused:
        do(
            save_support, plan_id=draft.pk, kind="aid", what="food", starts_on=TODAY(),
            ends_on=TODAY() - dt.timedelta(days=1),
        )  # fmt: skip
    assert refused.value.field == "ends_on"


def test_somebody_who_left_the_case_asks_for_a_reason(net, do, draft):
    do(end_subject, case_id=net.case.pk, person_id=net.son.pk)
    # Who is no longer in the case is no longer offered, and the plan asks what to do.
    with pytest.raises(DomainError) as refused:
        do(share_plan, plan_id=draft.pk)
    assert refused.value.field == "reason"
    do(set_people, plan_id=draft.pk, person_ids=[net.mother.pk])
    do(share_plan, plan_id=draft.pk)


def test_somebody_who_left_the_household_asks_for_a_reason(net, do, draft):
    with acting(net.worker):
        home = household.create_household(actor=net.worker, person_id=net.mother.pk, kind="de_facto")
        key = getattr(home, "household_id", home.pk)
        since = TODAY() - dt.timedelta(days=30)
        member = household.add_member(
            actor=net.worker, household_id=key, person_id=net.son.pk, role="child", starts_on=since
        )
        household.end_member(actor=net.worker, member_id=member.pk, on=TODAY())
    with pytest.raises(DomainError) as refused:
        do(share_plan, plan_id=draft.pk)
    assert refused.value.field == "reason"
    version = do(share_plan, plan_id=draft.pk, reason="Sta dal papà, il progetto vale anche per lui")
    assert version.reason.startswith("Sta dal papà")


def test_two_people_editing_one_goal_are_told_and_nothing_is_lost(net, do, draft):
    goal = goal_of(net, draft)
    given = {"plan_id": draft.pk, "goal_id": goal.pk, "domain": "housing", "expected_version": goal.version}
    do(save_goal, **given, text="Una casa popolare")
    with pytest.raises(StaleEdit) as stale:
        do(save_goal, by=net.colleague, **given, text="Una stanza")
    assert ("che cosa vogliamo raggiungere", "Una casa popolare", "Una stanza") in stale.value.changes


def test_two_people_editing_the_plan_are_told(do, net, draft):
    seen = fresh(net, draft).version
    do(edit_plan, plan_id=draft.pk, values={"title": "Uno"}, expected_version=seen)
    with pytest.raises(StaleEdit):
        do(edit_plan, by=net.colleague, plan_id=draft.pk, values={"title": "Due"}, expected_version=seen)


def test_the_stale_form_keeps_what_was_typed_and_the_second_time_it_is_meant(world):
    client = client_of(world, "social_worker")
    address = reverse("plans:goal", kwargs={"key": world.draft_plan.pk, "part": world.goal.pk})
    data = {"domain": "work", "text": "Mio testo", "version": "0"}
    page = client.post(address, {**client.guard(), **data})
    assert page.status_code == 422 and "Mio testo" in page.content.decode()
    assert "Nel frattempo" in page.content.decode()
    version = str(page.context["form"].data["version"])
    assert client.post(address, {**client.guard(), **data, "version": version}).status_code == 302


@pytest.mark.parametrize(
    ("content", "size", "words"),
    [
        (b"", 0, "vuoto"),
        (b"MZ not a paper", 14, "PDF"),
        (b"", 200 * 1024 * 1024, "troppo grande"),
    ],
)
def test_a_scan_that_cannot_be_kept_is_refused_and_nobody_has_signed(net, do, shared, signers, content, size, words):
    if size > 1024:
        scan = UploadedFile(file=SimpleUploadedFile("a.pdf", b"").file, name="grande.pdf", size=size)
    else:
        scan = SimpleUploadedFile("a.pdf", content)
    with pytest.raises(UploadRefused, match=words) as refused:
        do(sign_plan, plan_id=shared.pk, signatures=signers(shared), scan=scan)
    assert refused.value.field == "scan"
    assert fresh(net, shared).state == "shared"


class TestSignatures:
    def test_nobody_of_the_household_is_not_enough(self, net, do, shared):
        operator = NewSignature(how="in_presence", membership_id=net.worker.membership_id)
        with pytest.raises(DomainError, match="famiglia"):
            do(sign_plan, plan_id=shared.pk, signatures=[operator])

    def test_nobody_of_the_services_is_not_enough(self, do, shared, signers):
        with pytest.raises(DomainError, match="servizi"):
            do(sign_plan, plan_id=shared.pk, signatures=signers(shared)[:1])

    def test_who_refuses_says_why_and_the_others_may_go_on(self, net, do, shared, signers):
        with acting(net.worker):
            son = shared.people.get(person=net.son)
        with pytest.raises(DomainError) as refused:
            do(
                sign_plan, plan_id=shared.pk,
                signatures=[*signers(shared), NewSignature(how="refused", subject_id=son.pk)],
            )  # fmt: skip
        assert refused.value.field == "words"
        signatures = [*signers(shared), NewSignature(how="refused", subject_id=son.pk, words="Vuole pensarci")]
        version = do(sign_plan, plan_id=shared.pk, signatures=signatures)
        with acting(net.worker):
            assert version.signatures.get(how="refused").words == "Vuole pensarci"

    @pytest.mark.parametrize("days", [1, -1])
    def test_a_day_that_cannot_be_is_refused(self, do, shared, signers, days):
        with pytest.raises(DomainError) as refused:
            do(
                sign_plan, plan_id=shared.pk, signatures=signers(shared), on=TODAY() + dt.timedelta(days=days)
            )  # fmt: skip
        assert refused.value.field == "on"

    def test_who_represents_somebody_has_a_name(self, do, shared, signers):
        with pytest.raises(DomainError) as refused:
            do(sign_plan, plan_id=shared.pk, signatures=signers(shared, capacity="represents"))
        assert refused.value.field == "name"


class TestOthers:
    def test_a_person_of_another_case_is_not_of_this_plan(self, net, do):
        stranger = make_person(actor=net.worker, first_name="Ugo", birth_date=dt.date(1970, 1, 1))
        with acting(net.worker):
            open_case_directly(actor=net.worker, person_ids=[stranger.pk], area="adults", reason="x")
        with pytest.raises(DomainError):
            do(start_plan, case_id=net.case.pk, kind="household", person_ids=[stranger.pk])

    def test_an_operator_who_does_not_work_on_it_answers_for_nothing(self, net, do, draft):
        with pytest.raises(DomainError) as refused:
            do(
                save_goal, plan_id=draft.pk, domain="work", text="x",
                responsible_id=net.other_worker.membership_id,
            )  # fmt: skip
        assert refused.value.field == "responsible"

    def test_a_goal_taken_out_takes_its_parts_along(self, net, do, draft):
        goal = goal_of(net, draft)
        do(take_out, plan_id=draft.pk, part="goal", part_id=goal.pk)
        with acting(net.worker):
            assert not draft.goals.filter(removed_at__isnull=True).exists()
            assert not draft.supports.filter(removed_at__isnull=True, goal=goal).exists()
            assert not draft.commitments.filter(removed_at__isnull=True, goal=goal).exists()

    def test_a_verification_tomorrow_or_about_another_plan_is_refused(self, net, do, signed):
        goal = goal_of(net, signed)
        outcomes = {goal.pk: Found("reached")}
        with pytest.raises(DomainError):
            do(
                record_verification, plan_id=signed.pk, outcomes=outcomes, held_on=TODAY() + dt.timedelta(days=1)
            )  # fmt: skip
        other = do(start_plan, case_id=net.case.pk, kind="simple")
        strange = do(save_goal, plan_id=other.pk, domain="work", text="x")
        with pytest.raises(DomainError):
            do(record_verification, plan_id=signed.pk, outcomes={strange.pk: Found("reached")})

    def test_a_plan_of_a_case_that_waits_for_an_answer_is_not_started(self, world):
        client = client_of(world, "social_worker")
        page = client.get(reverse("plans:new") + f"?caso={world.proposal.pk}")
        assert page.status_code in (403, 404)
        assert client.get(reverse("plans:new") + "?caso=niente").status_code == 404


def test_nasty_text_breaks_no_page_and_no_paper(world):
    client = client_of(world, "social_worker")
    text = "<script>alert(1)</script> {{ 7*7 }} '\"; drop table plans_plan; --"
    address = reverse("plans:new_goal", kwargs={"key": world.draft_plan.pk})
    assert client.post(address, {**client.guard(), "domain": "work", "text": text}).status_code == 302
    page = client.get(reverse("plans:plan", kwargs={"key": world.draft_plan.pk})).content.decode()
    assert "&lt;script&gt;alert(1)" in page and "<script>alert(1)" not in page
    assert client.get(reverse("plans:sheet", kwargs={"key": world.draft_plan.pk})).status_code == 200
