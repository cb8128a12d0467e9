"""Who a person is: data, codes, other names, citizenships, languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portico.access.enums import Category
from portico.kernel import codes
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError, StaleEdit
from portico.kernel.records import change
from portico.people import identifiers
from portico.people.models import Citizenship, Identifier, OtherName, Person, PersonLanguage
from portico.people.places import citizenship_label
from portico.people.policies import locked_person, locked_row
from portico.people.services.tell import tell

EDITABLE = (
    "first_name", "last_name", "known_as", "sex", "birth_date", "birth_precision", "birth_place", "birth_place_code",
    "marital_status", "education", "work_status", "profession", "arrived_on", "doctor",
)  # fmt: skip
OLDEST_BIRTH = date(1890, 1, 1)


@transaction.atomic
def update_identity(
    *,
    actor: Actor,
    person_id: object,
    values: dict[str, Any],
    expected_version: int | None = None,
    occurred_at: datetime | None = None,
) -> Person:
    """Write some of EDITABLE. Raises StaleEdit with every field that differs, DomainError beside a wrong one."""
    person = locked_person(actor=actor, person_id=person_id)
    wanted = {name: value for name, value in values.items() if name in EDITABLE}
    check_birth_date(wanted.get("birth_date"))
    if not any(
        str(wanted.get(name, getattr(person, name))).strip() for name in ("first_name", "last_name", "known_as")
    ):
        raise DomainError(_("Scrivi almeno un nome, anche solo quello con cui si fa chiamare."), field="first_name")
    changed = change(person, actor=actor, values=wanted, expected_version=expected_version)
    if changed:
        tell(
            "identity_changed", "data", actor=actor, people=[person], category=Category.IDENTITY, about=person,
            occurred_at=occurred_at, fields=changed,
        )  # fmt: skip
    return person


def check_birth_date(day: date | None, *, field: str = "birth_date") -> None:
    """Raises DomainError for a day in the future or before anybody alive was born."""
    if day is not None and day > timezone.localdate():
        raise DomainError(_("La data di nascita è nel futuro."), field=field)
    if day is not None and day < OLDEST_BIRTH:
        raise DomainError(_("La data di nascita è troppo lontana: controlla l'anno."), field=field)


def check_period(start: date | None, end: date | None, *, field: str = "valid_until") -> None:
    """Raises DomainError when a period ends before it starts."""
    if start and end and end < start:
        raise DomainError(_("La fine viene prima dell'inizio: controlla le date."), field=field)


# --- codes -------------------------------------------------------------------------------------------------


@transaction.atomic
def add_identifier(
    *,
    actor: Actor,
    person_id: object,
    kind: str,
    value: str,
    valid_from: date | None = None,
    valid_until: date | None = None,
    occurred_at: datetime | None = None,
) -> Identifier:
    """Add a code. A definitive tax code ends the provisional one, from the same day.

    The same code on a record the actor may not see changes nothing here: a reserved record's people are told.
    """
    person = locked_person(actor=actor, person_id=person_id)
    codes.require("identifier_kind", kind, field="kind")
    problem = identifiers.problem(kind, value)
    if problem:
        raise DomainError(problem, field="value")
    check_period(valid_from, valid_until)
    code = identifiers.normalise(kind, value)
    if Identifier.objects.filter(person=person, kind=kind, value=code, valid_until=None).exists():
        raise DomainError(_("Questo codice è già tra quelli della persona."), field="value")
    replaced = _end_provisional(actor=actor, person=person, on=valid_from) if kind == "tax_code" else 0
    found = Identifier.objects.create(
        person=person, kind=kind, value=code, valid_from=valid_from, valid_until=valid_until
    )
    tell_reserved_clash(person=person, kind=kind, code=code)
    tell(
        "identifier_changed", "replaced" if replaced else "added", actor=actor, people=[person],
        category=Category.IDENTITY, about=found, occurred_at=occurred_at, code_kind=kind,
    )  # fmt: skip
    return found


def _end_provisional(*, actor: Actor, person: Person, on: date | None) -> int:
    provisional = Identifier.objects.select_for_update().filter(
        person=person, kind="provisional_tax_code", valid_until=None
    )
    ended = 0
    for row in provisional.order_by("id"):
        day = on or timezone.localdate()
        change(row, actor=actor, values={"valid_until": max(day, row.valid_from or day)})
        ended += 1
    return ended


def tell_reserved_clash(*, person: Person, kind: str = "", code: str = "") -> None:
    """Tell a reserved record's named people, and nobody else, that it was met again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select portico_tell_reserved_clash(%s, %s, %s, %s, %s, %s, %s)",
            [
                person.pk,
                kind,
                code,
                person.first_name,
                person.last_name,
                person.birth_date,
                _("Qualcuno ha registrato di nuovo una persona con scheda riservata."),
            ],
        )


@transaction.atomic
def end_identifier(
    *, actor: Actor, identifier_id: object, on: date | None = None, occurred_at: datetime | None = None
) -> Identifier:
    """The code is no longer valid from a day on; it stays readable and findable."""
    row = locked_row(Identifier.objects.all(), actor=actor, category=Category.IDENTITY, key=identifier_id)
    day = on or timezone.localdate()
    check_period(row.valid_from, day, field="on")
    change(row, actor=actor, values={"valid_until": day})
    tell(
        "identifier_changed", "ended", actor=actor, people=[row.person], category=Category.IDENTITY, about=row,
        occurred_at=occurred_at, code_kind=row.kind,
    )  # fmt: skip
    return row


