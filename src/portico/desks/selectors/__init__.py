"""Reading desks, their days and what was heard there."""

from portico.desks.selectors.days import (
    DeskDay,
    appointments_of_today,
    desk_day,
    free_slots,
    get_appointment,
    nearest_free,
    taken_places,
)
from portico.desks.selectors.desks import desks, get_desk, get_own_desk, my_desks, opening_of
from portico.desks.selectors.encounters import (
    encounters_of,
    encounters_of_unit,
    get_encounter,
    notes_of,
    recent_encounters,
    subjects_of,
    versions_of,
)

__all__ = [
    "DeskDay",
    "appointments_of_today",
    "desk_day",
    "desks",
    "encounters_of",
    "encounters_of_unit",
    "free_slots",
    "get_appointment",
    "get_desk",
    "get_encounter",
    "get_own_desk",
    "my_desks",
    "nearest_free",
    "notes_of",
    "opening_of",
    "recent_encounters",
    "subjects_of",
    "taken_places",
    "versions_of",
]
