"""Who stands in for an absent colleague: the substitute holds the absent one's token for those days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

import structlog
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portico.accounts import selectors
from portico.accounts.models import Membership, Substitution
from portico.accounts.policies import may_arrange
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError, NotAllowed
from portico.kernel.records import change, lock

LONGEST = timedelta(days=366)
# How somebody is told: filled by events, which comes after. Called with what `events.services.notify` takes.
tellers: list[Callable[..., None]] = []
log = structlog.get_logger(__name__)


@transaction.atomic
def substitute(
    *,
    actor: Actor,
    absent: Membership,
    substitute: Membership,
    starts_on: date,
    ends_on: date,
    reason: str = "",
) -> Substitution:
    """For these days, the last one included, a colleague of the same organisation sees and does what the absent one would.

    Each works in their own role: a substitute's role may open less. Who did not choose their substitute is told, and
    lends nothing that was left to them by name (reserved records). Raises NotAllowed, DomainError.
    """
    if not may_arrange(actor, absent):
        raise NotAllowed()
    if substitute.organisation_id != absent.organisation_id or substitute.user_id == absent.user_id:
        raise DomainError(_("Chi sostituisce è un'altra persona dello stesso ente."), field="substitute")
    if ends_on < starts_on:
        raise DomainError(_("L'ultimo giorno viene dopo il primo."), field="ends_on")
    if ends_on < timezone.localdate():
        raise DomainError(_("Questi giorni sono già passati."), field="ends_on")
    if ends_on - starts_on > LONGEST:
        raise DomainError(_("Al massimo un anno: poi serve un nuovo incarico."), field="ends_on")
    for person in (absent, substitute):
        if person.ends_on is not None and person.ends_on <= ends_on:
            message = _("L'incarico di %(name)s finisce prima.") % {"name": person.user}
            raise DomainError(message, field="ends_on")
    try:
        with transaction.atomic():
            made = Substitution.objects.create(
                absent=absent,
                substitute=substitute,
                starts_on=starts_on,
                ends_on=ends_on,
                reason=reason.strip()[:200],
            )
    except IntegrityError as error:
        raise DomainError(_("In quei giorni qualcuno la sostituisce già."), field="starts_on") from error
    if absent.pk != actor.membership_id:
        for tell in tellers:
            tell(
                actor=actor,
                tokens=[absent.token],
                kind="accounts.substituted",
                text=_("È stata registrata una tua sostituzione. Le schede riservate restano solo a te."),
                url=reverse("accounts:substitutions"),
            )
    return made


@transaction.atomic
def end_substitution(*, actor: Actor, substitution_id: UUID) -> None:
    """The colleague is back: from now on the substitute holds their own token alone. Raises NotVisible, NotAllowed."""
    selectors.get_substitution(actor=actor, key=substitution_id)
    row = lock(Substitution.objects.select_related("absent"), substitution_id)
    if not may_arrange(actor, row.absent):
        raise NotAllowed()
    yesterday = timezone.localdate() - timedelta(days=1)
    if row.ends_on <= yesterday:
        raise DomainError(_("È già finita."))
    log.info(
        "substitution.ended", substitution=str(row.pk), absent=str(row.absent_id), substitute=str(row.substitute_id)
    )
    if row.starts_on > yesterday:
        row.delete()
    else:
        change(row, actor=actor, values={"ends_on": yesterday})
