"""Writes in judicial files."""

from portico.authorities.services.courts import import_authorities, save_authority
from portico.authorities.services.files import add_paper, end_reader, name_reader, open_file, take_over
from portico.authorities.services.measures import (
    close_hearing,
    drop_report,
    move_mandate_on,
    owe_report,
    postpone_report,
    receive_mandate,
    send_report,
    set_hearing,
)
from portico.authorities.services.protected import cancel_protected, note_protected, plan_protected
from portico.authorities.services.removals import end_removal, note_step, record_removal

__all__ = [
    "add_paper",
    "cancel_protected",
    "close_hearing",
    "drop_report",
    "end_reader",
    "end_removal",
    "import_authorities",
    "move_mandate_on",
    "name_reader",
    "note_protected",
    "note_step",
    "open_file",
    "owe_report",
    "plan_protected",
    "postpone_report",
    "receive_mandate",
    "record_removal",
    "save_authority",
    "send_report",
    "set_hearing",
    "take_over",
]
