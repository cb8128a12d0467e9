"""The thread of a person: pages, filters, names of who acted, a template for every kind."""

import ast
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

import portico
from portico.kernel.actor import acting
from portico.thread.services import complete_task, create_task
from portico.thread.timeline import FILTERS, PLAIN, page_of_thread, registered_kinds, template_of
from tests.factories import make_actor, make_ambito, make_person

SOURCE = Path(portico.__file__).parent
TELLERS = {"record_event", "tell", "_tell", "_record", "tell_event"}


def written_kinds():
    """Every kind somebody records: constants given as `kind=` to a function that tells."""
    found = {}
    for file in SOURCE.glob("**/services/**/*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name not in TELLERS:
                continue
            for keyword in node.keywords:
                if keyword.arg == "kind" and isinstance(keyword.value, ast.Constant):
                    found[keyword.value.value] = file.relative_to(SOURCE)
    return found


def test_every_kind_of_event_has_a_template():
    plain = {kind: str(file) for kind, file in written_kinds().items() if template_of(kind) == PLAIN}
    assert not plain, "kinds of events that would read as a plain line"
    assert not [kind for kind in registered_kinds() if template_of(kind) == PLAIN]


def test_there_is_something_to_check():
    assert len(written_kinds()) > 10


def test_an_unknown_kind_still_reads_as_a_line():
    assert template_of("never_heard_of") == PLAIN


@pytest.mark.django_db
class TestPages:
    @pytest.fixture
    def desk(self):
        return make_actor(ambito=make_ambito(), role="desk_operator", unit_values={"name": "Sportello A"})

    @pytest.fixture
    def person(self, desk):
        person = make_person(actor=desk)
        with acting(desk):
            for number in range(4):
                task = create_task(
                    actor=desk, title=f"Cosa {number}", due_on=None, assigned_token=desk.user_token, person=person
                )
                complete_task(actor=desk, task_id=task.pk)
        return person

    def test_pages_follow_each_other_without_holes(self, desk, person):
        with acting(desk):
            whole = [item.event.id for item in page_of_thread(actor=desk, person_id=person.pk)]
            first = page_of_thread(actor=desk, person_id=person.pk, size=5)
            second = page_of_thread(actor=desk, person_id=person.pk, size=5, before=first[-1].cursor)
            assert [item.event.id for item in first + second] == whole
            assert len(whole) == 9

    def test_each_item_says_who_and_brings_its_thing(self, desk, person):
        with acting(desk):
            item = page_of_thread(actor=desk, person_id=person.pk, size=1)[0]
            assert item.who.startswith("Anna Prova") and "Sportello A" in item.who
            assert item.object.title == "Cosa 3"
            drawn = render_to_string("thread/timeline.html", {"items": [item], "more": ""}, RequestFactory().get("/"))
            assert "Cosa 3" in drawn and drawn.count("<li") == 1

    @pytest.mark.parametrize("filter_key", FILTERS)
    def test_filters(self, desk, person, filter_key):
        with acting(desk):
            found = page_of_thread(actor=desk, person_id=person.pk, filter_key=filter_key)
            assert bool(found) == (filter_key == "tutto")

    def test_a_body_not_to_be_named_is_not(self, desk, person):
        ambito = desk.ambito_id
        from portico.access.enums import Category
        from portico.events.services import record_event
        from portico.kernel.models import Ambito

        hidden = make_actor(
            ambito=Ambito.objects.get(pk=ambito), role="social_worker", unit_values={"name": "SerD", "sensitive": True}
        )
        with acting(hidden):
            record_event(
                actor=hidden, kind="task_done", category=Category.DIARY, people=[], other_tokens=[desk.main_token]
            )
        with acting(desk):
            from portico.events.models import Event
            from portico.thread.timeline import _items

            [item] = _items(desk, [(Event.objects.get(unit_id=hidden.unit_id), None)])
            assert item.who == "un servizio della rete"
