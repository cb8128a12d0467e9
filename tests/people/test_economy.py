"""ISEE, incomes and housing."""

import datetime as dt

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from portico.kernel.actor import acting
from portico.kernel.errors import DomainError, NotAllowed, NotVisible, StaleEdit
from portico.people.models import IncomeSource, Isee
from portico.people.services.economy import (
    add_income,
    change_isee,
    default_expiry,
    end_income,
    record_housing,
    record_isee,
)
from tests.factories import make_actor, make_person
from tests.people.conftest import take_charge

TODAY = timezone.localdate()


@pytest.mark.parametrize(
    ("kind", "issued", "until"),
    [
        ("ordinary", dt.date(2026, 3, 1), dt.date(2026, 12, 31)),
        ("current", dt.date(2026, 3, 1), dt.date(2026, 9, 1)),
        ("current", dt.date(2026, 8, 31), dt.date(2027, 2, 28)),
        ("current", dt.date(2023, 8, 31), dt.date(2024, 2, 29)),
    ],
)
def test_expiry_by_kind(kind, issued, until):
    assert default_expiry(kind, issued) == until


@given(st.dates(min_value=dt.date(2000, 1, 1), max_value=dt.date(2100, 1, 1)))
def test_a_current_isee_lasts_about_six_months(day):
    assert 180 <= (default_expiry("current", day) - day).days <= 184


@pytest.mark.django_db
def test_isee_gets_its_expiry_and_is_corrected_with_version(at_work, fatima):
    isee = record_isee(
        actor=at_work, person_id=fatima.pk, kind="ordinary", value_cents=654_321, issued_on=dt.date(2026, 2, 1)
    )
    assert isee.valid_until == dt.date(2026, 12, 31)
    values = {"kind": "ordinary", "value_cents": 700_000, "issued_on": dt.date(2026, 2, 1), "valid_until": None}
    change_isee(actor=at_work, isee_id=isee.pk, values=values, expected_version=1)
    with pytest.raises(StaleEdit):
        change_isee(actor=at_work, isee_id=isee.pk, values=values | {"value_cents": 1}, expected_version=1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"value_cents": 99_999_999_999}, "value_cents"),
        ({"issued_on": TODAY + dt.timedelta(days=2)}, "issued_on"),
        ({"issued_on": dt.date(2026, 5, 1), "valid_until": dt.date(2026, 4, 1)}, "valid_until"),
        ({"kind": "inventato"}, "kind"),
    ],
)
def test_implausible_isee(at_work, fatima, values, field):
    with pytest.raises(DomainError) as caught:
        record_isee(actor=at_work, person_id=fatima.pk, **({"kind": "ordinary", "value_cents": 100} | values))
    assert caught.value.field == field


@pytest.mark.django_db
def test_incomes_and_housing(at_work, fatima):
    income = add_income(actor=at_work, person_id=fatima.pk, kind="child_allowance", monthly_cents=39_900)
    end_income(actor=at_work, income_id=income.pk)
    income.refresh_from_db()
    assert income.ended_on == TODAY
    record_housing(actor=at_work, person_id=fatima.pk, status="hosted", monthly_cost_cents=0)
    with pytest.raises(DomainError):
        record_housing(actor=at_work, person_id=fatima.pk)


@pytest.mark.django_db
def test_a_desk_and_a_coordinator_do_not_write_means(worker, desk, ambito):
    person = make_person(actor=desk)
    with acting(desk):
        with pytest.raises(NotVisible):
            record_isee(actor=desk, person_id=person.pk, kind="ordinary", value_cents=1)
    coordinator = make_actor(ambito=ambito, role="coordinator")
    other = make_person(actor=coordinator)
    take_charge(coordinator, other)
    with acting(coordinator):
        with pytest.raises(NotAllowed):
            add_income(actor=coordinator, person_id=other.pk, kind="pension")


@pytest.mark.django_db
def test_the_wall_under_means(worker, desk, other_desk, foreigner, fatima):
    with acting(worker):
        record_isee(actor=worker, person_id=fatima.pk, kind="ordinary", value_cents=1)
        add_income(actor=worker, person_id=fatima.pk, kind="pension")
        assert (Isee.objects.count(), IncomeSource.objects.count()) == (1, 1)
    for stranger in (desk, other_desk, foreigner):
        with acting(stranger):
            assert (Isee.objects.count(), IncomeSource.objects.count()) == (0, 0)
