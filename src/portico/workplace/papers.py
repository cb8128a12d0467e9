"""The papers that are always ready, and what fills the templates of an organisation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from portico.access.enums import Category, Level
from portico.access.selectors import levels_on
from portico.accounts.models import User
from portico.casework.models import Case
from portico.casework.policies import coordinates, is_manager
from portico.kernel import codes
from portico.kernel.actor import Actor
from portico.organisations.models import Unit
from portico.people.models import Person
from portico.people.summary import Summary, summary_of
from portico.privacy.selectors import placeholders
from portico.workplace.forms import papers as forms


@dataclass(frozen=True, slots=True)
class Paper:
    """A standard paper: its form, its page, what it is in the file."""

    code: str
    label: Any
    about: Any
    kind: str
    form: type[forms.PaperForm]
    template: str
    filename: str


PAPERS = {
    paper.code: paper
    for paper in (
        Paper("convocazione", _("Convocazione"), _("Dove e quando venire, che cosa portare."), "convocation",
              forms.ConvocationForm, "workplace/papers/convocation.html", "convocazione.pdf"),
        Paper("presa-in-carico", _("Attestazione di presa in carico"), _("Che la persona è seguita dal servizio, e da quando."),
              "certificate", forms.InChargeForm, "workplace/papers/in_charge.html", "attestazione.pdf"),
        Paper("delega", _("Delega"), _("Per chi agisce al posto della persona."), "delegation",
              forms.DelegationForm, "workplace/papers/delegation.html", "delega.pdf"),
        Paper("foglio-firme", _("Foglio firme"), _("Chi c'era a un incontro."), "signatures",
              forms.SignaturesForm, "workplace/papers/signatures.html", "foglio-firme.pdf"),
        Paper("lettera", _("Lettera"), _("Una lettera con l'intestazione del servizio."), "letter",
              forms.LetterForm, "workplace/papers/letter.html", "lettera.pdf"),
        Paper("relazione", _("Relazione"), _("Uno scritto professionale: a un servizio, a una commissione, al tribunale."),
              "report", forms.ReportForm, "workplace/papers/report.html", "relazione.pdf"),
    )
}  # fmt: skip


def letterhead(actor: Actor) -> dict[str, Any]:
    """Who writes: organisation, ambito, where the unit is; a unit that is not to be named is left out."""
    unit = _unit(actor)
    place = ""
    if unit and not unit.sensitive:
        phone = f"tel. {unit.phone}" if unit.phone else ""
        place = " · ".join(part for part in (unit.name, unit.place, phone) if part)
    return {**placeholders(actor=actor), "place": place}


def may_certify(actor: Actor, case: Case) -> bool:
    """Who says that somebody is in charge: the manager, or the unit's coordinator, of an open case."""
    return case.is_open and (is_manager(actor, case) or coordinates(actor, case))


def field_values(*, actor: Actor, person: Person, case: Case | None, typed: dict[str, str]) -> dict[str, str]:
    """What the fields of a template become, as far as the actor reads; never the protected address."""
    summary = summary_of(actor=actor, key=person.pk)
    levels = levels_on(actor=actor, person_id=person.pk)
    unit, user = _unit(actor), User.objects.get(pk=actor.own_user_id)
    who = placeholders(actor=actor)
    found = {
        "persona.nome": person.first_name,
        "persona.cognome": person.last_name,
        "persona.nome_completo": person.full_name,
        "persona.data_nascita": _day(person.birth_date),
        "persona.luogo_nascita": person.birth_place,
        "persona.codice_fiscale": summary.tax_code,
        "persona.indirizzo": address_of(summary) if levels[Category.CONTACTS] >= Level.READ else "",
        "ente.nome": who["organisation"],
        "ente.ambito": who["ambito"],
        "unita.nome": unit.name if unit else "",
        "unita.sede": unit.place if unit else "",
        "unita.telefono": unit.phone if unit else "",
        "operatore.nome": user.get_full_name(),
        "operatore.ruolo": codes.label("membership_role", actor.role),
        "oggi": _day(timezone.localdate()),
    }
    if case is not None:
        found |= {
            "caso.numero": case.display_number,
            "caso.dal": _day(timezone.localdate(case.accepted_at)) if case.accepted_at else "",
            "caso.unita": case.unit.name,
            "caso.responsabile": str(case.manager.user) if case.manager else "",
        }
    return {**found, **typed}


def address_of(summary: Summary) -> str:
    """Where the person lives, in a line; nothing for who has a protected address."""
    if summary.has_protected or summary.person.reserved:
        return ""
    row = next((row for row in summary.addresses if row.street), None)
    if row is None:
        return ""
    town = row.municipality.full_name if row.municipality else ""
    return ", ".join(part for part in (row.street, f"{row.postal_code} {town}".strip()) if part)


def _day(day: Any) -> str:
    return date_format(day, "j F Y") if day else ""


def _unit(actor: Actor) -> Unit | None:
    return Unit.objects.filter(pk=actor.unit_id).first() if actor.unit_id else None
