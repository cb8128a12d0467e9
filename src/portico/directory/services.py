"""Writing a service's card. Reference data: it leaves no event, but two people must not overwrite each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from portico.directory import policies, selectors
from portico.directory.models import Need, Service
from portico.kernel import records
from portico.kernel.actor import Actor
from portico.kernel.errors import NotAllowed, StaleEdit
from portico.organisations.models import Organisation


@transaction.atomic
def add_service(*, actor: Actor, organisation: Organisation, needs: Sequence[Need], values: dict[str, Any]) -> Service:
    """A new card of an organisation. Raises NotAllowed for who does not manage it."""
    service = Service(ambito_id=actor.ambito_id, organisation=organisation, **values)
    if not policies.may_edit(actor, service):
        raise NotAllowed()
    service.code = _free_code(actor, service.title)
    service.save()
    service.needs.set(needs, through_defaults={"ambito_id": actor.ambito_id})
    return service


@transaction.atomic
def edit_service(
    *,
    actor: Actor,
    service: Service,
    needs: Sequence[Need],
    values: dict[str, Any],
    expected_version: int | None = None,
) -> Service:
    """Change a card. Raises NotAllowed, NotVisible, and StaleEdit when somebody changed it meanwhile."""
    locked = records.lock(selectors.services(actor=actor), service.pk)
    if not policies.may_edit(actor, locked):
        raise NotAllowed()
    answered = {need.pk for need in locked.needs.all()}
    other_needs = answered != {need.pk for need in needs}
    if other_needs and expected_version not in (None, locked.version):
        raise StaleEdit(version=locked.version)
    changed = records.change(locked, actor=actor, values=values, expected_version=expected_version)
    if other_needs:
        locked.needs.set(needs, through_defaults={"ambito_id": actor.ambito_id})
        if not changed:
            locked.version += 1
            locked.save(update_fields=["version"])
    return locked


def _free_code(actor: Actor, title: str) -> str:
    """A short name for addresses and files, from the title."""
    stem = slugify(title)[:50] or "servizio"
    taken = set(Service.objects.filter(ambito_id=actor.ambito_id, code__startswith=stem).values_list("code", flat=True))
    return next(code for code in (stem, *(f"{stem}-{n}" for n in range(2, 1000))) if code not in taken)
