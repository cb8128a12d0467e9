"""The stories as written in `data/people_stories.json`, brought to today."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from portico.seed.accounts import DATA

ROME = ZoneInfo("Europe/Rome")
# What the files call today: a Sunday. Moved by whole weeks, so that a Tuesday stays one.
WRITTEN_ON = date(2026, 11, 22)
WEEK = 7
OF_AGE = 18
_CLOCK = re.compile(r"^(\d\d)\.(\d\d)\b")


@dataclass(slots=True)
class Member:
    """Somebody of a story. Children grow with the story: a boy about to be eighteen still is, next year."""

    key: str
    first_name: str
    last_name: str
    sex: str
    birth_date: date
    birth_place_code: str
    citizenship: str
    relation: str
    languages: list[str]
    interpreter: str
    identifier: str
    permit: str
    permit_until: date | None
    reserved: bool
    deceased: date | None


@dataclass(slots=True)
class Fact:
    """Something that happened, with its own fields in `says`."""

    kind: str
    at: datetime
    place: str  # desk or unit; else the organisation
    organisation: str
    members: list[str] | None
    note: str
    says: dict[str, Any] = field(default_factory=dict)

    @property
    def day(self) -> date:
        return self.at.astimezone(ROME).date()


@dataclass(slots=True)
class Story:
    code: str
    title: str
    municipality: str
    address: str
    housing_status: str
    housing_tenure: str
    members: dict[str, Member]
    households: list[dict[str, Any]]
    relations: list[dict[str, Any]]
    isee: list[dict[str, Any]]
    facts: list[Fact]

    def people_of(self, fact: Fact) -> list[Member]:
        """Whom a fact is about, the head of the household first; those not yet born are left out."""
        keys = list(self.members) if fact.members is None else fact.members
        found = [self.members[key] for key in keys if self.members[key].birth_date <= fact.day]
        return sorted(found, key=lambda member: member.relation != "head")


def read_stories(today: date) -> list[Story]:
    """All of them, as if the day they were written on were the last Sunday."""
    shift = timedelta(days=(today - WRITTEN_ON).days // WEEK * WEEK)
    raw = json.loads((DATA / "people_stories.json").read_text(encoding="utf-8"))
    return [_story(item, shift, today) for item in raw["stories"]]


def _story(raw: dict[str, Any], shift: timedelta, today: date) -> Story:
    return Story(
        code=raw["code"],
        title=raw["title_it"],
        municipality=raw["municipality_istat"],
        address=raw["address"],
        housing_status=raw["housing_status"],
        housing_tenure=raw["housing_tenure"],
        members={item["key"]: _member(item, shift) for item in raw["members"]},
        households=[_moved(item, shift) for item in raw["households"]],
        relations=[_moved(item, shift) for item in raw["relations"]],
        isee=[{**item, "until": _day(item["until"], shift)} for item in raw["isee"]],
        facts=_facts(raw["facts"], shift, today),
    )


def _member(raw: dict[str, Any], shift: timedelta) -> Member:
    birth = date.fromisoformat(raw["birth_date"])
    child = (WRITTEN_ON - birth).days < OF_AGE * 365.25
    papers = raw["papers"]
    return Member(
        key=raw["key"],
        first_name=raw["first_name"],
        last_name=raw["last_name"],
        sex={"m": "male", "f": "female"}[raw["sex"]],
        birth_date=birth + shift if child else birth,
        birth_place_code=raw["birth_place_code"],
        citizenship=raw["citizenship"],
        relation=raw["relation"],
        languages=[language for language in raw["languages"] if language],
        interpreter="needed" if raw["interpreter_needed"] else "",
        identifier=papers["identifier"],
        permit=papers["permit_type"],
        permit_until=_day(papers["permit_until"], shift),
        reserved=raw.get("reserved", False),
        deceased=_day(raw.get("deceased", ""), shift),
    )


def _moved(raw: dict[str, Any], shift: timedelta) -> dict[str, Any]:
    return {key: _day(value, shift) if key in {"since", "until"} else value for key, value in raw.items()}


def _day(text: str, shift: timedelta) -> date | None:
    return date.fromisoformat(text) + shift if text else None


def _facts(raw: list[dict[str, Any]], shift: timedelta, today: date) -> list[Fact]:
    """In order of time. Those of one day are some minutes apart; a deadline to come was written some days ago."""
    found = []
    same_day: dict[date, int] = {}
    for item in raw:
        day = date.fromisoformat(item["date"]) + shift
        day = min(day, today - timedelta(days=6)) if item["kind"] == "deadline" else day
        number = same_day[day] = same_day.get(day, -1) + 1
        clock = _CLOCK.match(item["note"])
        hour = time(int(clock[1]), int(clock[2])) if clock else time(9 + number // 2, 15 + 25 * (number % 2))
        members = None if item["members"] == "all" else item["members"]
        known = {"date", "kind", "desk", "unit", "organisation", "members", "note"}
        says = {key: value for key, value in item.items() if key not in known}
        if "due" in says:
            says["due"] = _day(says["due"], shift)
        if "until" in says and item["kind"] == "team_change":
            says["until"] = _day(says["until"], shift)
        if "accepted_on" in says:
            says["accepted_on"] = _day(says["accepted_on"], shift)
        if "period" in says and isinstance(says["period"], list):
            says["period"] = [_day(value, shift) for value in says["period"]]
        at = datetime.combine(day, hour, ROME) + timedelta(minutes=number)
        place = item.get("desk") or item.get("unit") or item["organisation"]
        found.append(Fact(item["kind"], at, place, item["organisation"], members, item["note"], says))
    return sorted(found, key=lambda fact: fact.at)
