"""Writes of plans."""

from portico.plans.services.agreeing import (
    NewSignature,
    confirm_plan,
    review_plan,
    rework_plan,
    share_plan,
    sign_plan,
)
from portico.plans.services.checking import (
    Found,
    conclude_plan,
    interrupt_plan,
    keep_commitment,
    record_verification,
)
from portico.plans.services.drafting import edit_plan, set_pact, set_people, start_plan
from portico.plans.services.pact import record_fact, withdraw_fact
from portico.plans.services.parts import move_goal, save_commitment, save_goal, save_support, take_out

__all__ = [
    "Found",
    "NewSignature",
    "conclude_plan",
    "confirm_plan",
    "edit_plan",
    "interrupt_plan",
    "keep_commitment",
    "move_goal",
    "record_fact",
    "record_verification",
    "review_plan",
    "rework_plan",
    "save_commitment",
    "save_goal",
    "save_support",
    "set_pact",
    "set_people",
    "share_plan",
    "sign_plan",
    "start_plan",
    "take_out",
    "withdraw_fact",
]
