"""Documents: who reads them, by their category; versions, protocol, and what is refused."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from portico.kernel.actor import acting
from portico.kernel.errors import DomainError, NotAllowed, NotVisible, StaleEdit
from portico.kernel.files import as_stored
from portico.people.services.reserve import reserve_person
from portico.thread.models import Document, DocumentFile, DocumentSubject, Task
from portico.thread.selectors import documents, documents_of_person, get_document, get_file, versions_of_document
from portico.thread.services import (
    add_document,
    add_version,
    correct_document,
    register_protocol,
    withdraw_document,
)
from portico.thread.services.documents import category_of
from portico.thread.timeline import page_of_thread
from tests.architecture.world import sign_in
from tests.factories import make_person

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7 prova"
TODAY = timezone.localdate()


def scan(content=PDF, name="scansione.pdf"):
    return as_stored(content, name=name, content_type="application/pdf")


def added(around, who="worker", **values):
    actor = getattr(around, who)
    data = {"kind": "school", "title": "Pagella", "file": scan(), **values}
    with acting(actor):
        return add_document(actor=actor, person_ids=data.pop("person_ids", [around.person.pk]), **data)


def reads(actor, document):
    """Through Python, and by plain SQL: both walls must agree, on the content too."""
    with acting(actor):
        python = documents(actor=actor).filter(pk=document.pk).exists()
        seen = {
            Document.objects.filter(pk=document.pk).exists(),
            DocumentSubject.objects.filter(document=document).exists(),
            DocumentFile.objects.filter(document=document).exists(),
        }
        assert seen == {python}, "the two walls disagree"
        return python


@pytest.mark.parametrize(
    ("values", "readers"),
    [
        ({"level": "unit"}, {"worker", "colleague", "coordinator"}),
        ({"level": "team"}, {"worker", "colleague", "coordinator", "tutor"}),
        ({"level": "team", "kind": "isee"}, {"worker", "colleague", "coordinator"}),
        ({"level": "team", "kind": "health"}, {"worker", "colleague", "coordinator", "tutor"}),
        ({"level": "network", "kind": "identity"}, {"worker", "colleague", "coordinator", "tutor"}),
        ({"level": "network", "kind": "court"}, {"worker"}),
        ({"level": "network", "kind": "report", "sensitive": "judicial"}, {"worker"}),
    ],
)
def test_a_document_is_read_by_its_level_and_its_category(around, values, readers):
    document = added(around, case_id=around.case.pk, **values)
    assert {name for name in around.memberships if reads(getattr(around, name), document)} == readers


def test_a_court_s_paper_is_read_by_who_is_named(around):
    document = added(around, kind="court", named_tokens=[around.coordinator.user_token])
    assert reads(around.coordinator, document)
    assert not reads(around.colleague, document)


def test_a_tutor_reads_the_documents_of_their_case_alone(around):
    second = around.open(around.worker, around.person)
    around.join(around.worker, second, "other_tutor")
    document = added(around, level="network", case_id=around.case.pk)
    assert reads(around.tutor, document)
    assert not reads(around.other_tutor, document)
    assert not reads(around.tutor, added(around, level="network"))
    with acting(around.other_tutor):
        told = page_of_thread(actor=around.other_tutor, person_id=around.person.pk, filter_key="documenti")
        assert told == []


def test_a_reserved_person_s_documents_stay_with_the_people_named(around):
    document = added(around, level="network", case_id=around.case.pk)
    with acting(around.worker):
        reserve_person(actor=around.worker, person_id=around.person.pk, named_tokens=[around.worker.user_token])
    assert {name for name in around.memberships if reads(getattr(around, name), document)} == {"worker"}


@pytest.mark.parametrize(
    ("kind", "sensitive", "category"),
    [("health", "", "health"), ("disability_report", "", "health"), ("school", "health", "health"),
     ("court", "health", "judicial"), ("isee", "", "economic"), ("letter", "", "diary"), ("plan", "", "plan")],
)  # fmt: skip
def test_what_a_document_tells_walls_it(kind, sensitive, category):
    assert category_of(kind, sensitive) == category


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": "  "}, "title"),
        ({"kind": "scroll"}, "kind"),
        ({"origin": "sky"}, "origin"),
        ({"level": "private"}, "level"),
        ({"level": "team"}, "case"),
        ({"sensitive": "taste"}, "sensitive"),
        ({"dated_on": TODAY + dt.timedelta(days=1)}, "dated_on"),
        ({"dated_on": TODAY, "expires_on": TODAY - dt.timedelta(days=1)}, "expires_on"),
        ({"protocol_number": "12"}, "protocol_number"),
        ({"protocol_number": "12", "protocol_on": TODAY + dt.timedelta(days=1)}, "protocol_on"),
    ],
)
def test_what_makes_no_sense_is_refused_beside_its_field(around, values, field):
    with pytest.raises(DomainError) as refused:
        added(around, **values)
    assert refused.value.field == field


def test_another_version_leaves_the_first_one_there(around):
    document = added(around)
    with acting(around.colleague):
        add_version(actor=around.colleague, document_id=document.pk, file=scan(b"%PDF-2 firmata"), why="Firmata")
        with pytest.raises(DomainError):
            add_version(actor=around.colleague, document_id=document.pk, file=scan(b"%PDF-2 firmata"))
        found = get_document(actor=around.colleague, key=document.pk)
        assert [(row.number, row.why) for row in found.versions] == [(2, "Firmata"), (1, "")]
        assert bytes(get_file(actor=around.colleague, key=found.versions[1].pk).content) == PDF


def test_who_only_reads_a_document_changes_nothing_of_it(around):
    document = added(around, level="team", case_id=around.case.pk)
    tutor = around.tutor
    with acting(tutor):
        for act in (
            lambda: add_version(actor=tutor, document_id=document.pk, file=scan(b"%PDF-2")),
            lambda: correct_document(actor=tutor, document_id=document.pk, values={"title": "Altro"}),
            lambda: register_protocol(actor=tutor, document_id=document.pk),
            lambda: withdraw_document(actor=tutor, document_id=document.pk, reason="No"),
        ):
            with pytest.raises(NotAllowed):
                act()
        assert not Document.objects.filter(pk=document.pk).update(title="Altro")


def test_what_is_said_of_it_is_corrected_and_what_it_was_stays(around):
    document = added(around, title="Pagela")
    with acting(around.colleague):
        values = {"title": "Pagella", "kind": "health"}
        assert set(
            correct_document(actor=around.colleague, document_id=document.pk, values=values, expected_version=1)
        ) == {"title", "kind", "category"}
        with pytest.raises(StaleEdit):
            correct_document(actor=around.colleague, document_id=document.pk, values={"title": "P"}, expected_version=1)
        found = get_document(actor=around.colleague, key=document.pk)
        assert [row.title for row in versions_of_document(actor=around.colleague, document=found)] == ["Pagela"]
        # Walled more closely now, whoever it is about.
        assert {row.category for row in DocumentSubject.objects.filter(document=document)} == {"health"}


def test_the_register_gives_numbers_without_gaps_and_never_twice(around):
    first, second, third = (added(around) for _ in range(3))
    worker = around.worker
    year = TODAY.year
    with acting(worker):
        assert register_protocol(actor=worker, document_id=first.pk).protocol_number == f"{year}/00001"
        assert register_protocol(actor=worker, document_id=second.pk, number="0041233").protocol_number == "0041233"
        assert register_protocol(actor=worker, document_id=third.pk).protocol_number == f"{year}/00002"
        with pytest.raises(DomainError):
            register_protocol(actor=worker, document_id=third.pk)
        assert get_document(actor=worker, key=third.pk).protocol.startswith(f"prot. {year}/00002 del ")


def test_reserved_people_have_a_register_apart(around):
    secret = make_person(actor=around.worker, first_name="Serena")
    with acting(around.worker):
        reserve_person(actor=around.worker, person_id=secret.pk, named_tokens=[around.worker.user_token])
    document = added(around, person_ids=[secret.pk])
    plain = added(around)
    with acting(around.worker):
        secret_number = register_protocol(actor=around.worker, document_id=document.pk).protocol_number
        assert secret_number == f"R {TODAY.year}/00001"
        assert register_protocol(actor=around.worker, document_id=plain.pk).protocol_number == f"{TODAY.year}/00001"


def test_a_withdrawn_document_stays_with_its_reason(around):
    document = added(around)
    with acting(around.worker):
        with pytest.raises(DomainError):
            withdraw_document(actor=around.worker, document_id=document.pk, reason=" ")
        withdraw_document(actor=around.worker, document_id=document.pk, reason="Era di un altro")
        with pytest.raises(DomainError):
            withdraw_document(actor=around.worker, document_id=document.pk, reason="Di nuovo")
        assert [
            row.withdrawn_reason for row in documents_of_person(actor=around.worker, person_id=around.person.pk)
        ] == ["Era di un altro"]


def test_a_reminder_does_not_say_which_document(around):
    added(around, kind="disability_report", title="Verbale INPS", expires_on=TODAY + dt.timedelta(days=90), remind=True)
    with acting(around.worker):
        task = Task.objects.get(source_kind="document")
        assert task.due_on == TODAY + dt.timedelta(days=60)
        assert "Verbale" not in task.title
        assert task.url == reverse("thread:document", args=[task.source_id])


def test_filters_find_what_expires_and_what_was_produced(around):
    soon = added(around, kind="permit", title="Permesso", expires_on=TODAY + dt.timedelta(days=20))
    letter = added(around, kind="letter", title="Lettera", origin="issued_here")
    with acting(around.worker):
        about = {"actor": around.worker, "person_id": around.person.pk}
        assert list(documents_of_person(**about, expiring=True)) == [soon]
        assert list(documents_of_person(**about, direction="produced")) == [letter]
        assert list(documents_of_person(**about, kind="permit", direction="received")) == [soon]


def test_who_has_nothing_to_do_with_somebody_adds_nothing_to_their_file(around):
    with pytest.raises(NotVisible):
        added(around, "stranger")


# The pages


@pytest.fixture
def browser(around):
    return sign_in(around.memberships["worker"].user)


def form(browser, **values):
    return {**browser.guard(), "kind": "school", "title": "Pagella", "origin": "person", "level": "unit", **values}


def test_a_scan_goes_from_the_page_into_the_file(around, browser):
    address = reverse("thread:new_document", args=[around.person.pk])
    assert browser.get(address).status_code == 200
    answer = browser.post(
        address, form(browser, file=SimpleUploadedFile("p.pdf", PDF), case=around.case.pk, level="team")
    )
    assert answer.status_code == 302
    with acting(around.worker):
        document = Document.objects.get()
        assert (document.title, document.level, document.case_id) == ("Pagella", "team", around.case.pk)
        content = DocumentFile.objects.get()
    page = browser.get(reverse("thread:document", args=[document.pk]))
    assert "Pagella" in page.content.decode()
    opened = browser.get(reverse("thread:document_file", args=[content.pk]))
    assert opened.content == PDF
    assert "no-store" in opened.headers["Cache-Control"]
    assert "inline" in opened.headers["Content-Disposition"]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("p.pdf", b"MZ finto", "Si possono caricare solo PDF"),
        ("p.pdf", b"", "vuoto"),
        ("p.docx", b"PK\x03\x04 rotto", "Si possono caricare solo PDF"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_beside_its_field(around, browser, name, content, says):
    address = reverse("thread:new_document", args=[around.person.pk])
    answer = browser.post(address, form(browser, file=SimpleUploadedFile(name, content)))
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert "Pagella" in answer.content.decode()


def test_a_scan_of_two_hundred_megabytes_is_refused_and_the_words_stay(around, browser, settings):
    settings.PORTICO_UPLOAD_LIMIT = 1000
    address = reverse("thread:new_document", args=[around.person.pk])
    big = SimpleUploadedFile("grande.pdf", PDF + b"0" * 4000)
    answer = browser.post(address, form(browser, file=big, note="Due righe"))
    assert answer.status_code == 422
    assert "troppo grande" in answer.content.decode()
    assert "Due righe" in answer.content.decode()


def test_who_only_reads_a_document_opens_none_of_its_forms(around):
    document = added(around, level="team", case_id=around.case.pk)
    tutor = sign_in(around.memberships["tutor"].user)
    assert tutor.get(reverse("thread:document", args=[document.pk])).status_code == 200
    for name in ("correct_document", "new_version", "register_protocol", "withdraw_document"):
        assert tutor.get(reverse(f"thread:{name}", args=[document.pk])).status_code == 403
