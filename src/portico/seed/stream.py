"""Two years of coming and going of one household: encounters, referrals, cases. Pure Python, deterministic.

    world.open_between(since, until)
    for encounter in encounters_for(rng, world, household, since=since, until=until): …

Dates follow the desks' hours and closures and the seasons. Times are of the clock on the wall (Europe/Rome).
"""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta

from portico.seed import notes
from portico.seed.sendings import referral_for
from portico.seed.shapes import CaseShape, EncounterShape, HouseholdShape
from portico.seed.world import Desk, Draw, World

MOST_ENCOUNTERS = 16
DAYS_BETWEEN = 48

FIRST_REASONS = Draw(
    [
        ("spontaneous", 30),
        ("word_of_mouth", 24),
        ("sent_public", 14),
        ("sent_association", 14),
        ("measure", 5),
        ("reported", 4),
        ("campaign", 4),
        ("outreach", 3),
    ]
)
LATER_REASONS = Draw([("spontaneous", 52), ("renewal", 20), ("return", 10), ("summoned", 8), ("sent_public", 10)])
URGENCIES = Draw([("ordinary", 60), ("two_weeks", 20), ("three_days", 12), ("today", 7), ("immediate", 1)])
SPOKE_FOR = Draw(
    [
        ("relative", 22),
        ("child_adult", 24),
        ("partner", 20),
        ("volunteer", 12),
        ("acquaintance", 10),
        ("social_health_worker", 12),
    ]
)
UNPLANNED = Draw(
    [
        ("appointment", 30),
        ("information", 12),
        ("left", 8),
        ("declined", 8),
        ("not_competent", 4),
        ("practice_done", 14),
        ("orientation", 14),
        ("aid_given", 10),
    ]
)
CLOSURES = Draw(
    [
        ("goals_reached", 30),
        ("autonomy", 22),
        ("specialist_service", 9),
        ("same_region_service", 8),
        ("other_region_service", 3),
        ("person_choice", 10),
        ("moved_abroad", 3),
        ("not_traceable", 6),
        ("brief_intervention", 6),
    ]
)
SUSPENSIONS = Draw([("temporary_absence", 30), ("hospital", 20), ("no_contact", 30), ("waiting_list", 20)])
# How colleagues call who gave no name; with the sex the note is to agree with.
CALLED = (
    ("signora col cappotto verde", "female"),
    ("signore della bici blu", "male"),
    ("ragazzo con lo zaino", "male"),
    ("mamma col passeggino doppio", "female"),
    ("signore del banco frutta", "male"),
    ("signora del secondo piano", "female"),
    ("uomo con il cane bianco", "male"),
    ("ragazza che aspetta fuori", "female"),
    ("signore con il bastone", "male"),
    ("ragazza della fermata del bus", "female"),
)
ANONYMOUS_NEEDS = (
    "goods.meals",
    "housing.homeless",
    "papers.permit",
    "goods.hygiene",
    "health.doctor",
    "digital.letters",
    "money.bills",
    "mental.listening",
)


def encounters_for(
    rng: random.Random,
    world: World,
    household: HouseholdShape,
    *,
    since: date,
    until: date,
    first_key: int = 0,
    often: float = 1.0,
) -> list[EncounterShape]:
    """The household's encounters between two days, the first one first; one of them may open a case.

    `often` multiplies how many times they come, for networks busier than most.
    """
    desk = world.desks[world.desks_near[household.municipality](rng)]
    wanted = 1 + int(rng.expovariate(1 / (0.6 + 4.5 * household.strain)) * often)
    wanted = min(int(MOST_ENCOUNTERS * often), wanted)
    if household.profile == "double":
        wanted = 1
    days = _days(rng, desk, wanted, since, DAYS_BETWEEN / often)
    said: set[str] = set()
    found = [
        _encounter(
            rng,
            world,
            household,
            desk,
            day,
            key=first_key + number,
            first=number == 0,
            said=said,
            until=until,
        )
        for number, day in enumerate(days)
    ]
    if household.profile != "double" and rng.random() < 0.05 + 0.3 * household.strain:
        open_case(rng, world, household, rng.choice(found[:3]), until)
    return found


