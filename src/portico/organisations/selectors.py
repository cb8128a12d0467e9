"""Reading the network. Sensitive bodies are named only to their own people."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from portico.kernel.actor import Actor
from portico.kernel.errors import NotVisible
from portico.organisations.models import Organisation, Unit


def organisations(*, actor: Actor) -> QuerySet[Organisation]:
    """The ambito's organisations, by name."""
    return Organisation.objects.filter(ambito_id=actor.ambito_id)


def units(*, actor: Actor) -> QuerySet[Unit]:
    """The ambito's active units with their organisation, by name."""
    return Unit.objects.filter(ambito_id=actor.ambito_id, active=True).select_related("organisation")


def get_unit(*, actor: Actor, key: UUID | str) -> Unit:
    """A unit of the actor's ambito. Raises NotVisible."""
    try:
        return units(actor=actor).get(pk=key)
    except (Unit.DoesNotExist, ValueError, ValidationError) as error:
        raise NotVisible("unit", key) from error


def public_name(*, actor: Actor, organisation: Organisation | None, unit: Unit | None = None) -> str:
    """How a body is called in front of this actor: its name, or "un servizio della rete" when sensitive."""
    if organisation is None:
        return ""
    hidden = organisation.sensitive or (unit is not None and unit.sensitive)
    if hidden and organisation.pk != actor.organisation_id:
        return _("un servizio della rete")
    return f"{unit.name} – {organisation.name}" if unit else organisation.name
