"""Desks and their days, appointments, listenings."""

from portico.desks.models.appointment import Appointment
from portico.desks.models.desk import Desk, DeskClosure, DeskHost, DeskHours
from portico.desks.models.encounter import Encounter, EncounterNeed, EncounterNote, EncounterSubject

__all__ = [
    "Appointment",
    "Desk",
    "DeskClosure",
    "DeskHost",
    "DeskHours",
    "Encounter",
    "EncounterNeed",
    "EncounterNote",
    "EncounterSubject",
]
