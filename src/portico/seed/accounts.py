"""The demo's sign-in accounts: one password, said aloud, for invented people of an invented network."""

from __future__ import annotations

import csv
from pathlib import Path

DATA = Path(__file__).resolve().parent / "data"
DEMO_PASSWORD = "benvenuti-in-portico"  # noqa: S105 - said aloud on the sign-in page


def operators() -> list[dict[str, str]]:
    """Rows of `data/operators.csv`, in order."""
    with (DATA / "operators.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# (e-mail, password, who in Italian): what `make run` prints and the sign-in page of a demo shows.
DEMO_ACCOUNTS = [
    (row["email"], DEMO_PASSWORD, f"{row['first_name']} {row['last_name']}, {row['demo_account']}")
    for row in operators()
    if row["demo_account"]
]
