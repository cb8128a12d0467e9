"""A network from `data/`: the ambito, its organisations, units, services and operators. Desks: `desks.py`."""

from __future__ import annotations

import csv
from datetime import date
from functools import lru_cache
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from portico.accounts.models import Membership, User
from portico.directory.models import Need, Service, ServiceNeed
from portico.kernel.actor import acting, system_actor
from portico.kernel.models import Ambito
from portico.organisations.models import Organisation, Unit
from portico.seed.accounts import DATA, DEMO_PASSWORD, operators
from portico.seed.places import Places

AMBITO = "ats1-pesaro"
AMBITO_NAME = "Ambito Territoriale Sociale 1 – Pesaro"
# Units that take people in charge; the others listen, plan or answer calls.
TAKES_CASES = {
    "polo-famiglie",
    "polo-adulti",
    "polo-anziani",
    "polo-disabilita",
    "polo-foglia",
    "polo-colline",
    "eq-inclusione",
    "eq-affido",
}


def rows(name: str) -> list[dict[str, str]]:
    """A file of `data/`, as dictionaries."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def several(cell: str) -> list[str]:
    return [item for item in cell.split("|") if item]


def load_network(code: str = AMBITO, name: str = AMBITO_NAME, places: Places | None = None, tag: str = "") -> Ambito:
    """Make an ambito with its organisations, units, desks' units, services and operators. Returns it.

    `places` are the municipalities it lives in; `tag` tells its operators' addresses from those of another ambito.
    """
    where = places or Places()
    ambito = Ambito.objects.create(
        code=code,
        name=name,
        municipalities=list(where.municipalities),
        emergency_phone="0721 000 104",
        dpo_contact="dpo@ats1.example.org",
    )
    with acting(system_actor(ambito.pk)):
        organisations = _organisations(ambito, where)
        units = _units(ambito, organisations, where)
        _services(ambito, organisations, units, where)
        _operators(ambito, organisations, units, tag)
    return ambito


def _organisations(ambito: Ambito, places: Places) -> dict[str, Organisation]:
    made = Organisation.objects.bulk_create(
        Organisation(
            ambito=ambito,
            code=row["code"],
            name=row["name"],
            kind=row["kind"],
            sector=row["sector"],
            municipality=places.one(row["municipality_istat"]),
            municipalities_served=places.many(several(row["municipalities_served"])),
            address=f"{row['address']}, {row['postal_code']}".strip(", "),
            phone=row["phone"],
            email=row["email"],
            website=row["website"],
            opening_hours=row["opening_hours_text"],
            languages=several(row["languages"]),
            sensitive=row["sensitive"] == "yes",
            agreement_kind=row["agreement_kind"],
            data_protection_role=row["data_protection_role"],
            description=row["description_it"],
        )
        for row in rows("organisations.csv")
    )
    return {organisation.code: organisation for organisation in made}


def _units(ambito: Ambito, organisations: dict[str, Organisation], places: Places) -> dict[str, Unit]:
    locations = {row["code"]: row for row in rows("locations.csv")}
    made = [
        Unit(
            ambito=ambito,
            organisation=organisations[row["organisation"]],
            code=row["code"],
            name=row["name"],
            kind=row["kind"],
            areas=several(row["area"]),
            municipalities=places.many(several(row["municipalities"])),
            place=_place(locations.get(row["location"])),
            phone=row["phone"],
            email=row["email"],
            sensitive=row["sensitive"] == "yes",
            description=row["description_it"],
            takes_cases=row["code"] in TAKES_CASES,
        )
        for row in rows("units.csv")
    ]
    made += [
        Unit(
            ambito=ambito,
            organisation=organisations[row["organisation"]],
            code=row["code"],
            name=row["name"],
            kind=Unit.Kind.DESK,
            areas=["access"],
            municipalities=places.many([row["municipality_istat"]]),
            place=_place(locations.get(row["location"])),
            phone=row["phone"],
            email=row["email"],
            description=row["description_it"],
        )
        for row in rows("desks.csv")
    ]
    return {unit.code: unit for unit in Unit.objects.bulk_create(made)}


def _place(row: dict[str, str] | None) -> str:
    if row is None or row["confidential"] == "yes":
        return ""
    return f"{row['name']}, {row['address']}"[:250]


def _services(ambito: Ambito, organisations: dict[str, Organisation], units: dict[str, Unit], places: Places) -> None:
    locations = {row["code"]: row for row in rows("locations.csv")}
    known = set(Need.objects.order_by("code").values_list("code", flat=True))
    answered = []
    made = []
    for row in rows("services.csv"):
        place = locations.get(next(iter(several(row["locations"])), ""))
        where = place if place and place["confidential"] != "yes" else {"name": "", "address": ""}
        service = Service(
            ambito=ambito,
            code=row["code"],
            organisation=organisations[row["organisation"]],
            unit=_own_unit(units.get(row["unit"]), organisations[row["organisation"]]),
            title=row["title"],
            short=row["short"],
            description=row["description"],
            for_whom=row["for_whom"],
            how_to=row["how_to"],
            what_to_bring=several(row["what_you_need"]),
            access_modes=several(row["how_to_access"]),
            service_kind=row["category"],
            municipalities_served=places.many(several(row["territory"])),
            phone=row["contact_phone"],
            email=row["contact_email"],
            place=where["name"],
            address=where["address"],
            opening_hours=_hours(row),
            languages=several(row["languages"]),
            cost=row["cost"],
            cost_kind=row["cost_kind"] or "unknown",
            sensitive=row["sensitive"] == "yes",
            status="suspended" if row["suspended"] == "yes" else "active",
            suspended_note=row["status_reason"],
            last_verified=_day(row["last_verified"]),
        )
        made.append(service)
        answered += [
            ServiceNeed(ambito=ambito, service=service, need_id=code) for code in several(row["needs"]) if code in known
        ]
    Service.objects.bulk_create(made)
    ServiceNeed.objects.bulk_create(answered)


def _own_unit(unit: Unit | None, organisation: Organisation) -> Unit | None:
    """The unit that answers, when it is of the body that gives the service; some only belong to who pays for it."""
    return unit if unit is not None and unit.organisation_id == organisation.pk else None


DAYS = {"mon": "lun", "tue": "mar", "wed": "mer", "thu": "gio", "fri": "ven", "sat": "sab", "sun": "dom"}


def _hours(row: dict[str, Any]) -> str:
    return "; ".join(
        f"{name} {row[f'hours_{day}'].replace(';', ' e ')}" for day, name in DAYS.items() if row.get(f"hours_{day}")
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@lru_cache(maxsize=1)
def _password() -> str:
    """One hash for all: they share the password that the sign-in page tells."""
    return make_password(DEMO_PASSWORD)


def _operators(ambito: Ambito, organisations: dict[str, Organisation], units: dict[str, Unit], tag: str) -> None:
    listed = operators()
    users = User.objects.bulk_create(
        User(
            email=row["email"].replace("@", f"{tag}@"),
            first_name=row["first_name"],
            last_name=row["last_name"],
            password=_password(),
        )
        for row in listed
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
    )
    Membership.objects.bulk_create(
        Membership(
            ambito=ambito,
            user=user,
            organisation=organisations[row["organisation"]],
            unit=units.get(row["unit"]),
            role=row["role"],
            title=row["title"],
            whole_organisation=row["whole_organisation"] == "yes",
            starts_on=date(2024, 1, 8),
            weekly_hours=36 if row["role"] in {"social_worker", "coordinator"} else None,
        )
        for user, row in zip(users, listed, strict=True)
    )
