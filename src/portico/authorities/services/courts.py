"""Courts and prosecutors of the area: written by hand, or read from a file."""

from __future__ import annotations

import csv
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from portico.authorities.models import Authority
from portico.authorities.policies import manages_courts
from portico.authorities.services.ground import require_code
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError, NotAllowed

COLUMNS = ("kind", "name", "place", "pec", "phone")


@transaction.atomic
def save_authority(*, actor: Actor, kind: str, name: str, place: str = "", pec: str = "", phone: str = "") -> Authority:
    """A court, prosecutor's office or judge; one of the same kind and name is brought up to date."""
    if not manages_courts(actor) and actor.kind != "system":
        raise NotAllowed()
    if not name.strip():
        raise DomainError(_("Scrivi il nome."), field="name")
    values = {"place": place.strip()[:120], "pec": pec.strip(), "phone": phone.strip()[:60]}
    found, _made = Authority.objects.update_or_create(
        ambito_id=actor.ambito_id, kind=require_code("authority_kind", kind), name=name.strip()[:200], defaults=values
    )
    return found


@transaction.atomic
def import_authorities(*, actor: Actor, lines: Iterable[str]) -> int:
    """Rows of a CSV with the columns `kind,name,place,pec,phone`. Raises DomainError naming the row that is wrong."""
    reader = csv.DictReader(lines)
    if not {"kind", "name"} <= set(reader.fieldnames or ()):
        raise DomainError(_("Servono almeno le colonne kind e name."))
    number = 0
    for number, row in enumerate(reader, start=1):
        try:
            save_authority(actor=actor, **{name: (row.get(name) or "").strip() for name in COLUMNS})
        except DomainError as error:
            raise DomainError(_("Riga %(number)s: %(why)s") % {"number": number + 1, "why": error.message}) from error
    return number
