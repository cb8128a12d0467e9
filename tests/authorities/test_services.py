"""Measures, reports, hearings, protected meetings and removals: what may be done, and what cannot be."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from portico.authorities import clocks, lifecycle, services
from portico.authorities.models import Authority, Mandate, Removal
from portico.kernel.actor import acting, system_actor
from portico.kernel.errors import DomainError, NotAllowed, NotVisible
from portico.kernel.files import UploadRefused
from portico.kernel.lifecycle import ImpossibleTransition
from portico.thread.models import Task
from tests.authorities.conftest import calendar, days, received, subject

TODAY = timezone.localdate
EXPECTED = {
    lifecycle.MANDATE: {
        "start": {"received": "in_progress"},
        "fulfil": {"received": "fulfilled", "in_progress": "fulfilled"},
        "end": {"received": "ended", "in_progress": "ended", "fulfilled": "ended"},
    },
    lifecycle.REPORT: {"send": {"due": "sent"}, "drop": {"due": "dropped"}},
    lifecycle.HEARING: {
        "move": {"planned": "planned"},
        "hold": {"planned": "held"},
        "cancel": {"planned": "cancelled"},
    },
    lifecycle.PROTECTED: {"hold": {"planned": "held", "held": "held"}, "cancel": {"planned": "cancelled"}},
    lifecycle.REMOVAL: {
        "note": {"open": "open"},
        "validate": {"open": "validated"},
        "hear": {"validated": "validated"},
        "end": {"open": "ended", "validated": "ended"},
    },
}


@pytest.mark.parametrize("life", list(EXPECTED), ids=lambda item: item.name)
def test_every_state_with_every_transition(life):
    assert set(life.table) == set(EXPECTED[life])
    for transition, moves in EXPECTED[life].items():
        for state in life.states:
            if state in moves:
                assert life.target(transition, state) == moves[state]
            else:
                with pytest.raises(ImpossibleTransition):
                    life.target(transition, state)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"received_on": TODAY() + dt.timedelta(days=1)}, "received_on"),
        ({"dated_on": TODAY() + dt.timedelta(days=1)}, "dated_on"),
        ({"answer_by": TODAY() - dt.timedelta(days=1)}, "answer_by"),
        ({"subject_ids": []}, "subjects"),
        ({"kind": "unheard_of"}, "kind"),
    ],
)
def test_a_measure_that_cannot_be_is_said_beside_its_field(net, do, file, court, values, field):
    with pytest.raises(DomainError) as refused:
        do(services.receive_mandate, **received(net, file, court, **values))
    assert refused.value.field == field


def test_a_measure_with_a_day_to_answer_owes_a_report_without_names(net, mandate):
    with acting(net.worker):
        report = mandate.reports.get()
        task = Task.objects.get(pk=report.task_id)
        assert (report.due_on, report.state) == (mandate.answer_by, "due")
        assert (task.due_on, task.person_id, task.assigned_token) == (mandate.answer_by, None, net.worker.user_token)
        assert "Benali" not in task.title
        assert task.url == f"/autorita/{mandate.file_id}/"


def test_a_report_leaves_with_its_protocol_and_the_thing_to_do_is_done(net, do, mandate):
    with acting(net.worker):
        report = mandate.reports.get()
    with pytest.raises(DomainError) as refused:
        do(services.send_report, report_id=report.pk, sent_on=TODAY(), protocol=" ")
    assert refused.value.field == "protocol"
    sent = do(services.send_report, report_id=report.pk, sent_on=TODAY(), protocol="prot. 9/2026")
    with acting(net.worker):
        assert (sent.state, Task.objects.get(pk=report.task_id).state) == ("sent", "done")
    with pytest.raises(ImpossibleTransition):
        do(services.drop_report, report_id=report.pk, reason="Errore")


def test_a_colleague_who_is_named_sends_it_and_the_task_stays_its_owner_s(net, do, file, mandate):
    do(services.name_reader, file_id=file.pk, membership_id=net.coordinator.membership_id)
    with acting(net.worker):
        report = mandate.reports.get()
    do(services.send_report, by=net.coordinator, report_id=report.pk, sent_on=TODAY(), protocol="9")
    with acting(net.worker):
        assert Task.objects.get(pk=report.task_id).state == "open"


def test_more_time_moves_the_thing_to_do(net, do, mandate):
    with acting(net.worker):
        report = mandate.reports.get()
    later = TODAY() + dt.timedelta(days=60)
    do(services.postpone_report, report_id=report.pk, due_on=later, reason="Proroga del giudice")
    with acting(net.worker):
        assert Task.objects.get(pk=report.task_id).due_on == later


def test_what_ended_says_why(net, do, mandate):
    with pytest.raises(DomainError):
        do(services.move_mandate_on, mandate_id=mandate.pk, transition="end")
    with acting(net.worker), pytest.raises(IntegrityError), transaction.atomic():
        Mandate.objects.filter(pk=mandate.pk).update(state="ended")


def test_a_paper_is_known_by_its_content_and_its_size(net, do, file, settings):
    from django.core.files.uploadedfile import SimpleUploadedFile

    settings.PORTICO_UPLOAD_LIMIT = 1024
    for name, content in (("a.pdf", b"MZ not a pdf"), ("b.pdf", b""), ("c.pdf", b"%PDF-" + b"x" * 2000)):
        with pytest.raises(UploadRefused):
            do(services.add_paper, file_id=file.pk, title="Decreto", upload=SimpleUploadedFile(name, content))


def test_courts_are_data_read_from_a_file(net):
    system = system_actor(net.ambito.pk)
    good = ["kind,name,place,pec", "juvenile_court,Tribunale per i minorenni,Ancona,tm@example.org"]
    with acting(system):
        assert services.import_authorities(actor=system, lines=good) == 1
        assert services.import_authorities(actor=system, lines=good) == 1
        assert Authority.objects.filter(kind="juvenile_court").count() == 1
        with pytest.raises(DomainError) as refused:
            services.import_authorities(actor=system, lines=["kind,name", "juvenile_court,Bene", "unheard,Male"])
        assert "Riga 3" in str(refused.value.message)
    with acting(net.tutor), pytest.raises(NotAllowed):
        services.save_authority(actor=net.tutor, kind="police", name="Questura")


# Protected meetings


def test_a_calendar_keeps_the_hour_of_the_clock(net, do, file):
    made = do(services.plan_protected, **calendar(net, file, every_days=7, times=30))
    assert len(made) == 30
    assert {timezone.localtime(item.starts_at).hour for item in made} == {16}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"times": 60, "every_days": 7}, "times"),
        ({"times": 3, "every_days": 0}, "times"),
        ({"child_ids": []}, "subjects"),
        ({"visitors": " "}, "visitors"),
        ({"duration": 0}, "duration"),
    ],
)
def test_a_calendar_that_cannot_be_is_said_beside_its_field(net, do, file, values, field):
    with pytest.raises(DomainError) as refused:
        do(services.plan_protected, **calendar(net, file, **values))
    assert refused.value.field == field


def test_who_accompanies_marks_who_came(net, do, file):
    [meeting] = do(services.plan_protected, **calendar(net, file, starts_at=days(-1)))
    with acting(net.tutor):
        rows = list(meeting.attendances.all())
    with pytest.raises(DomainError):
        do(services.note_protected, by=net.tutor, meeting_id=meeting.pk, attendance={rows[0].pk: "present"})
    marks = {row.pk: "present" for row in rows}
    held = do(services.note_protected, by=net.tutor, meeting_id=meeting.pk, attendance=marks, note="Un disegno")
    assert held.state == "held"
    with pytest.raises(NotVisible):
        do(services.note_protected, by=net.nurse, meeting_id=meeting.pk, attendance=marks)


def test_a_meeting_to_come_has_no_attendance_and_one_that_fell_through_says_why(net, do, protected):
    with pytest.raises(DomainError):
        do(services.note_protected, by=net.tutor, meeting_id=protected.pk, attendance={})
    with pytest.raises(DomainError):
        do(services.cancel_protected, by=net.tutor, meeting_id=protected.pk, reason="")
    done = do(services.cancel_protected, by=net.tutor, meeting_id=protected.pk, reason="Il papà non è venuto")
    assert done.state == "cancelled"


# Emergency removals


def removed(net, file, **values):
    return {
        "file_id": file.pk, "subject_ids": [subject(net, net.son)], "placed_at": timezone.now() - dt.timedelta(hours=3),
        "by_whom": "Sindaco", **values,
    }  # fmt: skip


def test_the_clocks_of_the_law():
    """24 hours to the prosecutor, then 72, then 48, and the hearing within 15 days (art. 403 c.c., L. 206/2021)."""
    found = [(item.to_event, item.length, item.who) for item in clocks.clocks_on(dt.date(2026, 1, 1))]
    assert found == [
        ("sent_at", dt.timedelta(hours=24), "us"),
        ("asked_at", dt.timedelta(hours=72), "prosecutor"),
        ("validated_at", dt.timedelta(hours=48), "court"),
        ("hearing_at", dt.timedelta(days=15), "court"),
    ]


def test_a_removal_of_before_the_law_has_no_clock():
    assert clocks.clocks_on(dt.date(2022, 6, 21)) == []
    assert clocks.steps(Removal(placed_at=dt.datetime(2022, 6, 20, 12, tzinfo=dt.UTC))) == []


def test_a_term_runs_from_what_really_happened(net, do, file):
    removal = do(services.record_removal, **removed(net, file))
    first, second, *_rest = clocks.steps(removal)
    assert (first.state, first.due_at) == ("running", removal.placed_at + dt.timedelta(hours=24))
    assert (second.certain, second.due_at) == (False, removal.placed_at + dt.timedelta(hours=96))
    sent = timezone.now() - dt.timedelta(hours=1)
    removal = do(services.note_step, removal_id=removal.pk, step="sent_at", at=sent)
    first, second, *_rest = clocks.steps(removal)
    assert (first.state, second.state, second.due_at) == ("done", "running", sent + dt.timedelta(hours=72))


def test_a_term_that_passed_is_late(net, do, file):
    removal = do(services.record_removal, **removed(net, file, placed_at=days(-3)))
    assert clocks.steps(removal)[0].state == "late"
    removal = do(services.note_step, removal_id=removal.pk, step="sent_at", at=days(-1))
    assert clocks.steps(removal)[0].state == "done_late"


def test_each_term_is_a_thing_to_do_in_its_turn(net, do, file):
    removal = do(services.record_removal, **removed(net, file))
    do(services.note_step, removal_id=removal.pk, step="sent_at", at=timezone.now() - dt.timedelta(hours=1))
    with acting(net.worker):
        states = list(
            Task.objects.filter(source_kind="judicial").order_by("created_at").values_list("state", flat=True)
        )
    assert states == ["done", "open"]
    do(services.end_removal, removal_id=removal.pk, reason="Revocato dalla procura")
    with acting(net.worker):
        assert not Task.objects.filter(source_kind="judicial", state="open").exists()


@pytest.mark.parametrize(
    ("step", "at"),
    [
        ("sent_at", dt.timedelta(hours=-5)),
        ("sent_at", dt.timedelta(hours=5)),
        ("asked_at", dt.timedelta(hours=-1)),
        ("validated_at", dt.timedelta(hours=-1)),
    ],
)
def test_steps_come_in_the_order_of_the_law(net, do, file, step, at):
    removal = do(services.record_removal, **removed(net, file))
    with pytest.raises(DomainError):
        do(services.note_step, removal_id=removal.pk, step=step, at=timezone.now() + at)


def test_the_whole_procedure(net, do, file):
    removal = do(services.record_removal, **removed(net, file, placed_at=days(-6)))
    for step, moment in (("told_at", -6), ("sent_at", -5), ("asked_at", -3), ("validated_at", -2), ("hearing_at", 5)):
        removal = do(services.note_step, removal_id=removal.pk, step=step, at=days(moment, 11))
    assert removal.state == "validated"
    assert clocks.current(removal) is None
    with pytest.raises(ImpossibleTransition):
        do(services.note_step, removal_id=removal.pk, step="sent_at", at=days(-5, 12))


@given(st.lists(st.integers(min_value=0, max_value=400), min_size=4, max_size=4))
def test_a_term_runs_from_the_instant_before_it_whatever_the_others(hours):
    moments, at = {}, dt.datetime(2026, 3, 1, 9, tzinfo=dt.UTC)
    removal = Removal(placed_at=at)
    for name, more in zip(("sent_at", "asked_at", "validated_at", "hearing_at"), hours, strict=True):
        at += dt.timedelta(hours=more)
        moments[name] = at
        setattr(removal, name, at)
    found = clocks.steps(removal)
    began = {"placed_at": removal.placed_at, **moments}
    for step in found:
        assert step.due_at == began[step.clock.from_event] + step.clock.length
        assert step.state == ("done" if moments[step.clock.to_event] <= step.due_at else "done_late")
