"""The pages of notices and consents, as they are used."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfReader

from portico.access.models import ReadLog
from portico.kernel import pdf
from portico.kernel.actor import acting, system_actor
from portico.people.services.lookup import look_up
from portico.people.services.register import meet_known_person
from portico.privacy.models import Consent, NoticeDelivery, SignedCopy
from portico.privacy.selectors import consents
from tests.architecture.world import World, client_of
from tests.factories import OrganisationFactory, make_actor, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World()


@pytest.fixture
def person(world):
    return make_person(actor=world.actor("desk_operator"), languages=["ar", "fr"])


@pytest.fixture
def browser(world):
    return client_of(world, "desk_operator")


def page_of(person):
    return f"/persone/{person.pk}/informativa/"


def text_of(answer):
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)


def test_the_page_proposes_the_persons_language(browser, person):
    answer = browser.get(page_of(person))
    assert answer.status_code == 200
    assert '<option value="ar" selected>' in answer.content.decode()
    assert "Non risulta ancora consegnata" in answer.content.decode()


def test_a_delivery_with_its_copy_is_recorded_in_one_go(browser, world, person):
    upload = SimpleUploadedFile("foglio firmato.pdf", b"%PDF-1.7 firmato")
    answer = browser.post(
        page_of(person), browser.guard() | {"language": "ar", "outcome": "signed", "read_aloud": "on", "file": upload}
    )
    assert answer.status_code == 302
    with acting(world.actor("desk_operator")):
        assert NoticeDelivery.objects.get().read_aloud
        copy = SignedCopy.objects.get()
    answer = browser.get(f"/informative/copie/{copy.pk}/")
    assert answer.content == b"%PDF-1.7 firmato"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    with acting(world.actor("dpo")):
        assert ReadLog.objects.filter(what="notice.copy", person_id=person.pk).count() == 1


def test_a_disguised_file_is_refused_and_what_was_written_stays(browser, world, person):
    upload = SimpleUploadedFile("foglio.pdf", b"<html>")
    answer = browser.post(
        page_of(person),
        browser.guard() | {"language": "fr", "outcome": "signed", "note": "letta con calma", "file": upload},
    )
    said = answer.content.decode()
    assert answer.status_code == 200
    assert "Si possono caricare solo PDF o immagini" in said
    assert "letta con calma" in said
    with acting(world.actor("desk_operator")):
        assert not NoticeDelivery.objects.exists()


@pytest.mark.parametrize("size", [500, 3_000_000])
def test_a_file_too_big_is_refused_in_clear_words(browser, world, person, settings, size):
    settings.PORTICO_UPLOAD_LIMIT = 100
    upload = SimpleUploadedFile("foglio.pdf", b"%PDF-" + b"x" * size)
    answer = browser.post(
        page_of(person),
        browser.guard() | {"language": "it", "outcome": "signed", "note": "letta in cortile", "file": upload},
    )
    assert answer.status_code == 200
    assert "troppo grande" in answer.content.decode()
    assert "letta in cortile" in answer.content.decode()
    with acting(world.actor("desk_operator")):
        assert not NoticeDelivery.objects.exists()


def test_pressing_twice_records_once(browser, world, person):
    form = browser.guard() | {"language": "it", "outcome": "acknowledged"}
    assert browser.post(page_of(person), form).status_code == 302
    assert browser.post(page_of(person), form).status_code == 302
    with acting(world.actor("desk_operator")):
        assert NoticeDelivery.objects.count() == 1


def test_a_copy_is_added_later(browser, world, person):
    browser.post(page_of(person), browser.guard() | {"language": "it", "outcome": "acknowledged"})
    with acting(world.actor("desk_operator")):
        delivery = NoticeDelivery.objects.get()
    address = f"/informative/consegne/{delivery.pk}/copia/"
    assert browser.get(address).status_code == 200
    assert "Scegli il file" in browser.post(address, browser.guard()).content.decode()
    answer = browser.post(address, browser.guard() | {"file": SimpleUploadedFile("a.jpg", b"\xff\xd8\xff\xe0")})
    assert answer.status_code == 302


def test_a_consent_is_given_and_taken_back(browser, world, person):
    form = {"purpose": "reminders", "how": "spoken", "given_on": "2026-01-10", "detail": "solo la mattina"}
    assert browser.post(f"/persone/{person.pk}/consensi/", browser.guard() | form).status_code == 302
    with acting(world.actor("desk_operator")):
        consent = Consent.objects.get()
    assert "solo la mattina" in browser.get(page_of(person)).content.decode()
    assert browser.post(f"/consensi/{consent.pk}/ritira/", browser.guard()).status_code == 302
    assert "Ritirato" in browser.get(page_of(person)).content.decode()


def test_a_wrong_consent_comes_back_with_its_error_in_place(browser, person):
    answer = browser.post(
        f"/persone/{person.pk}/consensi/",
        browser.guard() | {"purpose": "share_network", "how": "written", "given_on": "2026-01-10"},
    )
    assert "Scegli con quale ente" in answer.content.decode()


def test_another_desk_gets_nothing(world, browser, person):
    browser.post(page_of(person), browser.guard() | {"language": "it", "outcome": "acknowledged"})
    with acting(world.actor("desk_operator")):
        delivery = NoticeDelivery.objects.get()
    stranger = client_of(world, "other_desk")
    for address in (page_of(person), f"/informative/consegne/{delivery.pk}/copia/"):
        assert stranger.get(address).status_code == 404
    assert (
        stranger.post(f"/persone/{person.pk}/consensi/", stranger.guard() | {"purpose": "reminders"}).status_code == 404
    )


def test_the_notice_is_a_tagged_pdf_with_the_names_filled_in(browser, world):
    answer = browser.get("/informative/first_contact/it/")
    assert answer.headers["Content-Type"] == "application/pdf"
    said = text_of(answer)
    assert "Ambito di Prova" in said
    assert "Associazione Alba" in said
    assert "{" not in said
    reader = PdfReader(io.BytesIO(answer.content))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "it"
    assert "pdfuaid:part" in reader.trailer["/Root"]["/Metadata"].get_data().decode()
    with acting(world.actor("dpo")):
        assert ReadLog.objects.filter(what="notice", outcome="printed").exists()


@pytest.mark.parametrize("language", ["ar", "ur", "bn", "zh", "uk", "ru", "sq", "ro", "fr", "es", "en"])
def test_the_notice_prints_in_each_language_or_says_that_letters_are_missing(browser, language):
    answer = browser.get(f"/informative/first_contact/{language}/")
    if answer.status_code == 503:
        assert "mancano i caratteri per stampare in questa lingua" in answer.content.decode()
        assert language not in {"uk", "ru", "sq", "ro", "fr", "es", "en"}
    else:
        reader = PdfReader(io.BytesIO(answer.content))
        assert reader.trailer["/Root"]["/Lang"] == language


def test_a_notice_that_does_not_exist_is_not_found(browser):
    assert browser.get("/informative/first_contact/kl/").status_code == 404


def test_letters_without_a_font_are_named_instead_of_printed_as_boxes():
    with pytest.raises(pdf.PaperRefused, match="non si possono stampare: \U0001fae8"):
        pdf.make_pdf(
            "privacy/papers/notice.html",
            {
                "notice": {"title": "A \U0001fae8", "version": "1", "reviewed": True},
                "body": "",
                "letterhead": {"organisation": "", "ambito": "", "place": ""},
            },
        )


def test_papers_fetch_nothing_from_outside(caplog, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("segreto")
    fetcher = pdf._fetcher()
    for address in (f"file://{secret}", "https://example.org/x.png", "portico-font:../../../settings.py"):
        with pytest.raises(ValueError, match="nothing from outside"):
            fetcher.fetch(address)


def test_without_pango_the_page_says_what_is_missing(browser, monkeypatch):
    import builtins

    real = builtins.__import__

    def broken(name, *args, **kwargs):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", broken)
    answer = browser.get("/informative/first_contact/it/")
    assert answer.status_code == 503
    assert "Pango" in answer.content.decode()


def test_a_body_not_to_be_named_is_not_named_by_a_consent(world, person, browser):
    with acting(system_actor(world.ambito.pk)):
        centre = OrganisationFactory(ambito=world.ambito, name="Centro antiviolenza", sensitive=True)
    with acting(world.actor("desk_operator")):
        Consent.objects.create(person=person, purpose="share_network", to_organisation=centre)
    text = browser.get(page_of(person)).content.decode()
    assert "un servizio della rete" in text and "Centro antiviolenza" not in text
    centres = make_actor(ambito=world.ambito, role="social_worker", organisation=centre)
    with acting(centres):
        look_up(actor=centres, first_name="Fatima", last_name="Benali", birth_date=person.birth_date)
        meet_known_person(actor=centres, person_id=person.pk, reason="È qui con me")
        assert [row.to_name for row in consents(actor=centres, person_id=person.pk)] == ["Centro antiviolenza"]
