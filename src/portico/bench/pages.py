"""Every operator page: time beside an empty signed-in page's, and how many questions it asks the database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection, transaction
from django.test import Client as TestClient
from django.urls import reverse

from portico.accounts.middleware import SESSION_KEY
from portico.accounts.models import User
from portico.bench.actors import Subject, busiest
from portico.bench.figures import Figure, percentiles, timed
from portico.bench.server import Client, serving
from portico.casework.selectors import my_cases
from portico.desks.selectors import encounters_of_unit, my_desks
from portico.kernel.actor import acting
from portico.people.selectors import people
from portico.referrals.selectors import inbox

ROUNDS, WARM_UP = 200, 20
PAGE_BUDGET_MS = 100.0
# Design, "Size and speed": not counted are session, BEGIN, the actor's set_config and the read log.
NOT_COUNTED = ("django_session", "access_readlog", "SAVEPOINT", "portico_memberships", '"accounts_user"')


def measure(scale: str) -> Iterator[Figure]:
    """One figure a page."""
    worker = busiest("social_worker", ("pole", "unit", "team"))
    desk = busiest("desk_operator", ("desk",))
    with serving() as port:
        empty = reverse("workplace:notifications") + "?page=1"
        for name, subject, path in pages(worker, desk):
            # Fresh connections: the server closes one that idles while another page is measured.
            empty_page = Client(port, worker)
            floor = timed(lambda _n, c=empty_page: c.get(empty), rounds=ROUNDS // 4, warm_up=WARM_UP)  # type: ignore[misc]
            client = Client(port, subject)
            times = timed(lambda _n, c=client, p=path: c.get(p), rounds=ROUNDS, warm_up=WARM_UP)  # type: ignore[misc]
            p50, p95 = percentiles(times)
            floor_p50, _ = percentiles(floor)
            yield Figure(
                name=f"page.{name}",
                scale=scale,
                value=p95,
                unit="ms",
                floor=floor_p50,
                ratio=round(p50 / floor_p50, 2),
                p50_ms=p50,
                p95_ms=p95,
                queries=queries(subject, path),
                budget=PAGE_BUDGET_MS,
                within=p95 < PAGE_BUDGET_MS,
            )


def pages(worker: Subject, desk: Subject) -> list[tuple[str, Subject, str]]:
    """(name, who, address) of what operators open all day."""
    found: list[tuple[str, Subject, str]] = [
        ("today.worker", worker, reverse("workplace:today")),
        ("today.desk", desk, reverse("workplace:today")),
        ("people.worker", worker, reverse("workplace:people")),
        ("people.desk", desk, reverse("workplace:people")),
        ("search", desk, reverse("workplace:search") + "?q=ro"),
        ("encounters", desk, reverse("desks:encounters")),
        ("referrals", worker, reverse("referrals:inbox")),
        ("cases", worker, reverse("casework:cases")),
        ("services", desk, reverse("directory:services")),
        ("new_listening", desk, reverse("workplace:new_listening")),
    ]
    things: list[tuple[str, Subject, str, Callable[..., Any]]] = [
        ("person.worker", worker, "workplace:person", lambda a: people(actor=a)),
        ("person.desk", desk, "workplace:person", lambda a: people(actor=a)),
        ("case", worker, "casework:case", lambda a: my_cases(actor=a)),
        ("referral", worker, "referrals:referral", lambda a: inbox(actor=a)),
        ("encounter", desk, "desks:encounter", lambda a: encounters_of_unit(actor=a)),
        ("desk_day", desk, "desks:day", lambda a: my_desks(actor=a)),
    ]
    for name, subject, address, read in things:
        with acting(subject.actor), transaction.atomic():
            rows = list(read(subject.actor)[:1])
        if rows:
            found.append((name, subject, reverse(address, args=[rows[0].pk])))
    return found


def queries(subject: Subject, path: str) -> int:
    """Statements one request sends, those of the design's list left out."""
    client = TestClient(headers={"host": "localhost"})
    client.force_login(User.objects.get(pk=subject.user_id))
    session = client.session
    session[SESSION_KEY] = str(subject.membership_id)
    session.save()
    client.get(path)
    sent: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        sent.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        client.get(path)
    return sum(1 for sql in sent if not any(word in sql for word in NOT_COUNTED))
