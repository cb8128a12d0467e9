"""`{% load portico_codes %}`: Italian labels of codes that come without their model, as in an event's payload."""

from __future__ import annotations

from collections.abc import Iterable

from django import template

from portico.kernel import codes

register = template.Library()


@register.filter
def label_in(code: str, list_name: str) -> str:
    """`{{ event.payload.language|label_in:"language" }}`"""
    return codes.label(list_name, code or "")


@register.filter
def labels_in(found: Iterable[str] | None, list_name: str) -> str:
    """Several codes in a line: `{{ event.payload.outcomes|labels_in:"encounter_outcome" }}`"""
    return ", ".join(codes.label(list_name, code) for code in found or [])
