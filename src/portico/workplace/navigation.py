"""What the frame offers each role: at most eight entries, the four most used first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portico.kernel.actor import Actor

DESK = {"desk_operator", "emergency_operator"}
CASE = {"social_worker", "coordinator", "foster_team"}
TEAM = {"case_contributor", "psychologist", "housing_operator"}
HELPING = DESK | CASE | TEAM
EVERYBODY: set[str] = set()


@dataclass(frozen=True, slots=True)
class Entry:
    """A link of the rail or of the "Nuovo…" menu; `roles` empty means everybody."""

    label: Any
    name: str
    icon: str
    roles: frozenset[str] | set[str]
    prefix: str = ""


RAIL = [
    Entry(_("Oggi"), "workplace:today", "it-calendar", EVERYBODY, "/oggi"),
    Entry(_("Persone"), "workplace:people", "it-user", HELPING, "/persone/"),
    Entry(_("Ascolti"), "desks:encounters", "it-comment", DESK | {"social_worker", "coordinator"}, "/ascolti/"),
    Entry(_("Invii"), "referrals:inbox", "it-mail", HELPING, "/invii/"),
    Entry(_("Casi"), "casework:cases", "it-folder", CASE | {"case_contributor", "psychologist"}, "/casi/"),
    Entry(_("Unità"), "workplace:unit", "it-pa", {"coordinator"}, "/unita/"),
    Entry(_("Progetti"), "plans:plans", "it-list", CASE | {"case_contributor", "psychologist"}, "/progetti/"),
    Entry(
        _("Sportello"), "desks:desks", "it-pa", DESK | {"social_worker", "coordinator", "org_manager"}, "/sportello/"
    ),
    Entry(_("Moduli"), "assessment:versions", "it-files", {"ambito_admin"}, "/analisi/moduli/"),
    Entry(_("Servizi"), "directory:services", "it-map-marker-circle", EVERYBODY, "/servizi/"),
]

NEW = [
    Entry(_("Ascolto"), "workplace:new_listening", "it-comment", DESK | {"social_worker", "coordinator"}),
    Entry(_("Nota veloce"), "workplace:quick_note", "it-pencil", DESK | CASE | {"case_contributor", "psychologist"}),
    Entry(_("Persona"), "people:new", "it-user", DESK | CASE),
    Entry(_("Invio"), "referrals:new", "it-mail", HELPING),
]

ME = [
    Entry(_("Modelli di lettere"), "thread:templates", "it-files", CASE | {"org_manager", "ambito_admin"}),
    Entry(_("Sostituzioni"), "accounts:substitutions", "it-refresh", HELPING | {"org_manager"}),
    Entry(_("Cambia password"), "account_change_password", "it-key", EVERYBODY),
    Entry(_("Verifica in due passaggi"), "mfa_index", "it-locked", EVERYBODY),
]


def entries(actor: Actor, listed: list[Entry], path: str = "") -> list[dict[str, Any]]:
    """The entries open to the actor's role, as the frame's templates take them."""
    return [
        {
            "label": entry.label,
            "url": reverse(entry.name),
            "icon": entry.icon,
            "active": path == reverse(entry.name) or bool(entry.prefix and path.startswith(entry.prefix)),
            "badge": 0,
        }
        for entry in listed
        if not entry.roles or actor.role in entry.roles
    ]
