"""Reading referrals: the rows of each side, what goes with them, and how one actor reads them."""

from portico.referrals.selectors.content import (
    encounter_about,
    encounter_narrative,
    encounter_needs,
    log_reads,
    messages_of,
    package_of,
    reads_content,
    sections_for,
    sections_sent,
)
from portico.referrals.selectors.lines import Line, awaiting_us, line_of, lines, lines_by_id
from portico.referrals.selectors.rows import (
    get_referral,
    inbox,
    open_with,
    outbox,
    referrals_of_person,
    somebody_receives,
    waiting_count,
    writable,
)
from portico.referrals.selectors.tabs import ARRIVED, ENDED, SENT, UNDERWAY, Tab, tab, tab_counts

__all__ = [
    "ARRIVED",
    "ENDED",
    "SENT",
    "UNDERWAY",
    "Line",
    "Tab",
    "awaiting_us",
    "encounter_about",
    "encounter_narrative",
    "encounter_needs",
    "get_referral",
    "inbox",
    "line_of",
    "lines",
    "lines_by_id",
    "log_reads",
    "messages_of",
    "open_with",
    "outbox",
    "package_of",
    "reads_content",
    "referrals_of_person",
    "sections_for",
    "sections_sent",
    "somebody_receives",
    "tab",
    "tab_counts",
    "waiting_count",
    "writable",
]
