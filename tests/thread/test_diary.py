"""The diary: who reads an entry, who corrects it, what is told of it."""

import datetime as dt

import pytest
from django.apps import apps
from django.db import DatabaseError, transaction
from django.utils import timezone

from portico.casework.services import end_member
from portico.kernel.actor import acting
from portico.kernel.errors import DomainError, NotAllowed, NotVisible, StaleEdit
from portico.people.services.reserve import reserve_person
from portico.thread.models import DiaryEntry, DiarySubject
from portico.thread.selectors import case_entries, entries, entries_of_person, get_entry, versions_of_entry
from portico.thread.services import correct_entry, write_entry
from portico.thread.timeline import page_of_thread
from tests.factories import make_actor, make_ambito, make_person

pytestmark = pytest.mark.django_db


def written(around, who="worker", **values):
    actor = getattr(around, who)
    with acting(actor):
        return write_entry(
            actor=actor, person_ids=values.pop("person_ids", [around.person.pk]), **{"text": "Due parole", **values}
        )


def reads(actor, entry):
    """Through Python, and by plain SQL: both walls must agree."""
    with acting(actor):
        python = entries(actor=actor).filter(pk=entry.pk).exists()
        database = DiaryEntry.objects.filter(pk=entry.pk).exists()
        assert python == database, "the two walls disagree"
        assert database == DiarySubject.objects.filter(entry=entry).exists()
        return python


READERS = {
    "private": {"worker"},
    "unit": {"worker", "colleague", "coordinator"},
    "team": {"worker", "colleague", "coordinator", "tutor"},
    "network": {"worker", "colleague", "coordinator", "tutor"},
}


@pytest.mark.parametrize("level", READERS)
def test_an_entry_is_read_as_far_as_its_author_said(around, level):
    entry = written(around, level=level, case_id=around.case.pk)
    found = {name for name in around.memberships if reads(getattr(around, name), entry)}
    assert found == READERS[level]
    assert not reads(make_actor(ambito=make_ambito(), role="social_worker"), entry)


def test_a_psychologist_of_the_team_reads_what_is_for_the_network(around):
    around.join(around.worker, around.case, "psychologist", role="psychologist")
    assert not reads(around.psychologist, written(around, level="team", case_id=around.case.pk))
    assert reads(around.psychologist, written(around, level="network", case_id=around.case.pk))


def test_a_tutor_of_one_case_reads_nothing_of_another_case_of_the_same_person(around):
    second = around.open(around.worker, around.person)
    around.join(around.worker, second, "other_tutor")
    for level in ("team", "network"):
        entry = written(around, level=level, case_id=around.case.pk)
        assert reads(around.tutor, entry)
        assert not reads(around.other_tutor, entry)
    with acting(around.other_tutor):
        told = page_of_thread(actor=around.other_tutor, person_id=around.person.pk)
        assert not [item for item in told if item.event.kind.startswith("diary")]


def test_a_colleague_of_the_tutor_reads_nothing_of_the_tutor_s_case(around):
    second = around.open(around.worker, around.person)
    around.join(around.worker, second, "other_tutor")
    entry = written(around, "tutor", level="unit", case_id=around.case.pk)
    assert reads(around.tutor, entry)
    assert not reads(around.other_tutor, entry)


def test_who_left_the_team_reads_not_even_what_they_wrote(around):
    entry = written(around, "tutor", level="team", case_id=around.case.pk)
    with acting(around.worker):
        member = around.case.members.get()
        end_member(actor=around.worker, case_id=around.case.pk, member_id=member.pk)
    assert not reads(around.tutor, entry)
    assert reads(around.worker, entry)


def test_a_tutor_writes_in_their_case_and_nowhere_else(around):
    with pytest.raises(DomainError) as refused:
        written(around, "tutor", level="unit")
    assert refused.value.field == "case"
    second = around.open(around.worker, around.person)
    with pytest.raises(NotVisible):
        written(around, "tutor", level="team", case_id=second.pk)


