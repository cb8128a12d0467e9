"""Reading referrals: the sender while it holds the person, the receiver what was sent to it, nobody else's words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from portico.access.enums import Category, Level
from portico.access.models import ReadLog
from portico.access.selectors import visible
from portico.kernel.actor import Actor
from portico.kernel.errors import NotVisible
from portico.people.models import Person
from portico.people.selectors import get_person
from portico.referrals.enums import CLOSED, OPEN, UNANSWERED, Side, State
from portico.referrals.models import Referral, ReferralMessage, ReferralPackage, ReferralSection, ReferralSubject
from portico.referrals.policies import handles, sides
from portico.referrals.sections import Section, sections_of

__all__ = [
    "get_person", "get_referral", "inbox", "mine", "outbox", "referrals_of_person", "sections_for", "waiting_count",
]  # fmt: skip


def _base(actor: Actor) -> QuerySet[Referral]:
    # All joins are to rows of the ambito or to rows of the referral's own, which are left joins: never to persons.
    return Referral.objects.filter(ambito_id=actor.ambito_id).select_related(
        "service", "from_organisation", "from_unit", "to_organisation", "to_unit", "package", "subject"
    )


def _held(actor: Actor) -> Exists:
    """The referral's person is one the actor still holds."""
    rows = ReferralSubject.objects.filter(referral_id=OuterRef("pk"))
    return Exists(visible(rows, actor=actor, category=Category.IDENTITY, level=Level.KNOWN))


def _of_diary(actor: Actor) -> Exists:
    """The actor reads the diary of the referral's person."""
    rows = ReferralSubject.objects.filter(referral_id=OuterRef("pk"), discreet=False)
    return Exists(visible(rows, actor=actor, category=Category.DIARY))


def inbox(*, actor: Actor) -> QuerySet[Referral]:
    """What was sent to the actor's unit or organisation, whatever its state; none for roles that receive nobody."""
    if not handles(actor):
        return _base(actor).none()
    return _base(actor).filter(to_token__in=actor.tokens, sent_at__isnull=False)


def outbox(*, actor: Actor) -> QuerySet[Referral]:
    """What the actor's unit sent, or is writing, about people it still holds."""
    return _base(actor).filter(_held(actor), from_token__in=actor.tokens)


def mine(*, actor: Actor) -> QuerySet[Referral]:
    """Of both sides."""
    received = Q(to_token__in=actor.tokens, sent_at__isnull=False) if handles(actor) else Q(pk__in=[])
    return _base(actor).filter(received | Q(_held(actor), from_token__in=actor.tokens))


def get_referral(*, actor: Actor, key: object) -> Referral:
    """A referral of one's own side, or of a person whose diary one reads. Raises NotVisible."""
    received = Q(to_token__in=actor.tokens, sent_at__isnull=False) if handles(actor) else Q(pk__in=[])
    found = _base(actor).filter(
        received | Q(_held(actor), from_token__in=actor.tokens) | Q(_of_diary(actor), sent_at__isnull=False)
    )
    try:
        return found.get(pk=UUID(str(key)))
    except (Referral.DoesNotExist, ValueError) as error:
        raise NotVisible("referral", key) from error


def writable(*, actor: Actor, act: str = "") -> QuerySet[Referral]:
    """The rows the actor's side may change."""
    if actor.kind == "system":
        return Referral.objects.filter(ambito_id=actor.ambito_id)
    received = Q(to_token__in=actor.tokens, sent_at__isnull=False) if handles(actor) else Q(pk__in=[])
    return Referral.objects.filter(
        received | Q(_held(actor), from_token__in=actor.tokens), ambito_id=actor.ambito_id
    )


def referrals_of_person(*, actor: Actor, person_id: UUID) -> QuerySet[Referral]:
    """Referrals of a person, newest first: those of the actor's side, and others' where the diary is open."""
    about = ReferralSubject.objects.filter(referral_id=OuterRef("pk"), person_id=person_id)
    own = Q(from_token__in=actor.tokens) | Q(to_token__in=actor.tokens, sent_at__isnull=False)
    known = Exists(visible(about, actor=actor, category=Category.IDENTITY, level=Level.KNOWN))
    return (
        _base(actor)
        .filter(Q(own, known) | Q(_of_diary(actor), sent_at__isnull=False), Exists(about))
        .order_by("-state_since", "-id")
    )


def waiting_count(*, actor: Actor) -> int:
    """How many referrals wait for the actor: to answer, or with an answer to give."""
    unanswered = inbox(actor=actor).filter(state__in=[State.SENT, State.RECEIVED]).select_related(None)
    asked = outbox(actor=actor).filter(state=State.MORE_INFORMATION).select_related(None)
    return unanswered.count() + asked.count()


def tab(*, actor: Actor, name: str) -> QuerySet[Referral]:
    """A tab of the inbox, in the order one works through it."""
    if name == "inviati":
        found = outbox(actor=actor).filter(state__in=[State.DRAFT, *UNANSWERED])
        return found.order_by("-state_since", "-id")
    if name == "in-corso":
        found = mine(actor=actor).filter(state__in=[State.ACCEPTED, State.IN_PROGRESS])
        return found.order_by("-active_at", "-id")
    if name == "chiusi":
        return mine(actor=actor).filter(state__in=list(CLOSED)).order_by("-state_since", "-id")
    return inbox(actor=actor).filter(state__in=list(UNANSWERED)).order_by("due_on", "sent_at", "id")


# --- what goes with it --------------------------------------------------------------------------------------


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


def sections_for(
    *, actor: Actor, person_id: UUID, encounter_id: UUID | None = None, note: str = ""
) -> list[Section]:
    """What the actor may tick for this person, with the values as they would go. Raises NotVisible."""
    person = get_person(actor=actor, key=person_id)
    return sections_of(actor=actor, person=person, needs=encounter_needs(actor, encounter_id), note=note)


def encounter_needs(actor: Actor, encounter_id: UUID | None) -> list[str]:
    """Labels of the needs of a listening the actor reads; none when it is not theirs."""
    encounter = _encounter(actor, encounter_id)
    if encounter is None:
        return []
    from portico.desks.models import EncounterNeed

    rows = EncounterNeed.objects.filter(encounter=encounter).select_related("need").order_by("need__order", "need_id")
    return [row.need.label for row in rows]


def encounter_narrative(actor: Actor, encounter_id: UUID | None) -> str:
    """The words of a listening the actor reads, to start the sender's own text from; never its private note."""
    encounter = _encounter(actor, encounter_id)
    return str(encounter.narrative) if encounter is not None else ""


def _encounter(actor: Actor, encounter_id: UUID | None) -> Any:
    if encounter_id is None:
        return None
    from portico.desks.selectors import get_encounter

    try:
        return get_encounter(actor=actor, key=encounter_id)
    except NotVisible:
        return None


def open_with(*, actor: Actor, person: Person, service_id: UUID) -> Referral | None:
    """A referral of this person to the same service that the actor sees and that still stands."""
    return (
        referrals_of_person(actor=actor, person_id=person.pk)
        .filter(service_id=service_id, state__in=list(OPEN))
        .first()
    )


def log_reads(
    *, actor: Actor, referrals: Iterable[Referral], what: str, outcome: str = ReadLog.Outcome.LISTED
) -> None:
    """On record for each person, also in the name of who reads the copy and may not know whose it is."""
    ids = [referral.pk for referral in referrals if reads_content(actor=actor, referral=referral)]
    if ids:
        with connection.cursor() as cursor:
            cursor.execute("select portico_referral_read(%s, %s, %s)", [ids, what, outcome])
