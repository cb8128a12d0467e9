"""Housekeeping of the queue and of what forms leave behind."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from portico.kernel.jobs import retry_stalled
from portico.kernel.models import FormNonce

FINISHED_KEPT_HOURS = 7 * 24
NONCES_KEPT = timedelta(days=30)


@app.periodic(cron="* * * * *")
@app.task(name="kernel.retry_stalled", queueing_lock="kernel.retry_stalled")
async def give_back_stalled(timestamp: int) -> None:
    """A worker killed in the middle of a job leaves it in hand: somebody else runs it again."""
    await retry_stalled()


@app.periodic(cron="20 3 * * *")
@app.task(name="kernel.tidy", queueing_lock="kernel.tidy")
def tidy(timestamp: int) -> None:
    """Old nonces: a form is not sent twice a month apart."""
    FormNonce.objects.filter(created_at__lt=timezone.now() - NONCES_KEPT).delete()


@app.periodic(cron="40 3 * * *")
@app.task(name="kernel.forget_finished", queueing_lock="kernel.forget_finished")
async def forget_finished(timestamp: int) -> None:
    """Finished jobs leave the queue after a week; failed ones stay to be looked at."""
    await app.job_manager.delete_old_jobs(nb_hours=FINISHED_KEPT_HOURS)
