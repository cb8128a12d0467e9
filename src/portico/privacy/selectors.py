"""What a person was told and agreed to, and the texts to give."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, QuerySet

from portico.access.enums import Category
from portico.access.selectors import visible
from portico.kernel import codes
from portico.kernel.actor import Actor
from portico.kernel.errors import NotVisible
from portico.kernel.models import Ambito
from portico.organisations.models import Organisation
from portico.organisations.selectors import public_name
from portico.privacy.models import Consent, Notice, NoticeDelivery, SignedCopy


@dataclass(frozen=True, slots=True)
class NoticeState:
    """Whether the person was given the notice of the first contact, and whether that text is still the current one."""

    last: NoticeDelivery | None
    current_version: str

    @property
    def given(self) -> bool:
        return self.last is not None

    @property
    def outdated(self) -> bool:
        return self.last is not None and self.last.notice_version != self.current_version


def current_notice(*, kind: str, language: str) -> Notice | None:
    """The newest text of a kind in a language."""
    return Notice.objects.filter(kind=kind, language=language).order_by("-valid_from", "-version", "-id").first()


def get_notice(*, kind: str, language: str) -> Notice:
    """The same, or a page that does not exist."""
    notice = current_notice(kind=kind, language=language)
    if notice is None:
        raise NotVisible("notice", f"{kind}/{language}")
    return notice


def notice_languages(*, kind: str) -> list[tuple[str, str]]:
    """(code, label) of the languages a notice exists in, in the order of the list of languages."""
    there = set(Notice.objects.filter(kind=kind).order_by("language").values_list("language", flat=True))
    return [(code, label) for code, label in codes.choices("language") if code in there]


def placeholders(*, actor: Actor) -> dict[str, str]:
    """What the texts say of the ambito and of the organisation where the person is now."""
    ambito = Ambito.objects.get(pk=actor.ambito_id)
    organisation = Organisation.objects.get(pk=actor.organisation_id) if actor.organisation_id else None
    return {
        "ambito": ambito.name,
        "organisation": organisation.name if organisation else ambito.name,
        "dpo_contact": ambito.dpo_contact or ambito.name,
    }


def deliveries(*, actor: Actor, person_id: UUID) -> QuerySet[NoticeDelivery]:
    """The notices given to a person, newest first."""
    return visible(
        NoticeDelivery.objects.filter(person_id=person_id), actor=actor, category=Category.IDENTITY
    ).order_by("-given_on", "-created_at", "-id")


def notice_state(*, actor: Actor, person_id: UUID, kind: str = "first_contact") -> NoticeState:
    """Was this person told? With the last delivery, for who reads the person's identity."""
    last = deliveries(actor=actor, person_id=person_id).filter(notice_kind=kind).first()
    current = current_notice(kind=kind, language=last.language if last else "it")
    return NoticeState(last=last, current_version=current.version if current else "")


def get_delivery(*, actor: Actor, key: object) -> NoticeDelivery:
    """One delivery. Raises NotVisible."""
    try:
        return visible(NoticeDelivery.objects.all(), actor=actor, category=Category.IDENTITY).get(pk=UUID(str(key)))
    except (NoticeDelivery.DoesNotExist, ValueError) as error:
        raise NotVisible("notice.delivery", key) from error


def get_signed_copy(*, actor: Actor, key: object) -> SignedCopy:
    """The file of a signed sheet. Raises NotVisible."""
    try:
        return visible(SignedCopy.objects.all(), actor=actor, category=Category.IDENTITY).get(pk=UUID(str(key)))
    except (SignedCopy.DoesNotExist, ValueError) as error:
        raise NotVisible("notice.copy", key) from error


def consents(*, actor: Actor, person_id: UUID) -> list[Consent]:
    """What a person agreed to: standing first, then withdrawn. `to_name`: to whom, in front of this actor."""
    found = (
        visible(Consent.objects.filter(person_id=person_id), actor=actor, category=Category.IDENTITY)
        .select_related("to_organisation")
        .order_by(F("withdrawn_on").desc(nulls_first=True), "-given_on", "-id")
    )
    rows = list(found)
    for row in rows:
        row.to_name = public_name(actor=actor, organisation=row.to_organisation)
    return rows


def get_consent(*, actor: Actor, key: object) -> Consent:
    """One consent. Raises NotVisible."""
    try:
        return visible(Consent.objects.all(), actor=actor, category=Category.IDENTITY).get(pk=UUID(str(key)))
    except (Consent.DoesNotExist, ValueError) as error:
        raise NotVisible("consent", key) from error
