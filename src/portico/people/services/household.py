"""Who lives with whom: registry, ISEE and de-facto households are three things, each with dated members."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, ProgrammingError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext as _

from portico.access.enums import Category, Level, Origin
from portico.access.selectors import level_on, live_grants, open_origins
from portico.access.services import end_grants, open_grant
from portico.kernel import codes
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError, NotVisible
from portico.kernel.records import change
from portico.people.enums import HouseholdKind
from portico.people.models import Household, HouseholdMember, Person
from portico.people.policies import locked_person, locked_row, require, writable_person
from portico.people.selectors import get_person
from portico.people.services.tell import tell

EXCLUSIVE = frozenset({HouseholdKind.REGISTRY, HouseholdKind.ISEE})
# What describing a household opens on a member whom the actor's unit holds by itself: that they live there.
MEMBER_CATEGORIES = ["identity", "household"]


@transaction.atomic
def create_household(
    *,
    actor: Actor,
    person_id: object,
    kind: str,
    note: str = "",
    starts_on: date | None = None,
    occurred_at: datetime | None = None,
) -> Household:
    """A household of one kind, with its reference person. Raises DomainError when they already have one then."""
    if kind not in HouseholdKind.values:
        raise DomainError(_("Scegli il tipo di nucleo."), field="kind")
    person = writable_person(actor=actor, person_id=person_id, category=Category.HOUSEHOLD)
    household = Household.objects.create(kind=kind, note=note)
    member = _put(actor=actor, household=household, person=person, role="", reference=True, start=starts_on)
    _tell("created", actor=actor, member=member, people=[person], occurred_at=occurred_at)
    return household


@transaction.atomic
def add_member(
    *,
    actor: Actor,
    household_id: object,
    person_id: object,
    role: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
    occurred_at: datetime | None = None,
) -> HouseholdMember:
    """Add somebody whose record the actor reads to a household the actor writes.

    It opens nothing else of the member: for as long as the fact that opened the household lasts, that they live there.
    Of a member whom another unit has in charge, not even that. Raises DomainError beside `person` or `starts_on`.
    """
    household, witness = _writable_household(actor=actor, household_id=household_id)
    person = get_person(actor=actor, key=person_id)
    _let_in(actor=actor, person=person, witness=witness)
    if role:
        codes.require("relation_kind", role, field="role")
    member = _put(
        actor=actor, household=household, person=person, role=role, reference=False, start=starts_on, end=ends_on
    )
    _tell("added", actor=actor, member=member, people=[person, witness], occurred_at=occurred_at)
    return member


@transaction.atomic
def change_member(
    *,
    actor: Actor,
    member_id: object,
    values: dict[str, Any],
    expected_version: int | None = None,
    occurred_at: datetime | None = None,
) -> HouseholdMember:
    """Correct a role, who is the reference person, or since when."""
    member = _locked_member(actor=actor, member_id=member_id)
    starts_on = values.get("starts_on", member.period.lower)
    wanted = {name: value for name, value in values.items() if name in ("role", "reference")}
    wanted["period"] = _period(starts_on, member.period.upper)
    if wanted.get("reference"):
        others = HouseholdMember.objects.filter(household_id=member.household_id, reference=True)
        for other in others.exclude(pk=member.pk).select_for_update().order_by("id"):
            change(other, actor=actor, values={"reference": False})
    try:
        with transaction.atomic():
            changed = change(member, actor=actor, values=wanted, expected_version=expected_version)
    except IntegrityError as error:
        raise _overlap(member.person, member.household) from error
    if changed:
        _tell("changed", actor=actor, member=member, people=[member.person], occurred_at=occurred_at)
    return member


@transaction.atomic
def end_member(
    *, actor: Actor, member_id: object, on: date | None = None, occurred_at: datetime | None = None
) -> HouseholdMember:
    """From this day the person is no longer in the household."""
    member = _locked_member(actor=actor, member_id=member_id)
    day = on or timezone.localdate()
    if member.period.lower and day < member.period.lower:
        raise DomainError(_("È prima del giorno in cui è entrata nel nucleo."), field="on")
    change(member, actor=actor, values={"period": _until(member, day)})
    if day <= timezone.localdate():
        _let_out(actor=actor, member=member)
    _tell("ended", actor=actor, member=member, people=[member.person], occurred_at=occurred_at)
    return member


@transaction.atomic
def withdraw_member(*, actor: Actor, member_id: object, occurred_at: datetime | None = None) -> HouseholdMember:
    """The person was put there by mistake: the row stays in the history and counts for no day."""
    member = _locked_member(actor=actor, member_id=member_id)
    change(member, actor=actor, values={"period": DateRange(empty=True), "reference": False})
    _let_out(actor=actor, member=member)
    _tell("withdrawn", actor=actor, member=member, people=[member.person], occurred_at=occurred_at)
    return member


@transaction.atomic
def move_member(
    *,
    actor: Actor,
    member_id: object,
    household_id: object,
    on: date,
    role: str = "",
    occurred_at: datetime | None = None,
) -> HouseholdMember:
    """Out of one household and into another of the same kind, on the same day."""
    member = _locked_member(actor=actor, member_id=member_id)
    household, witness = _writable_household(actor=actor, household_id=household_id)
    if household.pk == member.household_id or household.kind != member.kind:
        raise DomainError(_("Scegli un altro nucleo dello stesso tipo."), field="household")
    if member.period.lower and on < member.period.lower:
        raise DomainError(_("È prima del giorno in cui è entrata nel nucleo."), field="on")
    change(member, actor=actor, values={"period": _until(member, on)})
    moved = _put(
        actor=actor, household=household, person=member.person, role=role or member.role, reference=False, start=on
    )
    _tell("moved", actor=actor, member=moved, people=[member.person, witness], occurred_at=occurred_at)
    return moved


# --- inside ------------------------------------------------------------------------------------------------


def _writable_household(*, actor: Actor, household_id: object) -> tuple[Household, Person]:
    """A household and one of its members whose household the actor writes. Raises NotVisible or NotAllowed."""
    try:
        household = Household.objects.get(pk=UUID(str(household_id)), ambito_id=actor.ambito_id)
    except (Household.DoesNotExist, ValueError) as error:
        raise NotVisible("household", household_id) from error
    rows = household.members.filter(period__isempty=False).select_related("person").order_by("-reference", "id")
    found: list[Person] = [row.person for row in rows]
    for person in found:
        if level_on(actor=actor, person_id=person.pk, category=Category.HOUSEHOLD) >= Level.WRITE:
            return household, person
    if found:
        require(actor=actor, person_id=found[0].pk, category=Category.HOUSEHOLD)
    raise NotVisible("household", household_id)


def _locked_member(*, actor: Actor, member_id: object) -> HouseholdMember:
    member = locked_row(
        HouseholdMember.objects.select_related("person", "household"),
        actor=actor,
        category=Category.HOUSEHOLD,
        key=member_id,
    )
    locked_person(actor=actor, person_id=member.person_id)
    return member


def _put(
    *,
    actor: Actor,
    household: Household,
    person: Person,
    role: str,
    reference: bool,
    start: date | None,
    end: date | None = None,
) -> HouseholdMember:
    """The row itself, with the person locked: two colleagues at once go one after the other."""
    locked_person(actor=actor, person_id=person.pk)
    period = _period(start or timezone.localdate(), end)
    same = HouseholdMember.objects.filter(person=person, period__overlap=period)
    if same.filter(household=household).exists():
        raise DomainError(_("È già in questo nucleo in quei giorni."), field="person")
    if household.kind in EXCLUSIVE and same.filter(kind=household.kind).exists():
        raise _overlap(person, household)
    try:
        with transaction.atomic():
            return HouseholdMember.objects.create(
                household=household,
                kind=household.kind,
                person=person,
                role=role,
                reference=reference,
                period=period,
            )
    except IntegrityError as error:
        raise _overlap(person, household) from error


def _period(start: date | None, end: date | None) -> DateRange:
    if start and end and end <= start:
        raise DomainError(_("La fine viene prima dell'inizio: controlla le date."), field="ends_on")
    if start and start > timezone.localdate() + timedelta(days=366):
        raise DomainError(_("La data è troppo lontana: controlla l'anno."), field="starts_on")
    return DateRange(start, end)


def _until(member: HouseholdMember, day: date) -> DateRange:
    upper = min(day, member.period.upper) if member.period.upper else day
    return DateRange(member.period.lower, upper)


def _overlap(person: Person, household: Household) -> DomainError:
    """What the refusal says: in which days, when the actor may read it; else only that it cannot be."""
    shown = HouseholdMember.objects.filter(person=person, kind=household.kind, period__isempty=False)
    other = shown.exclude(household=household).order_by("-period").first()
    if other is None:
        return DomainError(_("Non disponibile in questi giorni."), field="starts_on")
    since = other.period.lower.strftime("%d/%m/%Y") if other.period.lower else "?"
    return DomainError(
        _("È già in un altro nucleo %(kind)s dal %(since)s: chiudi prima quello, o usa «Sposta».")
        % {"kind": household.get_kind_display(), "since": since},
        field="starts_on",
    )


def _let_in(*, actor: Actor, person: Person, witness: Person) -> None:
    """The grant by which the actor writes the witness's household opens that the new member lives there, no further.

    Only where the actor's unit could take the member in charge itself: the database refuses it of who is followed
    elsewhere.
    """
    if level_on(actor=actor, person_id=person.pk, category=Category.HOUSEHOLD) >= Level.WRITE:
        return
    held = live_grants(actor=actor).filter(
        person_id=witness.pk,
        origin__in=open_origins(actor=actor, category=Category.HOUSEHOLD, level=Level.WRITE),
    )
    try:
        with transaction.atomic():
            for grant in held.order_by("id"):
                open_grant(
                    actor=actor,
                    person_id=person.pk,
                    token=grant.token,
                    origin=Origin(grant.origin),
                    scope_kind=grant.scope_kind,
                    scope_id=grant.scope_id,
                    valid_until=grant.valid_until,
                    categories=MEMBER_CATEGORIES,
                    reason=str(_("Fa parte del nucleo")),
                )
    except ProgrammingError as error:
        raise DomainError(
            _(
                "Il suo nucleo non è disponibile: scrivi il legame con il nome, o chiedi di essere messi in contatto con chi la segue."
            ),
            field="person",
        ) from error
    require(actor=actor, person_id=person.pk, category=Category.HOUSEHOLD)


def _let_out(*, actor: Actor, member: HouseholdMember) -> None:
    """What `_let_in` opened ends with the last household that gave a reason for it."""
    today = timezone.localdate()
    others = HouseholdMember.objects.filter(person_id=member.person_id, period__contains=today)
    if others.exclude(pk=member.pk).exists():
        return
    for grant in live_grants(actor=actor).filter(person_id=member.person_id, categories=MEMBER_CATEGORIES):
        end_grants(
            actor=actor,
            scope_kind=grant.scope_kind,
            scope_id=grant.scope_id,
            person_id=member.person_id,
            token=grant.token,
        )


def _tell(
    act: str, *, actor: Actor, member: HouseholdMember, people: list[Person], occurred_at: datetime | None
) -> None:
    tell(
        "household_changed", act, actor=actor, people=list(dict.fromkeys(people)), category=Category.HOUSEHOLD,
        about=member, occurred_at=occurred_at, household_kind=member.kind, role=member.role,
    )  # fmt: skip
