"""Who may see a person and who looked, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, Q
from django.utils.translation import gettext as _

from portico.access.models import ReadLog
from portico.access.selectors import Sight, who_sees
from portico.accounts.models import User
from portico.kernel.actor import Actor
from portico.organisations.models import Organisation, Unit
from portico.organisations.selectors import public_name
from portico.people.models import Person
from portico.people.selectors import protected_addresses

LOOKS_A_PAGE = 50

# --- who may see -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Seer:
    """A line of "Chi vede cosa": a sensitive body is one of the network's services and nothing more."""

    name: str
    who: str
    why: str
    since: datetime
    until: datetime | None
    limited: bool


def sights_of(*, actor: Actor, person: Person) -> list[Seer]:
    """Live grants in words, one line for each grantee and reason."""
    lines: dict[tuple[str, str, str], Seer] = {}
    for sight in who_sees(actor=actor, person_id=person.pk):
        hidden = sight.sensitive and sight.organisation_id != actor.organisation_id
        name = _("un servizio della rete") if hidden else _body(sight)
        who = "" if hidden else sight.user_name
        line = Seer(name, who, str(sight.origin_label), sight.valid_from, sight.valid_until, sight.origin == "consent")
        key = (name, who, line.why)
        held = lines.get(key)
        if held is None or (held.until is not None and (line.until is None or line.until > held.until)):
            lines[key] = line
    return list(lines.values())


def _body(sight: Sight) -> str:
    return f"{sight.unit_name} – {sight.organisation_name}" if sight.unit_name else sight.organisation_name


# --- who looked --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a person, with its author as the reader may know them."""

    id: int
    at: datetime
    who: str
    body: str
    what: str
    outcome: str
    reason: str


def looks_at(*, actor: Actor, person_id: UUID, before: int | None = None) -> list[Look]:
    """Looks at one of the actor's people, newest first, one more than a page."""
    found = ReadLog.objects.filter(ambito_id=actor.ambito_id, person_id=person_id).order_by("-id")
    # That one was read tells that there is one.
    named = Exists(protected_addresses(actor=actor, person_id=person_id).select_related(None).order_by())
    found = found.filter(named | ~Q(what="person.protected_address"))
    if before is not None:
        found = found.filter(id__lt=before)
    rows = list(found[: LOOKS_A_PAGE + 1])
    users = User.objects.in_bulk({row.user_id for row in rows if row.user_id})
    bodies = Organisation.objects.in_bulk({row.organisation_id for row in rows if row.organisation_id})
    units = Unit.objects.in_bulk({row.unit_id for row in rows if row.unit_id})
    return [_look(actor, row, users, bodies, units) for row in rows]


def _look(
    actor: Actor, row: ReadLog, users: dict[Any, User], bodies: dict[Any, Organisation], units: dict[Any, Unit]
) -> Look:
    organisation, unit = bodies.get(row.organisation_id), units.get(row.unit_id)
    sensitive = bool(organisation and organisation.sensitive) or bool(unit and unit.sensitive)
    hidden = sensitive and row.organisation_id != actor.organisation_id
    user = users.get(row.user_id)
    return Look(
        id=row.pk,
        at=row.at,
        who=user.get_full_name() if user and not hidden else "",
        body=public_name(actor=actor, organisation=organisation, unit=unit),
        what=what_in_words(row.what),
        outcome=str(ReadLog.Outcome(row.outcome).label),
        reason="" if hidden else row.reason,
    )


def what_in_words(what: str) -> str:
    """What was looked at, for people: by the page's own name, else by the part of Portico it belongs to."""
    pages = {
        "person.page": _("scheda"),
        "person.identity": _("identità"),
        "person.contacts": _("recapiti"),
        "person.protected_address": _("indirizzo protetto"),
        "person.household": _("nucleo e rete"),
        "person.economy": _("economia e casa"),
        "person.reserve": _("riservatezza"),
        "person.sights": _("chi vede cosa"),
        "person.looks": _("chi ha guardato"),
        "person.changes": _("storia delle modifiche"),
        "person.met": _("incontro"),
        "person.chosen": _("scelta per un modulo"),
        "person.print": _("stampa della scheda"),
        "person.notices": _("informative e consensi"),
        "person.departure": _("decesso o trasferimento"),
        "people.list": _("elenco delle persone"),
        "lookup": _("ricerca nella rete"),
        "lookup.own": _("ricerca tra le proprie persone"),
    }
    parts = {
        "appointment": _("appuntamenti"),
        "case": _("presa in carico"),
        "contact_request": _("richiesta di contatto"),
        "desk": _("giornata dello sportello"),
        "duplicates": _("schede doppie"),
        "encounter": _("ascolti"),
        "listening": _("nuovo ascolto"),
        "notice": _("informative"),
        "person": _("scheda"),
        "referral": _("invii"),
        "search": _("ricerca"),
        "thread": _("cose da fare"),
        "today": _("Oggi"),
    }
    return pages.get(what) or parts.get(what.partition(".")[0], what)
