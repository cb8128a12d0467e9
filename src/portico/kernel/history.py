"""Which field changed: a trigger keeps the row as it was before each change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pghistory


def tracked(model_name: str, *, exclude: tuple[str, ...] = ()) -> Callable[[Any], Any]:
    """Class decorator: keep every earlier version of a row in `model_name`, written by a database trigger.

    A snapshot holds `updated_by` and `updated_at`, so a version tells who wrote it and when. No key points
    back to the row: history outlives merges and is walled by its own policy.
    """
    return pghistory.track(
        pghistory.UpdateEvent(label="before", row=pghistory.Old),
        pghistory.DeleteEvent(label="deleted"),
        obj_field=None,
        context_field=None,  # type: ignore[arg-type]  # none at all, which the annotation leaves out
        model_name=model_name,
        exclude=list(exclude),
        meta={"ordering": ("-pgh_created_at", "-pgh_id")},
    )
