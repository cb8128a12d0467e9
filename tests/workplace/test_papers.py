"""Papers ready to print, templates filled from the record, and the dossier."""

import datetime as dt
import io

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from portico.access.models import ReadLog
from portico.desks.services.encounters import EncounterData, record_encounter
from portico.kernel.actor import acting
from portico.people.services.ground import set_protected_address
from portico.people.services.reserve import reserve_person
from portico.territory.models import Municipality
from portico.thread.models import Document, DocumentFile
from portico.thread.services import save_template, write_entry
from portico.workplace.papers import PAPERS
from tests.architecture.world import sign_in
from tests.thread.conftest import around  # noqa: F401
from tests.thread.test_templates import text_in, word

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
ASKED = {
    "convocazione": {"day": TODAY, "hour": "10:30", "place": "Via Prova 1", "reason": "un colloquio", "bring": "ISEE"},
    "presa-in-carico": {"use": "la banca"},
    "delega": {"delegate": "Amina Benali", "what": "Ritirare il permesso"},
    "foglio-firme": {"meeting": "Équipe", "day": TODAY, "names": "Anna Prova\nBruno Prova", "rows": 3},
    "lettera": {"recipient": "Alla scuola", "subject": "Frequenza", "text": "Buongiorno,\n\nsi chiede…"},
    "relazione": {"recipient": "Al Tribunale", "subject": "Relazione sociale", "text": "Vive con…", "sensitive": "judicial"},
}  # fmt: skip


def pdf_text(content):
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(bytes(content))).pages)


@pytest.fixture
def browser(around):  # noqa: F811
    return sign_in(around.memberships["worker"].user)


def sent(browser, around, **values):  # noqa: F811
    return {**browser.guard(), "case": around.case.pk, "level": "team", **values}


@pytest.mark.parametrize("code", PAPERS)
def test_a_paper_is_made_kept_in_the_file_and_numbered(around, browser, code):  # noqa: F811
    address = reverse("workplace:prepare_paper", args=[around.person.pk, code])
    assert browser.get(address).status_code == 200
    answer = browser.post(address, sent(browser, around, register="on", **ASKED[code]))
    assert answer.status_code == 302, answer.content.decode()
    with acting(around.worker):
        made = Document.objects.get()
        assert (made.direction, made.kind, made.case_id) == ("produced", PAPERS[code].kind, around.case.pk)
        assert made.protocol_number == f"{TODAY.year}/00001"
        text = pdf_text(DocumentFile.objects.get().content)
        assert made.protocol_number in text
        assert ReadLog.objects.filter(what="person.paper", outcome="printed").count() == 1
    if code not in {"foglio-firme", "lettera"}:
        assert "Fatima Benali" in text
    assert made.category == ("judicial" if code == "relazione" else "diary")
    assert browser.get(answer.url).status_code == 200


def test_only_who_follows_the_case_certifies_it(around):  # noqa: F811
    tutor = sign_in(around.memberships["tutor"].user)
    address = reverse("workplace:prepare_paper", args=[around.person.pk, "presa-in-carico"])
    answer = tutor.post(address, sent(tutor, around, use=""))
    assert answer.status_code == 422
    assert "chi segue la presa in carico" in answer.content.decode()
    with acting(around.tutor):
        assert not Document.objects.exists()


def test_a_reserved_person_s_address_is_on_no_paper(around, browser):  # noqa: F811
    with acting(around.worker):
        token = around.worker.user_token
        reserve_person(actor=around.worker, person_id=around.person.pk, named_tokens=[token])
        town = Municipality.objects.get(istat_code="041044")
        set_protected_address(
            actor=around.worker, person_id=around.person.pk, street="Via Segreta 9", municipality=town,
            named_tokens=[token],
        )  # fmt: skip
    address = reverse("workplace:prepare_paper", args=[around.person.pk, "convocazione"])
    assert browser.post(address, sent(browser, around, **ASKED["convocazione"])).status_code == 302
    with acting(around.worker):
        assert "Segreta" not in pdf_text(DocumentFile.objects.get().content)


