"""Two people at once: a press counts once, the second signature finds the plan signed."""

from __future__ import annotations

import threading
from collections import Counter

from django.db import connection, transaction

from portico.kernel.actor import acting
from portico.kernel.errors import DomainError, StaleEdit
from portico.plans.models import Goal, PlanVersion
from portico.plans.services import save_goal, share_plan


def at_once(*acts):
    """Run each in a thread and a transaction of its own; returns what each said."""
    said = []
    start = threading.Barrier(len(acts))

    def run(actor, act):
        try:
            start.wait(10)
            with transaction.atomic(), acting(actor):
                act()
            said.append("done")
        except DomainError as error:
            said.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return Counter(said)


def test_two_sharing_at_once_freeze_one_version(committed):
    net, draft = committed, committed.draft

    def share(actor):
        return actor, lambda: share_plan(actor=actor, plan_id=draft.pk)

    assert at_once(share(net.worker), share(net.colleague)) == {"done": 1, "ImpossibleTransition": 1}
    with transaction.atomic(), acting(net.worker):
        assert PlanVersion.objects.filter(plan=draft).count() == 1


def test_two_changing_one_goal_at_once_the_second_is_told(committed):
    net, draft, goal = committed, committed.draft, committed.goal

    def edit(actor, text):
        return actor, lambda: save_goal(
            actor=actor, plan_id=draft.pk, goal_id=goal.pk, domain="housing", text=text, expected_version=goal.version
        )

    said = at_once(edit(net.worker, "Una stanza"), edit(net.colleague, "Una casa popolare"))
    assert said == {"done": 1, StaleEdit.__name__: 1}
    with transaction.atomic(), acting(net.worker):
        assert Goal.objects.get(pk=goal.pk).version == goal.version + 1
