"""What every operator page shows around its content."""

from __future__ import annotations

from typing import Any, cast

from django.db import connection
from django.urls import reverse

from portico.accounts.middleware import MemberRequest
from portico.accounts.models import User
from portico.accounts.selectors import current_substitutions
from portico.events.selectors import notifications
from portico.kernel import codes
from portico.workplace.navigation import ME, NEW, RAIL, entries

COUNT_LIMIT = 100
# Entries of the rail; the others are under "Altro".
MOST = 8


def frame(request: MemberRequest) -> dict[str, Any]:
    """Context processor: the frame, or nothing for who has not signed in, for parts of a page and for error pages.

    An error page is drawn after the request's transaction: there is nothing to read any more.
    """
    if not hasattr(request, "actor") or getattr(request, "htmx", False) or not connection.in_atomic_block:
        return {"frame": {}}
    actor, current, user = request.actor, request.membership, cast(User, request.user)
    rail = entries(actor, RAIL, request.path)
    return {
        "frame": {
            "ambito_name": current.ambito_name,
            "organisation_name": current.organisation_name,
            "unit_name": current.unit_name,
            "role_label": codes.label("membership_role", current.role),
            "memberships": [
                {
                    "id": item.id,
                    "label": f"{item.organisation_name}{' · ' + item.unit_name if item.unit_name else ''}"
                    f" · {codes.label('membership_role', item.role)}",
                    "current": item.id == current.id,
                }
                for item in request.memberships
            ],
            "switch_url": reverse("workplace:switch"),
            # Beyond the unit's token and the own one: a whole organisation's, or an absent colleague's.
            "stand_ins": current_substitutions(actor=actor) if len(actor.tokens) > 2 else [],
            "user_name": user.get_full_name(),
            "me_items": entries(actor, ME),
            "nav": rail[:MOST],
            "nav_more": rail[MOST:],
            "new_items": entries(actor, NEW),
            "search_url": reverse("workplace:search"),
            "notifications_url": reverse("workplace:notifications"),
            "notifications_count": min(notifications(actor=actor, unread_only=True)[:COUNT_LIMIT].count(), COUNT_LIMIT),
        }
    }
