"""Listenings somebody began and did not finish."""

from __future__ import annotations

from django.db.models import QuerySet

from portico.kernel.actor import Actor
from portico.kernel.models import Draft

LISTENING = "listening"


def drafts(*, actor: Actor) -> QuerySet[Draft]:
    """The unfinished listenings of this person in this role, newest first."""
    return Draft.objects.filter(membership_id=actor.own_membership_id, form=LISTENING).order_by("-updated_at", "id")
