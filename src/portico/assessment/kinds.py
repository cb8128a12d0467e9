"""What assessments put on the thread. Their events say all that a line shows: no thing is read with them."""

from __future__ import annotations

from portico.thread.timeline import register_kinds

KINDS = ["assessment_completed", "assessment_shared", "assessment_reordered"]

register_kinds("casi", KINDS)
