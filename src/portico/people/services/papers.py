"""Permits to stay and other documents, with the day they expire; urgent facts put aside."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portico.access.enums import Category
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError
from portico.kernel.records import change
from portico.people.enums import PaperKind
from portico.people.models import FactDismissal, Paper
from portico.people.policies import locked_person, locked_row, writable_person
from portico.people.services.identity import check_period
from portico.people.services.tell import tell


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    if values["kind"] == PaperKind.PERMIT and not values.get("permit_kind"):
        raise DomainError(_("Scegli il tipo di titolo di soggiorno."), field="permit_kind")
    check_period(values.get("valid_from"), values.get("valid_until"))
    if values["kind"] != PaperKind.PERMIT:
        values = values | {"permit_kind": ""}
    return values


@transaction.atomic
def add_paper(
    *,
    actor: Actor,
    person_id: object,
    kind: str,
    permit_kind: str = "",
    number: str = "",
    issued_by: str = "",
    valid_from: date | None = None,
    valid_until: date | None = None,
    renewal_asked_on: date | None = None,
    note: str = "",
    occurred_at: datetime | None = None,
) -> Paper:
    """Record a permit or another document. Raises DomainError beside a permit without its type."""
    person = locked_person(actor=actor, person_id=person_id)
    values = _checked(
        {
            "kind": kind,
            "permit_kind": permit_kind,
            "number": number.strip(),
            "issued_by": issued_by,
            "valid_from": valid_from,
            "valid_until": valid_until,
            "renewal_asked_on": renewal_asked_on,
            "note": note,
        }
    )
    paper = Paper.objects.create(person=person, **values)
    _tell("added", actor=actor, paper=paper, occurred_at=occurred_at)
    return paper


@transaction.atomic
def change_paper(
    *,
    actor: Actor,
    paper_id: object,
    values: dict[str, Any],
    expected_version: int | None = None,
    occurred_at: datetime | None = None,
) -> Paper:
    """Correct or renew. Raises StaleEdit when somebody changed it meanwhile."""
    paper = locked_row(Paper.objects.all(), actor=actor, category=Category.IDENTITY, key=paper_id)
    if change(paper, actor=actor, values=_checked(values), expected_version=expected_version):
        _tell("changed", actor=actor, paper=paper, occurred_at=occurred_at)
    return paper


def _tell(act: str, *, actor: Actor, paper: Paper, occurred_at: datetime | None) -> None:
    tell(
        "paper_changed", act, actor=actor, people=[paper.person], category=Category.IDENTITY, about=paper,
        occurred_at=occurred_at, paper_kind=paper.kind, permit_kind=paper.permit_kind, valid_until=paper.valid_until,
    )  # fmt: skip


@transaction.atomic
def dismiss_fact(
    *, actor: Actor, person_id: object, fact: str, reason: str, occurred_at: datetime | None = None
) -> FactDismissal:
    """Put an urgent fact aside, with a reason that stays on record. Raises DomainError without one."""
    if len(reason.strip()) < 3:
        raise DomainError(_("Scrivi perché lo togli: resta agli atti."), field="reason")
    person = writable_person(actor=actor, person_id=person_id)
    dismissal = FactDismissal.objects.create(person=person, fact=fact[:80], reason=reason.strip())
    tell(
        "urgent_fact_dismissed", fact.partition(":")[0], actor=actor, people=[person], category=Category.IDENTITY,
        about=dismissal, occurred_at=occurred_at,
    )  # fmt: skip
    return dismissal