@transaction.atomic
def verify_identifier(
    *, actor: Actor, identifier_id: object, how: str, occurred_at: datetime | None = None
) -> Identifier:
    """Somebody saw the document or the registry: say how. Raises DomainError without it."""
    if not how.strip():
        raise DomainError(
            _("Scrivi come è stato verificato: tessera vista, anagrafe, Agenzia delle Entrate…"), field="how"
        )
    row = locked_row(Identifier.objects.all(), actor=actor, category=Category.IDENTITY, key=identifier_id)
    change(
        row,
        actor=actor,
        values={
            "verified_at": occurred_at or timezone.now(),
            "verified_by": actor.user_id,
            "verified_how": how.strip(),
        },
    )
    tell(
        "identifier_changed", "verified", actor=actor, people=[row.person], category=Category.IDENTITY, about=row,
        occurred_at=occurred_at, code_kind=row.kind,
    )  # fmt: skip
    return row


# --- names, citizenships, languages -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NewName:
    """Another spelling, maiden name or transliteration."""

    first_name: str = ""
    last_name: str = ""
    note: str = ""


def _touch(
    person: Person,
    *,
    actor: Actor,
    what: str,
    expected_version: int | None,
    theirs: str,
    yours: str,
    occurred_at: datetime | None,
) -> None:
    """A list saved whole counts as a change of the person: whoever saves an older one is told."""
    if expected_version is not None and expected_version != person.version:
        raise StaleEdit([(what, theirs, yours)], version=person.version)
    person.version += 1
    person.updated_at, person.updated_by = timezone.now(), actor.user_id
    person.save(update_fields=["version", "updated_at", "updated_by"])
    tell(
        "identity_changed", what, actor=actor, people=[person], category=Category.IDENTITY, about=person,
        occurred_at=occurred_at,
    )  # fmt: skip


@transaction.atomic
def set_other_names(
    *,
    actor: Actor,
    person_id: object,
    names: Sequence[NewName],
    expected_version: int | None = None,
    occurred_at: datetime | None = None,
) -> None:
    """The other names somebody is looked up by, all of them. Raises StaleEdit."""
    person = locked_person(actor=actor, person_id=person_id)
    wanted = dict.fromkeys((name.first_name.strip(), name.last_name.strip(), name.note.strip()) for name in names)
    wanted = {name: None for name in wanted if name[0] or name[1]}
    held = list(person.other_names.values_list("first_name", "last_name", "note"))
    if held == list(wanted):
        return
    _touch(
        person, actor=actor, what="other_names", expected_version=expected_version, occurred_at=occurred_at,
        theirs="; ".join(" ".join(name).strip() for name in held), yours="; ".join(" ".join(name).strip() for name in wanted),
    )  # fmt: skip
    OtherName.objects.filter(person=person).delete()
    for first, last, note in wanted:
        OtherName.objects.create(person=person, first_name=first, last_name=last, note=note)


@transaction.atomic
def set_citizenships(
    *,
    actor: Actor,
    person_id: object,
    states: Sequence[tuple[str, date | None]],
    expected_version: int | None = None,
    occurred_at: datetime | None = None,
) -> None:
    """The citizenships, first to last, with the day one was acquired when known. `XX` is stateless."""
    person = locked_person(actor=actor, person_id=person_id)
    wanted = dict(states)
    if "XX" in wanted and len(wanted) > 1:
        raise DomainError(_("Una persona apolide non ha altre cittadinanze."), field="state")
    held = dict(person.citizenships.values_list("state", "acquired_on"))
    if list(held.items()) == list(wanted.items()):
        return
    _touch(
        person, actor=actor, what="citizenships", expected_version=expected_version, occurred_at=occurred_at,
        theirs=", ".join(map(citizenship_label, held)), yours=", ".join(map(citizenship_label, wanted)),
    )  # fmt: skip
    Citizenship.objects.filter(person=person).delete()
    for state, acquired_on in wanted.items():
        Citizenship.objects.create(person=person, state=state, acquired_on=acquired_on)


@transaction.atomic
def set_languages(
    *,
    actor: Actor,
    person_id: object,
    languages: Sequence[tuple[str, str]],
    interpreter: str = "",
    expected_version: int | None = None,
    occurred_at: datetime | None = None,
) -> None:
    """Languages, the preferred one first, with how well each is understood; and whether mediation is needed."""
    person = locked_person(actor=actor, person_id=person_id)
    wanted = dict(languages)
    for language in wanted:
        codes.require("language", language, field="language")
    held = dict(person.languages.values_list("language", "level"))
    if list(held.items()) == list(wanted.items()) and person.interpreter == interpreter:
        return
    _touch(
        person, actor=actor, what="languages", expected_version=expected_version, occurred_at=occurred_at,
        theirs=_spoken(held, person.interpreter), yours=_spoken(wanted, interpreter),
    )  # fmt: skip
    if person.interpreter != interpreter:
        change(person, actor=actor, values={"interpreter": interpreter})
    PersonLanguage.objects.filter(person=person).delete()
    for position, (language, level) in enumerate(wanted.items()):
        PersonLanguage.objects.create(person=person, language=language, level=level, preferred=position == 0)


def _spoken(languages: dict[str, str], interpreter: str) -> str:
    named = [codes.label("language", code) for code in languages]
    return ", ".join([*named, *([codes.label("interpreter_need", interpreter)] if interpreter else [])])