def test_a_template_is_filled_from_the_record(around, browser):  # noqa: F811
    coordinator = around.coordinator
    body = (
        "Gentile {{ destinatario }},\n\n{{ persona.nome_completo }} è in carico dal {{ caso.dal }} ({{ caso.numero }})."
    )
    with acting(coordinator):
        text = save_template(actor=coordinator, name="Alla scuola", kind="letter", body=body)
        docx = save_template(
            actor=coordinator, name="Relazione", kind="report", content=word("{{ persona.nome_completo }}: {{ testo }}")
        )
    assert "Alla scuola" in browser.get(reverse("workplace:papers", args=[around.person.pk])).content.decode()
    for template, asked in ((text, {"destinatario": "Preside"}), (docx, {"testo": "Prima riga\nSeconda riga"})):
        address = reverse("workplace:fill_template", args=[around.person.pk, template.pk])
        assert browser.get(address).status_code == 200
        assert browser.post(address, sent(browser, around, **asked)).status_code == 302
    with acting(around.worker):
        files = {row.document.title: bytes(row.content) for row in DocumentFile.objects.select_related("document")}
    letter = pdf_text(files["Alla scuola"])
    assert "Gentile Preside" in letter
    assert around.case.display_number in letter
    assert "Fatima Benali: Prima riga" in text_in(files["Relazione"])


def test_a_paper_nobody_has_is_not_found(around, browser):  # noqa: F811
    assert browser.get(reverse("workplace:prepare_paper", args=[around.person.pk, "condanna"])).status_code == 404


# The dossier


def dossier(client, around, **values):  # noqa: F811
    address = reverse("workplace:dossier", args=[around.person.pk])
    return client.post(address, {**client.guard(), "reason": "Udienza", **values})


def test_the_dossier_tells_what_its_reader_may_see_and_no_private_note(around, browser):  # noqa: F811
    worker = around.worker
    with acting(worker):
        about = {"actor": worker, "person_ids": [around.person.pk]}
        write_entry(**about, text="Parla del lavoro " * 60 + "e della casa nuova", kind="interview")
        write_entry(**about, text="Appunto mio", level="private")
        write_entry(**about, text="Per tutta l'équipe", level="team", case_id=around.case.pk)
        record_encounter(
            actor=worker,
            data=EncounterData(
                people=[(around.person.pk, "for_whom")], request="Chiede della casa", private_note="Segreto", minutes=10
            ),
        )
        record_encounter(
            actor=worker,
            data=EncounterData(people=[(around.person.pk, "for_whom")], request="Solo mio", level="private", minutes=5),
        )
    answer = dossier(browser, around)
    assert answer.headers["Content-Type"] == "application/pdf"
    text = " ".join(pdf_text(answer.content).split())
    for told in ("e della casa nuova", "Per tutta l'équipe", "Chiede della casa", "Fatima Benali", "Udienza"):
        assert told in text
    for secret in ("Appunto mio", "Segreto", "Solo mio"):
        assert secret not in text
    with acting(worker):
        assert ReadLog.objects.get(what="person.dossier").reason == "Udienza"
        assert ReadLog.objects.get(what="person.dossier").outcome == "exported"
    tutor = sign_in(around.memberships["tutor"].user)
    theirs = " ".join(pdf_text(dossier(tutor, around).content).split())
    assert "Per tutta l'équipe" in theirs
    assert "e della casa nuova" not in theirs
    assert "Chiede della casa" not in theirs


def test_a_dossier_of_a_period_holds_that_period(around, browser):  # noqa: F811
    with acting(around.worker):
        write_entry(actor=around.worker, person_ids=[around.person.pk], text="Oggi parliamo")
    before = dossier(browser, around, until=TODAY - dt.timedelta(days=1))
    assert "Niente in questo periodo" in pdf_text(before.content)
    assert "Oggi parliamo" in pdf_text(dossier(browser, around, since=TODAY).content)


@pytest.mark.parametrize("values", [{"reason": " "}, {"since": TODAY, "until": TODAY - dt.timedelta(days=2)}])
def test_a_dossier_does_not_leave_without_a_reason_or_with_dates_turned_round(around, browser, values):  # noqa: F811
    assert dossier(browser, around, **values).status_code == 422


def test_the_dossier_is_an_accessible_pdf(around, browser):  # noqa: F811
    root = PdfReader(io.BytesIO(dossier(browser, around).content)).trailer["/Root"]
    assert root["/Lang"] == "it"
    assert root["/StructTreeRoot"]
    assert b"pdfuaid" in root["/Metadata"].get_data()
