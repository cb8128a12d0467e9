"""The sender's acts: writing, sending, answering questions, cancelling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portico.access.enums import Category
from portico.directory.models import Service
from portico.events.services import record_event
from portico.kernel import codes
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError, NotAllowed, NotVisible
from portico.kernel.models import Ambito
from portico.kernel.records import change, next_number
from portico.organisations.models import Organisation, Unit
from portico.people.models import Person
from portico.people.selectors import get_person
from portico.referrals import policies, rules, selectors
from portico.referrals.enums import Side, State
from portico.referrals.lifecycle import REFERRAL
from portico.referrals.models import Referral, ReferralPackage, ReferralSection, ReferralSubject
from portico.referrals.sections import BASE, NOTE
from portico.referrals.services.steps import (
    LONG_TEXT,
    checked_text,
    event_level,
    locked,
    take_step,
    tell,
    tell_other_side,
)

URGENT = frozenset({"immediate", "today"})


@transaction.atomic
def draft_referral(
    *,
    actor: Actor,
    person_id: UUID,
    service_id: UUID,
    reason: str = "",
    asked: str = "",
    urgency: str = "ordinary",
    sections: Sequence[str] = (),
    note: str = "",
    due_on: date | None = None,
    encounter_id: UUID | None = None,
    occurred_at: datetime | None = None,
) -> Referral:
    """Start a referral of a person the actor reads to a service of the network; nothing leaves yet.

    Raises NotVisible for a person or a service of others, DomainError for a service of one's own unit.
    """
    person = get_person(actor=actor, key=person_id)
    at = occurred_at or timezone.now()
    words = _checked_words(reason=reason, asked=asked, note=note)
    referral = Referral(
        **_from(actor, person),
        **_to(actor, service_id),
        urgency=codes.require("urgency", urgency, field="urgency"),
        due_on=due_on,
        state_since=at,
        active_at=at,
        encounter_id=_checked_encounter(actor, person, encounter_id),
    )
    referral.save(force_insert=True)
    ReferralSubject(
        referral=referral,
        ambito_id=actor.ambito_id,
        person=person,
        from_token=referral.from_token,
        to_token=referral.to_token,
        discreet=referral.discreet,
    ).save(force_insert=True)
    package = ReferralPackage(referral=referral, person_label=person.full_name, sections=_ticked(sections), **words)
    package.save(force_insert=True)
    return referral


@transaction.atomic
def edit_draft(
    *,
    actor: Actor,
    referral_id: UUID,
    service_id: UUID,
    reason: str,
    asked: str,
    urgency: str,
    sections: Sequence[str],
    note: str = "",
    due_on: date | None = None,
    expected_version: int | None = None,
) -> Referral:
    """Change a draft. Raises NotVisible, NotAllowed once it was sent, StaleEdit."""
    referral = locked(actor=actor, referral_id=referral_id)
    if referral.state != State.DRAFT or not policies.may(actor, referral, "send"):
        raise NotAllowed()
    person = get_person(actor=actor, key=referral.person_id)
    words = _checked_words(reason=reason, asked=asked, note=note)
    values = {
        **_to(actor, service_id),
        "urgency": codes.require("urgency", urgency, field="urgency"),
        "due_on": due_on,
        "active_at": timezone.now(),
    }
    change(referral, actor=actor, values=values, expected_version=expected_version)
    package = ReferralPackage.objects.select_for_update().get(referral=referral)
    change(package, actor=actor, values={**words, "sections": _ticked(sections), "person_label": person.full_name})
    return referral


@transaction.atomic
def send_referral(
    *,
    actor: Actor,
    referral_id: UUID,
    shown: Mapping[str, str] | None = None,
    expected_version: int | None = None,
    occurred_at: datetime | None = None,
) -> Referral:
    """Send a draft: freeze the ticked data, take a number, tell the receiver.

    `shown` are the digests of the sections in the preview the sender saw. Raises DomainError when the words are missing, a ticked section
    is closed to the actor, or the data are no longer those shown.
    """
    at = occurred_at or timezone.now()
    referral = locked(actor=actor, referral_id=referral_id)
    if not policies.may(actor, referral, "send"):
        raise NotAllowed()
    REFERRAL.target("send", referral.state)
    package = ReferralPackage.objects.select_for_update().get(referral=referral)
    _check_complete(package)
    person = get_person(actor=actor, key=referral.person_id)
    _freeze(actor=actor, referral=referral, package=package, person=person, shown=shown or {})
    day = timezone.localdate(at)
    values: dict[str, Any] = {
        "sent_at": at,
        "due_on": referral.due_on or rules.due_on(Ambito.objects.get(pk=actor.ambito_id), referral.urgency, day),
        "year": day.year,
        "number": referral.number or next_number(actor=actor, series="referral", year=day.year),
        "from_membership_id": actor.membership_id,
    }
    referral = take_step(
        actor=actor, referral_id=referral_id, act="send", at=at, values=values, expected_version=expected_version
    )
    record_event(
        actor=actor,
        kind="referral_sent",
        category=Category.DIARY,
        people=[person],
        level=event_level(referral),
        occurred_at=at,
        object_kind="referral",
        object_id=referral.pk,
        other_tokens=[referral.from_token, referral.to_token],
        payload={"urgency": referral.urgency, "state": referral.state},
    )
    tell_other_side(
        actor=actor,
        referral=referral,
        side=Side.RECEIVER,
        text=_("È arrivato un invio: aspetta una risposta."),
        urgent=referral.urgency in URGENT,
    )
    return referral


@transaction.atomic
def refer(
    *,
    actor: Actor,
    person_id: UUID,
    service_id: UUID,
    reason: str,
    asked: str,
    urgency: str = "ordinary",
    sections: Sequence[str] = (),
    note: str = "",
    due_on: date | None = None,
    encounter_id: UUID | None = None,
    occurred_at: datetime | None = None,
) -> Referral:
    """Write and send in one act; see `draft_referral` and `send_referral`."""
    referral = draft_referral(
        actor=actor,
        person_id=person_id,
        service_id=service_id,
        reason=reason,
        asked=asked,
        urgency=urgency,
        sections=sections,
        note=note,
        due_on=due_on,
        encounter_id=encounter_id,
        occurred_at=occurred_at,
    )
    return send_referral(actor=actor, referral_id=referral.pk, occurred_at=occurred_at)


def refer_from_encounter(
    *,
    actor: Actor,
    encounter: Any,
    person_id: UUID,
    service_id: UUID,
    reason: str,
    asked: str,
    urgency: str = "",
    sections: Sequence[str] = (),
    note: str = "",
    occurred_at: datetime | None = None,
) -> Referral:
    """Send one of the people of a listening; the listening's urgency holds unless another is given."""
    return refer(
        actor=actor,
        person_id=person_id,
        service_id=service_id,
        reason=reason,
        asked=asked,
        urgency=urgency or encounter.urgency or "ordinary",
        sections=sections,
        note=note,
        encounter_id=encounter.pk,
        occurred_at=occurred_at or encounter.happened_at,
    )


