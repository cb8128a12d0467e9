"""The desk's own view of whom it met."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from portico.access.enums import Origin
from portico.access.models import AccessGrant
from portico.kernel.actor import Actor
from portico.people.services.register import DESK_MEMORY, remember


def keep_in_sight(*, actor: Actor, person_id: UUID, at: datetime | None = None) -> None:
    """Twelve months from this contact; a listening written late never shortens what a later one opened."""
    until = (at or timezone.now()) + DESK_MEMORY
    longer = AccessGrant.objects.filter(
        person_id=person_id, token=actor.main_token, origin=Origin.OWN_DESK, valid_until__gte=until
    )
    if not longer.exists():
        remember(actor=actor, person_id=person_id, occurred_at=at)
