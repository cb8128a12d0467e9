"""Whom a unit has in charge is not opened by another one on its own; who reserves; what a household opens."""

import datetime as dt
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction

from portico.access.enums import Category, Level
from portico.access.models import AccessGrant
from portico.access.selectors import level_on
from portico.access.services import open_grant, reserve
from portico.casework.policies import FollowedElsewhere
from portico.casework.selectors import cases
from portico.casework.services import (
    accept_case,
    add_member,
    add_subject,
    close_case,
    hand_over,
    open_case_directly,
    propose_case,
    reopen_case,
)
from portico.events.models import Notification
from portico.kernel.actor import acting, system_actor
from portico.kernel.errors import DomainError, NotAllowed
from portico.people.models import Isee, Person
from portico.people.services.economy import record_isee
from portico.people.services.household import add_member as add_to_household
from portico.people.services.household import create_household
from portico.people.services.lookup import look_up
from portico.people.services.register import meet_known_person
from portico.people.services.reserve import reserve_person
from portico.referrals.models import Referral
from portico.referrals.services import accept_referral, refer
from tests.architecture.world import World
from tests.factories import actor_of, make_membership, make_person

pytestmark = pytest.mark.django_db
BORN = dt.date(1992, 5, 3)
OPEN = "select portico_open_grant(%s, %s, %s, %s, %s, %s, null, null, null, '')"


@pytest.fixture
def w():
    """Fatima, whom the pole has in charge, with an ISEE; `curious` works in another pole."""
    world = World()
    world.worker, world.curious, world.desk = (
        world.actor(name) for name in ("social_worker", "other_pole", "desk_operator")
    )
    world.memberships["other_coordinator"] = make_membership(
        ambito=world.ambito, role="coordinator", unit=world.other_pole
    )
    world.person = make_person(actor=world.worker)
    with acting(world.worker):
        world.case = taken(world.worker, world.person)
        record_isee(actor=world.worker, person_id=world.person.pk, kind="ordinary", value_cents=598000)
    return world


def taken(actor, *people):
    return open_case_directly(actor=actor, person_ids=[one.pk for one in people], area="adults", reason="Serve")


def met(actor, person, first_name="Fatima"):
    """Looked up and met: the grant of one's own desk."""
    look_up(actor=actor, first_name=first_name, last_name="Benali", birth_date=BORN)
    meet_known_person(actor=actor, person_id=person.pk, reason="È qui con me")


