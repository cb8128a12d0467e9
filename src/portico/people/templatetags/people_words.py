"""`{% load people_words %}`: money, periods and what somebody is for somebody."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template

from portico.kernel import codes
from portico.people import words
from portico.people.circle import Tie
from portico.people.drawing import role_towards

register = template.Library()
register.filter("euro", words.euro)
register.filter("period", words.period)


@register.filter
def role_of(tie: Tie) -> Any:
    """Who the other end of a tie is for the person."""
    return codes.label("relation_kind", role_towards(tie))


@register.filter
def day(text: str) -> str:
    """A day of an event's payload ("2026-11-22") as people write it."""
    try:
        return date.fromisoformat(text).strftime("%d/%m/%Y")
    except (TypeError, ValueError):
        return ""


@register.filter
def only(url: str, may: bool) -> str:
    """The address of an act for who may do it; nothing for the others."""
    return url if may else ""
