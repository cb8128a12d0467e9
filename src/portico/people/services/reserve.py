"""Reserved records: absent for everybody but the people named."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from portico.access.enums import Category
from portico.access.selectors import who_sees
from portico.access.services import end_grants
from portico.access.services import reserve as reserve_grants
from portico.accounts.models import Membership
from portico.events.services import notify
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError, NotAllowed
from portico.people.models import Person
from portico.people.policies import locked_person, require
from portico.people.selectors import get_person
from portico.people.services.register import remember
from portico.people.services.tell import tell

RESERVING_ROLES = frozenset({"social_worker", "coordinator", "foster_team", "emergency_operator"})


def in_charge(person_id: UUID) -> str:
    """ "" nobody has the person in charge, "mine" the actor leads it, "followed" others do, "hidden" unsaid others do."""
    with connection.cursor() as cursor:
        cursor.execute("select portico_in_charge(%s)", [person_id])
        return str(cursor.fetchone()[0])


def refuse_reserving(actor: Actor, led: str) -> None:
    """Who has the person in charge decides; before anybody has, a professional who met them. Raises DomainError."""
    if actor.role not in RESERVING_ROLES or led == "hidden":
        raise NotAllowed()
    if led == "followed":
        raise DomainError(
            _(
                "La segue già un'altra unità: può riservare la scheda chi è responsabile del caso o chi coordina. Chiedilo a loro."
            )
        )


@transaction.atomic
def reserve_person(
    *, actor: Actor, person_id: object, named_tokens: Sequence[int], occurred_at: datetime | None = None
) -> Person:
    """Leave the record to the memberships named, the actor and the case managers among them; every other access ends now.

    For who leads the person's case; while nobody has one, for a professional who writes the record: an anti-violence
    centre reserves from the first minute. Volunteers and desk operators ask them. Raises NotAllowed, DomainError.
    """
    person = get_person(actor=actor, key=person_id)
    require(actor=actor, person_id=person.pk, category=Category.IDENTITY)
    refuse_reserving(actor, in_charge(person.pk))
    person = locked_person(actor=actor, person_id=person_id)
    named = {*named_tokens, *([actor.user_token] if actor.user_token else [])}
    known = Membership.objects.filter(ambito_id=actor.ambito_id, token__in=named).count()
    if not named or known != len(named):
        raise DomainError(_("Scegli le persone dall'elenco."), field="named_tokens")
    reserve_grants(actor=actor, person_id=person.pk, named_tokens=sorted(named))
    person.refresh_from_db()
    named = {sight.token for sight in who_sees(actor=actor, person_id=person.pk) if sight.scope_kind == "reserved"}
    tell(
        "reservation_changed", "reserved", actor=actor, people=[person], category=Category.IDENTITY, about=person,
        occurred_at=occurred_at, named=len(named),
    )  # fmt: skip
    notify(
        actor=actor,
        tokens=[token for token in named if token != actor.user_token],
        kind="people.reserved",
        text=_("Sei tra le persone che possono aprire una scheda riservata."),
        url=person.get_absolute_url(),
        urgent=True,
    )
    return person


@transaction.atomic
def unreserve_person(*, actor: Actor, person_id: object, occurred_at: datetime | None = None) -> Person:
    """Open the record again to the actor's unit, as it was before; the others come back only by a new fact."""
    person = locked_person(actor=actor, person_id=person_id)
    if not person.reserved:
        raise DomainError(_("La scheda non è riservata."))
    with connection.cursor() as cursor:
        cursor.execute("select portico_unreserve_person(%s, %s)", [person.pk, actor.main_token])
        back = int(cursor.fetchone()[0])
    if not back:
        remember(actor=actor, person_id=person.pk)
    # Told while the named people's grants still live: after them nobody else of theirs could write it.
    tell(
        "reservation_changed", "released", actor=actor, people=[person], category=Category.IDENTITY, about=person,
        occurred_at=occurred_at,
    )  # fmt: skip
    end_grants(actor=actor, scope_kind="reserved", scope_id=person.pk, person_id=person.pk)
    person.refresh_from_db()
    return person
