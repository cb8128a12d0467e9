"""Writes on meetings."""

from portico.meetings.services.convening import Outsider, call_more, cancel_meeting, convene, move_meeting, uncall
from portico.meetings.services.minutes import DecisionData, close_meeting, finish_minutes, reopen_meeting, write_minutes

__all__ = [
    "DecisionData",
    "Outsider",
    "call_more",
    "cancel_meeting",
    "close_meeting",
    "convene",
    "finish_minutes",
    "move_meeting",
    "reopen_meeting",
    "uncall",
    "write_minutes",
]
