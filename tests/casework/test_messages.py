"""What leaves casework says what, never to whom."""

from django.template.loader import render_to_string
from django.test import RequestFactory

from portico.casework.services import add_member, close_case, hand_over, reopen_case, resume_case, suspend_case
from portico.events.models import Event, Notification
from portico.kernel.actor import acting
from portico.thread.timeline import page_of_object, page_of_thread


def whole_story(net, active):
    with acting(net.worker):
        add_member(actor=net.worker, case_id=active.pk, membership_id=net.tutor.membership_id, role="case_contributor")
        suspend_case(actor=net.worker, case_id=active.pk, reason="other", note="Fatima è partita")
        resume_case(actor=net.worker, case_id=active.pk)
        close_case(actor=net.worker, case_id=active.pk, reason="other", words="Fatima ha trovato casa")
        reopen_case(actor=net.worker, case_id=active.pk, reason="Fatima è tornata")
        hand_over(actor=net.worker, case_id=active.pk, to_unit_id=net.other_pole.pk, reason="Fatima cambia casa")


def test_notifications_carry_no_name(net, active):
    whole_story(net, active)
    seen = 0
    for actor in (net.desk, net.worker, net.tutor, net.other_worker, net.coordinator):
        with acting(actor):
            for told in Notification.objects.all():
                seen += 1
                assert not {"Fatima", "Benali", "Prova"} & set(told.text.replace(".", " ").split())
    assert seen >= 4


def test_events_carry_codes_numbers_and_dates(net, active):
    whole_story(net, active)
    with acting(net.other_worker):
        for event in Event.objects.filter(object_kind="case"):
            for value in event.payload.values():
                assert isinstance(value, bool | int) or " " not in str(value)


def test_every_event_of_a_case_draws(net, active):
    whole_story(net, active)
    with acting(net.other_worker):
        items = page_of_object(actor=net.other_worker, object_kind="case", object_id=active.pk)
        drawn = render_to_string("thread/timeline.html", {"items": items, "more": ""}, RequestFactory().get("/"))
    for text in ("Percorso sospeso", "Presa in carico chiusa", "riaperta", "Consegne passate a un"):
        assert text in drawn


def test_the_desk_reads_the_answer_on_the_persons_thread(net, active):
    with acting(net.desk):
        items = page_of_thread(actor=net.desk, person_id=net.person.pk, filter_key="casi")
        assert [item.event.kind for item in items] == ["case_accepted", "case_proposed"]
        assert items[0].object is None
        drawn = render_to_string("thread/timeline.html", {"items": items, "more": ""}, RequestFactory().get("/"))
    assert "Proposta accolta" in drawn and "/casi/" not in drawn
