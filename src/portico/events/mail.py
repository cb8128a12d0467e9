"""Notifications by e-mail: how many, what happened and a link. Never to whom it happened, never a name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portico.access.enums import Category, Level
from portico.access.models import RoleLevel
from portico.accounts.models import Membership
from portico.events.models import Notification

# The rest of the day's news waits for the morning; urgent ones for whoever is at the screen to see them first.
MORNING = time(7)
URGENT_WAITS = timedelta(minutes=10)
FORGOTTEN_AFTER = timedelta(days=7)


def due(*, ambito_id: UUID, now: datetime) -> list[Notification]:
    """Unread and not yet mailed: urgent ones after a moment, the others once a day."""
    local = timezone.localtime(now)
    morning = local.replace(hour=MORNING.hour, minute=0, second=0, microsecond=0)
    if local < morning:
        morning -= timedelta(days=1)
    ripe = Q(urgent=True, created_at__lte=now - URGENT_WAITS) | Q(created_at__lt=morning)
    found = Notification.objects.filter(
        ripe,
        ambito_id=ambito_id,
        read_at__isnull=True,
        emailed_at__isnull=True,
        created_at__gt=now - FORGOTTEN_AFTER,
    )
    # Two workers at once: each mails what the other does not hold.
    return list(found.select_for_update(skip_locked=True).order_by("created_at", "id"))


def readers(*, ambito_id: UUID, tokens: Iterable[int]) -> dict[int, list[Membership]]:
    """Who gets the mail of each token: the membership itself, or the people of the unit or organisation who may open
    persons' records."""
    wanted = set(tokens)
    today = timezone.localdate()
    valid = Membership.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=today), ambito_id=ambito_id, starts_on__lte=today, user__is_active=True
    )
    found = valid.filter(
        Q(token__in=wanted) | Q(unit__token__in=wanted) | Q(organisation__token__in=wanted)
    ).select_related("user", "unit", "organisation")
    opening = set(
        RoleLevel.objects.filter(category=Category.IDENTITY, level__gte=Level.READ)
        .order_by("role")
        .values_list("role", flat=True)
    )
    by_token: dict[int, list[Membership]] = {token: [] for token in wanted}
    for membership in found.order_by("id"):
        for token in _tokens(membership, opening) & wanted:
            by_token[token].append(membership)
    return by_token


def _tokens(membership: Membership, opening: set[str]) -> set[int]:
    held = {membership.token}
    if membership.role in opening:
        if membership.unit is not None:
            held.add(membership.unit.token)
        if membership.unit is None or membership.whole_organisation:
            held.add(membership.organisation.token)
    return held


def send_digest(*, address: str, notifications: Sequence[Notification]) -> None:
    """One plain-text e-mail."""
    counted = Counter(notification.text for notification in notifications)
    urgent = any(notification.urgent for notification in notifications)
    number = len(notifications)
    subject = (
        _("Portico: qualcosa di urgente ti aspetta")
        if urgent
        else ngettext("Portico: %(n)d novità", "Portico: %(n)d novità", number) % {"n": number}
    )
    body = render_to_string(
        "events/mail/digest.txt",
        {
            "lines": [{"text": text, "times": times} for text, times in counted.items()],
            "url": f"{settings.PORTICO_BASE_URL.rstrip('/')}/notifiche/",
            "urgent": urgent,
        },
    )
    send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [address])
