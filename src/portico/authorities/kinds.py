"""What judicial files put on the thread of who is named, and where their tasks lead."""

from __future__ import annotations

from portico.thread.models import SOURCE_PAGES
from portico.thread.timeline import register_kinds

KINDS = [
    "judicial_file_opened",
    "judicial_reader_named",
    "judicial_reader_ended",
    "mandate_received",
    "mandate_moved_on",
    "court_report_due",
    "court_report_sent",
    "court_report_dropped",
    "hearing_set",
    "hearing_moved",
    "hearing_held",
    "hearing_cancelled",
    "removal_recorded",
    "removal_step",
    "removal_ended",
    "protected_planned",
    "protected_held",
    "protected_cancelled",
    "court_paper_added",
]
SOURCE_PAGES["judicial"] = "authorities:file"
register_kinds("casi", KINDS)
