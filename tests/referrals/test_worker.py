"""The real worker, in a process of its own, as the web role."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection, transaction

from portico.kernel.actor import acting, system_actor
from portico.referrals import tasks
from portico.referrals.models import Referral
from tests.referrals.conftest import build_network

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE = 40


def start(*options):
    command = [sys.executable, "-m", "django", "procrastinate", "worker", *options]
    return subprocess.Popen(
        command, env=os.environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
    )


def until(question):
    deadline = time.monotonic() + PATIENCE
    while not question():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.05)


def status(name):
    with connection.cursor() as cursor:
        cursor.execute(
            "select status::text, attempts from procrastinate_jobs where task_name = %s order by id desc", [name]
        )
        return cursor.fetchone()


def overdue_referral():
    with transaction.atomic():
        network = build_network()
        referral = network.refer(urgency="today")
        with acting(system_actor(network.ambito.pk)):
            Referral.objects.filter(pk=referral.pk).update(due_on="2026-01-01")
    return network, referral


def state_of(network, referral):
    with acting(network.desk), transaction.atomic():
        return Referral.objects.get(pk=referral.pk).state


def test_the_worker_runs_jobs_as_the_web_role():
    network, referral = overdue_referral()
    with transaction.atomic():
        tasks.expire.defer(actor=system_actor(network.ambito.pk))
    done = start("--one-shot")
    said, _nothing = done.communicate(timeout=PATIENCE)
    assert done.returncode == 0, said.decode()
    assert status("referrals.expire") == ("succeeded", 1), said.decode()
    assert state_of(network, referral) == "expired"


def test_a_killed_worker_leaves_a_job_that_is_run_again(cluster):
    import psycopg

    network, referral = overdue_referral()
    with transaction.atomic():
        tasks.expire.defer(actor=system_actor(network.ambito.pk))
    with psycopg.connect(cluster.url("owner")) as holding:
        # Somebody holds the row: the job hangs in the middle of its work.
        holding.execute("select 1 from referrals_referral where id = %s for update", [referral.pk])
        victim = start()
        until(lambda: status("referrals.expire")[0] == "doing")
        os.kill(victim.pid, signal.SIGKILL)
        victim.wait()
        assert victim.returncode == -signal.SIGKILL
    assert status("referrals.expire")[0] == "doing"
    assert state_of(network, referral) == "sent"
    with connection.cursor() as cursor:
        # Half a minute without a sign of life, without waiting for it.
        cursor.execute("update procrastinate_workers set last_heartbeat = now() - interval '2 minutes'")
        cursor.execute(
            "select procrastinate_defer_jobs_v1(array[row('default', 'kernel.retry_stalled', 0, null, null,"
            " '{\"timestamp\": 0}'::jsonb, null)]::procrastinate_job_to_defer_v1[])"
        )
    said, _nothing = start("--one-shot").communicate(timeout=PATIENCE)
    assert status("referrals.expire")[0] == "succeeded", said.decode()
    assert state_of(network, referral) == "expired"
