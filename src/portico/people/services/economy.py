"""What a household lives on and where: ISEE, incomes, housing."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portico.access.enums import Category
from portico.kernel import codes
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError
from portico.kernel.records import change
from portico.people.models import HousingSituation, IncomeSource, Isee
from portico.people.policies import locked_row, writable_person
from portico.people.services.tell import tell

CURRENT = "current"
CURRENT_MONTHS = 6
MOST_CENTS = 1_000_000_000


def default_expiry(kind: str, issued_on: date) -> date:
    """31 December of the year it was issued in; six months for the current one (d.P.C.M. 159/2013, arts. 9, 10)."""
    if kind != CURRENT:
        return date(issued_on.year, 12, 31)
    months = issued_on.month - 1 + CURRENT_MONTHS
    year, month = issued_on.year + months // 12, months % 12 + 1
    for day in range(issued_on.day, 27, -1):
        try:
            return date(year, month, day)
        except ValueError:
            continue
    return date(year, month, issued_on.day)


def _check_amount(cents: int | None, *, field: str) -> None:
    if cents is not None and not 0 <= cents <= MOST_CENTS:
        raise DomainError(_("Questo importo non è plausibile."), field=field)


# --- ISEE --------------------------------------------------------------------------------------------------


def _checked_isee(values: dict[str, Any]) -> dict[str, Any]:
    codes.require("isee_kind", values["kind"], field="kind")
    _check_amount(values["value_cents"], field="value_cents")
    issued = values.get("issued_on")
    if issued and issued > timezone.localdate():
        raise DomainError(_("La data di rilascio è nel futuro."), field="issued_on")
    until = values.get("valid_until") or default_expiry(values["kind"], issued or timezone.localdate())
    if issued and until < issued:
        raise DomainError(_("Scade prima di essere rilasciata: controlla le date."), field="valid_until")
    return values | {"valid_until": until}


@transaction.atomic
def record_isee(
    *,
    actor: Actor,
    person_id: object,
    kind: str,
    value_cents: int,
    issued_on: date | None = None,
    valid_until: date | None = None,
    protocol: str = "",
    note: str = "",
    occurred_at: datetime | None = None,
) -> Isee:
    """A new ISEE; without an expiry it gets the one the law gives."""
    person = writable_person(actor=actor, person_id=person_id, category=Category.ECONOMIC)
    values = _checked_isee(
        {
            "kind": kind,
            "value_cents": value_cents,
            "issued_on": issued_on,
            "valid_until": valid_until,
            "protocol": protocol.strip(),
            "note": note,
        }
    )
    isee = Isee.objects.create(person=person, **values)
    _tell_isee("added", actor=actor, isee=isee, occurred_at=occurred_at)
    return isee


@transaction.atomic
def change_isee(
    *,
    actor: Actor,
    isee_id: object,
    values: dict[str, Any],
    expected_version: int | None = None,
    occurred_at: datetime | None = None,
) -> Isee:
    """Correct what was typed. Raises StaleEdit when it changed meanwhile."""
    isee = locked_row(Isee.objects.all(), actor=actor, category=Category.ECONOMIC, key=isee_id)
    if change(isee, actor=actor, values=_checked_isee(values), expected_version=expected_version):
        _tell_isee("changed", actor=actor, isee=isee, occurred_at=occurred_at)
    return isee


def _tell_isee(act: str, *, actor: Actor, isee: Isee, occurred_at: datetime | None) -> None:
    tell(
        "isee_recorded", act, actor=actor, people=[isee.person], category=Category.ECONOMIC, about=isee,
        occurred_at=occurred_at, isee_kind=isee.kind, valid_until=isee.valid_until,
    )  # fmt: skip


# --- incomes -----------------------------------------------------------------------------------------------


@transaction.atomic
def add_income(
    *,
    actor: Actor,
    person_id: object,
    kind: str,
    monthly_cents: int | None = None,
    note: str = "",
    occurred_at: datetime | None = None,
) -> IncomeSource:
    """Something the person lives on, with how much a month when it is known."""
    person = writable_person(actor=actor, person_id=person_id, category=Category.ECONOMIC)
    codes.require("income_source", kind, field="kind")
    _check_amount(monthly_cents, field="monthly_cents")
    income = IncomeSource.objects.create(person=person, kind=kind, monthly_cents=monthly_cents, note=note)
    _tell_income("added", actor=actor, income=income, occurred_at=occurred_at)
    return income


@transaction.atomic
def change_income(
    *,
    actor: Actor,
    income_id: object,
    values: dict[str, Any],
    expected_version: int | None = None,
    occurred_at: datetime | None = None,
) -> IncomeSource:
    """Correct a source of income. `values` are its columns; amounts are cents a month. Raises NotVisible, StaleEdit, DomainError."""
    income = locked_row(IncomeSource.objects.all(), actor=actor, category=Category.ECONOMIC, key=income_id)
    codes.require("income_source", values["kind"], field="kind")
    _check_amount(values.get("monthly_cents"), field="monthly_cents")
    if change(income, actor=actor, values=values, expected_version=expected_version):
        _tell_income("changed", actor=actor, income=income, occurred_at=occurred_at)
    return income


@transaction.atomic
def end_income(
    *, actor: Actor, income_id: object, on: date | None = None, occurred_at: datetime | None = None
) -> IncomeSource:
    """The income stopped."""
    income = locked_row(IncomeSource.objects.all(), actor=actor, category=Category.ECONOMIC, key=income_id)
    change(income, actor=actor, values={"ended_on": on or timezone.localdate()})
    _tell_income("ended", actor=actor, income=income, occurred_at=occurred_at)
    return income


def _tell_income(act: str, *, actor: Actor, income: IncomeSource, occurred_at: datetime | None) -> None:
    tell(
        "income_changed", act, actor=actor, people=[income.person], category=Category.ECONOMIC, about=income,
        occurred_at=occurred_at, income_kind=income.kind,
    )  # fmt: skip


# --- housing -----------------------------------------------------------------------------------------------


@transaction.atomic
def record_housing(
    *,
    actor: Actor,
    person_id: object,
    status: str = "",
    tenure: str = "",
    monthly_cost_cents: int | None = None,
    note: str = "",
    since: date | None = None,
    occurred_at: datetime | None = None,
) -> HousingSituation:
    """Where and by what title the person lives from now on; the earlier ones stay, as the story of the house."""
    person = writable_person(actor=actor, person_id=person_id, category=Category.HOUSEHOLD)
    if not status and not tenure:
        raise DomainError(_("Scegli almeno la condizione o il titolo."), field="status")
    for code_list, code in (("housing_status", status), ("housing_tenure", tenure)):
        if code:
            codes.require(code_list, code, field=code_list.removeprefix("housing_"))
    _check_amount(monthly_cost_cents, field="monthly_cost_cents")
    housing = HousingSituation.objects.create(
        person=person, status=status, tenure=tenure, monthly_cost_cents=monthly_cost_cents, note=note, since=since
    )
    tell(
        "housing_recorded", "added", actor=actor, people=[person], category=Category.HOUSEHOLD, about=housing,
        occurred_at=occurred_at, status=status, tenure=tenure,
    )  # fmt: skip
    return housing
