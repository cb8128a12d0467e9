"""What is typed about a listening, and what is checked of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from portico.desks.enums import SubjectRole
from portico.events.models import Event
from portico.kernel import codes
from portico.kernel.errors import DomainError


@dataclass(frozen=True, slots=True)
class EncounterData:
    """One listening as it was typed. `people` are (person id, role) pairs; none for somebody who gives no name."""

    people: Sequence[tuple[UUID, str]] = ()
    needs: Sequence[str] = ()
    # Those of `needs` that the operator noticed and the person did not say.
    noticed: Sequence[str] = ()
    desk_id: UUID | None = None
    appointment_id: UUID | None = None
    happened_at: datetime | None = None
    minutes: int | None = None
    operators_present: int = 1
    channel: str = "in_person"
    presence: str = ""
    person_desk_id: UUID | None = None
    operator_place: str = ""
    interlocutor: str = "person"
    interlocutor_note: str = ""
    person_informed: bool | None = None
    people_count: int = 0
    called: str = ""
    sex: str = ""
    age_band: str = ""
    municipality: str = ""
    stay_reason: str = ""
    request: str = ""
    reason_code: str = ""
    sent_by: str = ""
    sent_by_organisation_id: UUID | None = None
    summoned_by: str = ""
    urgency: str = "ordinary"
    language: str = ""
    interpreter: str = ""
    narrative: str = ""
    level: str = Event.Level.UNIT
    private_note: str = ""
    outcomes: Sequence[str] = field(default=())
    outcome_note: str = ""


CODES = {
    "channel": "encounter_channel",
    "presence": "encounter_presence",
    "interlocutor": "interlocutor",
    "sex": "sex",
    "age_band": "age_band",
    "stay_reason": "stay_request_reason",
    "reason_code": "access_reason",
    "urgency": "urgency",
    "language": "language",
    "interpreter": "interpreter_need",
}
# What is copied as it is from the data to the row, and may be amended later.
PLAIN = (
    *CODES, "minutes", "operators_present", "person_desk_id", "operator_place", "interlocutor_note",
    "person_informed", "called", "municipality", "request", "sent_by", "sent_by_organisation_id", "summoned_by",
    "narrative", "level", "outcome_note",
)  # fmt: skip


def check(data: EncounterData, at: datetime) -> None:
    """Raises DomainError for a moment to come, a role or code that is not listed, or nothing said at all."""
    if at > timezone.now() + timedelta(minutes=5):
        raise DomainError(_("L'ascolto non può essere nel futuro."), field="happened_at")
    if any(role not in SubjectRole.values for _key, role in data.people):
        raise DomainError(_("Scegli una voce dell'elenco."), field="people")
    check_codes({name: getattr(data, name) for name in (*CODES, "level", "outcomes", "minutes")})
    said = (data.request, data.narrative, data.outcome_note, data.private_note, data.needs, data.outcomes)
    if not any(said):
        raise DomainError(_("Scegli almeno un tema o scrivi due parole: a chi prosegue basta poco."), field="request")


def check_codes(values: dict[str, Any]) -> None:
    """Codes, outcomes, level and minutes (0 to 1440) of a listening. Raises DomainError on the first wrong one."""
    for name, list_name in CODES.items():
        if values.get(name):
            codes.require(list_name, values[name], field=name)
    for outcome in values.get("outcomes") or ():
        codes.require("encounter_outcome", outcome, field="outcomes")
    if values.get("level") and values["level"] not in Event.Level.values:
        raise DomainError(_("Scegli chi lo legge."), field="level")
    if not 0 <= (values.get("minutes") or 0) <= 1440:
        raise DomainError(_("Il tempo va da 0 a 1440 minuti."), field="minutes")