def test_facts_of_health_stay_with_who_may_read_health(around):
    desk = around.desk
    person = make_person(actor=desk)
    with acting(desk):
        entry = write_entry(actor=desk, person_ids=[person.pk], kind="health", text="Ha portato il referto")
    assert entry.category == "health"
    assert reads(desk, entry)
    colleague = make_actor(ambito=around.ambito, role="desk_operator", unit=around.memberships["desk"].unit)
    note = None
    with acting(desk):
        note = write_entry(actor=desk, person_ids=[person.pk], text="È passata a salutare")
    assert reads(colleague, note)
    assert not reads(colleague, entry)


def test_facts_of_justice_are_read_by_the_people_named_alone(around):
    entry = written(around, kind="authority", level="unit", named_tokens=[around.coordinator.user_token])
    assert reads(around.coordinator, entry)
    assert reads(around.worker, entry)
    assert not reads(around.colleague, entry)
    with pytest.raises(DomainError):
        written(around, kind="authority", named_tokens=[99_999_999])


def test_an_entry_about_two_people_disappears_when_one_is_reserved(around):
    other = make_person(actor=around.worker, first_name="Serena", last_name="Nascosta")
    entry = written(around, person_ids=[around.person.pk, other.pk])
    assert reads(around.colleague, entry)
    with acting(around.worker):
        reserve_person(actor=around.worker, person_id=other.pk, named_tokens=[around.worker.user_token])
    with acting(around.colleague):
        assert not entries(actor=around.colleague).filter(pk=entry.pk).exists()
        assert not DiaryEntry.objects.filter(pk=entry.pk).exists()
    with acting(around.worker):
        assert get_entry(actor=around.worker, key=entry.pk)


def test_only_its_author_corrects_it_and_what_it_was_stays(around):
    entry = written(around, text="Visita il 3")
    with acting(around.colleague), pytest.raises(NotAllowed):
        correct_entry(actor=around.colleague, entry_id=entry.pk, values={"text": "Visita il 4"})
    with acting(around.worker):
        assert correct_entry(actor=around.worker, entry_id=entry.pk, values={"text": "Visita il 4"}) == ["text"]
        assert correct_entry(actor=around.worker, entry_id=entry.pk, values={"text": "Visita il 4"}) == []
        entry.refresh_from_db()
        assert [row.text for row in versions_of_entry(actor=around.worker, entry=entry)] == ["Visita il 3"]
    with acting(around.colleague):
        assert [row.text for row in versions_of_entry(actor=around.colleague, entry=entry)] == ["Visita il 3"]


def test_what_was_private_stays_so_when_the_entry_is_shared(around):
    entry = written(around, text="Forse beve", level="private")
    with acting(around.worker):
        correct_entry(
            actor=around.worker,
            entry_id=entry.pk,
            values={"text": "Ne parliamo in équipe", "level": "team", "case_id": around.case.pk},
        )
    assert reads(around.tutor, entry)
    history = apps.get_model("thread", "DiaryEntryHistory")
    with acting(around.colleague):
        assert versions_of_entry(actor=around.colleague, entry=get_entry(actor=around.colleague, key=entry.pk)) == []
        assert not history.objects.exists()
    with acting(around.tutor):
        shown = page_of_thread(actor=around.tutor, person_id=around.person.pk, filter_key="diario")
        assert [item.event.kind for item in shown] == ["diary_shared"]