@transaction.atomic
def answer_information(*, actor: Actor, referral_id: UUID, text: str, occurred_at: datetime | None = None) -> Referral:
    """Answer the receiver's question: the referral is theirs again."""
    at = occurred_at or timezone.now()
    words = checked_text(text, field="text", required=_("Scrivi la risposta."))
    referral = take_step(actor=actor, referral_id=referral_id, act="answer", at=at, text=words)
    tell(actor=actor, referral=referral, kind="referral_information_given", at=at)
    tell_other_side(
        actor=actor, referral=referral, side=Side.RECEIVER, text=_("Chi ha fatto un invio ha risposto alle domande.")
    )
    return referral


@transaction.atomic
def cancel_referral(
    *, actor: Actor, referral_id: UUID, reason: str = "", occurred_at: datetime | None = None
) -> Referral:
    """Take back a referral nobody accepted yet, saying why; a draft is dropped without a word to anybody."""
    at = occurred_at or timezone.now()
    was_sent = locked(actor=actor, referral_id=referral_id).sent_at is not None
    missing = _("Scrivi perché lo annulli.") if was_sent else ""
    words = checked_text(reason, field="text", required=missing)
    referral = take_step(actor=actor, referral_id=referral_id, act="cancel", at=at, text=words, values={"ended_at": at})
    if was_sent:
        tell(actor=actor, referral=referral, kind="referral_cancelled", at=at)
        tell_other_side(
            actor=actor,
            referral=referral,
            side=Side.RECEIVER,
            text=_("Un invio è stato annullato da chi l'aveva fatto."),
        )
    return referral


