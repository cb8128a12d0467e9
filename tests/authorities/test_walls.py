"""A judicial file is for named people: each wall alone keeps out the colleague, the coordinator, the tutor."""

import pytest
from django.db import connection
from django.utils import timezone

from portico.access.services import reserve
from portico.accounts.services import substitute
from portico.authorities import selectors, services
from portico.authorities.models import JudicialFile
from portico.casework.services import end_member, hand_over
from portico.events.models import Event, EventSubject, Notification
from portico.events.selectors import thread_of
from portico.kernel.actor import acting
from portico.kernel.errors import DomainError, NotAllowed, NotVisible
from portico.thread.models import Task
from tests.authorities.conftest import calendar, days, fresh, received, subject
from tests.factories import actor_of

TABLES = [
    "judicialfile", "judicialfilehistory", "namedreader", "mandate", "mandatehistory", "removal", "removalhistory",
    "concerned", "courtreport", "courtreporthistory", "hearing", "hearinghistory", "protectedmeeting",
    "protectedmeetinghistory", "attendance", "courtpaper",
]  # fmt: skip


def bare(actor, table):
    with acting(actor), connection.cursor() as cursor:
        cursor.execute(f"select count(*) from authorities_{table}")
        return cursor.fetchone()[0]


def sees(actor):
    return {table for table in TABLES if bare(actor, table)}


@pytest.fixture
def full(net, do, file, court, mandate):
    """A file with a row in every table."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    paper = SimpleUploadedFile("decreto.pdf", b"%PDF-1.7 canarino")
    do(services.add_paper, file_id=file.pk, title="Decreto", upload=paper)
    with acting(net.worker):
        JudicialFile.objects.filter(pk=file.pk).update(note="Corretto")
    do(services.move_mandate_on, mandate_id=mandate.pk, transition="start")
    with acting(net.worker):
        report = mandate.reports.get()
    do(services.send_report, report_id=report.pk, sent_on=timezone.localdate(), protocol="77/2026")
    hearing = do(services.set_hearing, file_id=file.pk, authority_id=court.pk, starts_at=days(-1))
    do(services.close_hearing, hearing_id=hearing.pk, transition="hold", outcome="Rinviata a marzo")
    removal = do(
        services.record_removal, file_id=file.pk, subject_ids=[subject(net, net.son)], placed_at=days(-1),
        by_whom="Sindaco",
    )  # fmt: skip
    do(services.note_step, removal_id=removal.pk, step="sent_at", at=days(-1, 12))
    [meeting] = do(
        services.plan_protected, **calendar(net, file, operator_id=net.worker.membership_id, starts_at=days(-1))
    )
    with acting(net.worker):
        marks = {row.pk: "present" for row in meeting.attendances.all()}
    do(services.note_protected, meeting_id=meeting.pk, attendance=marks, note="Hanno disegnato")
    return fresh(net, file)


NOT_NAMED = ("colleague", "coordinator", "tutor", "nurse", "other_worker", "desk")


def test_nobody_sees_no_file(net, full, web_connection):
    for table in TABLES:
        assert web_connection.execute(f"select count(*) from authorities_{table}").fetchone() == (0,)


def test_who_is_named_reads_all_of_it(net, full):
    assert sees(net.worker) == set(TABLES)


@pytest.mark.parametrize("who", NOT_NAMED)
def test_postgresql_alone_tells_nothing_to_who_is_not_named(net, full, who):
    assert sees(getattr(net, who)) == set()


@pytest.mark.parametrize("who", NOT_NAMED)
def test_python_alone_tells_nothing_to_who_is_not_named(net, full, who):
    """Python's selectors, asked about this actor, with PostgreSQL told that the manager acts."""
    outsider = getattr(net, who)
    with acting(net.worker):
        assert not selectors.files(actor=outsider).exists()
        assert not selectors.protected_meetings(actor=outsider).exists()
        with pytest.raises(NotVisible):
            selectors.get_file(actor=outsider, key=full.pk)


@pytest.mark.parametrize("who", NOT_NAMED)
def test_the_thread_and_the_tasks_tell_nothing_of_it(net, full, who):
    outsider = getattr(net, who)
    with acting(outsider):
        assert not EventSubject.objects.filter(category="judicial").exists()
        assert not Event.objects.filter(category="judicial").exists()
        assert not Task.objects.filter(source_kind="judicial").exists()
        assert not Notification.objects.filter(kind__startswith="authorities").exists()
        for person in (net.mother, net.son):
            assert not thread_of(actor=outsider, person_id=person.pk).filter(category="judicial").exists()
    with acting(net.worker):
        assert not thread_of(actor=outsider, person_id=net.son.pk).filter(category="judicial").exists()
        assert thread_of(actor=net.worker, person_id=net.son.pk).filter(category="judicial").exists()


