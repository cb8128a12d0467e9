"""Which data go with a referral: each section as the sender reads it, ready to be shown and frozen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portico.access.enums import Category, Level
from portico.access.selectors import levels_on, visible
from portico.kernel import codes, words
from portico.kernel.actor import Actor
from portico.people.enums import HouseholdKind
from portico.people.models import (
    Address,
    Citizenship,
    Contact,
    HouseholdMember,
    HousingSituation,
    Identifier,
    IncomeSource,
    Isee,
    Paper,
    Person,
    PersonLanguage,
    Relation,
)
from portico.territory.models import ForeignState

Item = tuple[str, str]
BASE = "base"
NOTE = "note"
NEEDS = "needs"
OWN_WORDS = {NEEDS: gettext_lazy("Bisogni dell'ascolto"), NOTE: gettext_lazy("Racconto")}


@dataclass(frozen=True, slots=True)
class Section:
    """One block of data: `category` is what the reader needs to hold open; `items` are (label, value)."""

    key: str
    label: Any
    category: Category
    items: tuple[Item, ...]
    always: bool = False

    @property
    def tickable(self) -> bool:
        """Chosen by a tick; the rest goes always, or because it was written."""
        return not self.always and self.key != NOTE

    @property
    def digest(self) -> str:
        """What a preview showed, in short: sending refuses when the data changed meanwhile."""
        return hashlib.sha256(json.dumps(self.items, ensure_ascii=False).encode()).hexdigest()[:24]

    def as_json(self) -> list[dict[str, str]]:
        return [{"label": label, "value": value} for label, value in self.items]


def sections_of(*, actor: Actor, person: Person, needs: Sequence[str] = (), note: str = "") -> list[Section]:
    """Every section the actor reads on this person and that holds something; the first goes always.

    `needs` are labels of the listening's needs and `note` is the sender's own text.
    """
    levels = levels_on(actor=actor, person_id=person.pk)
    found = []
    for key, label, category, read in SECTIONS:
        # Where somebody in danger may be found stays out, whatever is written in the ordinary addresses.
        hidden = key == "addresses" and person.reserved
        if hidden or levels[category] < Level.READ or (key == BASE and levels[Category.IDENTITY] < Level.READ):
            continue
        items = tuple(read(actor, person))
        if items:
            found.append(Section(key, label, category, items, always=key == BASE))
    # Written or heard by the sender's own desk: who reads the person there reads these.
    for key, text in ((NEEDS, ", ".join(needs)), (NOTE, note.strip())):
        if text:
            found.append(Section(key, OWN_WORDS[key], Category.IDENTITY, ((str(OWN_WORDS[key]), text),)))
    return found


def label_of(key: str) -> str:
    """What a section is called on screen and on paper."""
    named = OWN_WORDS | {name: label for name, label, _category, _read in SECTIONS}
    return str(named.get(key, key))


# --- what each section holds --------------------------------------------------------------------------------


def _base(actor: Actor, person: Person) -> list[Item]:
    languages = [
        codes.label("language", row.language)
        for row in visible(PersonLanguage.objects.filter(person=person), actor=actor, category=Category.IDENTITY)
    ]
    items = [
        (_("Nome"), person.full_name),
        (_("Si fa chiamare"), person.known_as),
        (_("Età"), _age(person)),
        (_("Lingue"), ", ".join(languages)),
        (_("Mediazione"), codes.label("interpreter_need", person.interpreter)),
        *[(codes.label("contact_kind", row.kind), _contact(row)) for row in _usable_contacts(actor, person)],
    ]
    if not _usable_contacts(actor, person):
        items.append((_("Recapiti"), _("nessuno che si possa usare: chiedi a chi invia")))
    return [item for item in items if item[1]]


def _age(person: Person) -> str:
    return "" if person.age is None else ngettext("%(n)d anno", "%(n)d anni", person.age) % {"n": person.age}


def _usable_contacts(actor: Actor, person: Person) -> list[Contact]:
    today = timezone.localdate()
    rows = visible(
        Contact.objects.filter(person=person).exclude(safety=Contact.Safety.NEVER),
        actor=actor,
        category=Category.CONTACTS,
    )
    return [row for row in rows if row.ended_on is None or row.ended_on > today]


def _contact(row: Contact) -> str:
    remarks = [
        _("di %(owner)s") % {"owner": row.owner} if row.owner else "",
        _("con cautela") if row.safety == Contact.Safety.CAREFUL else "",
        _("non ancora chiesto se si può usare") if row.safety == Contact.Safety.UNKNOWN else "",
        row.safety_note,
    ]
    said = "; ".join(remark for remark in remarks if remark)
    return f"{row.value} ({said})" if said else row.value


def _birth(actor: Actor, person: Person) -> list[Item]:
    items = [
        (_("Data di nascita"), words.full_date(person.birth_date) if person.birth_date else ""),
        (_("Luogo di nascita"), person.birth_place),
        (_("Sesso"), codes.label("sex", person.sex)),
        (_("Stato civile"), codes.label("marital_status", person.marital_status)),
    ]
    items += [
        (codes.label("identifier_kind", row.kind), row.value)
        for row in visible(Identifier.objects.filter(person=person), actor=actor, category=Category.IDENTITY)
        if row.valid_until is None or row.valid_until >= timezone.localdate()
    ]
    return [item for item in items if item[1]]


def _papers(actor: Actor, person: Person) -> list[Item]:
    states = [
        row.state for row in visible(Citizenship.objects.filter(person=person), actor=actor, category=Category.IDENTITY)
    ]
    items = [(_("Cittadinanza"), ", ".join(_state_names(states)))] if states else []
    for row in visible(Paper.objects.filter(person=person), actor=actor, category=Category.IDENTITY):
        kind = codes.label("permit_kind", row.permit_kind) or row.get_kind_display()
        expiry = _("scade il %(day)s") % {"day": words.full_date(row.valid_until)} if row.valid_until else ""
        asked = _("rinnovo chiesto") if row.renewal_asked_on else ""
        items.append(
            (str(row.get_kind_display()).capitalize(), ", ".join(part for part in (kind, expiry, asked) if part))
        )
    return items


def _state_names(states: list[str]) -> list[str]:
    """Names of today's states; of those that are no more, where no other has their code."""
    names = {"IT": _("italiana"), "XX": _("apolide")}
    found = ForeignState.objects.filter(iso_alpha2__in=states).order_by(F("exists_until").asc(nulls_last=True))
    # The last one wins: a state that still exists.
    names = {row.iso_alpha2: row.name for row in found} | names
    return [names.get(state, state) for state in states]


