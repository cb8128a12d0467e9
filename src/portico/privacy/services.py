"""Telling people how their data is used, and keeping what they agreed to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portico.access.enums import Category, Level, Origin
from portico.access.selectors import levels_on
from portico.access.services import end_grants, open_grant
from portico.events.services import record_event
from portico.kernel import codes, records
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError
from portico.kernel.ids import uuid7
from portico.organisations.models import Organisation
from portico.people.models import Person
from portico.privacy.models import Consent, NoticeDelivery, SignedCopy
from portico.privacy.selectors import current_notice, get_delivery

FIRST_CONTACT = "first_contact"
SHARING = "share_network"


@transaction.atomic
def deliver_notice(
    *,
    actor: Actor,
    person: Person,
    language: str,
    outcome: str,
    read_aloud: bool = False,
    note: str = "",
    notice_kind: str = FIRST_CONTACT,
    signed_copy: dict[str, Any] | None = None,
    occurred_at: datetime | None = None,
) -> NoticeDelivery:
    """Record that the person was given a notice. Refusing to sign is an outcome like the others: help goes on.

    `signed_copy` is what `kernel.files.read_upload` gives. Raises DomainError beside an unknown language or outcome.
    """
    at = occurred_at or timezone.now()
    notice = current_notice(kind=notice_kind, language=language)
    if notice is None:
        raise DomainError(_("L'informativa non c'è in questa lingua."), field="language")
    if outcome not in NoticeDelivery.Outcome.values:
        raise DomainError(_("Scegli com'è andata la consegna."), field="outcome")
    delivery = NoticeDelivery.objects.create(
        id=uuid7(occurred_at),
        person=person,
        notice_kind=notice_kind,
        notice_version=notice.version,
        language=notice.language,
        read_aloud=read_aloud,
        outcome=outcome,
        note=note.strip(),
        given_on=timezone.localdate(at),
    )
    if signed_copy:
        SignedCopy.objects.create(person=person, delivery=delivery, **signed_copy)
    record_event(
        actor=actor,
        kind="notice_delivered",
        category=Category.IDENTITY,
        people=[person],
        occurred_at=occurred_at,
        object_kind="notice_delivery",
        object_id=delivery.pk,
        payload={
            "notice": notice_kind,
            "version": notice.version,
            "language": notice.language,
            "outcome": outcome,
            "read_aloud": read_aloud,
        },
    )
    return delivery


@transaction.atomic
def add_signed_copy(*, actor: Actor, delivery_id: UUID, signed_copy: dict[str, Any]) -> SignedCopy:
    """Keep the signed sheet of a delivery; a first copy turns "took note" into "signed". Raises NotVisible."""
    delivery = records.lock(NoticeDelivery.objects.all(), get_delivery(actor=actor, key=delivery_id).pk)
    copy = SignedCopy.objects.create(person_id=delivery.person_id, delivery=delivery, **signed_copy)
    records.change(delivery, actor=actor, values={"outcome": NoticeDelivery.Outcome.SIGNED})
    return copy


@transaction.atomic
def give_consent(
    *,
    actor: Actor,
    person: Person,
    purpose: str,
    to_organisation: Organisation | None = None,
    categories: Sequence[str] = (),
    detail: str = "",
    how: str = Consent.How.WRITTEN,
    given_on: date | None = None,
    occurred_at: datetime | None = None,
) -> Consent:
    """Record what a person agrees to; a sharing opens exactly the categories it names to that organisation.

    Raises DomainError for a day to come, a sharing with nobody or of what the actor does not read, or a consent
    that stands already.
    """
    at = occurred_at or timezone.now()
    day = given_on or timezone.localdate(at)
    codes.require("consent_purpose", purpose, field="purpose")
    shared = _shared(actor=actor, person=person, categories=categories) if purpose == SHARING else []
    if purpose == SHARING and to_organisation is None:
        raise DomainError(_("Scegli con quale ente."), field="to_organisation")
    if day > timezone.localdate():
        raise DomainError(_("La data non può essere nel futuro."), field="given_on")
    standing = Consent.objects.filter(
        person=person, purpose=purpose, to_organisation=to_organisation, detail=detail.strip(), withdrawn_on=None
    )
    if standing.exists():
        raise DomainError(_("Questo consenso c'è già."), field="purpose")
    consent = Consent.objects.create(
        id=uuid7(occurred_at),
        person=person,
        purpose=purpose,
        to_organisation=to_organisation,
        categories=shared,
        detail=detail.strip(),
        how=how,
        given_on=day,
    )
    if shared and to_organisation:
        open_grant(
            actor=actor,
            person_id=person.pk,
            token=to_organisation.token,
            origin=Origin.CONSENT,
            scope_kind="consent",
            scope_id=consent.pk,
            valid_from=occurred_at,
            categories=shared,
        )
    _tell(actor=actor, kind="consent_given", consent=consent, occurred_at=occurred_at)
    return consent


@transaction.atomic
def withdraw_consent(
    *,
    actor: Actor,
    consent_id: UUID,
    withdrawn_on: date | None = None,
    expected_version: int | None = None,
    occurred_at: datetime | None = None,
) -> Consent:
    """Take a consent back; what it opened closes now. Raises NotVisible, StaleEdit, DomainError when already withdrawn."""
    consent = records.lock(Consent.objects.all(), consent_id)
    day = withdrawn_on or timezone.localdate(occurred_at)
    if consent.withdrawn_on:
        raise DomainError(_("Questo consenso era già stato ritirato."))
    if not consent.given_on <= day <= timezone.localdate():
        raise DomainError(_("Scegli un giorno fra quello del consenso e oggi."), field="withdrawn_on")
    records.change(consent, actor=actor, values={"withdrawn_on": day}, expected_version=expected_version)
    end_grants(actor=actor, scope_kind="consent", scope_id=consent.pk)
    _tell(actor=actor, kind="consent_withdrawn", consent=consent, occurred_at=occurred_at)
    return consent


def _shared(*, actor: Actor, person: Person, categories: Sequence[str]) -> list[str]:
    """Identity and what is named besides; nobody shares what they do not read, nor a reserved record."""
    if person.reserved:
        raise DomainError(_("Una scheda riservata si apre solo a persone indicate per nome."), field="purpose")
    levels = levels_on(actor=actor, person_id=person.pk)
    named = list(dict.fromkeys([Category.IDENTITY.value, *categories]))
    if any(levels.get(category, Level.NONE) < Level.READ for category in named):
        raise DomainError(_("Puoi condividere solo dati che leggi anche tu."), field="categories")
    return named


def _tell(*, actor: Actor, kind: str, consent: Consent, occurred_at: datetime | None) -> None:
    record_event(
        actor=actor,
        kind=kind,
        category=Category.IDENTITY,
        people=[Person.objects.get(pk=consent.person_id)],
        occurred_at=occurred_at,
        object_kind="consent",
        object_id=consent.pk,
        payload={"purpose": consent.purpose, "how": consent.how},
    )
