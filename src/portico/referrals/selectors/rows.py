"""Reading referrals: the sender while it holds the person, the receiver what was sent to it, nobody else's words."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from portico.access.enums import Category, Level
from portico.access.models import RoleLevel
from portico.access.selectors import visible
from portico.accounts.models import Membership
from portico.directory.models import Service
from portico.kernel.actor import Actor
from portico.kernel.errors import NotVisible
from portico.people.models import Person
from portico.referrals.enums import OPEN, State
from portico.referrals.models import Referral, ReferralSubject
from portico.referrals.policies import handles


def rows(*, actor: Actor) -> QuerySet[Referral]:
    """The ambito's referrals with what pages show of them; who may read which is the caller's to say."""
    # All joins are to rows of the ambito or to rows of the referral's own, which are left joins: never to persons.
    return (
        Referral.objects.filter(ambito_id=actor.ambito_id)
        .select_related("service", "from_organisation", "from_unit", "to_organisation", "to_unit", "package", "subject")
        .annotate(held=held(actor))
    )


def held(actor: Actor) -> Exists:
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
        return rows(actor=actor).none()
    return rows(actor=actor).filter(to_token__in=actor.tokens, sent_at__isnull=False)


def outbox(*, actor: Actor) -> QuerySet[Referral]:
    """What the actor's unit sent, or is writing, about people it still holds."""
    return rows(actor=actor).filter(held(actor), from_token__in=actor.tokens)


def readable(*, actor: Actor) -> QuerySet[Referral]:
    """Of both sides, and of people whose diary the actor reads."""
    received = Q(to_token__in=actor.tokens, sent_at__isnull=False) if handles(actor) else Q(pk__in=[])
    return rows(actor=actor).filter(
        received | Q(held(actor), from_token__in=actor.tokens) | Q(_of_diary(actor), sent_at__isnull=False)
    )


def get_referral(*, actor: Actor, key: object) -> Referral:
    """A referral of one's own side, or of a person whose diary one reads. Raises NotVisible."""
    try:
        return readable(actor=actor).get(pk=UUID(str(key)))
    except (Referral.DoesNotExist, ValueError) as error:
        raise NotVisible("referral", key) from error


def writable(*, actor: Actor) -> QuerySet[Referral]:
    """The rows the actor's side may change."""
    if actor.kind == "system":
        return Referral.objects.filter(ambito_id=actor.ambito_id)
    received = Q(to_token__in=actor.tokens, sent_at__isnull=False) if handles(actor) else Q(pk__in=[])
    return Referral.objects.filter(received | Q(held(actor), from_token__in=actor.tokens), ambito_id=actor.ambito_id)


def referrals_of_person(*, actor: Actor, person_id: UUID) -> QuerySet[Referral]:
    """Referrals of a person, newest first: those of the actor's side, and others' where the diary is open."""
    about = ReferralSubject.objects.filter(referral_id=OuterRef("pk"), person_id=person_id)
    standing = Exists(about.filter(open_until__gt=timezone.now()))
    own = Q(from_token__in=actor.tokens) | Q(standing, to_token__in=actor.tokens, sent_at__isnull=False)
    known = Exists(visible(about, actor=actor, category=Category.IDENTITY, level=Level.KNOWN))
    return (
        rows(actor=actor)
        .filter(Q(own, known) | Q(_of_diary(actor), sent_at__isnull=False), Exists(about))
        .order_by("-state_since", "-id")
    )


def waiting_count(*, actor: Actor) -> int:
    """How many referrals wait for the actor: to answer, or with an answer to give."""
    unanswered = inbox(actor=actor).filter(state__in=[State.SENT, State.RECEIVED]).select_related(None)
    asked = outbox(actor=actor).filter(state=State.MORE_INFORMATION).select_related(None)
    return unanswered.count() + asked.count()


def open_with(*, actor: Actor, person: Person, service_id: UUID) -> Referral | None:
    """A referral of this person to the same service that the actor sees and that still stands."""
    return (
        referrals_of_person(actor=actor, person_id=person.pk)
        .filter(service_id=service_id, state__in=list(OPEN))
        .first()
    )


def somebody_receives(*, actor: Actor, service: Service) -> bool:
    """Whether anybody of the service's unit or organisation works on Portico and may be told names."""
    today = timezone.localdate()
    valid = Membership.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=today), ambito_id=actor.ambito_id, starts_on__lte=today
    )
    if service.unit_id and service.unit and service.unit.active:
        there = valid.filter(unit_id=service.unit_id)
    else:
        there = valid.filter(Q(unit__isnull=True) | Q(whole_organisation=True), organisation_id=service.organisation_id)
    roles = RoleLevel.objects.filter(category=Category.CONTACTS, level__gte=Level.READ).values("role")
    return there.filter(role__in=roles).exists()