def test_two_windows_on_one_entry_lose_nothing(around):
    entry = written(around, text="Prima")
    with acting(around.worker):
        correct_entry(actor=around.worker, entry_id=entry.pk, values={"text": "Seconda"}, expected_version=1)
        with pytest.raises(StaleEdit) as stale:
            correct_entry(actor=around.worker, entry_id=entry.pk, values={"text": "Terza"}, expected_version=1)
    assert ("Testo".lower(), "Seconda", "Terza") in [(label.lower(), a, b) for label, a, b in stale.value.changes]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"text": "   "}, "text"),
        ({"kind": "gossip"}, "kind"),
        ({"level": "everybody"}, "level"),
        ({"level": "team"}, "case"),
        ({"minutes": 2000}, "minutes"),
        ({"happened_at": timezone.now() + dt.timedelta(days=1)}, "day"),
        ({"person_ids": []}, "people"),
    ],
)
def test_what_makes_no_sense_is_refused_beside_its_field(around, values, field):
    with pytest.raises(DomainError) as refused:
        written(around, **values)
    assert refused.value.field == field


def test_roles_that_keep_no_diary_write_none(around):
    for role in ("housing_operator", "director", "dpo", "volunteer", "org_manager"):
        actor = make_actor(ambito=around.ambito, role=role)
        with acting(actor), pytest.raises(NotAllowed):
            write_entry(actor=actor, person_ids=[around.person.pk], text="Ciao")


def test_who_has_nothing_to_do_with_somebody_writes_nothing_about_them(around):
    with pytest.raises(NotVisible):
        written(around, "stranger")


def test_the_database_alone_refuses_an_entry_in_somebody_else_s_name_or_case(around):
    entry = written(around, level="private")
    row = {"person": around.person, "happened_at": timezone.now(), "named_tokens": [], "category": "diary"}
    tutor = around.tutor
    forged = [
        # Somebody else's entry, made one's own.
        {"entry_id": entry.pk, "author": tutor.user_id, "unit_token": tutor.main_token, "level": "private"},
        # In the author's name.
        {"entry_id": entry.pk, "author": entry.author, "unit_token": entry.unit_token, "level": "unit"},
    ]
    with acting(tutor):
        for values in forged:
            with pytest.raises(DatabaseError), transaction.atomic():
                DiarySubject.objects.create(**row, **values)
        assert not DiaryEntry.objects.filter(pk=entry.pk).update(text="Cambiata")
    with acting(around.colleague):
        other = written(around)
        assert not DiaryEntry.objects.filter(pk=entry.pk).update(text="Cambiata")
    with acting(around.colleague):
        assert not DiaryEntry.objects.filter(pk=other.pk).update(text="Cambiata da una collega")


def test_a_meeting_is_told_under_the_meetings_of_the_thread(around):
    written(around, kind="home_visit", minutes=40)
    written(around, kind="note", text="Un appunto")
    with acting(around.worker):
        met = page_of_thread(actor=around.worker, person_id=around.person.pk, filter_key="incontri")
        assert [item.event.kind for item in met] == ["diary_met"]
        assert met[0].event.payload == {"kind": "home_visit", "minutes": 40}
        diary = page_of_thread(actor=around.worker, person_id=around.person.pk, filter_key="diario")
        assert len(diary) == 2


def test_a_page_of_the_thread_is_filled_from_further_down(around):
    """What the reader may not see takes no place on their page."""
    written(around, text="Prima di tutto", happened_at=timezone.now() - dt.timedelta(days=9))
    for number in range(6):
        written(around, level="private", text=f"Mio {number}")
    with acting(around.colleague):
        page = page_of_thread(actor=around.colleague, person_id=around.person.pk, filter_key="diario", size=2)
        assert [item.object.text for item in page] == ["Prima di tutto"]


def test_lists_are_of_one_person_and_of_one_case(around):
    in_case = written(around, level="team", case_id=around.case.pk)
    other = make_person(actor=around.worker, first_name="Aldo")
    about_other = written(around, person_ids=[other.pk], kind="phone_call")
    with acting(around.worker):
        assert list(case_entries(actor=around.worker, case_id=around.case.pk)) == [in_case]
        assert list(entries_of_person(actor=around.worker, person_id=around.person.pk)) == [in_case]
        calls = entries_of_person(actor=around.worker, person_id=other.pk, kind="phone_call", mine=True)
        assert list(calls) == [about_other]
