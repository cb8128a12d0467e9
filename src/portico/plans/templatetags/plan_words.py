"""`{% load plan_words %}`: the sentences of a plan, the same on page, paper and in the signed text."""

from __future__ import annotations

from django import template

from portico.plans import content, domains
from portico.plans.enums import FactKind

register = template.Library()
register.filter("support_line", content.support_line)
register.filter("commitment_line", content.commitment_line)
register.filter("cost_words", content.cost_words)
register.filter("goal_facts", content.goal_facts)
register.filter("in_day", content.in_words)
register.filter("domain_label", domains.label)

TONES = {
    "draft": "neutral",
    "shared": "info",
    "signed": "success",
    "under_review": "warning",
    "concluded": "neutral",
    "interrupted": "danger",
}
OUTCOMES = {"reached": "success", "partly_reached": "info", "not_reached": "warning", "in_progress": "info"}


@register.filter
def state_tone(state: str) -> str:
    return TONES.get(state, "neutral")


@register.filter
def outcome_tone(state: str) -> str:
    return OUTCOMES.get(state, "neutral")


@register.filter
def fact_label(kind: str) -> str:
    """What happened in the measure, in words."""
    return str(FactKind(kind).label).capitalize() if kind in FactKind.values else ""
