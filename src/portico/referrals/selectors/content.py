"""What goes with a referral: the words, the frozen data, the messages; and what may be ticked before sending."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import connection
from django.utils import timezone

from portico.access.models import ReadLog
from portico.desks.models import Encounter
from portico.desks.selectors import get_encounter
from portico.directory.models import Need
from portico.kernel.actor import Actor
from portico.kernel.errors import NotVisible
from portico.people.selectors import get_person
from portico.referrals.enums import OPEN, Side
from portico.referrals.models import Referral, ReferralMessage, ReferralPackage, ReferralSection
from portico.referrals.policies import sides
from portico.referrals.sections import Section, sections_of


def reads_content(*, actor: Actor, referral: Referral) -> bool:
    """Whether the actor reads the words and the data: the sender always, the receiver while it stands or is kept."""
    own = sides(actor, referral)
    if Side.SENDER in own:
        return True
    kept = referral.kept_until is not None and referral.kept_until > timezone.now()
    return Side.RECEIVER in own and (referral.state in OPEN or kept)


def package_of(*, actor: Actor, referral: Referral) -> ReferralPackage | None:
    """The words of the referral, for who may read them. Costs no query when the referral came from a selector here."""
    return getattr(referral, "package", None) if reads_content(actor=actor, referral=referral) else None


def sections_sent(*, actor: Actor, referral: Referral) -> list[ReferralSection]:
    """The frozen copy, section by section; on the sender's side only those the actor's role would read today."""
    if not reads_content(actor=actor, referral=referral):
        return []
    return list(ReferralSection.objects.filter(referral_id=referral.pk).order_by("order", "id"))


def messages_of(*, actor: Actor, referral: Referral) -> list[ReferralMessage]:
    """Steps and messages of both sides, oldest first."""
    if not reads_content(actor=actor, referral=referral):
        return []
    return list(ReferralMessage.objects.filter(referral_id=referral.pk).order_by("at", "id"))


def sections_for(*, actor: Actor, person_id: UUID, encounter_id: UUID | None = None, note: str = "") -> list[Section]:
    """What the actor may tick for this person, with the values as they would go. Raises NotVisible."""
    person = get_person(actor=actor, key=person_id)
    needs = encounter_needs(actor=actor, encounter_id=encounter_id, person_id=person_id)
    return sections_of(actor=actor, person=person, needs=[need.label for need in needs], note=note)


def encounter_needs(*, actor: Actor, encounter_id: UUID | None, person_id: UUID) -> list[Need]:
    """The needs of a listening with this person that the actor reads."""
    encounter = encounter_about(actor=actor, encounter_id=encounter_id, person_id=person_id)
    return [row.need for row in encounter.need_rows.all()] if encounter else []


def encounter_narrative(*, actor: Actor, encounter_id: UUID | None, person_id: UUID) -> str:
    """The words of a listening the actor reads, to write the sender's own text from; never its private notes."""
    encounter = encounter_about(actor=actor, encounter_id=encounter_id, person_id=person_id)
    return encounter.narrative if encounter else ""


def encounter_about(*, actor: Actor, encounter_id: UUID | None, person_id: UUID) -> Encounter | None:
    """The listening, when the actor reads it and the person was in it."""
    if encounter_id is None:
        return None
    try:
        found = get_encounter(actor=actor, key=encounter_id)
    except NotVisible:
        return None
    return found if any(row.person_id == person_id for row in found.subjects.all()) else None


def log_reads(*, actor: Actor, referrals: Iterable[Referral], what: str, outcome: str = ReadLog.Outcome.LISTED) -> None:
    """On record for each person, also in the name of who reads the copy and may not know whose it is."""
    ids = [referral.pk for referral in referrals if reads_content(actor=actor, referral=referral)]
    if ids:
        with connection.cursor() as cursor:
            cursor.execute("select portico_referral_read(%s, %s, %s)", [ids, what, outcome])
