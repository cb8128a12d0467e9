"""What becomes of a sending: who gets it, when they answer, how it ends. Pure Python, deterministic."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta

from portico.seed.shapes import ReferralShape
from portico.seed.world import Desk, Draw, World, holidays_of

# Days until the first answer, by urgency; associations and offices alike are people.
PATIENCE = {"immediate": 0, "today": 1, "three_days": 3, "two_weeks": 8, "ordinary": 12}

PATHS = Draw(
    [
        (("accepted", "completed"), 44),
        (("accepted",), 17),
        (("more_information", "accepted", "completed"), 5),
        (("waiting_list", "accepted"), 6),
        (("waiting_list",), 6),
        (("declined",), 10),
        (("accepted", "interrupted"), 8),
        ((), 4),
    ]
)
# Days from one step to the next.
LATER = {"completed": (15, 140), "interrupted": (10, 90), "accepted": (1, 60), "waiting_list": (0, 4)}

DECLINES = Draw(
    [
        ("requirements", 26),
        ("no_places", 24),
        ("information_missing", 12),
        ("territory", 10),
        ("more_suitable", 12),
        ("not_competent", 8),
        ("already_followed", 5),
        ("unavailable", 3),
    ]
)
INTERRUPTIONS = Draw(
    [
        ("no_contact", 34),
        ("person_choice", 26),
        ("work_family", 14),
        ("moved", 10),
        ("health", 9),
        ("need_solved", 7),
    ]
)
OUTCOMES = Draw(
    [
        ("completed", 62),
        ("partial", 12),
        ("information_only", 10),
        ("onward", 5),
        ("not_attended", 6),
        ("refused_by_person", 3),
        ("not_possible", 2),
    ]
)


def referral_for(
    rng: random.Random,
    world: World,
    municipality: str,
    need: str,
    desk: Desk,
    sent_at: datetime,
    urgency: str,
    reason: str,
    until: date,
) -> ReferralShape | None:
    """A sending to a service of the place that answers the need, not of the desk's own organisation."""
    others = [
        service
        for key in (need, need.partition(".")[0])
        for service, organisation, places in world.services_for.get(key, ())
        if organisation != desk.organisation and municipality in places
    ]
    # Services for the need itself come first in the list; the theme's only fill the gap.
    if not others:
        return None
    referral = ReferralShape(rng.choice(others[:4]), reason, urgency, [("sent", sent_at)])
    now = datetime.combine(until, time(18))
    moment = sent_at
    for number, step in enumerate(PATHS(rng)):
        moment = _later(rng, moment, step, urgency, first=number == 0)
        if moment > now:
            break
        referral.steps.append((step, moment))
    _explain(rng, referral)
    return referral


def _later(rng: random.Random, moment: datetime, step: str, urgency: str, *, first: bool) -> datetime:
    if first:
        days = min(rng.expovariate(1 / (0.6 + PATIENCE[urgency] / 2.5)), PATIENCE[urgency] * 3 + 1)
        if days < 0.3:
            return moment + timedelta(minutes=rng.randrange(15, 170))
    else:
        days = rng.uniform(*LATER[step])
    return _working_hour(rng, moment.date() + timedelta(days=int(days) + 1))


def _working_hour(rng: random.Random, day: date) -> datetime:
    while day.weekday() > 4 or day in holidays_of(day.year):
        day += timedelta(days=1)
    return datetime.combine(day, time(rng.randrange(9, 17), rng.randrange(0, 60)))


def _explain(rng: random.Random, referral: ReferralShape) -> None:
    state = referral.state
    if state == "declined":
        referral.decline_reason = DECLINES(rng)
    elif state == "interrupted":
        referral.interruption_reason = INTERRUPTIONS(rng)
    elif state == "completed":
        referral.outcome = OUTCOMES(rng)
    elif state == "waiting_list":
        referral.outcome = "waiting"