@pytest.mark.parametrize("who", ["coordinator", "tutor", "colleague"])
def test_once_named_they_read_it_and_no_more_when_that_ends(net, do, full, who):
    named = getattr(net, who)
    reader = do(services.name_reader, file_id=full.pk, membership_id=named.membership_id)
    assert bare(named, "judicialfile") == 1
    with acting(named):
        assert selectors.get_file(actor=named, key=full.pk)
    do(services.end_reader, file_id=full.pk, reader_id=reader.pk)
    assert sees(named) == set()


def test_a_tutor_who_is_named_reads_and_does_not_write(net, do, full, court):
    do(services.name_reader, file_id=full.pk, membership_id=net.tutor.membership_id)
    with acting(net.tutor), pytest.raises(NotAllowed):
        services.receive_mandate(actor=net.tutor, **received(net, full, court))
    with acting(net.tutor), connection.cursor() as cursor:
        cursor.execute("update authorities_mandate set text = 'x'")
        assert cursor.rowcount == 0


def test_who_leaves_the_team_reads_it_no_more_though_named(net, do, full):
    do(services.name_reader, file_id=full.pk, membership_id=net.tutor.membership_id)
    with acting(net.worker):
        member = net.case.members.get(token=net.tutor.user_token)
        end_member(actor=net.worker, case_id=net.case.pk, member_id=member.pk)
    assert sees(net.tutor) == set()


def test_who_does_not_work_on_the_case_cannot_be_named(net, do, full):
    for stranger in (net.other_worker, net.desk):
        with pytest.raises(DomainError):
            do(services.name_reader, file_id=full.pk, membership_id=stranger.membership_id)


def test_one_does_not_take_oneself_off(net, do, full):
    with acting(net.worker):
        mine = full.readers.get()
    with pytest.raises(DomainError):
        do(services.end_reader, file_id=full.pk, reader_id=mine.pk)


def test_who_stands_in_because_others_said_so_reads_nothing(net, full):
    """A substitution made by the coordinator lends no name."""
    today = timezone.localdate()
    with acting(net.coordinator):
        substitute(
            actor=net.coordinator, absent=net.memberships["worker"], substitute=net.memberships["colleague"],
            starts_on=today, ends_on=today,
        )  # fmt: skip
    stand_in = actor_of(net.memberships["colleague"])
    assert net.worker.user_token in stand_in.tokens
    assert sees(stand_in) == set()
    with acting(stand_in):
        assert not selectors.files(actor=stand_in).exists()
        assert not EventSubject.objects.filter(category="judicial").exists()


def test_who_accompanies_reads_their_own_meetings_and_nothing_else(net, full, protected):
    assert sees(net.tutor) == {"protectedmeeting", "attendance"}
    with acting(net.tutor):
        assert list(selectors.my_protected(actor=net.tutor)) == [protected]
    assert sees(net.nurse) == set()


def test_another_manager_finds_no_trace_until_nobody_named_is_left(net, do, full):
    with acting(net.worker):
        assert selectors.orphans(actor=net.worker, case=net.case) == 0
    do(
        hand_over, case_id=net.case.pk, to_unit_id=net.other_worker.unit_id, to_manager_id=net.other_worker.membership_id,
        reason="Cambia residenza",
    )  # fmt: skip
    with acting(net.other_worker):
        net.case.refresh_from_db()
        assert not JudicialFile.objects.exists()
    with acting(net.worker), connection.cursor() as cursor:
        # The former unit still reads the dossier it closed: its named worker keeps the file.
        cursor.execute("select count(*) from authorities_judicialfile")
        still = cursor.fetchone()[0]
    with acting(net.other_worker):
        assert selectors.orphans(actor=net.other_worker, case=net.case) == (0 if still else 1)


def test_the_manager_takes_over_what_nobody_named_can_read(net, do, full):
    with acting(net.worker):
        for person in (net.mother, net.son):
            reserve(
                actor=net.worker, person_id=person.pk, named_tokens=[net.worker.user_token, net.coordinator.user_token]
            )
    assert sees(net.colleague) == set()
    with acting(net.colleague), connection.cursor() as cursor:
        cursor.execute("select portico_orphan_files(%s, true)", [net.case.pk])
        assert cursor.fetchone()[0] == 0
    assert sees(net.colleague) == set()


def test_reserved_people_stay_with_who_may_see_them(net, do, full):
    do(services.name_reader, file_id=full.pk, membership_id=net.tutor.membership_id)
    with acting(net.worker):
        reserve(actor=net.worker, person_id=net.mother.pk, named_tokens=[net.worker.user_token])
    assert sees(net.tutor) == set()


def test_a_second_file_by_who_is_not_named_meets_no_refusal(net, do, full):
    """No oracle: the coordinator, who was not named, opens one and does not learn that there is another."""
    mine = do(services.open_file, by=net.coordinator, case_id=net.case.pk)
    assert mine.pk != full.pk
    with acting(net.coordinator):
        assert JudicialFile.objects.get() == mine
