"""`{% form_guard %}`: what every form carries."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import template
from django.middleware.csrf import get_token
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def form_guard(context: dict[str, Any], version: int | None = None) -> SafeString:
    """Hidden inputs: CSRF token, nonce, the membership the form was opened under, the version read."""
    request = context["request"]
    actor = getattr(request, "actor", None)
    guard = format_html(
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<input type="hidden" name="_nonce" value="{}">'
        '<input type="hidden" name="_membership" value="{}">',
        get_token(request),
        uuid4(),
        actor.membership_id if actor else "",
    )
    if version is not None:
        guard += format_html('<input type="hidden" name="version" value="{}">', version)
    return guard
