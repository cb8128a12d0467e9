"""How a referral is drawn: the page, the part beside the list, and what a paper holds of it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portico.accounts.models import User
from portico.kernel.actor import Actor
from portico.kernel.forms import PorticoForm
from portico.referrals import policies, selectors
from portico.referrals.enums import Side
from portico.referrals.models import Referral, ReferralMessage
from portico.referrals.sections import label_of
from portico.referrals.views.table import ACTS, COMMENT, told_as

# The act that the page proposes first, by what can be done.
FIRST = ("accept", "answer", "start", "complete")
QUIET = ("decline", "interrupt", "cancel")


def show(
    request: HttpRequest, found: Referral, *, act: str = "", form: PorticoForm | None = None, status: int = 200
) -> HttpResponse:
    """Draw a referral; `form` is the bound form of the act that was refused."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    context = contents(actor, found) | {
        "acts": _acts(actor, found, act, form),
        "refused": form,
        "beside": _beside(request),
    }
    template = "referrals/part.html" if _beside(request) else "referrals/referral.html"
    return render(request, template, context, status=status)


def contents(actor: Actor, found: Referral) -> dict[str, Any]:
    """What is read of a referral, on the screen and on paper."""
    messages = selectors.messages_of(actor=actor, referral=found)
    return {
        "referral": found,
        "line": selectors.line_of(actor, found),
        "package": selectors.package_of(actor=actor, referral=found),
        "sections": [
            {"label": label_of(section.section), "rows": section.items}
            for section in selectors.sections_sent(actor=actor, referral=found)
        ],
        "thread": _thread(actor, found, messages),
        "may_edit": found.state == "draft" and policies.may(actor, found, "send"),
    }


def _acts(actor: Actor, found: Referral, act: str, bound: PorticoForm | None) -> list[dict[str, Any]]:
    possible = policies.possible(actor, found) + ([COMMENT] if policies.may_comment(actor, found) else [])
    names = [name for name in ACTS if name in possible]
    # New ids at each drawing: from an element with an old id htmx copies its style, which the content policy refuses.
    mark = uuid4().hex[:8]
    first = next((name for name in FIRST if name in names), "")
    return [
        {
            "name": name,
            "label": ACTS[name].label,
            "hint": ACTS[name].hint,
            "form": bound if name == act and bound is not None else ACTS[name].form(auto_id=f"{name}_{mark}_%s"),
            "open": name == act,
            "kind": "primary" if name == first else "quiet" if name in QUIET else "secondary",
            "url": ACTS[name].url(found.pk),
        }
        for name in names
    ]


def _thread(actor: Actor, found: Referral, messages: list[ReferralMessage]) -> list[dict[str, Any]]:
    names = User.objects.in_bulk({message.user_id for message in messages if message.user_id})
    line = selectors.line_of(actor, found)
    bodies = {Side.SENDER: line.shown_sender, Side.RECEIVER: line.shown_receiver, Side.SYSTEM: Side.SYSTEM.label}
    nameless = _nameless(actor, found)
    story = []
    for message in messages:
        side = Side(message.side)
        user = names.get(message.user_id) if message.user_id and side not in nameless else None
        title, icon = told_as(message.act)
        story.append(
            {
                "title": title,
                "icon": icon,
                "tone": "info" if side == Side.RECEIVER else "neutral",
                "text": message.text,
                "at": message.at,
                "who": " · ".join(part for part in (user.get_full_name() if user else "", str(bodies[side])) if part),
            }
        )
    return story


def _nameless(actor: Actor, found: Referral) -> set[Side]:
    """Sides whose people would betray a body that is not named to the actor."""
    own = policies.sides(actor, found)
    sensitive = {
        Side.SENDER: found.from_organisation.sensitive or bool(found.from_unit and found.from_unit.sensitive),
        Side.RECEIVER: found.to_organisation.sensitive or bool(found.to_unit and found.to_unit.sensitive),
    }
    return {side for side, hidden in sensitive.items() if hidden and side not in own}


def _beside(request: HttpRequest) -> bool:
    htmx: Any = getattr(request, "htmx", None)
    return bool(htmx) and htmx.target == "pannello"