def encounters_without_name(
    rng: random.Random, world: World, count: int, *, until: date, first_key: int = 0
) -> list[EncounterShape]:
    """Listenings to people who gave no name, over the period the desks were opened for."""
    desks = Draw((desk, desk.weight) for desk in world.desks.values())
    found = []
    for number in range(count):
        desk = desks(rng)
        day = desk.any_day(rng)
        need = rng.choice(ANONYMOUS_NEEDS)
        called, sex = rng.choice(CALLED)
        channel = _channel(rng, desk)
        note = notes.choose(rng, need, frozenset({"any", "single"}), sex, set()) or notes.anything(
            rng, "information", sex
        )
        outcome = rng.choice(note.outcomes)
        if outcome in {"referral", "case_proposal", "case_contact"}:
            outcome = "orientation"  # without a name nobody is sent anywhere
        found.append(
            EncounterShape(
                key=first_key + number,
                household=None,
                people=(),
                desk=desk.code,
                organisation=desk.organisation,
                started_at=_moment(rng, desk, day),
                minutes=5 * rng.randrange(1, 7),
                channel=channel,
                presence=_presence(rng, desk, channel, "anonymous"),
                interlocutor="anonymous",
                reason=FIRST_REASONS(rng),
                themes=(need.partition(".")[0],),
                needs=(need,),
                urgency=URGENCIES(rng),
                note=notes.written(rng, note, day, 0),
                outcome=outcome,
                called=called,
            )
        )
    return sorted(found, key=lambda encounter: (encounter.started_at, encounter.key))


def _days(rng: random.Random, desk: Desk, wanted: int, since: date, between: float) -> list[date]:
    """A first day somewhere in the period, then closer and farther ones, on open days only.

    One in five was known before the period began: their first day comes soon after.
    """
    known_before = rng.random() < 0.2
    day = desk.next_day(since + timedelta(days=int(rng.expovariate(1 / 60)))) if known_before else desk.any_day(rng)
    days: list[date] = []
    while day is not None and len(days) < wanted:
        days.append(day)
        day = desk.next_day(day + timedelta(days=3 + int(rng.expovariate(1 / between))))
    return days


def _encounter(
    rng: random.Random,
    world: World,
    household: HouseholdShape,
    desk: Desk,
    day: date,
    *,
    key: int,
    first: bool,
    said: set[str],
    until: date,
) -> EncounterShape:
    reference = household.reference
    who = notes.kinds_of(household, day)
    need = _need(rng, household, day, who)
    outcome, text = _note(rng, need, who, household, day, said)
    started_at = _moment(rng, desk, day)
    channel = _channel(rng, desk)
    interlocutor = "person"
    if (reference.age_on(day) >= 75 and rng.random() < 0.4) or rng.random() < 0.08:
        interlocutor = SPOKE_FOR(rng)
    needs = tuple(dict.fromkeys((need, *household.needs[: rng.randrange(0, 2)])))
    urgency = _urgency(rng, need, outcome)
    encounter = EncounterShape(
        key=key,
        household=household.key,
        people=_present(rng, household),
        desk=desk.code,
        organisation=desk.organisation,
        started_at=started_at,
        minutes=5 * int(rng.triangular(2, 14, 5)),
        channel=channel,
        presence=_presence(rng, desk, channel, interlocutor),
        interlocutor=interlocutor,
        reason=(FIRST_REASONS if first else LATER_REASONS)(rng),
        themes=tuple(dict.fromkeys(code.partition(".")[0] for code in needs)),
        needs=needs,
        urgency=urgency,
        note=text,
        outcome=outcome,
    )
    if outcome == "referral":
        ended = started_at + timedelta(minutes=encounter.minutes)
        encounter.referral = referral_for(rng, world, household.municipality, need, desk, ended, urgency, text, until)
        if encounter.referral is None:
            encounter.outcome = "orientation"
    return encounter


