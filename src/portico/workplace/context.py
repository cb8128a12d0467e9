"""What every operator page shows around its content."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from portico.events.selectors import notifications
from portico.kernel import codes
from portico.workplace.navigation import ME, NEW, RAIL, entries

COUNT_LIMIT = 100


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the frame, or nothing for who has not signed in. Lazy parts cost nothing unused."""
    actor = getattr(request, "actor", None)
    if actor is None or getattr(request, "htmx", False):
        return {"frame": {}}
    current = request.membership  # type: ignore[attr-defined]
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
                for item in request.memberships  # type: ignore[attr-defined]
            ],
            "switch_url": reverse("workplace:switch"),
            "user_name": request.user.get_full_name(),  # type: ignore[union-attr]
            "me_items": entries(actor, ME),
            "nav": entries(actor, RAIL, request.path),
            "nav_more": [],
            "new_items": entries(actor, NEW),
            "search_url": reverse("workplace:search"),
            "notifications_url": reverse("workplace:notifications"),
            "notifications_count": min(
                notifications(actor=actor, unread_only=True)[:COUNT_LIMIT].count(), COUNT_LIMIT
            ),
        }
    }