@transaction.atomic
def cancel_open_referrals(*, actor: Actor, person_id: UUID, reason: str) -> int:
    """Take back every referral of a person that the actor's side sent and nobody accepted. Returns how many."""
    own = selectors.referrals_of_person(actor=actor, person_id=person_id).filter(from_token__in=actor.tokens)
    ids = [referral.pk for referral in own if "cancel" in policies.possible(actor, referral)]
    for referral_id in ids:
        cancel_referral(actor=actor, referral_id=referral_id, reason=reason)
    return len(ids)


# --- who, to whom, what -------------------------------------------------------------------------------------


def _from(actor: Actor, person: Person) -> dict[str, Any]:
    # A reserved record's referrals belong to the named person, not to colleagues who may not know of it.
    token = actor.user_token if person.reserved and actor.user_token else actor.main_token
    return {
        "from_organisation_id": actor.organisation_id,
        "from_unit_id": actor.unit_id,
        "from_membership_id": actor.membership_id,
        "from_token": token,
    }


def _checked_encounter(actor: Actor, person: Person, encounter_id: UUID | None) -> UUID | None:
    found = selectors.encounter_about(actor=actor, encounter_id=encounter_id, person_id=person.pk)
    if encounter_id is not None and found is None:
        raise NotVisible("encounter", encounter_id)
    return encounter_id


def _to(actor: Actor, service_id: UUID) -> dict[str, Any]:
    service = (
        Service.objects.filter(ambito_id=actor.ambito_id)
        .select_related("organisation", "unit")
        .filter(pk=service_id)
        .first()
    )
    if service is None:
        raise DomainError(_("Scegli un servizio della rete."), field="service")
    if not service.is_active:
        raise DomainError(_("Il servizio è sospeso: %(why)s") % {"why": service.suspended_note}, field="service")
    unit = service.unit if service.unit and service.unit.active else None
    token = unit.token if unit else service.organisation.token
    if token in actor.tokens:
        raise DomainError(_("È un servizio della tua stessa unità: non serve un invio."), field="service")
    return {
        "service_id": service.pk,
        "to_organisation_id": service.organisation_id,
        "to_unit_id": unit.pk if unit else None,
        "to_token": token,
        "discreet": _discreet(service, actor),
    }


def _discreet(service: Service, actor: Actor) -> bool:
    """Whether the name of either side would tell something about the person."""
    if service.sensitive or service.organisation.sensitive or (service.unit is not None and service.unit.sensitive):
        return True
    own = [key for key in (actor.organisation_id, actor.unit_id) if key]
    return (
        Organisation.objects.filter(pk__in=own, sensitive=True).exists()
        or Unit.objects.filter(pk__in=own, sensitive=True).exists()
    )


def _checked_words(*, reason: str, asked: str, note: str) -> dict[str, str]:
    return {
        "reason": checked_text(reason, field="reason", limit=LONG_TEXT),
        "asked": checked_text(asked, field="asked", limit=LONG_TEXT),
        "note": checked_text(note, field="note", limit=LONG_TEXT),
    }


def _ticked(sections: Sequence[str]) -> list[str]:
    return [key for key in dict.fromkeys(sections) if key not in (BASE, NOTE)]


def _check_complete(package: ReferralPackage) -> None:
    if not package.asked.strip():
        raise DomainError(_("Scrivi che cosa chiedi al servizio."), field="asked")


def _freeze(
    *, actor: Actor, referral: Referral, package: ReferralPackage, person: Person, shown: Mapping[str, str]
) -> None:
    """Copy the ticked sections as the actor reads them now."""
    offered = selectors.sections_for(
        actor=actor, person_id=person.pk, encounter_id=referral.encounter_id, note=package.note
    )
    wanted = {*package.sections, *([NOTE] if package.note.strip() else [])}
    going = [section for section in offered if section.always or section.key in wanted]
    missing = wanted - {section.key for section in going}
    if missing:
        raise DomainError(
            _("Alcuni dati spuntati non si possono più leggere: controlla che cosa comunichi."), field="sections"
        )
    if any(section.digest != shown.get(section.key, section.digest) for section in going if section.key != NOTE):
        raise DomainError(
            _("I dati sono cambiati dopo l'anteprima: controlla di nuovo che cosa comunichi."), field="sections"
        )
    ReferralSection.objects.bulk_create(
        ReferralSection(
            referral=referral,
            ambito_id=actor.ambito_id,
            section=section.key,
            category=section.category,
            order=position,
            items=section.as_json(),
        )
        for position, section in enumerate(going)
    )
