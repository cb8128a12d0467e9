"""Who may do what with a referral. The same questions are asked again by the tables' policies."""

from __future__ import annotations

from portico.access.enums import Category, Level, Origin
from portico.access.selectors import open_origins
from portico.kernel.actor import Actor
from portico.referrals.enums import Side
from portico.referrals.lifecycle import REFERRAL
from portico.referrals.models import Referral

# A unit that takes cases opens one from a referral through these roles.
TAKING_CHARGE = frozenset({"social_worker", "coordinator", "foster_team"})


def handles(actor: Actor) -> bool:
    """Whether the role may be told names and contacts, as a referral does."""
    return Origin.ACCEPTED_REFERRAL in open_origins(actor=actor, category=Category.CONTACTS, level=Level.READ)


def sides(actor: Actor, referral: Referral) -> set[str]:
    """The sides the actor acts for; none for who only reads that a referral exists."""
    if actor.kind == "system":
        return {Side.SYSTEM}
    found = set()
    if referral.from_token in actor.tokens:
        found.add(str(Side.SENDER))
    if referral.to_token in actor.tokens and referral.sent_at is not None and handles(actor):
        found.add(str(Side.RECEIVER))
    return found


def may(actor: Actor, referral: Referral, act: str) -> bool:
    """Whether the act belongs to the actor's side; whether the state allows it is the lifecycle's answer."""
    step = REFERRAL.table.get(act)
    if step is None or step.side not in sides(actor, referral):
        return False
    return act != "take_in_charge" or takes_charge(actor, referral)


def takes_charge(actor: Actor, referral: Referral) -> bool:
    """Whether accepting may open a case in the same act."""
    unit = referral.to_unit
    return unit is not None and unit.takes_cases and unit.pk == actor.unit_id and actor.role in TAKING_CHARGE


def possible(actor: Actor, referral: Referral) -> list[str]:
    """The acts the actor may do now."""
    return [act for act in REFERRAL.available(referral.state) if may(actor, referral, act)]


def may_comment(actor: Actor, referral: Referral) -> bool:
    """Both sides write to each other while the referral stands, and the receiver for as long as it reads."""
    return referral.state in REFERRAL.open_states - {"draft"} and bool(sides(actor, referral) - {str(Side.SYSTEM)})
