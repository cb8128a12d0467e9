"""The cases of the access rules, by number, on one world. Each is also tested closer to its code."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from django.urls import reverse
from django.utils import timezone

from portico.access.models import ReadLog
from portico.accounts.models import Membership
from portico.casework.selectors import cases, known_cases
from portico.casework.services import end_member
from portico.kernel.actor import acting, system_actor
from portico.kernel.jobs import NoLongerActing, job
from portico.people.models import Isee, Person
from portico.people.selectors import people, search_people
from portico.people.services.lookup import look_up
from portico.referrals.selectors import get_referral, package_of
from portico.referrals.services import decline_referral
from tests.architecture.story import CANARIES
from tests.architecture.world import client_of, sign_in
from tests.factories import actor_of, make_membership, make_person

pytestmark = pytest.mark.django_db


def test_case_1_another_desk_finds_nobody_by_name_and_only_a_card_with_the_birth_date(world):
    theirs = world.actor("other_desk")
    with acting(theirs):
        assert not search_people(actor=theirs, text="Fatima").exists()
        assert look_up(actor=theirs, first_name="Fatima") == []
        before = ReadLog.objects.filter(user_id=theirs.user_id, what="lookup").count()
        cards = look_up(
            actor=theirs, first_name="Fatima", last_name=CANARIES["identity"], birth_date=world.person.birth_date
        )
        card = next(card for card in cards if card.person_id == world.person.pk)
        assert any("Sportello Alba" in name for name in card.names) and not card.mine
        assert not hasattr(card, "first_name")
        assert ReadLog.objects.filter(user_id=theirs.user_id, what="lookup").count() > before


def test_case_2_a_service_sees_what_was_ticked_until_it_declines(world):
    receiver = world.actor("receiver")
    with acting(receiver):
        found = get_referral(actor=receiver, key=world.sent_referral.pk)
        assert package_of(actor=receiver, referral=found).person_label
        assert not people(actor=receiver).exists(), "a referral opens nothing but itself"
        decline_referral(actor=receiver, referral_id=found.pk, reason="no_places", words="Pieno fino a gennaio")
        after = get_referral(actor=receiver, key=world.sent_referral.pk)
        assert package_of(actor=receiver, referral=after) is None
    page = client_of(world, "receiver").get(reverse("referrals:referral", args=[world.sent_referral.pk]))
    assert "Bruno" not in page.content.decode() and "Altavilla" not in page.content.decode()


def test_case_3_the_desk_keeps_its_listening_and_knows_who_has_the_case(world):
    desk = world.actor("desk_operator")
    with acting(desk):
        known = known_cases(actor=desk, person_id=world.person.pk)
        assert [item.manager_name for item in known] == [str(world.memberships["social_worker"].user)]
        assert not cases(actor=desk).filter(pk=world.case.pk).exists()
        assert not Isee.objects.exists(), "nor what the case knows"


def test_case_4_the_day_after_the_tutor_leaves_nothing_of_her_is_left(world):
    worker, tutor = world.actor("social_worker"), world.actor("tutor")
    with acting(tutor):
        assert people(actor=tutor).filter(pk=world.person.pk).exists()
    with acting(worker):
        end_member(actor=worker, case_id=world.case.pk, member_id=world.member.pk)
    with acting(tutor):
        # Of another case they still are on the team.
        assert list(people(actor=tutor)) == [world.ward]
        assert list(Person.objects.all()) == [world.ward], "the database says the same"
        assert list(cases(actor=tutor)) == [world.ward_case]


def test_case_10_what_was_opened_for_one_body_is_out_of_reach_for_the_other(world):
    user = world.memberships["desk_operator"].user
    second = make_membership(
        ambito=world.ambito, role="desk_operator", user=user, unit=world.other_desk_unit, starts_on=dt.date(2024, 2, 1)
    )
    browser = sign_in(user)
    page = reverse("workplace:person", args=[world.person.pk])
    assert browser.get(page).status_code == 200
    browser.post(reverse("workplace:switch"), browser.guard() | {"membership": str(second.pk)})
    assert browser.get(page).status_code == 404
    with acting(actor_of(second)):
        assert not people(actor=actor_of(second)).filter(pk=world.person.pk).exists()


def test_case_11_a_membership_that_ended_signs_out_and_its_jobs_run_as_nobody(world):
    membership = world.memberships["desk_operator"]
    browser = client_of(world, "desk_operator")
    assert browser.get(reverse("workplace:today")).status_code == 200

    @job("tests.access.case_11")
    def later(*, actor):
        raise AssertionError("it must not run")

    with acting(system_actor(world.ambito.pk)):
        Membership.objects.filter(pk=membership.pk).update(ends_on=timezone.localdate() - dt.timedelta(days=1))
    assert browser.get(reverse("workplace:today")).status_code == 302
    assert "_auth_user_id" not in browser.session
    with pytest.raises(NoLongerActing):
        later._run(ambito=str(world.ambito.pk), user=str(membership.user_id), membership=str(membership.pk))


def test_case_13_another_ambito_sees_finds_and_counts_nothing(world):
    stranger = world.actor("other_ambito")
    with acting(stranger):
        assert people(actor=stranger).count() == 0 and Person.objects.count() == 0
        cards = look_up(
            actor=stranger, first_name="Fatima", last_name=CANARIES["identity"], birth_date=world.person.birth_date
        )
        assert cards == []
        again = make_person(actor=stranger, last_name=CANARIES["identity"])
    with acting(stranger):
        assert list(people(actor=stranger)) == [again]
    with acting(world.actor("desk_operator")):
        assert not Person.objects.filter(pk=again.pk).exists()


def test_case_14_an_export_holds_the_rows_of_the_page_and_is_on_record(world):
    browser = client_of(world, "receiver")
    page = browser.get(reverse("referrals:inbox")).content.decode()
    answer = browser.get(reverse("referrals:export"))
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 2 and "Bruno" in " ".join(rows[1]) and "Bruno" in page
    with acting(world.actor("receiver")):
        assert ReadLog.objects.filter(outcome="exported", user_id=world.memberships["receiver"].user_id).exists()
