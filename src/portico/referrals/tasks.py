"""Jobs about referrals, each as the ambito's system actor."""

from __future__ import annotations

from portico.kernel.actor import Actor
from portico.kernel.jobs import every, job
from portico.referrals.services import reminding


@job("referrals.remind")
def remind(*, actor: Actor) -> None:
    """Remind of what stands still, once a step."""
    reminding.remind(actor=actor)


@job("referrals.expire")
def expire(*, actor: Actor) -> None:
    """Close what nobody answered long after its due date."""
    reminding.expire_referrals(actor=actor)


every("15 * * * *", remind)
every("5 * * * *", expire)
