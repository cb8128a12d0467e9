"""What a benchmark says: a value beside its floor, measured in the same run."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the output. Times in milliseconds; `ratio` is value / floor, `budget` what the design allows."""

    name: str
    scale: str
    value: float
    unit: str
    floor: float
    ratio: float
    p50_ms: float
    p95_ms: float
    queries: int | None = None
    budget: float | None = None
    within: bool | None = None
    hits: str = ""

    def as_dict(self) -> dict[str, Any]:
        return {key: item for key, item in asdict(self).items() if item not in (None, "")}


def percentiles(times: Sequence[float]) -> tuple[float, float]:
    """(p50, p95) in milliseconds of times in seconds."""
    cuts = statistics.quantiles(times, n=20, method="inclusive")
    return round(statistics.median(times) * 1000, 2), round(cuts[18] * 1000, 2)


def timed(call: Callable[[int], object], *, rounds: int, warm_up: int) -> list[float]:
    """Seconds of each of `rounds` calls, after `warm_up` calls that do not count; a call gets its number."""
    for number in range(warm_up):
        call(number)
    found = []
    for number in range(rounds):
        began = time.perf_counter()
        call(number)
        found.append(time.perf_counter() - began)
    return found