def _addresses(actor: Actor, person: Person) -> list[Item]:
    today = timezone.localdate()
    rows = visible(
        Address.objects.filter(person=person).select_related("municipality"), actor=actor, category=Category.CONTACTS
    )
    return [
        (
            str(row.get_kind_display()).capitalize(),
            ", ".join(
                part
                for part in (
                    row.street,
                    row.postal_code,
                    row.municipality.name if row.municipality else "",
                    _("presso %(who)s") % {"who": row.at} if row.at else "",
                )
                if part
            )
            or _("senza indirizzo"),
        )
        for row in rows
        if row.valid_until is None or row.valid_until > today
    ]


def _household(actor: Actor, person: Person) -> list[Item]:
    """Who lives with the person: kin and age, without names."""
    today = timezone.localdate()
    mine = visible(
        HouseholdMember.objects.filter(person=person, period__contains=today), actor=actor, category=Category.HOUSEHOLD
    ).values("household_id")
    rows = visible(
        HouseholdMember.objects.filter(household_id__in=mine, period__contains=today).exclude(person=person),
        actor=actor,
        category=Category.HOUSEHOLD,
    )
    others = list(rows)
    people = {
        row.pk: row
        for row in visible(
            Person.objects.filter(pk__in=[row.person_id for row in others]),
            actor=actor,
            category=Category.IDENTITY,
            person="pk",
        )
    }
    items = []
    for kind in HouseholdKind:
        said = [
            " ".join(
                part
                for part in (codes.label("relation_kind", row.role) or _("convivente"), _age(people[row.person_id]))
                if part
            )
            for row in others
            if row.kind == kind and row.person_id in people
        ]
        if said:
            items.append((_("Nucleo %(kind)s") % {"kind": kind.label}, "; ".join(said)))
    return items


