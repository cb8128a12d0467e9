"""The circle of a person as a small graph: shapes as in a genogram, placed on an ellipse around the person."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from portico.kernel import codes
from portico.people.circle import Circle, Tie
from portico.people.enums import LifeStatus
from portico.people.models import HouseholdMember, Person

WIDTH, HEIGHT = 360, 300
CENTRE = (WIDTH / 2, HEIGHT / 2 - 8)
RADII = (135, 108)
MOST = 10
LABEL = 13


@dataclass(frozen=True, slots=True)
class Node:
    """`shape`: square for men, circle for women, diamond when not said, house-less ring for who is outside the network."""

    x: int
    y: int
    shape: str
    label: str
    note: str
    title: str
    css: str
    crossed: bool = False


@dataclass(frozen=True, slots=True)
class Edge:
    x1: int
    y1: int
    x2: int
    y2: int
    css: str


@dataclass(slots=True)
class Drawing:
    """What the template draws; `description` says the same in words."""

    description: str
    nodes: list[Node] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    more: int = 0
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(frozen=True, slots=True)
class _Around:
    """Somebody to place: who they are for the person, and how near."""

    name: str
    person: Person | None
    role: str
    css: str


def draw(person: Person, circle: Circle) -> Drawing | None:
    """None when there is nobody around: the page says so in words instead."""
    around = _around(person, circle)
    if not around:
        return None
    shown = around[:MOST]
    drawing = Drawing(
        description="; ".join(f"{item.name}: {item.role}" if item.role else item.name for item in around),
        more=len(around) - len(shown),
    )
    for number, item in enumerate(shown):
        x, y = _place(number, len(shown))
        drawing.edges.append(Edge(round(CENTRE[0]), round(CENTRE[1]), x, y, item.css))
        drawing.nodes.append(_node(x, y, item))
    drawing.nodes.append(
        _node(round(CENTRE[0]), round(CENTRE[1]), _Around(person.short_name, person, "", "p-graph-self"))
    )
    return drawing


def _around(person: Person, circle: Circle) -> list[_Around]:
    """Household first, the older first; then ties. Nobody twice: the nearest wins."""
    found: dict[object, _Around] = {}
    ties = {tie.person.pk: tie for tie in circle.ties if tie.person is not None}
    for home in circle.homes:
        for member in sorted(home.members, key=_age_first):
            if member.person_id == person.pk or member.person_id in found:
                continue
            tie = ties.get(member.person_id)
            role = _tie_role(tie) if tie else member.get_role_display()  # type: ignore[attr-defined]
            css = f"p-graph-home p-graph-{home.household.kind}"
            found[member.person_id] = _Around(member.person.short_name, member.person, role, css)
    for tie in circle.ties:
        key = tie.person.pk if tie.person else tie.relation.pk
        if key not in found:
            name = tie.person.short_name if tie.person else tie.name
            found[key] = _Around(name, tie.person, _tie_role(tie), f"p-graph-tie {_tie_css(tie)}")
    return list(found.values())


def _age_first(member: HouseholdMember) -> tuple[int, str]:
    return (-(member.person.age or 0), str(member.pk))


def _tie_role(tie: Tie) -> str:
    """What the other end is for the person; of a tie written the other way round, its inverse."""
    return codes.label("relation_kind", role_towards(tie))


def role_towards(tie: Tie) -> str:
    """The code of what the other end is for the person."""
    if not tie.outwards:
        return tie.relation.kind
    code = codes.get("relation_kind", tie.relation.kind)
    return str(code.extra.get("inverse") or tie.relation.kind) if code else tie.relation.kind


def _tie_css(tie: Tie) -> str:
    if tie.relation.kind == "conflict":
        return "p-graph-conflict"
    if tie.relation.represents:
        return "p-graph-legal"
    return "p-graph-support" if tie.relation.support else "p-graph-family"


def _place(number: int, many: int) -> tuple[int, int]:
    """Around the ellipse from the top; two people alone stand left and right."""
    start = math.pi if many == 2 else -math.pi / 2
    angle = start + 2 * math.pi * number / many
    return round(CENTRE[0] + RADII[0] * math.cos(angle)), round(CENTRE[1] + RADII[1] * math.sin(angle))


def _node(x: int, y: int, item: _Around) -> Node:
    person = item.person
    shapes = {"male": "square", "female": "circle"}
    shape = shapes.get(person.sex, "diamond") if person else "outside"
    label = item.name if len(item.name) <= LABEL else item.name[: LABEL - 1] + "…"
    age = person.age if person else None
    note = _("%(age)s anni") % {"age": age} if age is not None else ""
    gone = person is not None and person.life_status == LifeStatus.DECEASED
    title = f"{item.name}, {item.role}" if item.role else item.name
    return Node(x, y, shape, label, note, title, item.css, crossed=gone)
