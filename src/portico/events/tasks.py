"""Jobs that send notifications by e-mail."""

from __future__ import annotations

from uuid import UUID

import structlog
from django.utils import timezone

from portico.accounts.models import Membership
from portico.events import mail
from portico.events.models import Notification
from portico.kernel.actor import Actor
from portico.kernel.jobs import every, job

log = structlog.get_logger(__name__)


@job("events.gather_mail")
def gather_mail(*, actor: Actor) -> None:
    """Mark what is to be mailed and enqueue one e-mail for each reader, all or nothing: no news is mailed twice."""
    now = timezone.now()
    ripe = mail.due(ambito_id=actor.ambito_id, now=now)
    if not ripe:
        return
    Notification.objects.filter(pk__in=[item.pk for item in ripe]).update(emailed_at=now)
    by_token = mail.readers(ambito_id=actor.ambito_id, tokens=[item.token for item in ripe])
    by_user: dict[UUID, list[str]] = {}
    for item in ripe:
        for user_id in {membership.user_id for membership in by_token[item.token]}:
            by_user.setdefault(user_id, []).append(str(item.pk))
    for user_id, notifications in by_user.items():
        mail_digest.defer(actor=actor, user_id=str(user_id), notifications=notifications)
    log.info("mail.gathered", notifications=len(ripe), readers=len(by_user))


@job("events.mail_digest")
def mail_digest(*, actor: Actor, user_id: str, notifications: list[str]) -> None:
    """Send one reader's e-mail; nothing when they left or read everything meanwhile."""
    today = timezone.localdate()
    holder = (
        Membership.objects.filter(user_id=user_id, user__is_active=True, starts_on__lte=today)
        .exclude(ends_on__lte=today)
        .select_related("user")
        .order_by("id")
        .first()
    )
    found = list(Notification.objects.filter(pk__in=notifications, read_at__isnull=True).order_by("created_at", "id"))
    if holder is not None and found:
        mail.send_digest(address=holder.user.email, notifications=found)


every("*/10 * * * *", gather_mail)
