"""A desk with hours, and people who work there."""

import datetime as dt

from django.db import connection

from portico.desks.calendar import ROME
from portico.desks.models import Desk, DeskHours
from portico.kernel.actor import acting, system_actor
from portico.organisations.models import Unit
from tests.factories import actor_of, make_membership

WORKDAYS = range(5)


def make_desk(*, ambito, unit=None, hours=((9, 13), (15, 18)), days=WORKDAYS, **values):
    """A desk open on working days, in a unit of its own unless one is given."""
    if unit is None:
        unit = make_membership(ambito=ambito, role="desk_operator", unit_values={"kind": "desk"}).unit
    with acting(system_actor(ambito.pk)):
        desk = Desk.objects.create(unit=unit, name=unit.name, channels=["in_person", "phone"], **values)
        DeskHours.objects.bulk_create(
            DeskHours(desk=desk, weekday=day, opens=dt.time(opens), closes=dt.time(closes))
            for day in days
            for opens, closes in hours
        )
        return Desk.objects.select_related("unit__organisation").get(pk=desk.pk)


def make_operator(desk, role="desk_operator", **values):
    """Somebody who works at the desk, ready to act."""
    with acting(system_actor(desk.ambito_id)):
        unit = Unit.objects.select_related("organisation__ambito").get(pk=desk.unit_id)
    return actor_of(make_membership(ambito=unit.organisation.ambito, role=role, unit=unit, **values))


def next_workday(weekday=0, weeks=1):
    """A coming Monday (or another weekday) that is no public holiday."""
    from portico.desks.calendar import public_holiday

    day = dt.date.today() + dt.timedelta(days=1)
    while day.weekday() != weekday or public_holiday(day) or (day - dt.date.today()).days < 7 * (weeks - 1):
        day += dt.timedelta(days=1)
    return day


def at(day, hour, minute=0):
    return dt.datetime.combine(day, dt.time(hour, minute), ROME)


def bare_count(table, where="true"):
    """What plain SQL finds as the current actor: the second wall alone."""
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from {table} where {where}")
        return cursor.fetchone()[0]
