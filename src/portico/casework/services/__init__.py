"""Writes on cases."""

from portico.casework.services.details import edit_case, name_family_reference, note_contact
from portico.casework.services.handover import hand_over, reassign_cases
from portico.casework.services.life import (
    activate_case,
    assign_manager,
    close_case,
    reopen_case,
    resume_case,
    suspend_case,
)
from portico.casework.services.proposals import (
    accept_case,
    open_case_directly,
    propose_case,
    propose_from_encounter,
    send_back_case,
)
from portico.casework.services.team import add_member, add_subject, choose_reference, end_member, end_subject

__all__ = [
    "accept_case",
    "activate_case",
    "add_member",
    "add_subject",
    "assign_manager",
    "choose_reference",
    "close_case",
    "edit_case",
    "end_member",
    "end_subject",
    "hand_over",
    "name_family_reference",
    "note_contact",
    "open_case_directly",
    "propose_case",
    "propose_from_encounter",
    "reassign_cases",
    "reopen_case",
    "resume_case",
    "send_back_case",
    "suspend_case",
]