def _support(actor: Actor, person: Person) -> list[Item]:
    rows = visible(
        Relation.objects.filter(other=person).exclude(represents=False, support=False).exclude(outside_name=""),
        actor=actor,
        category=Category.HOUSEHOLD,
        person="other_id",
    )
    return [
        (
            _("Rappresentante") if row.represents else _("Rete di sostegno"),
            ", ".join(
                part
                for part in (row.outside_name, codes.label("relation_kind", row.kind), row.outside_phone, row.scope)
                if part
            ),
        )
        for row in rows
    ]


def _housing(actor: Actor, person: Person) -> list[Item]:
    row = visible(HousingSituation.objects.filter(person=person), actor=actor, category=Category.HOUSEHOLD).first()
    if row is None:
        return []
    items = [
        (_("Condizione abitativa"), codes.label("housing_status", row.status)),
        (_("Titolo"), codes.label("housing_tenure", row.tenure)),
        (_("Spesa al mese"), _euros(row.monthly_cost_cents)),
    ]
    return [item for item in items if item[1]]


def _economic(actor: Actor, person: Person) -> list[Item]:
    isee = visible(Isee.objects.filter(person=person), actor=actor, category=Category.ECONOMIC).first()
    items: list[Item] = []
    if isee is not None:
        until = words.full_date(isee.valid_until)
        kind = codes.label("isee_kind", isee.kind)
        items.append(
            (
                _("ISEE"),
                _("%(value)s, %(kind)s, fino al %(day)s")
                % {"value": _euros(isee.value_cents), "kind": kind, "day": until},
            )
        )
    rows = visible(
        IncomeSource.objects.filter(person=person, ended_on__isnull=True), actor=actor, category=Category.ECONOMIC
    )
    for row in rows:
        monthly = _("%(value)s al mese") % {"value": _euros(row.monthly_cents)} if row.monthly_cents else ""
        items.append(
            (_("Entrate"), ", ".join(part for part in (codes.label("income_source", row.kind), monthly) if part))
        )
    return items


def _euros(cents: int | None) -> str:
    if cents is None:
        return ""
    whole, rest = divmod(cents, 100)
    text = f"{whole:,}".replace(",", ".")
    return f"{text},{rest:02d} €" if rest else f"{text} €"


Reader = Callable[[Actor, Person], list[Item]]
SECTIONS: list[tuple[str, Any, Category, Reader]] = [
    (BASE, gettext_lazy("Nome e come raggiungerla"), Category.CONTACTS, _base),
    ("birth", gettext_lazy("Nascita e codici"), Category.IDENTITY, _birth),
    ("papers", gettext_lazy("Cittadinanza e documenti"), Category.IDENTITY, _papers),
    ("addresses", gettext_lazy("Indirizzi"), Category.CONTACTS, _addresses),
    ("household", gettext_lazy("Con chi vive"), Category.HOUSEHOLD, _household),
    ("support", gettext_lazy("Chi la rappresenta o la sostiene"), Category.HOUSEHOLD, _support),
    ("housing", gettext_lazy("Casa"), Category.HOUSEHOLD, _housing),
    ("economic", gettext_lazy("Situazione economica"), Category.ECONOMIC, _economic),
]
