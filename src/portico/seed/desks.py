"""The desks of a network, from `data/desks.csv`: who hosts them, when they are open and closed."""

from __future__ import annotations

from datetime import date, time

from portico.desks.models import Desk, DeskClosure, DeskHost, DeskHours
from portico.kernel.actor import acting, system_actor
from portico.kernel.models import Ambito
from portico.organisations.models import Organisation, Unit
from portico.seed.network import rows, several
from portico.seed.places import Places
from portico.seed.world import WEEKDAYS

# "Da giugno a settembre il giovedì pomeriggio si sposta alle 18-20": (desk, weekday, first, last, hours).
SEASONS = [("sp-gabicce", 3, "06-01", "09-30", "09:00-13:00;18:00-20:00")]
YEARS_BACK = 2


def load_desks(ambito: Ambito, *, today: date, places: Places | None = None) -> dict[str, Desk]:
    """Make the desks of a network; closures are those of the last two years, this one and the next."""
    where = places or Places()
    units = {unit.code: unit for unit in Unit.objects.filter(ambito=ambito, kind=Unit.Kind.DESK).order_by("code")}
    bodies = {body.code: body for body in Organisation.objects.filter(ambito=ambito).order_by("code")}
    locations = {row["code"]: row for row in rows("locations.csv")}
    found = rows("desks.csv")
    with acting(system_actor(ambito.pk)):
        desks = {
            row["code"]: _desk(row, units[row["code"]], locations.get(row["location"], {}), where) for row in found
        }
        Desk.objects.bulk_create(desks.values())
        DeskHost.objects.bulk_create(
            DeskHost(desk=desks[row["code"]], organisation=bodies[host])
            for row in found
            for host in several(row["hosts"])
        )
        DeskHours.objects.bulk_create(hours for row in found for hours in _hours(row, desks[row["code"]]))
        DeskClosure.objects.bulk_create(
            closure for row in found for closure in _closures(row, desks[row["code"]], today.year)
        )
    return desks


def _desk(row: dict[str, str], unit: Unit, location: dict[str, str], places: Places) -> Desk:
    return Desk(
        unit=unit,
        name=row["name"],
        channels=several(row["channels"]),
        themes=several(row["themes"]),
        languages=several(row["languages"]),
        municipality=places.one(row["municipality_istat"]),
        place=location.get("name", ""),
        address=location.get("address", ""),
        phone=row["phone"],
        email=row["email"],
        slot_minutes=int(row["slot_minutes"]),
        operators=int(row["operators"]),
        remote_point=row["remote_point"] == "yes",
        description=row["description_it"],
        closures_note=row["other_closures_it"],
    )


def _hours(row: dict[str, str], desk: Desk) -> list[DeskHours]:
    found = [
        DeskHours(desk=desk, weekday=number, opens=opens, closes=closes)
        for number, name in enumerate(WEEKDAYS)
        for opens, closes in _spans(row[f"hours_{name}"])
    ]
    found += [
        DeskHours(desk=desk, weekday=weekday, opens=opens, closes=closes, season_from=first, season_until=last)
        for code, weekday, first, last, hours in SEASONS
        if code == row["code"]
        for opens, closes in _spans(hours)
    ]
    return found


def _spans(text: str) -> list[tuple[time, time]]:
    """`09:00-13:00;15:00-17:30` as times."""
    pairs = (span.split("-") for span in text.split(";") if span)
    return [(time.fromisoformat(first), time.fromisoformat(last)) for first, last in pairs]


def _closures(row: dict[str, str], desk: Desk, year: int) -> list[DeskClosure]:
    first, last = row["august_closure_from"], row["august_closure_to"]
    return [
        DeskClosure(
            desk=desk,
            starts_on=date.fromisoformat(f"{number}-{first}"),
            ends_on=date.fromisoformat(f"{number}-{last}"),
            reason="Chiusura estiva",
        )
        for number in range(year - YEARS_BACK, year + 2)
        if first
    ]
