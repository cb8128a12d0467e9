"""What the writer must know of a network: ids and tokens of bodies, units, desks, services and who works where."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from portico.accounts.models import Membership
from portico.assessment.models import Form
from portico.authorities.models import Authority
from portico.desks.models import Desk
from portico.desks.policies import LISTENING_ROLES
from portico.directory.models import Need, Service
from portico.kernel import codes
from portico.kernel.models import Ambito
from portico.organisations.models import Unit
from portico.territory.models import ForeignState

# Roles that may be told what a referral carries, in the order in which they are asked to answer one.
ANSWERING = ("social_worker", "coordinator", "desk_operator", "housing_operator", "case_contributor", "psychologist",
             "foster_team", "emergency_operator")  # fmt: skip
# Who follows cases; coordinators may, and have their own work.
FOLLOWING = {"social_worker", "foster_team"}
OLDEST = 130


@dataclass(frozen=True, slots=True)
class Worker:
    """A membership, as rows name it."""

    user: str
    membership: str
    token: int
    role: str
    email: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A unit or desk, as rows name it."""

    unit: str
    token: int
    organisation: str
    sensitive: bool
    desk: str
    slot_minutes: int
    workers: tuple[Worker, ...]  # who listens, or manages cases, there
    name: str = ""
    organisation_name: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a referral to a service goes."""

    service: str
    organisation: str
    unit: str  # empty: the organisation as such
    token: int
    discreet: bool
    workers: tuple[Worker, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """An item of a form of assessment."""

    id: str
    category: str
    about: str
    needs: frozenset[str]
    replies: tuple[str, ...]
    signals: tuple[str, ...]
    path: str


@dataclass(slots=True)
class Ground:
    """An ambito, read once."""

    ambito: str
    places: dict[str, Place]
    targets: dict[str, Target]
    sensitive_needs: frozenset[str]
    theme_of: dict[str, str]
    need_order: dict[str, tuple[int, str]]
    need_label: dict[str, str]
    # As lists show needs: by theme, then by need.
    shown_order: dict[str, tuple[int, int, str]]
    age_bands: tuple[str, ...]
    citizenship: dict[str, str]
    # Kind of assessment → the common form, and its questions in order.
    forms: dict[str, str]
    questions: dict[str, tuple[Question, ...]]
    # The court that measures about minors come from.
    court: str


def read_ground(ambito: Ambito) -> Ground:
    """Everything of an ambito that rows about people refer to. Needs its network and desks to be there."""
    by_unit: dict[UUID, list[Worker]] = defaultdict(list)
    by_body: dict[UUID, list[Worker]] = defaultdict(list)
    for row in Membership.objects.filter(ambito=ambito).select_related("user").order_by("user__email"):
        worker = Worker(str(row.user_id), str(row.pk), row.token, row.role, row.user.email, str(row.user))
        if row.unit_id:
            by_unit[row.unit_id].append(worker)
        if row.unit_id is None or row.whole_organisation:
            by_body[row.organisation_id].append(worker)
    desks = {desk.unit_id: desk for desk in Desk.objects.filter(ambito=ambito).order_by("id")}
    units = list(Unit.objects.filter(ambito=ambito).select_related("organisation").order_by("code"))
    needs = list(Need.objects.order_by("order", "code"))
    orders = {need.code: need.order for need in needs}
    return Ground(
        ambito=str(ambito.pk),
        places={unit.code: _place(unit, desks.get(unit.pk), by_unit[unit.pk]) for unit in units},
        targets={
            service.code: _target(service, by_unit, by_body)
            for service in Service.objects.filter(ambito=ambito).select_related("organisation", "unit").order_by("code")
        },
        sensitive_needs=frozenset(need.code for need in needs if need.sensitive),
        theme_of={need.code: need.parent_id or need.code for need in needs},
        shown_order={
            need.code: (orders[need.parent_id] if need.parent_id else need.order, need.order, need.code)
            for need in needs
        },
        need_label={need.code: need.label for need in needs},
        need_order={need.code: (need.order, need.code) for need in needs},
        age_bands=tuple(_band(age) for age in range(OLDEST)),
        court=_court(ambito),
        citizenship=dict(
            ForeignState.objects.exclude(iso_alpha2="")
            .order_by("belfiore_code")
            .values_list("iso_alpha2", "citizenship_group")
        ),
        forms={form.kind: str(form.pk) for form in _forms()},
        questions={form.kind: _questions(form) for form in _forms()},
    )


def _forms() -> list[Form]:
    """The common ones, the newest of each kind last."""
    return list(Form.objects.filter(ambito=None).order_by("kind", "number"))


def _questions(form: Form) -> tuple[Question, ...]:
    return tuple(
        Question(
            str(item.pk), item.category, item.about, frozenset(item.needs), tuple(item.replies), tuple(item.signals),
            item.path,
        )
        for item in form.items.order_by("domain_order", "order", "id")
    )  # fmt: skip


def _court(ambito: Ambito) -> str:
    found = Authority.objects.filter(ambito=ambito, kind="juvenile_court").order_by("name", "id").first()
    found = found or Authority.objects.create(ambito=ambito, kind="juvenile_court", name="Tribunale per i minorenni")
    return str(found.pk)


def _place(unit: Unit, desk: Desk | None, workers: list[Worker]) -> Place:
    roles = LISTENING_ROLES if desk else FOLLOWING
    body = unit.organisation
    return Place(
        unit=str(unit.pk),
        token=unit.token,
        organisation=str(body.pk),
        sensitive=unit.sensitive or body.sensitive,
        desk=str(desk.pk) if desk else "",
        slot_minutes=desk.slot_minutes if desk else 30,
        workers=tuple(worker for worker in workers if worker.role in roles),
        name=unit.name,
        organisation_name=body.name,
    )


def _target(service: Service, by_unit: dict[UUID, list[Worker]], by_body: dict[UUID, list[Worker]]) -> Target:
    unit, body = service.unit, service.organisation
    found = by_unit[unit.pk] if unit else by_body[body.pk]
    return Target(
        service=str(service.pk),
        organisation=str(body.pk),
        unit=str(unit.pk) if unit else "",
        token=unit.token if unit else body.token,
        discreet=service.sensitive or body.sensitive or (unit is not None and unit.sensitive),
        workers=tuple(
            sorted(
                (worker for worker in found if worker.role in ANSWERING),
                key=lambda worker: (ANSWERING.index(worker.role), worker.email),
            )
        ),
    )


def _band(age: int) -> str:
    """The code of the list `age_band` of an age; see `events.services.age_band`."""
    for code, _label in codes.choices("age_band"):
        low, _, high = code.removeprefix("y").partition("_")
        if low.isdigit() and int(low) <= age and (not high.isdigit() or age <= int(high)):
            return code
    return ""