def _need(rng: random.Random, household: HouseholdShape, day: date, who: frozenset[str]) -> str:
    """What brings them today: what they struggle with, or what the season brings everybody."""
    draw = rng.random()
    if day.month in (1, 2) and draw < 0.3 and household.isee:
        return "papers.isee"
    if day.month in (12, 1, 2) and draw < 0.12:
        return "emergency.cold_heat" if household.profile == "homeless" else "money.bills"
    if "family" in who and day.month == 9 and draw < 0.25:
        return "school.costs"
    if "family" in who and day.month in (5, 6) and draw < 0.2:
        return "family.free_time"
    if "elderly" in who and day.month in (6, 7) and draw < 0.2:
        return "elderly.safety_calls"
    return rng.choice(household.needs)


def _note(
    rng: random.Random, need: str, who: frozenset[str], household: HouseholdShape, day: date, said: set[str]
) -> tuple[str, str]:
    """An outcome and the words that go with it."""
    sex = household.reference.sex
    note = None if rng.random() < 0.12 else notes.choose(rng, need, who, sex, said)
    if note is not None:
        outcome = rng.choice(note.outcomes)
    else:
        outcome = UNPLANNED(rng)
        note = notes.anything(rng, outcome, sex)
    said.add(note.text)
    return outcome, notes.written(rng, note, day, household.minors_on(day))


def _present(rng: random.Random, household: HouseholdShape) -> tuple[int, ...]:
    together = [person.key for person in household.people[1:2] if rng.random() < 0.16]
    return (household.reference.key, *together)


def _moment(rng: random.Random, desk: Desk, day: date) -> datetime:
    hour, minute = divmod(desk.minute(rng, day), 60)
    return datetime.combine(day, time(hour, minute))


def _channel(rng: random.Random, desk: Desk) -> str:
    draw = rng.random()
    if desk.remote and draw < 0.55:
        return "video" if "video" in desk.channels else "phone"
    if draw < 0.14:
        return "phone"
    if draw < 0.18 and "video" in desk.channels:
        return "video"
    return "in_person"


def _presence(rng: random.Random, desk: Desk, channel: str, interlocutor: str) -> str:
    if interlocutor not in {"person", "anonymous"}:
        return "third_party" if rng.random() < 0.6 else "accompanied"
    if channel == "video" and desk.remote:
        return "other_desk"
    if channel in {"phone", "video"}:
        return "remote"
    return "accompanied" if rng.random() < 0.08 else "same_place"


def _urgency(rng: random.Random, need: str, outcome: str) -> str:
    if outcome == "emergency":
        return "immediate"
    if need.startswith("emergency."):
        return "today"
    return URGENCIES(rng)


def open_case(
    rng: random.Random, world: World, household: HouseholdShape, encounter: EncounterShape, until: date
) -> None:
    """The encounter proposed to take them in charge; what became of it until today."""
    opened_on = encounter.started_at.date() + timedelta(days=rng.randrange(2, 25))
    if opened_on > until:
        return
    encounter.outcome, encounter.referral = "case_proposal", None
    day = encounter.started_at.date()
    sex = household.reference.sex
    who = notes.kinds_of(household, day)
    note = notes.choose(rng, encounter.needs[0], who, sex, set(), outcome="case_proposal")
    note = note or notes.anything(rng, "case_proposal", sex)
    encounter.note = notes.written(rng, note, day, household.minors_on(day))
    unit = world.units_for[household.municipality, household.area]
    case = CaseShape(unit, household.area, opened_on, "open")
    age = (until - opened_on).days
    draw = rng.random()
    if age > 60 and draw < min(0.6, age / 1000):
        case.state, case.closure_reason = "closed", CLOSURES(rng)
        case.closed_on = opened_on + timedelta(days=rng.randrange(40, age))
    elif age > 40 and draw > 0.95:
        case.state, case.suspension_reason = "suspended", SUSPENSIONS(rng)
        case.suspended_on = until - timedelta(days=rng.randrange(5, 35))
    encounter.case = case
