"""The look-up across the network: names typed badly, among everybody of an ambito."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from datetime import date
from typing import Any

import psycopg
from django.db import connection, transaction

from portico.bench.actors import Subject, busiest
from portico.bench.figures import Figure, percentiles, timed
from portico.kernel.actor import acting
from portico.people.names import swapped_day_month

ROUNDS, WARM_UP = 200, 20
BUDGET_MS = 15.0
BARE = (
    "select id from people_person where ambito_id = %s and birth_year = %s::integer and merged_into_id is null"
    " order by search_name <-> %s::text limit 20"
)


def measure(scale: str) -> Iterator[Figure]:
    """One figure: the function's time beside the bare index query's, and how often the right person is in the cards."""
    desk = busiest("desk_operator", ("desk",))
    with psycopg.connect(os.environ["PORTICO_MIGRATION_DATABASE_URL"], autocommit=True) as owner:
        asked = questions(owner, desk)
        bare = timed(
            lambda n: owner.execute(
                BARE, [desk.actor.ambito_id, asked[n]["birth"].year, f"{asked[n]['last']} {asked[n]['first']}".lower()]
            ).fetchall(),
            rounds=ROUNDS,
            warm_up=WARM_UP,
        )
        hits = 0

        def ask(number: int) -> None:
            nonlocal hits
            one = asked[number]
            with acting(desk.actor), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(
                    "select person_id from portico_lookup(%s, %s, %s, '', '')",
                    [one["first"], one["last"], one["birth"]],
                )
                hits += one["id"] in {row[0] for row in cursor.fetchall()}

        times = timed(ask, rounds=ROUNDS, warm_up=0)
    p50, p95 = percentiles(times)
    floor, _ = percentiles(bare)
    yield Figure(
        name="lookup",
        scale=scale,
        value=p95,
        unit="ms",
        floor=floor,
        ratio=round(p50 / floor, 2),
        p50_ms=p50,
        p95_ms=p95,
        budget=BUDGET_MS,
        within=p95 < BUDGET_MS,
        hits=f"{hits}/{ROUNDS}",
    )


def questions(owner: psycopg.Connection[Any], desk: Subject) -> list[dict[str, Any]]:
    """Real people of the ambito, typed as a hurried hand would: an accent, a slip, names or day and month swapped."""
    rng = random.Random(11)
    rows = owner.execute(
        "select id, first_name, last_name, birth_date from people_person where ambito_id = %s and not reserved"
        " and merged_into_id is null and first_name <> '' and last_name <> '' and birth_date is not null"
        " order by id limit 20000",
        [desk.actor.ambito_id],
    ).fetchall()
    chosen = [rng.choice(rows) for _ in range(ROUNDS + WARM_UP)]
    return [_typed(rng, *row) for row in chosen]


def _typed(rng: random.Random, key: Any, first: str, last: str, birth: date) -> dict[str, Any]:
    slip = rng.randrange(4)
    if slip == 0 and len(last) > 4:
        spot = rng.randrange(1, len(last) - 1)
        last = last[:spot] + last[spot + 1 :]
    elif slip == 1:
        first, last = last, first
    elif slip == 2:
        birth = swapped_day_month(birth) or birth
    return {"id": key, "first": first, "last": last, "birth": birth}
