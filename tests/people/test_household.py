"""Households of three kinds, their dated members, and ties between people."""

import datetime as dt
import threading
from itertools import pairwise

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portico.access.enums import Category, Level, Origin
from portico.access.selectors import level_on
from portico.access.services import open_grant
from portico.events.models import EventSubject
from portico.kernel.actor import acting
from portico.kernel.errors import DomainError, NotAllowed, NotVisible, StaleEdit
from portico.people.models import Household, HouseholdMember, Relation
from portico.people.services.household import (
    add_member,
    change_member,
    create_household,
    end_member,
    move_member,
    withdraw_member,
)
from portico.people.services.relations import add_relation, change_relation, end_relation
from portico.people.services.reserve import reserve_person
from tests.factories import make_actor, make_ambito, make_person
from tests.people.conftest import take_charge

TODAY = timezone.localdate()
YEAR = dt.timedelta(days=365)


def fathers_home(worker, child, kind="de_facto"):
    """Another household of the same people, with its own reference person."""
    father = make_person(actor=worker, first_name="Karim", last_name="Haddad", birth_date=dt.date(1988, 1, 1))
    take_charge(worker, father)
    return create_household(actor=worker, person_id=father.pk, kind=kind)


@pytest.mark.django_db
def test_a_child_has_two_homes(at_work, fatima, child):
    mothers = create_household(actor=at_work, person_id=fatima.pk, kind="de_facto")
    fathers = fathers_home(at_work, child)
    for home in (mothers, fathers):
        add_member(actor=at_work, household_id=home.pk, person_id=child.pk, role="child")
    assert child.household_memberships.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["registry", "isee"])
def test_but_only_one_registry_and_one_isee_household_at_a_time(at_work, fatima, child, kind):
    mothers = create_household(actor=at_work, person_id=fatima.pk, kind=kind)
    fathers = fathers_home(at_work, child, kind)
    first = add_member(actor=at_work, household_id=mothers.pk, person_id=child.pk, role="child")
    with pytest.raises(DomainError) as caught:
        add_member(actor=at_work, household_id=fathers.pk, person_id=child.pk, role="child")
    assert caught.value.field == "starts_on"
    assert "Sposta" in str(caught.value.message)
    move_member(actor=at_work, member_id=first.pk, household_id=fathers.pk, on=TODAY)
    assert HouseholdMember.objects.filter(person=child, period__isempty=False).get().household == fathers


@pytest.mark.django_db
def test_describing_a_household_opens_its_members_no_further(at_work, fatima, child):
    home = create_household(actor=at_work, person_id=fatima.pk, kind="de_facto")
    assert level_on(actor=at_work, person_id=child.pk, category=Category.HOUSEHOLD) == Level.NONE
    member = add_member(actor=at_work, household_id=home.pk, person_id=child.pk, role="child")
    assert level_on(actor=at_work, person_id=child.pk, category=Category.HOUSEHOLD) == Level.WRITE
    assert level_on(actor=at_work, person_id=child.pk, category=Category.HEALTH) == Level.NONE
    end_member(actor=at_work, member_id=member.pk)
    assert level_on(actor=at_work, person_id=child.pk, category=Category.HOUSEHOLD) == Level.NONE
    assert level_on(actor=at_work, person_id=child.pk, category=Category.IDENTITY) == Level.WRITE


@pytest.mark.django_db
def test_a_mistake_is_withdrawn_and_frees_the_days(at_work, fatima, child):
    home = create_household(actor=at_work, person_id=fatima.pk, kind="registry")
    member = add_member(actor=at_work, household_id=home.pk, person_id=child.pk)
    withdraw_member(actor=at_work, member_id=member.pk)
    take_charge(at_work, child)
    create_household(actor=at_work, person_id=child.pk, kind="registry")
    assert HouseholdMember.objects.filter(person=child, period__contains=TODAY).count() == 1


@pytest.mark.django_db
def test_wrong_days_are_refused(at_work, fatima, child):
    home = create_household(actor=at_work, person_id=fatima.pk, kind="de_facto", starts_on=TODAY)
    with pytest.raises(DomainError):
        add_member(actor=at_work, household_id=home.pk, person_id=child.pk, starts_on=TODAY, ends_on=TODAY - YEAR)
    member = add_member(actor=at_work, household_id=home.pk, person_id=child.pk, starts_on=TODAY)
    with pytest.raises(DomainError) as caught:
        end_member(actor=at_work, member_id=member.pk, on=TODAY - YEAR)
    assert caught.value.field == "on"
    with pytest.raises(DomainError):
        add_member(actor=at_work, household_id=home.pk, person_id=child.pk)


@pytest.mark.django_db
def test_one_reference_person_and_stale_roles(at_work, fatima, child):
    home = create_household(actor=at_work, person_id=fatima.pk, kind="de_facto")
    member = add_member(actor=at_work, household_id=home.pk, person_id=child.pk, role="child")
    change_member(actor=at_work, member_id=member.pk, values={"reference": True}, expected_version=1)
    assert home.members.get(reference=True) == member
    with pytest.raises(StaleEdit):
        change_member(actor=at_work, member_id=member.pk, values={"role": "sibling"}, expected_version=1)


