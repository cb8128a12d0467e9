"""What meetings put on the thread."""

from __future__ import annotations

from portico.thread.timeline import register_kinds

KINDS = [
    "meeting_convened",
    "meeting_moved",
    "meeting_cancelled",
    "meeting_held",
    "meeting_closed",
    "meeting_reopened",
]

register_kinds("incontri", KINDS)
