"""Reserved records, and asking who follows somebody."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portico.access.enums import Category, Level, Origin
from portico.access.models import ContactRequest
from portico.access.selectors import level_on, who_sees
from portico.access.services import open_grant
from portico.accounts.models import Membership
from portico.events.models import EventSubject, Notification
from portico.kernel.actor import acting
from portico.kernel.errors import DomainError, NotAllowed, NotVisible
from portico.people.models import Person
from portico.people.selectors import people, search_people
from portico.people.services.ask import answer_contact, ask_contact, followers_of
from portico.people.services.lookup import look_up
from portico.people.services.register import NewPerson, meet_known_person, register_person, remember
from portico.people.services.reserve import reserve_person, unreserve_person
from tests.factories import make_actor, make_person

pytestmark = pytest.mark.django_db

WHO = {"first_name": "Fatima", "last_name": "Benali"}


@pytest.fixture
def colleague(worker):
    with acting(worker):
        unit = Membership.objects.get(pk=worker.membership_id).unit
    return make_actor(ambito=unit.ambito, role="social_worker", unit=unit)


def found_by(actor, person):
    return look_up(actor=actor, **WHO, birth_date=person.birth_date)


def test_a_reserved_record_is_absent_for_everybody_but_the_named(worker, colleague, other_desk, fatima):
    with acting(worker):
        reserve_person(actor=worker, person_id=fatima.pk, named_tokens=[])
        assert people(actor=worker).get() == fatima
    for hidden_from in (colleague, other_desk):
        with acting(hidden_from):
            assert not people(actor=hidden_from).exists()
            assert not Person.objects.exists()
            assert not search_people(actor=hidden_from, text="fatima").exists()
            assert found_by(hidden_from, fatima) == []


def test_registering_her_again_succeeds_and_only_her_people_are_told(worker, other_desk, fatima):
    with acting(worker):
        reserve_person(actor=worker, person_id=fatima.pk, named_tokens=[])
    again = make_person(actor=other_desk)
    assert again.pk != fatima.pk
    with acting(other_desk):
        assert not Notification.objects.exists()
    with acting(worker):
        assert Notification.objects.get().kind == "people.reserved_clash"


def test_named_people_are_told_without_a_name(worker, colleague, fatima):
    with acting(worker):
        reserve_person(actor=worker, person_id=fatima.pk, named_tokens=[colleague.user_token])
    with acting(colleague):
        assert "Fatima" not in Notification.objects.get().text
        assert people(actor=colleague).get() == fatima


def test_opening_it_again_gives_it_back_to_the_unit_alone(worker, colleague, other_desk, fatima):
    with acting(worker):
        open_grant(
            actor=worker, person_id=fatima.pk, token=other_desk.main_token, origin=Origin.ACCEPTED_REFERRAL,
            scope_kind="referral", scope_id=fatima.pk,
        )  # fmt: skip
        reserve_person(actor=worker, person_id=fatima.pk, named_tokens=[])
        with pytest.raises(DomainError):
            reserve_person(actor=worker, person_id=fatima.pk, named_tokens=[999_999_999])
        unreserve_person(actor=worker, person_id=fatima.pk)
        assert {sight.origin for sight in who_sees(actor=worker, person_id=fatima.pk)} == {"case_manager", "own_desk"}
        assert not Person.objects.get(pk=fatima.pk).reserved
        with pytest.raises(DomainError):
            unreserve_person(actor=worker, person_id=fatima.pk)
    with acting(colleague):
        assert level_on(actor=colleague, person_id=fatima.pk, category=Category.HEALTH) == Level.WRITE
    with acting(other_desk):
        assert not people(actor=other_desk).exists()


def test_reserving_twice_and_opening_again_still_comes_back(worker, colleague, fatima):
    for _turn in range(2):
        with acting(worker):
            reserve_person(actor=worker, person_id=fatima.pk, named_tokens=[])
        with acting(colleague):
            assert not people(actor=colleague).exists()
        with acting(worker):
            unreserve_person(actor=worker, person_id=fatima.pk)
        with acting(colleague):
            assert people(actor=colleague).exists()


def test_somebody_not_looked_up_cannot_be_met_nor_asked_about(other_desk, fatima):
    with acting(other_desk):
        with pytest.raises(NotVisible):
            meet_known_person(actor=other_desk, person_id=fatima.pk, reason="È qui con me")
        with pytest.raises(NotVisible):
            ask_contact(actor=other_desk, person_id=fatima.pk, reason="Vorrei sapere chi la segue")
        assert not people(actor=other_desk).exists()


def test_meeting_a_record_reserved_meanwhile_is_like_nobody(worker, other_desk, fatima):
    with acting(other_desk):
        assert found_by(other_desk, fatima)
    with acting(worker):
        reserve_person(actor=worker, person_id=fatima.pk, named_tokens=[])
    with acting(other_desk):
        with pytest.raises(NotVisible):
            meet_known_person(actor=other_desk, person_id=fatima.pk, reason="È qui con me")


def test_asking_reaches_the_followers_and_sharing_opens_two_categories(worker, other_desk, fatima):
    with acting(other_desk):
        found_by(other_desk, fatima)
        with pytest.raises(DomainError):
            ask_contact(actor=other_desk, person_id=fatima.pk, reason="sì")
        request = ask_contact(actor=other_desk, person_id=fatima.pk, reason="Serve una mano per la casa")
        with pytest.raises(DomainError):
            ask_contact(actor=other_desk, person_id=fatima.pk, reason="Serve una mano per la casa")
        assert not people(actor=other_desk).exists()
        with pytest.raises(NotVisible):
            answer_contact(actor=other_desk, request_id=request.pk, share=True)
    with acting(worker):
        assert Notification.objects.get().url == f"/richieste/{request.pk}/"
        answer_contact(actor=worker, request_id=request.pk, share=True, answer="Volentieri")
        with pytest.raises(DomainError):
            answer_contact(actor=worker, request_id=request.pk, share=False, answer="Ci ripenso")
        assert EventSubject.objects.filter(person=fatima, kind="contact_answered").exists()
    with acting(other_desk):
        assert people(actor=other_desk).get() == fatima
        assert level_on(actor=other_desk, person_id=fatima.pk, category=Category.CONTACTS) == Level.READ
        assert level_on(actor=other_desk, person_id=fatima.pk, category=Category.DIARY) == Level.NONE
        assert Notification.objects.get().kind == "people.answered"


def test_refusing_needs_words_and_opens_nothing(worker, other_desk, fatima, ambito):
    with acting(other_desk):
        found_by(other_desk, fatima)
        request = ask_contact(actor=other_desk, person_id=fatima.pk, reason="Serve una mano per la casa")
    with acting(worker):
        with pytest.raises(DomainError) as caught:
            answer_contact(actor=worker, request_id=request.pk, share=False)
        assert caught.value.field == "answer"
        answer_contact(actor=worker, request_id=request.pk, share=False, answer="Ti chiamo io")
    with acting(other_desk):
        assert ContactRequest.objects.get().answer == "Ti chiamo io"
        assert not people(actor=other_desk).exists()


def test_a_follower_who_only_reads_cannot_put_others_in_touch(worker, other_desk, fatima, ambito):
    tutor = make_actor(ambito=ambito, role="case_contributor")
    with acting(worker):
        open_grant(
            actor=worker, person_id=fatima.pk, token=tutor.main_token, origin=Origin.CASE_TEAM, scope_kind="case",
            scope_id=fatima.pk,
        )  # fmt: skip
    with acting(other_desk):
        found_by(other_desk, fatima)
        assert sorted(followers_of(actor=other_desk, person_id=fatima.pk)) == sorted(
            [worker.main_token, tutor.main_token]
        )
        request = ask_contact(actor=other_desk, person_id=fatima.pk, reason="Serve una mano per la casa")
    with acting(tutor):
        with pytest.raises(NotAllowed):
            answer_contact(actor=tutor, request_id=request.pk, share=True)


def test_somebody_registered_this_very_instant_is_open_at_once(worker):
    with acting(worker):
        data = NewPerson(first_name="Ugo")
        person = register_person(actor=worker, data=data, occurred_at=timezone.now() + timedelta(seconds=5))
        assert people(actor=worker).get(first_name="Ugo") == person


def test_an_older_contact_told_late_shortens_nothing(worker, fatima):
    with acting(worker):
        before = [sight.valid_until for sight in who_sees(actor=worker, person_id=fatima.pk)]
        remember(actor=worker, person_id=fatima.pk, occurred_at=timezone.now() - timedelta(days=90))
        assert [sight.valid_until for sight in who_sees(actor=worker, person_id=fatima.pk)] == before
