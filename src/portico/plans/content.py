"""What a plan says, as plain data: drawn on the page, printed, frozen when shared, compared with what it said before.

The same dictionary serves all of them, so that the page, the paper and the signed text cannot differ. The fingerprint
is taken of the words alone: `as_text`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _

from portico.accounts.models import Membership
from portico.kernel import codes
from portico.people.words import euro
from portico.plans import domains
from portico.plans.enums import Side
from portico.plans.models import Commitment, Goal, Plan, PlanPerson, Support

OF_AGE = 18
Content = dict[str, Any]


def snapshot(
    *,
    plan: Plan,
    opening: str,
    people: list[PlanPerson],
    goals: Iterable[Goal],
    supports: Iterable[Support],
    commitments: Iterable[Commitment],
) -> Content:
    """The plan as it stands now. The parts come with what they name already loaded."""
    names = {item.pk: item.person.full_name for item in people}
    given = [_support(item, names) for item in supports]
    promised = [_commitment(item, names) for item in commitments]
    found = [_goal(goal, names, given, promised) for goal in goals]
    shown = {goal["id"] for goal in found}
    return {
        "kind": plan.kind,
        "kind_label": codes.label("plan_kind", plan.kind),
        "title": plan.title,
        "opening": opening,
        "starts_on": _iso(plan.starts_on),
        "ends_on": _iso(plan.ends_on),
        "next_check_on": _iso(plan.next_check_on),
        "platform_number": plan.platform_number,
        "case_number": plan.case.display_number,
        "organisation": plan.case.unit.organisation.name,
        "unit": plan.case.unit.name,
        "manager": str(plan.case.manager.user) if plan.case.manager else "",
        "people": [
            {
                "id": str(item.pk),
                "name": item.person.full_name,
                "birth": _iso(item.person.birth_date),
                "adult": item.person.age is None or item.person.age >= OF_AGE,
            }
            for item in people
        ],
        "goals": found,
        "supports": [item for item in given if item["goal"] not in shown],
        "commitments": [item for item in promised if item["goal"] not in shown],
    }


def _goal(goal: Goal, names: dict[UUID, str], supports: list[Content], commitments: list[Content]) -> Content:
    key = str(goal.pk)
    return {
        "id": key,
        "domain": goal.domain,
        "domain_label": domains.label(goal.domain),
        "text": goal.text,
        "expected": goal.expected,
        "evidence": goal.evidence,
        "for": [str(item) for item in goal.for_whom],
        "for_names": [names[item] for item in goal.for_whom if item in names],
        "only_theirs": goal.only_theirs,
        "responsible": who(goal.responsible, goal.responsible_words),
        "due_on": _iso(goal.due_on),
        "state": goal.state,
        "supports": [item for item in supports if item["goal"] == key],
        "commitments": [item for item in commitments if item["goal"] == key],
    }


def _support(item: Support, names: dict[UUID, str]) -> Content:
    return {
        "id": str(item.pk),
        "goal": str(item.goal_id or ""),
        "kind": item.kind,
        "what": item.what,
        "what_label": codes.label("support_kind", item.what),
        "text": item.text,
        "service": item.service.title if item.service else "",
        "service_by": item.service.organisation.name if item.service else "",
        "referral": str(item.referral_id or ""),
        "for": str(item.subject_id or ""),
        "for_name": names.get(item.subject_id, "") if item.subject_id else "",
        "responsible": who(item.responsible, item.responsible_words),
        "frequency": item.frequency,
        "starts_on": _iso(item.starts_on),
        "ends_on": _iso(item.ends_on),
        "cost_cents": item.cost_cents,
    }


def _commitment(item: Commitment, names: dict[UUID, str]) -> Content:
    subject = names.get(item.subject_id, "") if item.subject_id else ""
    return {
        "id": str(item.pk),
        "goal": str(item.goal_id or ""),
        "side": item.side,
        "text": item.text,
        "for": str(item.subject_id or ""),
        "who": subject or who(item.responsible, item.responsible_words),
        "due_on": _iso(item.due_on),
        "state": item.state,
    }


def who(membership: Membership | None, words: str) -> str:
    """ "Anna Tombari (Comune di Pesaro)", or the words written."""
    return f"{membership.user} ({membership.organisation.name})" if membership else words


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


# -- words --------------------------------------------------------------------------------------------


def in_words(day: str) -> str:
    """ "3 marzo 2026"; empty for no day."""
    return format_date(date.fromisoformat(day), "j F Y") if day else ""


def support_line(item: Content) -> str:
    """One support as a sentence: what, by whom, for whom, how often, from when to when."""
    what = item["text"] or item["what_label"]
    if item["service"]:
        what = f"{what}: {item['service']} ({item['service_by']})" if item["text"] else _service_words(item)
    parts = [what]
    if item["for_name"]:
        parts.append(_("per %(name)s") % {"name": item["for_name"]})
    parts.append(item["frequency"])
    if item["starts_on"]:
        parts.append(_("dal %(day)s") % {"day": in_words(item["starts_on"])})
    if item["ends_on"]:
        parts.append(_("fino al %(day)s") % {"day": in_words(item["ends_on"])})
    if item["responsible"]:
        parts.append(_("se ne occupa %(who)s") % {"who": item["responsible"]})
    return ", ".join(part for part in parts if part)


def _service_words(item: Content) -> str:
    return f"{item['what_label']}: {item['service']} ({item['service_by']})"


def commitment_line(item: Content) -> str:
    """One commitment as a sentence: who, what, by when."""
    name = item["who"] or (_("La famiglia") if item["side"] == Side.HOUSEHOLD else _("I servizi"))
    line = f"{name}: {item['text']}"
    return f"{line} ({_('entro il')} {in_words(item['due_on'])})" if item["due_on"] else line


def cost_words(item: Content) -> str:
    return euro(item["cost_cents"]) if item.get("cost_cents") else ""


def as_text(content: Content) -> str:
    """Every word that is signed, line by line. What is not here is not part of the agreement."""
    return "\n".join(line for line in _lines(content) if line is not None).strip() + "\n"


def _lines(content: Content) -> Iterator[str]:
    yield content["title"] or content["kind_label"]
    if content["title"]:
        yield content["kind_label"]
    yield f"{content['organisation']}, {content['unit']}. {_('Presa in carico')} {content['case_number']}"
    yield _("Persone: %(names)s") % {"names": ", ".join(item["name"] for item in content["people"])}
    yield _("Dal %(start)s") % {"start": in_words(content["starts_on"])} + (
        " " + _("al %(end)s") % {"end": in_words(content["ends_on"])} if content["ends_on"] else ""
    )
    if content["opening"]:
        yield ""
        yield _("Da dove partiamo")
        yield content["opening"]
    for number, goal in enumerate(content["goals"], start=1):
        yield ""
        yield f"{number}. {goal['text']} ({goal['domain_label']})"
        yield from (f"{label}: {value}" for label, value in goal_facts(goal) if value)
        yield from (f"- {support_line(item)}{_cost(item)}" for item in goal["supports"])
        yield from (f"- {commitment_line(item)}" for item in goal["commitments"])
    if content["supports"] or content["commitments"]:
        yield ""
        yield _("Inoltre")
        yield from (f"- {support_line(item)}{_cost(item)}" for item in content["supports"])
        yield from (f"- {commitment_line(item)}" for item in content["commitments"])
    if content["next_check_on"]:
        yield ""
        yield _("Ci rivediamo per la verifica il %(day)s") % {"day": in_words(content["next_check_on"])}


def _cost(item: Content) -> str:
    words = cost_words(item)
    return f" ({_('costo')}: {words})" if words else ""


def goal_facts(goal: Content) -> list[tuple[str, str]]:
    """What is said of a goal beside its own sentence: label and words, some of them empty."""
    return [
        (_("Per"), ", ".join(goal["for_names"])),
        (_("Risultato atteso"), goal["expected"]),
        (_("Lo vedremo da"), goal["evidence"]),
        (_("Se ne occupa"), goal["responsible"]),
        (_("Entro il"), in_words(goal["due_on"])),
    ]


def fingerprint(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


# -- the copy for one person --------------------------------------------------------------------------


def for_person(content: Content, key: str) -> Content:
    """The plan as one of its people may take it home: what is theirs, what is everybody's, what is of the children.

    Left out: what concerns another adult, what was marked for somebody else alone, and every cost. A minor gets
    what is theirs and what is everybody's.
    """
    adults = {item["id"] for item in content["people"] if item["adult"]}
    others = {item["id"] for item in content["people"]} - {key}
    if key in adults:
        others &= adults

    def shown(whom: list[str], only_theirs: bool = False) -> bool:
        if not whom or key in whom:
            return True
        return not only_theirs and not set(whom) & others

    def parts(items: list[Content]) -> list[Content]:
        kept = [item for item in items if shown([item["for"]] if item["for"] else [])]
        return [{**item, "cost_cents": None} for item in kept]

    goals = [
        {**goal, "supports": parts(goal["supports"]), "commitments": parts(goal["commitments"])}
        for goal in content["goals"]
        if shown(goal["for"], goal["only_theirs"])
    ]
    return {
        **content,
        "goals": goals,
        "supports": parts(content["supports"]),
        "commitments": parts(content["commitments"]),
        "platform_number": "",
    }


# -- what changed -------------------------------------------------------------------------------------


@dataclass(slots=True)
class Changed:
    """One part of the plan that is new, gone, or says something else; `changes` are (label, old, new)."""

    how: str  # "added", "removed", "changed"
    what: str
    title: str
    changes: list[dict[str, str]] = field(default_factory=list)


def differences(old: Content, new: Content) -> list[Changed]:
    """What a version says that the one before did not, part by part."""
    found = []
    own = _changes(_head(old), _head(new))
    if own:
        found.append(Changed("changed", _("Il progetto"), new["title"] or new["kind_label"], own))
    found += _compared(_("Persona"), old["people"], new["people"], lambda item: item["name"], lambda item: [])
    found += _compared(_("Obiettivo"), old["goals"], new["goals"], lambda item: item["text"], _goal_words)
    found += _compared(
        _("Sostegno"), _all(old, "supports"), _all(new, "supports"), support_line, lambda item: _support_words(item)
    )
    found += _compared(
        _("Impegno"),
        _all(old, "commitments"),
        _all(new, "commitments"),
        commitment_line,
        lambda item: [(_("Impegno"), commitment_line(item))],
    )
    return found


def _all(content: Content, name: str) -> list[Content]:
    return [item for goal in content["goals"] for item in goal[name]] + content[name]


def _head(content: Content) -> list[tuple[str, str]]:
    return [
        (_("Titolo"), content["title"]),
        (_("Tipo"), content["kind_label"]),
        (_("Da dove partiamo"), content["opening"]),
        (_("Inizio"), in_words(content["starts_on"])),
        (_("Fine"), in_words(content["ends_on"])),
        (_("Prossima verifica"), in_words(content["next_check_on"])),
    ]


def _goal_words(goal: Content) -> list[tuple[str, str]]:
    return [(_("Obiettivo"), goal["text"]), (_("Ambito di vita"), goal["domain_label"]), *goal_facts(goal)]


def _support_words(item: Content) -> list[tuple[str, str]]:
    return [(_("Sostegno"), support_line(item)), (_("Costo"), cost_words(item))]


def _changes(old: list[tuple[str, str]], new: list[tuple[str, str]]) -> list[dict[str, str]]:
    return [
        {"label": label, "old": before, "new": after}
        for (label, before), (_label, after) in zip(old, new, strict=True)
        if before != after
    ]


def _compared(what: str, old: list[Content], new: list[Content], title: Any, words: Any) -> Iterator[Changed]:
    before = {item["id"]: item for item in old}
    after = {item["id"]: item for item in new}
    for key, item in after.items():
        if key not in before:
            yield Changed("added", what, title(item))
        elif changes := _changes(words(before[key]), words(item)):
            yield Changed("changed", what, title(item), changes)
    for key, item in before.items():
        if key not in after:
            yield Changed("removed", what, title(item))
