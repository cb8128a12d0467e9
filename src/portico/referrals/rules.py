"""Days that an ambito may set for itself, in `Ambito.rules["referrals"]`; what it does not set is as here."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from portico.kernel.models import Ambito

# Days to answer in, from the sending, by urgency.
ANSWER = {"immediate": 0, "today": 0, "three_days": 3, "two_weeks": 14, "ordinary": 30}
# Days after the due date until a referral nobody answered expires.
EXPIRY = {"immediate": 2, "today": 3, "three_days": 7, "two_weeks": 14, "ordinary": 30}
# Days in a state before somebody is reminded.
NOT_RECEIVED = {"immediate": 0, "today": 0, "three_days": 1, "two_weeks": 3, "ordinary": 5}
NOT_ANSWERED = {"immediate": 1, "today": 1, "three_days": 2, "two_weeks": 7, "ordinary": 14}
WAITING_LIST = 30
SILENT = 60
# Days for which the receiver goes on reading the person after the end.
KEPT = 30


def _rules(ambito: Ambito) -> dict[str, Any]:
    found = ambito.rules.get("referrals", {})
    return found if isinstance(found, dict) else {}


def by_urgency(ambito: Ambito, rule: str, defaults: dict[str, int], urgency: str) -> timedelta:
    """A number of days that depends on the urgency: `{"referrals": {"answer": {"ordinary": 20}}}`."""
    own = _rules(ambito).get(rule, {})
    return timedelta(days=int(own.get(urgency, defaults.get(urgency, defaults["ordinary"]))))


def days(ambito: Ambito, rule: str, default: int) -> timedelta:
    return timedelta(days=int(_rules(ambito).get(rule, default)))


def due_on(ambito: Ambito, urgency: str, sent_on: date) -> date:
    """The day by which an answer is expected."""
    return sent_on + by_urgency(ambito, "answer", ANSWER, urgency)
