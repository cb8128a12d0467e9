"""Plans of cases, as `plans` writes them: goals, supports, what was signed, how it was going when they looked again.

Most cases followed for some weeks have one. What is written here is short and plain, as in an ordinary year.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from portico.kernel import codes
from portico.plans import content as contents
from portico.plans import domains
from portico.seed.bulk.charges import Charge
from portico.seed.bulk.copying import NULL, optional, text
from portico.seed.bulk.ground import Place
from portico.seed.bulk.lines import TEAM, UNIT, Known, Lines

SHARE = 0.62
AFTER = timedelta(days=20)
CHECK_EVERY = timedelta(days=150)
# Area of the case → goals: area of life, what, how one sees it, kind of support, in words, what the household promises.
GOALS: dict[str, list[tuple[str, str, str, str, str, str]]] = {
    "adults": [
        ("work", "Un lavoro che duri", "Il contratto", "work_support", "Tutor per il lavoro", "Andare ai colloqui"),
        ("economic", "Pagare le bollette arretrate", "Le ricevute", "economic", "Contributo una volta", "Due bollette al mese"),
        ("housing", "Una stanza a mio nome", "Le chiavi", "housing_grant", "Fondo per la cauzione", "Guardare gli annunci"),
        ("health", "Fare le visite rimandate", "Il foglio della visita", "health_link", "Prenoto io con lui", "Presentarsi"),
    ],
    "families_minors": [
        ("education", "A scuola tutti i giorni", "Il registro", "home_education", "Educatrice a casa", "Avvisare se manca"),
        ("child_care", "Un pomeriggio libero per la mamma", "Lo dice lei", "respite", "Vicina che li tiene", "Dire quali giorni"),
        ("housing", "Casa senza muffa", "La visita a domicilio", "housing_grant", "Lettera al proprietario", "Arieggiare"),
        ("family", "Parlarsi senza urlare", "Lo raccontano i ragazzi", "professional", "Colloqui di coppia", "Venire insieme"),
    ],
    "elderly": [
        ("care_load", "Una mano in casa", "Tre mattine coperte", "home_care", "Assistenza domiciliare", "Lasciare le chiavi"),
        ("social", "Uscire una volta a settimana", "Va al centro", "transport", "Trasporto il mercoledì", "Provare per un mese"),
    ],
    "disability": [
        ("social", "Il centro diurno", "Ci va volentieri", "day_centre", "Frequenza due giorni", "Preparare lo zaino"),
        ("care_load", "Sollievo per la sorella", "Un fine settimana al mese", "respite", "Sollievo", "Scegliere le date"),
    ],
}  # fmt: skip
OUTCOMES = ("reached", "in_progress", "in_progress", "partly_reached", "not_reached")


@dataclass(slots=True)
class Agreement:
    """A plan as it is being written."""

    key: str
    kind: str
    starts: datetime
    opening: str
    state: str
    next_check: date | None
    people: list[tuple[str, Known]]
    goals: list[dict[str, Any]]


def write_agreement(lines: Lines, charge: Charge, case: str, number: str, people: Sequence[Known], unit: Place) -> None:
    """A plan for the case, where it was followed long enough to have one."""
    shape, rng, now = charge.shape, lines.rng, lines.now
    # One draw for each case, whatever comes of it: the rest of the story stays the same.
    chance, turn = rng.random(), rng.randrange(1 << 30)
    end = datetime.combine(shape.closed_on, time(15)) if shape.closed_on else now
    starts = datetime.combine(shape.opened_on, time(11 + turn % 5, 5)) + AFTER + timedelta(days=turn % 25)
    if chance > SHARE or starts > end - timedelta(days=2):
        return
    plan = _planned(lines, charge, people, starts, end, turn)
    _goals(lines, charge, plan, turn)
    user, manager = charge.manager.user, charge.manager
    signed = plan.state not in ("draft", "shared")
    frozen = starts + timedelta(minutes=40) if plan.state != "draft" else None
    ended = end - timedelta(hours=1) if plan.state in ("concluded", "interrupted") else None
    words = {"concluded": "Obiettivi raggiunti o ripresi altrove", "interrupted": "Non è più venuta agli incontri"}
    lines.sheets.plan.add(
        plan.key, lines.ground.ambito, case, plan.kind, plan.state, str(starts.date()),
        optional(plan.next_check), "1" if frozen else "0", "1" if signed else "0", optional(frozen),
        optional(frozen + timedelta(minutes=20) if signed and frozen else None), optional(ended),
        words.get(plan.state, ""), lines.record(starts, user),
    )  # fmt: skip
    lines.sheets.narrative.add(lines.new(starts), lines.ground.ambito, plan.key, lines.record(starts, user))
    for key, person in plan.people:
        lines.sheets.plan_person.add(key, lines.ground.ambito, plan.key, person.id, lines.record(starts, user))
    told: dict[str, Any] = {
        "category": "plan", "people": people, "about": ("plan", plan.key), "area": shape.area, "place": unit,
        "worker": manager, "others": (unit.token,),
    }  # fmt: skip
    kind = {"plan_kind": plan.kind}
    lines.event(kind="plan_started", level=UNIT, at=starts, payload=json.dumps(kind), **told)
    if frozen is None:
        return
    version = _version(lines, plan, charge, number, frozen, unit)
    count = {**kind, "version": 1, "goals": len(plan.goals)}
    lines.event(kind="plan_shared", level=TEAM, at=frozen, payload=json.dumps(count), **told)
    if signed:
        at = frozen + timedelta(minutes=20)
        _signatures(lines, plan, charge, version, at)
        payload = json.dumps({**count, "signed": 2, "refused": 0})
        lines.event(kind="plan_signed", level=TEAM, at=at, payload=payload, **told)
        _checked(lines, plan, charge, end, told)
    if ended is not None:
        payload = json.dumps({**kind, "reached": _reached(plan), "total": len(plan.goals)})
        lines.event(kind=f"plan_{plan.state}", level=TEAM, at=ended, payload=payload, **told)


def _planned(
    lines: Lines, charge: Charge, people: Sequence[Known], starts: datetime, end: datetime, turn: int
) -> Agreement:
    shape = charge.shape
    if shape.closed_on:
        state = "interrupted" if turn % 7 == 0 else "concluded"
    elif (end - starts).days < 15:
        state = ("draft", "shared", "signed")[turn % 3]
    else:
        state = "under_review" if turn % 11 == 0 else "signed"
    check = starts.date() + CHECK_EVERY
    while check < lines.now.date() - timedelta(days=30):
        check += CHECK_EVERY
    return Agreement(
        key=lines.new(starts),
        kind="household" if len(people) > 1 else "simple",
        starts=starts,
        opening="",
        state=state,
        next_check=None if shape.closed_on else check,
        people=[(lines.new(starts), person) for person in people],
        goals=[],
    )


def _goals(lines: Lines, charge: Charge, plan: Agreement, turn: int) -> None:
    able = GOALS.get(charge.shape.area) or GOALS["adults"]
    manager, user = charge.manager, charge.manager.user
    checked = plan.state not in ("draft", "shared") and (lines.now - plan.starts) > CHECK_EVERY
    ended = plan.state == "concluded"
    shared = NULL if plan.state == "draft" else str(plan.starts + timedelta(minutes=40))
    for position in range(1 + turn % min(3, len(able))):
        domain, words, evidence, what, support, promise = able[(turn + position) % len(able)]
        state = OUTCOMES[(turn // 7 + position) % len(OUTCOMES)] if checked or ended else "not_started"
        goal: dict[str, Any] = {
            "id": lines.new(plan.starts), "domain": domain, "text": words, "evidence": evidence, "state": state,
            "support": (lines.new(plan.starts), what, support), "promise": (lines.new(plan.starts), promise),
        }  # fmt: skip
        plan.goals.append(goal)
        ambito, record = lines.ground.ambito, lines.record(plan.starts, user)
        lines.sheets.goal.add(
            goal["id"], ambito, plan.key, domain, text(words), text(evidence), state, str(position),
            manager.membership, str(manager.token), shared, record,
        )  # fmt: skip
        lines.sheets.support.add(
            goal["support"][0], ambito, plan.key, goal["id"], "own_service", what, text(support),
            manager.membership, str(manager.token), str(plan.starts.date()), record,
        )  # fmt: skip
        lines.sheets.commitment.add(
            goal["promise"][0], ambito, plan.key, goal["id"], "household", text(promise), record
        )


def _content(plan: Agreement, charge: Charge, number: str, unit: Place) -> contents.Content:
    """As `plans.content.snapshot` gives it."""
    by = f"{charge.manager.name} ({unit.organisation_name})"
    day = plan.starts.date().isoformat()
    return {
        "kind": plan.kind, "kind_label": codes.label("plan_kind", plan.kind), "title": "", "opening": plan.opening,
        "starts_on": day, "ends_on": "", "next_check_on": plan.next_check.isoformat() if plan.next_check else "",
        "platform_number": "", "case_number": number, "organisation": unit.organisation_name, "unit": unit.name,
        "manager": charge.manager.name,
        "people": [
            {
                "id": str(UUID(key)), "name": f"{person.shape.first_name} {person.shape.last_name}",
                "birth": person.shape.birth_date.isoformat(),
                "adult": person.shape.age_on(plan.starts.date()) >= contents.OF_AGE,
            }
            for key, person in plan.people
        ],
        "goals": [_goal_content(goal, by, day) for goal in plan.goals], "supports": [], "commitments": [],
    }  # fmt: skip


def _goal_content(goal: dict[str, Any], by: str, day: str) -> contents.Content:
    support, what, words = goal["support"]
    commitment, promised = goal["promise"]
    own, key, promise = (str(UUID(item)) for item in (goal["id"], support, commitment))
    return {
        "id": own, "domain": goal["domain"], "domain_label": domains.label(goal["domain"]), "text": goal["text"],
        "expected": "", "evidence": goal["evidence"], "for": [], "for_names": [], "only_theirs": False,
        "responsible": by, "due_on": "", "state": "not_started",
        "supports": [{
            "id": key, "goal": own, "kind": "own_service", "what": what,
            "what_label": codes.label("support_kind", what), "text": words, "service": "", "service_by": "",
            "referral": "", "for": "", "for_name": "", "responsible": by, "frequency": "", "starts_on": day,
            "ends_on": "", "cost_cents": None,
        }],
        "commitments": [{
            "id": promise, "goal": own, "side": "household", "text": promised, "for": "", "who": "",
            "due_on": "", "state": "open",
        }],
    }  # fmt: skip


def _version(
    lines: Lines, plan: Agreement, charge: Charge, number: str, frozen: datetime, unit: Place
) -> tuple[str, str]:
    """The frozen text; its id and fingerprint."""
    content = _content(plan, charge, number, unit)
    words = contents.as_text(content)
    mark = contents.fingerprint(words)
    key = lines.new(frozen)
    lines.sheets.plan_version.add(
        key, lines.ground.ambito, plan.key, "1", text(json.dumps(content, ensure_ascii=False)), text(words), mark,
        str(frozen), lines.record(frozen, charge.manager.user),
    )  # fmt: skip
    return key, mark


def _signatures(lines: Lines, plan: Agreement, charge: Charge, version: tuple[str, str], at: datetime) -> None:
    key, person = plan.people[0]
    rows = [
        (key, NULL, f"{person.shape.first_name} {person.shape.last_name}", "self"),
        (NULL, charge.manager.membership, charge.manager.name, "service"),
    ]
    for subject, membership, name, capacity in rows:
        lines.sheets.signature.add(
            lines.new(at), lines.ground.ambito, plan.key, version[0], subject, membership, text(name), capacity,
            str(at.date()), "in_presence", version[1], lines.record(at, charge.manager.user),
        )  # fmt: skip


def _reached(plan: Agreement) -> int:
    return sum(goal["state"] == "reached" for goal in plan.goals)


def _checked(lines: Lines, plan: Agreement, charge: Charge, end: datetime, told: dict[str, Any]) -> None:
    """The first verification, where there has been time for one."""
    held = plan.starts + CHECK_EVERY
    if held > end - timedelta(days=1):
        return
    key, record = lines.new(held), lines.record(held, charge.manager.user)
    reached, total = _reached(plan), len(plan.goals)
    lines.sheets.verification.add(
        key, lines.ground.ambito, plan.key, str(held.date()), str(reached), str(total), record
    )
    for goal in plan.goals:
        lines.sheets.goal_outcome.add(
            lines.new(held), lines.ground.ambito, key, plan.key, goal["id"], goal["state"], record
        )
    payload = json.dumps({"plan_kind": plan.kind, "reached": reached, "total": total})
    lines.event(kind="plan_verified", level=TEAM, at=held, payload=payload, **told)