def run(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


def untouched(actor):
    return not Isee.objects.exists() and not cases(actor=actor).filter(state__in=["accepted", "active"]).exists()


class TestOpening:
    def test_a_look_up_and_a_meeting_do_not_open_the_dossier(self, w):
        with acting(w.curious):
            met(w.curious, w.person)
            with pytest.raises(FollowedElsewhere, match=r"Polo adulti.*proporre la presa in carico"):
                taken(w.curious, w.person)
            for origin in ("case_manager", "case_team", "closed_case", "accepted_referral"):
                with pytest.raises(ProgrammingError), transaction.atomic():
                    run(OPEN, uuid4(), w.person.pk, w.curious.main_token, origin, "case", uuid4())
            assert untouched(w.curious)

    def test_nor_for_a_colleague_of_another_unit(self, w):
        with acting(w.curious):
            met(w.curious, w.person)
            stranger = make_membership(ambito=w.ambito, role="social_worker")
            with pytest.raises(ProgrammingError), transaction.atomic():
                run(OPEN, uuid4(), w.person.pk, stranger.token, "case_manager", "case", uuid4())

    def test_proposing_to_ones_own_unit_is_the_same(self, w):
        with acting(w.curious):
            met(w.curious, w.person)
            own = propose_case(
                actor=w.curious, person_ids=[w.person.pk], unit_id=w.other_pole.pk, area="adults", reason="La seguo io"
            )
            with pytest.raises(FollowedElsewhere, match="rimanda indietro"):
                accept_case(actor=w.curious, case_id=own.pk, manager_id=w.curious.membership_id, activate=True)
            with pytest.raises(ProgrammingError), transaction.atomic():
                run(OPEN, uuid4(), w.person.pk, w.curious.main_token, "case_manager", "case", own.pk)
            assert untouched(w.curious)

    def test_nor_does_a_desk_that_only_listened_bring_them_in(self, w):
        with acting(w.desk):
            met(w.desk, w.person)
            case = propose_case(
                actor=w.desk, person_ids=[w.person.pk], unit_id=w.other_pole.pk, area="adults", reason="Ha bisogno"
            )
        with acting(w.curious):
            with pytest.raises(FollowedElsewhere):
                accept_case(actor=w.curious, case_id=case.pk)
            assert untouched(w.curious)

    def test_nor_one_listening_in_two_roles_or_to_ones_own_organisation(self, w):
        twice = make_membership(
            ambito=w.ambito, role="desk_operator", unit=w.desk_unit, user=w.memberships["other_pole"].user
        )
        service = _service(w)
        with acting(actor_of(twice)):
            met(actor_of(twice), w.person)
            sent = refer(
                actor=actor_of(twice), person_id=w.person.pk, service_id=service.pk, reason="Sola", asked="Aiuto"
            )
        with acting(w.curious):
            with pytest.raises(FollowedElsewhere):
                accept_referral(actor=w.curious, referral_id=sent.pk, take_in_charge=True, area="adults")
            assert untouched(w.curious)

    def test_a_case_of_ones_own_is_not_widened_to_them(self, w):
        with acting(w.curious):
            mine = make_person(actor=w.curious, first_name="Karim")
            own = taken(w.curious, mine)
            met(w.curious, w.person)
            with pytest.raises(FollowedElsewhere):
                add_subject(actor=w.curious, case_id=own.pk, person_id=w.person.pk)
            assert not Isee.objects.exists()

    def test_the_unit_in_charge_brings_in_whom_it_wants(self, w):
        """By a proposal, by its team, by a referral, by handing over."""
        with acting(w.worker):
            case = propose_case(
                actor=w.worker, person_ids=[w.person.pk], unit_id=w.other_pole.pk, area="adults", reason="Casa insieme"
            )
        with acting(w.curious):
            accept_case(actor=w.curious, case_id=case.pk, manager_id=w.curious.membership_id, activate=True)
            close_case(actor=w.curious, case_id=case.pk, reason="autonomy")
        with acting(w.actor("coordinator")):
            add_member(
                actor=w.actor("coordinator"), case_id=w.case.pk, membership_id=w.curious.membership_id,
                role="social_worker",
            )  # fmt: skip
        with acting(w.curious):
            assert taken(w.curious, w.person).state == "active"

    def test_a_referral_of_somebody_else_brings_them_in(self, w):
        service = _service(w)
        with acting(w.worker):
            sent = refer(actor=w.worker, person_id=w.person.pk, service_id=service.pk, reason="Sola", asked="Aiuto")
        with acting(w.curious):
            accept_referral(actor=w.curious, referral_id=sent.pk, take_in_charge=True, area="adults")
            assert Referral.objects.get(pk=sent.pk).case_id

    def test_handing_over_and_reopening_go_on(self, w):
        with acting(w.worker):
            hand_over(actor=w.worker, case_id=w.case.pk, to_unit_id=w.other_pole.pk, reason="Cambia zona")
            assert cases(actor=w.worker).get() == w.case, "for the review"
        coordinator = w.actor("other_coordinator")
        with acting(coordinator):
            close_case(actor=coordinator, case_id=w.case.pk, reason="autonomy")
        with acting(w.worker):
            taken(w.worker, w.person)
        with acting(coordinator):
            reopen_case(
                actor=coordinator, case_id=w.case.pk, reason="È tornata", manager_id=w.memberships["other_pole"].pk
            )

    def test_after_the_case_is_closed_anybody_may_start(self, w):
        with acting(w.worker):
            close_case(actor=w.worker, case_id=w.case.pk, reason="autonomy")
        with acting(w.curious):
            met(w.curious, w.person)
            assert taken(w.curious, w.person).state == "active"

    def test_who_has_them_in_charge_is_told_without_a_name(self, w):
        with acting(w.worker):
            case = propose_case(
                actor=w.worker, person_ids=[w.person.pk], unit_id=w.other_pole.pk, area="adults", reason="Casa"
            )
        with acting(w.curious):
            accept_case(actor=w.curious, case_id=case.pk)
        with acting(w.worker):
            told = Notification.objects.filter(kind="casework.also_followed")
            assert {row.token for row in told} == {w.worker.main_token, w.worker.user_token}
            assert all("Fatima" not in row.text and "Polo" not in row.text for row in told)

    def test_a_unit_not_to_be_named_is_not_named_by_the_refusal(self, w):
        centre = make_membership(
            ambito=w.ambito, role="social_worker", unit_values={"name": "SerD", "sensitive": True, "takes_cases": True}
        )
        serd, other = actor_of(centre), make_person(actor=actor_of(centre), first_name="Nadia")
        with acting(serd):
            taken(serd, other)
        with acting(w.curious):
            met(w.curious, other, "Nadia")
            with pytest.raises(FollowedElsewhere, match="un servizio della rete") as refused:
                taken(w.curious, other)
            assert "SerD" not in str(refused.value.message)

    def test_a_reserved_case_is_not_revealed_by_the_refusal(self, w):
        mother, child = make_person(actor=w.worker, first_name="Serena"), make_person(actor=w.worker, first_name="Amir")
        with acting(w.worker):
            reserve_person(actor=w.worker, person_id=mother.pk, named_tokens=[])
            taken(w.worker, mother, child)
        with acting(w.curious):
            met(w.curious, child, "Amir")
            with pytest.raises(DomainError, match="non è disponibile") as refused:
                taken(w.curious, child)
            assert not isinstance(refused.value, FollowedElsewhere)

    def test_the_function_answers_nobody_about_strangers(self, w):
        with acting(w.curious):
            assert run("select portico_followed_elsewhere(%s, %s)", [w.person.pk], uuid4()) == [("",)]
            assert run("select portico_in_charge(%s)", w.person.pk) == [("",)]
            run("select portico_tell_in_charge(%s, 'Ciao')", w.case.pk)
        with acting(w.worker):
            assert not Notification.objects.filter(text="Ciao").exists()


def _service(w):
    from tests.architecture.story import _service as service

    with acting(system_actor(w.ambito.pk)):
        return service(w, w.municipality, w.other_pole, "Servizio sociale famiglie")


class TestReserving:
    def test_who_only_met_them_does_not_shut_out_the_manager(self, w):
        with acting(w.curious):
            met(w.curious, w.person)
            with pytest.raises(DomainError, match="può riservare"):
                reserve_person(actor=w.curious, person_id=w.person.pk, named_tokens=[])
            with pytest.raises(ProgrammingError), transaction.atomic():
                reserve(actor=w.curious, person_id=w.person.pk, named_tokens=[w.curious.user_token])
        colleague = w.actor("pole_colleague")
        with acting(colleague):
            with pytest.raises(DomainError):
                reserve_person(actor=colleague, person_id=w.person.pk, named_tokens=[])
        with acting(w.worker):
            assert not Person.objects.get(pk=w.person.pk).reserved

    def test_the_managers_are_among_the_named_whoever_reserves(self, w):
        coordinator = w.actor("coordinator")
        with acting(coordinator):
            reserve_person(actor=coordinator, person_id=w.person.pk, named_tokens=[])
        with acting(w.worker):
            assert Person.objects.get(pk=w.person.pk).reserved and cases(actor=w.worker).get() == w.case
            assert Notification.objects.filter(kind="people.reserved").exists()
        with acting(w.actor("pole_colleague")):
            assert not Person.objects.exists()

    def test_before_anybody_is_in_charge_a_professional_who_met_them_may(self, w):
        nobodys = make_person(actor=w.curious, first_name="Nadia")
        with acting(w.curious):
            reserve_person(actor=w.curious, person_id=nobodys.pk, named_tokens=[])
            assert Person.objects.get(pk=nobodys.pk).reserved

    def test_that_there_is_a_reserved_case_is_not_said(self, w):
        mother, child = make_person(actor=w.worker, first_name="Serena"), make_person(actor=w.worker, first_name="Amir")
        with acting(w.worker):
            reserve_person(actor=w.worker, person_id=mother.pk, named_tokens=[])
            taken(w.worker, mother, child)
        with acting(w.curious):
            met(w.curious, child, "Amir")
            with pytest.raises(NotAllowed):
                reserve_person(actor=w.curious, person_id=child.pk, named_tokens=[])


class TestHouseholds:
    def test_a_member_in_somebody_elses_charge_is_not_opened_by_a_household(self, w):
        with acting(w.curious):
            mine = make_person(actor=w.curious, first_name="Karim")
            taken(w.curious, mine)
            home = create_household(actor=w.curious, person_id=mine.pk, kind="de_facto")
            met(w.curious, w.person)
            with pytest.raises(DomainError, match="non è disponibile"):
                add_to_household(actor=w.curious, household_id=home.pk, person_id=w.person.pk)
            assert not Isee.objects.exists()
            assert level_on(actor=w.curious, person_id=w.person.pk, category=Category.HOUSEHOLD) == Level.NONE
            with pytest.raises(ProgrammingError), transaction.atomic():
                run(
                    "select portico_open_grant(%s, %s, %s, 'case_manager', 'case', %s, null, null, '{economic}', '')",
                    uuid4(), w.person.pk, w.curious.main_token, uuid4(),
                )  # fmt: skip

    def test_a_member_of_ones_own_opens_that_they_live_there_and_no_more(self, w):
        child = make_person(actor=w.worker, first_name="Amir", birth_date=dt.date(2019, 3, 1))
        with acting(w.worker):
            home = create_household(actor=w.worker, person_id=w.person.pk, kind="de_facto")
            add_to_household(actor=w.worker, household_id=home.pk, person_id=child.pk, role="child")
            reach = {
                category: level_on(actor=w.worker, person_id=child.pk, category=category)
                for category in Category.values
            }
            assert reach["household"] == Level.WRITE
            assert reach["economic"] == reach["health"] == reach["needs"] == reach["diary"] == Level.NONE


class TestOpeningAgain:
    def test_what_had_ended_starts_again_now(self, w):
        ago = dt.datetime.now(dt.UTC) - dt.timedelta(days=30)
        person = make_person(actor=w.desk, first_name="Nadia")
        fact = {
            "actor": w.desk, "person_id": person.pk, "token": w.desk.user_token, "origin": "consent",
            "scope_kind": "consent", "scope_id": person.pk, "categories": ["identity"],
        }  # fmt: skip
        with acting(w.desk):
            open_grant(**fact, valid_from=ago, valid_until=ago + dt.timedelta(days=1))
            open_grant(**fact)
            row = AccessGrant.objects.get(scope_kind="consent")
            assert row.valid_from > ago + dt.timedelta(days=29) and row.valid_until is None
            started = row.valid_from
            open_grant(**fact, valid_until=started + dt.timedelta(days=9))
            row.refresh_from_db()
            assert row.valid_from == started, "one that lives is only extended"
