"""What only the demo shows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def demo(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the demo's accounts on the sign-in page, nowhere else and never outside a demo."""
    if not settings.PORTICO_DEMO or not request.path.startswith(settings.SIGN_IN_PATH):
        return {"demo_accounts": []}
    from portico.seed.accounts import DEMO_ACCOUNTS

    return {
        "demo_accounts": [{"email": email, "password": password, "who": who} for email, password, who in DEMO_ACCOUNTS]
    }
