"""Listenings and the appointments before them, as `desks.services` write them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from portico.seed.bulk.copying import NULL, text
from portico.seed.bulk.ground import Place, Worker
from portico.seed.bulk.lines import DESK_MEMORY, NETWORK, UNIT, Known, Lines, instant
from portico.seed.shapes import EncounterShape

# Of the times people come again: how many were given an appointment, and how many of those missed one first.
BOOKED, MISSED = 0.55, 0.14


def write_listening(
    lines: Lines, shape: EncounterShape, people: Sequence[Known], *, municipality: str, previous: datetime | None
) -> str:
    """One listening with its subjects, needs, grants and event. Returns its id."""
    place = lines.ground.places[shape.desk]
    worker = worker_of(place, shape.key)
    ambito, at = lines.ground.ambito, shape.started_at
    appointment = _appointment(lines, place, worker, people[0], shape, previous) if previous and people else ""
    encounter = lines.new(at)
    language, interpreter = _language(people)
    where = municipality if people else ""
    lines.sheets.encounter.add(
        encounter, ambito, place.desk, str(place.token), place.organisation, place.unit, worker.membership,
        appointment or NULL, str(len(people)), str(at), str(shape.minutes), shape.channel, shape.presence,
        place.desk if shape.presence == "other_desk" else NULL, shape.interlocutor, str(max(1, len(people))),
        "f" if people else "t", text(shape.called), where, text(shape.note), shape.reason, shape.urgency, language,
        interpreter, f"{{{shape.outcome}}}" if shape.outcome else "{}", lines.record(at, worker.user),
    )  # fmt: skip
    for number, person in enumerate(people):
        lines.sheets.encounter_subject.add(
            lines.new(at), ambito, encounter, person.id, "present" if number else "for_whom", str(place.token), UNIT,
            worker.user, str(at),
        )  # fmt: skip
        lines.grant(
            person=person.id,
            token=place.token,
            origin="own_desk",
            scope=("desk", place.unit),
            at=at,
            until=at + DESK_MEMORY,
            user=worker.user,
        )
    needs = sorted(shape.needs, key=lines.ground.need_order.__getitem__)
    for need in needs:
        lines.sheets.encounter_need.add(lines.new(at), ambito, encounter, need)
    _tell(lines, encounter, shape, people, needs, place, worker, where, language, interpreter)
    if people and lines.rng.random() < 0.6:
        lines.look(person=people[0], place=place, worker=worker, at=at)
    return encounter


def worker_of(place: Place, key: int) -> Worker:
    """Who of the desk was there: the same for the same listening."""
    return place.workers[(key * 7 + key // 3) % len(place.workers)]


def _language(people: Sequence[Known]) -> tuple[str, str]:
    """What the desk notes of how to talk with them."""
    if not people:
        return "", ""
    shape = people[0].shape
    spoken = shape.languages[0]
    needed = shape.interpreter if shape.interpreter != "none" else ""
    return ("" if spoken == "it" and not needed else spoken), needed


def _tell(
    lines: Lines,
    encounter: str,
    shape: EncounterShape,
    people: Sequence[Known],
    needs: list[str],
    place: Place,
    worker: Worker,
    municipality: str,
    language: str,
    interpreter: str,
) -> None:
    themes = list(dict.fromkeys(lines.ground.theme_of[need] for need in needs))
    under = [need for need in needs if lines.ground.theme_of[need] != need]
    outcomes = f'"{shape.outcome}"' if shape.outcome else ""
    payload = (
        f'{{"channel": "{shape.channel}", "presence": "{shape.presence}", "interlocutor": "{shape.interlocutor}",'
        f' "reason": "{shape.reason}", "urgency": "{shape.urgency}", "language": "{language}",'
        f' "interpreter": "{interpreter}", "outcomes": [{outcomes}], "minutes": {shape.minutes},'
        f' "people": {max(1, len(people))}, "anonymous": {"false" if people else "true"}, "sex": "", "age_band": "",'
        f' "themes": [{_quoted(themes)}], "needs": [{_quoted(under)}]}}'
    )
    lines.event(
        kind="encounter_recorded", category="diary", level=UNIT, at=shape.started_at, people=people, place=place,
        worker=worker, about=("encounter", encounter), payload=payload, theme=themes[0] if themes else "",
        municipality=municipality,
    )  # fmt: skip


def _quoted(values: list[str]) -> str:
    return ", ".join(f'"{value}"' for value in values)


# -- appointments ------------------------------------------------------------------------------------


def _appointment(
    lines: Lines, place: Place, worker: Worker, person: Known, shape: EncounterShape, previous: datetime
) -> str:
    """The appointment that brought them back, and perhaps one they missed before. Empty: they just came."""
    rng = lines.rng
    if (shape.reason == "spontaneous" and rng.random() > BOOKED) or rng.random() > BOOKED + 0.2:
        return ""
    if rng.random() < MISSED and (shape.started_at - previous).days > 8:
        missed = previous + (shape.started_at - previous) / 2
        missed = missed.replace(hour=shape.started_at.hour, minute=shape.started_at.minute, second=0, microsecond=0)
        _book(lines, place, worker, person, starts=missed, booked=previous, channel=shape.channel, outcome="no_show")
        previous = missed + timedelta(hours=3)
    return _book(
        lines, place, worker, person, starts=shape.started_at, booked=previous, channel=shape.channel, outcome="done"
    )


def _book(
    lines: Lines,
    place: Place,
    worker: Worker,
    person: Known,
    *,
    starts: datetime,
    booked: datetime,
    channel: str,
    outcome: str,
) -> str:
    """An appointment that was kept or missed."""
    key = write_appointment(
        lines, place, worker, person, starts=starts, booked=booked, channel=channel, state=outcome, lane=1
    )
    kind = "appointment_done" if outcome == "done" else "appointment_no_show"
    after = timedelta(0) if outcome == "done" else timedelta(minutes=place.slot_minutes)
    tell_appointment(lines, place, worker, person, key, kind, at=starts + after, starts=starts, channel=channel,
                     outcome=outcome)  # fmt: skip
    return key


def write_appointment(
    lines: Lines,
    place: Place,
    worker: Worker | None,
    person: Known,
    *,
    starts: datetime,
    booked: datetime,
    channel: str,
    state: str,
    lane: int,
) -> str:
    """The row, and the event of its booking. Without a worker, whoever is at the desk."""
    by = worker or place.workers[0]
    key = lines.new(booked)
    lines.sheets.appointment.add(
        key, lines.ground.ambito, place.desk, str(place.token), worker.membership if worker else NULL, person.id, "",
        str(starts), str(starts + timedelta(minutes=place.slot_minutes)), str(lane), channel, state,
        state if state in {"done", "no_show"} else "", "f", lines.record(booked, by.user),
    )  # fmt: skip
    lines.grant(
        person=person.id,
        token=place.token,
        origin="own_desk",
        scope=("desk", place.unit),
        at=booked,
        until=booked + DESK_MEMORY,
        user=by.user,
    )
    tell_appointment(lines, place, by, person, key, "appointment_booked", at=booked, starts=starts, channel=channel)
    return key


def tell_appointment(
    lines: Lines,
    place: Place,
    worker: Worker,
    person: Known,
    key: str,
    kind: str,
    *,
    at: datetime,
    starts: datetime,
    channel: str,
    outcome: str = "",
) -> None:
    lines.event(
        kind=kind, category="diary", level=UNIT if place.sensitive else NETWORK, at=at, people=[person], place=place,
        worker=worker, about=("appointment", key),
        payload=(
            f'{{"starts_at": "{instant(starts)}", "minutes": {place.slot_minutes}, "channel": "{channel}",'
            f' "outcome": "{outcome}", "walk_in": false}}'
        ),
    )  # fmt: skip
