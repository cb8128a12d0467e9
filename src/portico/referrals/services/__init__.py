"""Writing referrals, by who does it: the sender, the receiver's answer, what follows, the system."""

from portico.referrals.services.answering import (
    accept_referral,
    ask_information,
    decline_referral,
    put_on_waiting_list,
    receive_referral,
)
from portico.referrals.services.following import comment, complete_referral, interrupt_referral, start_referral
from portico.referrals.services.sending import (
    answer_information,
    cancel_open_referrals,
    cancel_referral,
    draft_referral,
    edit_draft,
    refer,
    refer_from_encounter,
    send_referral,
)

__all__ = [
    "accept_referral",
    "answer_information",
    "ask_information",
    "cancel_open_referrals",
    "cancel_referral",
    "comment",
    "complete_referral",
    "decline_referral",
    "draft_referral",
    "edit_draft",
    "interrupt_referral",
    "put_on_waiting_list",
    "receive_referral",
    "refer",
    "refer_from_encounter",
    "send_referral",
    "start_referral",
]
