"""Case 11: a membership that ended yesterday, with a session still open; a job queued for later."""

import datetime as dt
from uuid import uuid4

from django.utils import timezone

from portico.accounts.models import Membership
from portico.kernel import jobs
from portico.kernel.actor import acting, system_actor
from tests.casework.test_pages import Browser

YESTERDAY = timezone.localdate() - dt.timedelta(days=1)


def test_the_next_click_signs_out(net, active):
    browser = Browser(net.memberships["worker"])
    assert browser.open("casework:case", key=active.pk).status_code == 200
    end(net)
    answer = browser.open("casework:case", key=active.pk)
    assert answer.status_code == 302 and "/accesso/" in answer.url
    assert "_auth_user_id" not in browser.session


def test_a_form_sent_after_the_end_saves_nothing(net, active):
    browser = Browser(net.memberships["worker"])
    end(net)
    assert "/accesso/" in browser.send("casework:suspend", {"reason": "hospital"}, key=active.pk).url
    with acting(net.coordinator):
        active.refresh_from_db()
        assert active.state == "active"


def test_a_job_queued_in_their_name_runs_as_nobody_and_fails_loudly(net, active):
    import pytest

    seen = []
    look = jobs.Job(f"tests.{uuid4()}", lambda *, actor, **ids: seen.append(actor))
    who = {"ambito": str(net.ambito.pk), "user": str(net.worker.user_id), "membership": str(net.worker.membership_id)}
    look._run(**who)
    end(net)
    with pytest.raises(jobs.NoLongerActing):
        look._run(**who)
    assert len(seen) == 1


def end(net):
    with acting(system_actor(net.ambito.pk)):
        Membership.objects.filter(pk=net.worker.membership_id).update(ends_on=YESTERDAY)