@pytest.mark.django_db
def test_who_may_not_write_households(worker, desk, other_desk, foreigner, fatima, ambito):
    with acting(worker):
        home = create_household(actor=worker, person_id=fatima.pk, kind="registry")
    mine = make_person(actor=desk)
    with acting(desk):
        with pytest.raises(NotVisible):
            create_household(actor=desk, person_id=mine.pk, kind="registry")
    coordinator = make_actor(ambito=ambito, role="coordinator")
    take_charge(coordinator, mine)
    with acting(coordinator):
        with pytest.raises(NotAllowed):
            create_household(actor=coordinator, person_id=mine.pk, kind="registry")
    for stranger in (desk, other_desk, foreigner):
        with acting(stranger):
            assert (Household.objects.count(), HouseholdMember.objects.count()) == (0, 0)
            with pytest.raises(NotVisible):
                add_member(actor=stranger, household_id=home.pk, person_id=mine.pk)


@pytest.mark.django_db
def test_a_reserved_member_is_absent_from_the_household(worker, ambito, fatima, child):
    husband = make_actor(ambito=ambito, role="social_worker")
    take_charge(worker, child)
    with acting(worker):
        home = create_household(actor=worker, person_id=fatima.pk, kind="registry")
        add_member(actor=worker, household_id=home.pk, person_id=child.pk, role="child")
        add_relation(actor=worker, other_id=child.pk, person_id=fatima.pk, kind="mother", represents=True)
    take_charge(worker, child)
    with acting(worker):
        open_grant(
            actor=worker, person_id=child.pk, token=husband.main_token, origin=Origin.CASE_MANAGER,
            scope_kind="case", scope_id=child.pk,
        )  # fmt: skip
        reserve_person(actor=worker, person_id=fatima.pk, named_tokens=[])
    with acting(husband):
        assert [row.person_id for row in HouseholdMember.objects.all()] == [child.pk]
        assert not Relation.objects.exists()
        assert not EventSubject.objects.filter(person=fatima).exists()


@pytest.mark.django_db
def test_a_representative_needs_a_decree_and_a_tie_that_represents(at_work, fatima):
    with pytest.raises(DomainError) as caught:
        add_relation(actor=at_work, other_id=fatima.pk, outside_name="Avv. Costa", kind="friend", represents=True)
    assert caught.value.field == "represents"
    with pytest.raises(DomainError) as caught:
        add_relation(
            actor=at_work, other_id=fatima.pk, outside_name="Avv. Costa", kind="support_administrator", represents=True
        )
    assert caught.value.field == "scope"
    tie = add_relation(
        actor=at_work, other_id=fatima.pk, outside_name="Avv. Costa", kind="support_administrator", represents=True,
        scope="Decreto 12/2026, atti patrimoniali",
    )  # fmt: skip
    change_relation(actor=at_work, relation_id=tie.pk, values={"outside_phone": "0721 1"}, expected_version=1)
    end_relation(actor=at_work, relation_id=tie.pk)
    tie.refresh_from_db()
    assert tie.valid_until == TODAY


@pytest.mark.django_db
def test_ties_have_two_ends(at_work, fatima, child):
    for wrong in ({}, {"person_id": fatima.pk}, {"person_id": child.pk}):
        with pytest.raises(DomainError):
            add_relation(actor=at_work, other_id=fatima.pk, kind="friend", **wrong)
    take_charge(at_work, child)
    add_relation(actor=at_work, other_id=child.pk, person_id=fatima.pk, kind="mother")
    with pytest.raises(DomainError):
        add_relation(actor=at_work, other_id=child.pk, person_id=fatima.pk, kind="mother")


days = st.dates(min_value=dt.date(2020, 1, 1), max_value=dt.date(2026, 10, 1))
periods = st.lists(st.tuples(days, st.none() | days), min_size=1, max_size=5)


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(periods)
def test_registry_memberships_never_overlap_whatever_is_typed(worker, child, wanted):
    """Each stretch of days is either accepted or refused in words; the table never holds two on one day."""
    with acting(worker), transaction.atomic():
        take_charge(worker, child)
        fields: set[str] = set()
        for start, end in wanted:
            home = Household.objects.create(kind="registry")
            witness = make_person(actor=worker, first_name="Z", last_name="Z")
            take_charge(worker, witness)
            HouseholdMember.objects.create(
                household=home, kind="registry", person=witness, reference=True, period=(start, None)
            )
            try:
                add_member(actor=worker, household_id=home.pk, person_id=child.pk, starts_on=start, ends_on=end)
            except DomainError as error:
                fields.add(error.field)
        assert fields <= {"starts_on", "ends_on"}
        rows = list(HouseholdMember.objects.filter(person=child).order_by("period"))
        for one, other in pairwise(rows):
            assert one.period.upper is not None
            assert one.period.upper <= other.period.lower
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_two_colleagues_at_once_put_a_child_in_two_registries_and_one_wins():
    ambito = make_ambito()
    with transaction.atomic():
        worker = make_actor(ambito=ambito, role="social_worker")
    with transaction.atomic(), acting(worker):
        child = make_person(actor=worker, first_name="Amir")
        homes = []
        for name in ("Fatima", "Karim"):
            parent = make_person(actor=worker, first_name=name)
            take_charge(worker, parent)
            homes.append(create_household(actor=worker, person_id=parent.pk, kind="registry").pk)
    start, said = threading.Barrier(2), []

    def put(home):
        try:
            with acting(worker), transaction.atomic():
                start.wait()
                add_member(actor=worker, household_id=home, person_id=child.pk, role="child")
            said.append("")
        except DomainError as error:
            said.append(error.field)
        finally:
            connection.close()

    threads = [threading.Thread(target=put, args=(home,)) for home in homes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["", "starts_on"]
    with acting(worker), transaction.atomic():
        assert HouseholdMember.objects.filter(person=child).count() == 1
