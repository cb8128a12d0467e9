"""Jobs: enqueued in the transaction that asks for them, run later in one transaction, as somebody.

    @job("referrals.remind")
    def remind(*, actor: Actor) -> None: …

    remind.defer(actor=actor)                  # now, when the transaction commits; never when it rolls back
    every("*/15 * * * *", remind)              # for each ambito, as its system actor

Arguments are ids and codes only: they stay readable in the queue's tables. A job may run twice (a killed worker's is
run again), so it must do its work once.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Job as QueuedJob
from procrastinate.jobs import Status
from procrastinate.manager import JobManager

from portico.kernel.actor import Actor, acting, system_actor
from portico.kernel.models import Ambito

log = structlog.get_logger(__name__)

ATTEMPTS = 5


class NoLongerActing(RuntimeError):
    """A job of a person whose membership ended meanwhile: it runs as nobody, that is not at all."""


Resolver = Callable[[UUID, UUID], Actor | None]
_resolvers: list[Resolver] = []


def resolve_people_with(resolver: Resolver) -> None:
    """How (user, membership) becomes an actor at run time: said once, by who knows memberships."""
    _resolvers[:] = [resolver]


class Patience(BaseRetryStrategy):
    """Tries again after one, two, four… minutes; never for somebody who may no longer act."""

    def get_retry_decision(self, *, exception: BaseException, job: QueuedJob) -> RetryDecision | None:
        if isinstance(exception, NoLongerActing) or job.attempts + 1 >= ATTEMPTS:
            return None
        return RetryDecision(retry_in={"minutes": 2**job.attempts})


class Job:
    """A task of the queue that says as whom it runs."""

    def __init__(self, name: str, body: Callable[..., None]) -> None:
        self.name = name
        self.body = body
        self.task = app.task(name=name, retry=Patience())(self._run)

    def defer(self, *, actor: Actor, at: datetime | None = None, once: str = "", **ids: Any) -> None:
        """Enqueue it in the open transaction, as `actor`. With `once`, not while one with that name is waiting."""
        options: dict[str, Any] = {"schedule_at": at} if at else {}
        if once:
            options["queueing_lock"] = f"{self.name}:{once}"
        try:
            # A savepoint: finding it enqueued already must not spoil the transaction that asks.
            with transaction.atomic() if transaction.get_connection().in_atomic_block else nullcontext():
                deferrer = self.task.configure(**options)
                # Django's own connection, inside the worker too, where the app has another: same transaction.
                deferrer.job_manager = JobManager(DjangoConnector())
                deferrer.defer(
                    ambito=str(actor.ambito_id),
                    user=str(actor.user_id or ""),
                    membership=str(actor.membership_id or ""),
                    **ids,
                )
        except AlreadyEnqueued:
            log.debug("job.already_waiting", job=self.name)

    def run(self, *, actor: Actor, **ids: Any) -> None:
        """Run it here and now, as the queue would."""
        with acting(actor), transaction.atomic():
            self.body(actor=actor, **ids)

    def _run(self, *, ambito: str, user: str, membership: str, **ids: Any) -> None:
        self.run(actor=_actor(self.name, ambito, user, membership), **ids)


def job(name: str) -> Callable[[Callable[..., None]], Job]:
    """Decorator: the function becomes a `Job` of that name."""
    return lambda body: Job(name, body)


def every(cron: str, repeated: Job) -> None:
    """Defer the job for each ambito, as its system actor, when the clock says so (time of the server)."""

    def spread(timestamp: int) -> None:
        for ambito_id in Ambito.objects.order_by("code").values_list("id", flat=True):
            repeated.defer(actor=system_actor(ambito_id), once=str(ambito_id))

    app.periodic(cron=cron)(app.task(name=f"{repeated.name}.every")(spread))


def _actor(name: str, ambito: str, user: str, membership: str) -> Actor:
    if not user:
        return system_actor(UUID(ambito))
    if not _resolvers:
        raise NoLongerActing("nobody said how to resolve people: see resolve_people_with")
    found = _resolvers[0](UUID(user), UUID(membership))
    if found is None or str(found.ambito_id) != ambito:
        log.error("job.nobody", job=name, membership=membership)
        raise NoLongerActing(f"{name}: the membership {membership} no longer acts")
    return found


STALLED_AFTER = timedelta(seconds=30)


async def retry_stalled() -> int:
    """Give back what killed workers left in hand; after too many attempts, call it failed. Returns how many."""
    manager = app.job_manager
    stalled = list(await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER.total_seconds()))
    for left in stalled:
        if left.attempts >= ATTEMPTS:
            log.error("job.given_up", job=left.task_name, id=left.id)
            await _give_up(left)
            continue
        log.warning("job.stalled", job=left.task_name, id=left.id)
        try:
            await manager.retry_job(left)
        except AlreadyEnqueued:
            # The same work is waiting already, under the same name.
            await _give_up(left)
    return len(stalled)


async def _give_up(left: QueuedJob) -> None:
    if left.id is not None:
        await app.job_manager.finish_job_by_id_async(left.id, status=Status.FAILED, delete_job=False)
