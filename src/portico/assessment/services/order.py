"""What to start from: suggested by a rule one can read, put in order by a person."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from portico.assessment.models import AssessmentPriority
from portico.assessment.selectors.results import TOP, suggested_priorities
from portico.assessment.selectors.sheet import Line, Sheet
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError
from portico.kernel.records import change

# A question about the household or one of its members.
Ranked = tuple[UUID, UUID | None]


def put_in_order(*, actor: Actor, sheet: Sheet, ranked: Sequence[Ranked], reason: str) -> None:
    """Write the priorities in this order. Another order than the suggested one says why. Raises DomainError."""
    lines = {_key(line): line for line in sheet.lines if line.level}
    suggested = [_key(finding.line) for finding in suggested_priorities(sheet)]
    chosen = list(ranked)
    if len(set(chosen)) < len(chosen):
        raise DomainError(_("Hai scelto due volte la stessa voce."), field="first")
    if any(key not in lines for key in chosen) or len(chosen) > TOP:
        raise DomainError(_("Scegli tra le voci che hai esplorato."), field="first")
    if not reason.strip() and chosen != suggested[: len(chosen)]:
        raise DomainError(_("L'ordine è diverso da quello proposto: scrivi perché."), field="reason")
    if not reason.strip() and len(chosen) < len(suggested):
        raise DomainError(_("Ci sono meno priorità di quelle proposte: scrivi perché."), field="reason")
    _write(actor, sheet, [lines[key] for key in chosen], suggested, reason.strip()[:500])


def _key(line: Line) -> Ranked:
    return line.item.pk, line.person.pk if line.person else None


def _write(actor: Actor, sheet: Sheet, lines: list[Line], suggested: list[Ranked], reason: str) -> None:
    stored = list(AssessmentPriority.objects.filter(assessment=sheet.assessment).order_by("rank"))
    for rank, line in enumerate(lines, start=1):
        key = _key(line)
        values = {
            "rank": rank,
            "item_id": key[0],
            "person_id": key[1],
            "suggested": suggested.index(key) + 1 if key in suggested else None,
            "reason": reason,
            "category": line.item.category,
            "shared": line.item.domain in sheet.assessment.shared_domains,
        }
        if rank <= len(stored):
            change(stored[rank - 1], actor=actor, values=values)
        else:
            AssessmentPriority.objects.create(assessment=sheet.assessment, **values)
    for left in stored[len(lines) :]:
        left.delete()
