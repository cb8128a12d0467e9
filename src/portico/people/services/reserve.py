"""Reserved records: absent for everybody but the people named."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from portico.access.enums import Category
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


@transaction.atomic
def reserve_person(
    *, actor: Actor, person_id: object, named_tokens: Sequence[int], occurred_at: datetime | None = None
) -> Person:
    """Leave the record to the memberships named, the actor among them; every other access ends now.

    For professionals who write the person's record, from the first minute: an anti-violence centre reserves before
    anybody has a case. Volunteers and desk operators ask them.
    """
    person = get_person(actor=actor, key=person_id)
    require(actor=actor, person_id=person.pk, category=Category.IDENTITY)
    if actor.role not in RESERVING_ROLES:
        raise NotAllowed()
    person = locked_person(actor=actor, person_id=person_id)
    named = {*named_tokens, *([actor.user_token] if actor.user_token else [])}
    known = Membership.objects.filter(ambito_id=actor.ambito_id, token__in=named).count()
    if not named or known != len(named):
        raise DomainError(_("Scegli le persone dall'elenco."), field="named_tokens")
    reserve_grants(actor=actor, person_id=person.pk, named_tokens=sorted(named))
    person.refresh_from_db()
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
