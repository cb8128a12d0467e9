"""Every page of casework, as the people who use it see it."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from portico.accounts.middleware import SESSION_KEY
from portico.casework.models import Case, CaseMember
from portico.casework.services import add_member, close_case, suspend_case
from portico.kernel.actor import acting
from portico.thread.models import Task
from portico.thread.services import create_task


class Browser(Client):
    """Signed in under one membership; posts carry what `{% form_guard %}` draws."""

    def __init__(self, membership):
        super().__init__()
        self.force_login(membership.user)
        session = self.session
        session[SESSION_KEY] = str(membership.pk)
        session.save()
        self.membership = membership

    def send(self, name, data=None, query="", **kwargs):
        guard = {"_nonce": str(uuid4()), "_membership": str(self.membership.pk)}
        return self.post(reverse(name, kwargs=kwargs) + query, {**guard, **(data or {})})

    def open(self, name, query="", **kwargs):
        return self.get(reverse(name, kwargs=kwargs) + query)


@pytest.fixture
def browser(net):
    return lambda name: Browser(net.memberships[name])


def test_the_unit_answers_a_proposal_from_its_inbox(net, proposed, browser):
    page = browser("coordinator").open("casework:inbox")
    assert "Fatima Benali" in page.content.decode()
    beside = browser("coordinator").get(
        reverse("casework:proposal", kwargs={"key": proposed.pk}), headers={"HX-Request": "true"}
    )
    assert "Sfratto in arrivo." in beside.content.decode() and "<html" not in beside.content.decode()
    answer = browser("worker").send("casework:accept", {"manager": str(net.worker.membership_id)}, key=proposed.pk)
    assert answer.url == reverse("casework:case", kwargs={"key": proposed.pk})
    with acting(net.worker):
        assert Case.objects.get().state == "active"


def test_a_proposal_goes_back_with_a_reason_and_the_desk_reads_it(net, proposed, browser):
    refused = browser("worker").send("casework:send_back", {"reason": ""}, key=proposed.pk)
    assert refused.status_code == 422
    sent = browser("worker").send("casework:send_back", {"reason": "Segue già il Polo 2."}, key=proposed.pk)
    assert sent.url == reverse("casework:inbox")
    assert "Segue già il Polo 2." in browser("desk").open("casework:proposals_sent").content.decode()
    page = browser("desk").open("casework:proposal", key=proposed.pk).content.decode()
    assert "Segue già il Polo 2." in page and "Sfratto in arrivo." in page
    assert "Sfratto in arrivo." not in browser("worker").open("casework:proposal", key=proposed.pk).content.decode()


def test_the_case_page_shows_people_team_tasks_and_what_happened(net, active, browser):
    with acting(net.worker):
        add_member(
            actor=net.worker,
            case_id=active.pk,
            membership_id=net.tutor.membership_id,
            role="case_contributor",
            task="Accompagna al lavoro",
            ends_on=dt.date(2090, 6, 30),
        )
        create_task(
            actor=net.worker,
            title="Chiamare la scuola",
            due_on=dt.date(2020, 1, 1),
            assigned_token=net.worker.user_token,
            person=net.person,
            source_kind="case",
            source_id=active.pk,
        )
    page = browser("worker").open("casework:case", key=active.pk).content.decode()
    for text in ("Fatima Benali", "Accompagna al lavoro", "Chiamare la scuola", "Scaduta", "Percorso avviato"):
        assert text in page
    listed = browser("worker").open("casework:cases").content.decode()
    assert "Fatima B." in listed and "scadenza passata" in listed
    assert "Fatima B." in browser("tutor").open("casework:cases").content.decode()
    assert "Chiamare la scuola" in browser("worker").open("thread:tasks").content.decode()


def test_the_sheet_is_printed_and_on_record(net, active, browser):
    page = browser("worker").open("casework:sheet", key=active.pk)
    assert page.status_code == 200 and page["Content-Type"] == "application/pdf"


FORMS = ["edit", "suspend", "close", "handover", "new_member", "new_subject", "family_reference", "new_task"]


@pytest.mark.parametrize("name", FORMS)
def test_forms_open_for_who_leads_and_not_for_the_team(net, active, browser, name):
    with acting(net.worker):
        add_member(actor=net.worker, case_id=active.pk, membership_id=net.tutor.membership_id, role="case_contributor")
    assert browser("worker").open(f"casework:{name}", key=active.pk).status_code == 200
    assert browser("coordinator").open(f"casework:{name}", key=active.pk).status_code == 200
    expected = 200 if name == "new_task" else 403
    assert browser("tutor").open(f"casework:{name}", key=active.pk).status_code == expected
    assert browser("other_worker").open(f"casework:{name}", key=active.pk).status_code == 404
    empty = browser("worker").send(f"casework:{name}", key=active.pk)
    assert empty.status_code == (302 if name == "family_reference_" else 422)


def test_what_forms_do(net, active, browser):
    worker = browser("worker")
    key = {"key": active.pk}
    assert worker.send("casework:suspend", {"reason": "hospital", "until": "2090-01-01"}, **key).status_code == 302
    assert worker.send("casework:resume", **key).status_code == 302
    member = {"membership": str(net.tutor.membership_id), "role": "case_contributor"}
    assert worker.send("casework:new_member", member, "?cerca=cooperativa", **key).status_code == 302
    with acting(net.worker):
        joined = CaseMember.objects.get()
    assert worker.send("casework:end_member", {"ends_on": ""}, member=joined.pk, **key).status_code == 302
    task = {"title": "Chiamare", "assigned_token": str(net.worker.user_token)}
    assert worker.send("casework:new_task", task, **key).status_code == 302
    with acting(net.worker):
        made = Task.objects.get()
    assert worker.send("thread:task_move", {"due_on": "2090-01-01", "reason": "Ferie"}, key=made.pk).status_code == 302
    assert worker.send("thread:task_done", key=made.pk).status_code == 302
    to = {"to": f"{net.other_pole.pk}:{net.other_worker.membership_id}", "reason": "Cambia residenza"}
    assert worker.send("casework:handover", to, **key).status_code == 302
    other = browser("other_worker")
    assert other.send("casework:close", {"reason": "autonomy"}, **key).status_code == 302
    reopen = {"reason": "È tornata", "manager": str(net.other_worker.membership_id)}
    assert other.send("casework:reopen", reopen, **key).status_code == 302
    assert other.open("casework:case", **key).status_code == 200


def test_proposing_and_taking_start_from_a_person(net, browser):
    desk = browser("desk")
    assert "Per chi proponi" in desk.open("casework:propose").content.decode()
    assert "Fatima Benali" in desk.open("casework:propose", "?cerca=fat").content.decode()
    query = f"?persona={net.person.pk}"
    assert desk.open("casework:propose", query).status_code == 200
    data = {"unit": str(net.pole.pk), "area": "adults", "reason": "Sfratto", "urgency": "ordinary"}
    assert desk.send("casework:propose", data, query).url == reverse("casework:proposals_sent")
    assert browser("volunteer").open("casework:propose", query).status_code == 403
    assert browser("desk").open("casework:open", query).status_code == 403
    assert browser("worker").open("casework:open", query).status_code == 404


def test_suspended_and_closed_have_their_lists(net, active, browser):
    with acting(net.worker):
        suspend_case(actor=net.worker, case_id=active.pk, reason="hospital")
    assert "Fatima B." in browser("colleague").open("casework:cases", "?vista=sospese").content.decode()
    with acting(net.worker):
        close_case(actor=net.worker, case_id=active.pk, reason="autonomy")
    assert "Fatima B." in browser("colleague").open("casework:cases", "?vista=chiuse").content.decode()
    assert "Fatima B." not in browser("colleague").open("casework:cases", "?vista=unita").content.decode()


def test_a_case_somebody_changed_meanwhile_is_told(net, active, browser):
    worker = browser("worker")
    data = {"area": "adults", "areas": ["adults"], "intensity": "light", "version": active.version}
    assert worker.send("casework:edit", data, key=active.pk).status_code == 302
    stale = worker.send("casework:edit", {**data, "intensity": "intense"}, key=active.pk)
    assert stale.status_code == 422 and "Nel frattempo" in stale.content.decode()
    with acting(net.worker):
        again = {**data, "intensity": "intense", "version": Case.objects.get().version}
    assert worker.send("casework:edit", again, key=active.pk).status_code == 302
