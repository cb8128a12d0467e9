"""Pages cost the same with one case and with fifty."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portico.casework.services import open_case_directly, propose_case
from portico.kernel.actor import acting
from portico.thread.services import create_task
from tests.casework.test_pages import Browser
from tests.factories import make_person

LIST = 12
# Not counted: session and user, BEGIN and savepoints, the frame's own, the read log.
UNCOUNTED = ("django_session", '"accounts_user"."id" =', "SAVEPOINT", "access_readlog", "portico_memberships")


def cost(browser, name, query="", **kwargs):
    browser.open(name, query, **kwargs)
    with CaptureQueriesContext(
        connection,
    ) as found:
        answer = browser.open(name, query, **kwargs)
    assert answer.status_code == 200
    return [item["sql"] for item in found if not any(text in item["sql"] for text in UNCOUNTED)]


def more_cases(net, times):
    with acting(net.worker):
        for number in range(times):
            person = make_person(actor=net.worker, first_name="Ines", last_name=f"Prova{number}")
            case = open_case_directly(actor=net.worker, person_ids=[person.pk], area="adults", reason="Percorso")
            create_task(
                actor=net.worker,
                title="Telefonare",
                due_on=None,
                assigned_token=net.worker.user_token,
                person=person,
                source_kind="case",
                source_id=case.pk,
            )


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("casework:cases", ""),
        ("casework:cases", "?vista=unita&q=ines&area=adults&overdue=on"),
        ("casework:cases", "?vista=chiuse"),
        ("thread:tasks", ""),
    ],
)
def test_lists(net, active, name, query):
    browser = Browser(net.memberships["worker"])
    more_cases(net, 1)
    one = cost(browser, name, query)
    more_cases(net, 24)
    many = cost(browser, name, query)
    assert len(one) == len(many) <= LIST, "\n".join(many)


def test_the_inbox(net, proposed):
    browser = Browser(net.memberships["coordinator"])
    one = cost(browser, "casework:inbox")
    with acting(net.desk):
        for number in range(20):
            person = make_person(actor=net.desk, first_name="Ines", last_name=f"Prova{number}")
            propose_case(actor=net.desk, person_ids=[person.pk], unit_id=net.pole.pk, area="adults", reason="Sfratto")
    many = cost(browser, "casework:inbox")
    assert len(one) == len(many) <= LIST, "\n".join(many)


def test_a_case(net, active):
    browser = Browser(net.memberships["worker"])
    one = cost(browser, "casework:case", key=active.pk)
    with acting(net.worker):
        for _number in range(20):
            create_task(
                actor=net.worker, title="Telefonare", due_on=None, assigned_token=net.worker.user_token,
                person=net.person, source_kind="case", source_id=active.pk,
            )  # fmt: skip
    many = cost(browser, "casework:case", key=active.pk)
    assert len(one) == len(many) <= 20, "\n".join(many)
