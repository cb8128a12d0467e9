"""Templates: fields are checked when a template is kept, and filled without holes."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document as Word
from hypothesis import given
from hypothesis import strategies as st

from portico.kernel.actor import acting
from portico.kernel.errors import DomainError, NotAllowed
from portico.thread.filling import FIELDS, TemplateRefused, fields_of_docx, fields_of_text, fill_docx, fill_text
from portico.thread.models import DocumentTemplate
from portico.thread.selectors import templates
from portico.thread.services import save_template
from tests.architecture.world import sign_in
from tests.factories import actor_of, make_actor, make_ambito, make_membership


def word(*paragraphs, header=""):
    """A DOCX; a list is a paragraph whose parts Word keeps apart."""
    made = Word()
    for text in paragraphs:
        paragraph = made.add_paragraph()
        for part in [text] if isinstance(text, str) else text:
            paragraph.add_run(part)
    if header:
        made.sections[0].header.paragraphs[0].text = header
    content = BytesIO()
    made.save(content)
    return content.getvalue()


def text_in(content):
    made = Word(BytesIO(content))
    return "\n".join([paragraph.text for paragraph in made.paragraphs] + [made.sections[0].header.paragraphs[0].text])


def test_the_fields_of_a_text_are_filled():
    text = "Gentile {{ persona.nome_completo }}, del {{oggi}}: {{ persona.nome_completo }}"
    assert fields_of_text(text) == ["persona.nome_completo", "oggi"]
    filled = fill_text(text, {"persona.nome_completo": "Fatima Benali", "oggi": "3 novembre"})
    assert filled == "Gentile Fatima Benali, del 3 novembre: Fatima Benali"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{{ persona.cognomme }}", "forse «persona.cognome»"),
        ("{{ qqqqqqqq }}", "guarda l'elenco"),
        ("{{ persona.nome", "non chiuso"),
        ("persona.nome }}", "non chiuso"),
        ("{% for x in y %}", "solo campi"),
        ("{{ persona.__class__ }}", "non esiste"),
        ("{{ 7*7 }}", "non esiste"),
    ],
)
def test_a_wrong_field_is_told_by_name(text, says):
    with pytest.raises(TemplateRefused) as refused:
        fields_of_text(text)
    assert says in str(refused.value.message)


@given(st.text(max_size=200))
def test_whatever_is_written_is_either_refused_or_filled_whole(text):
    try:
        fields_of_text(text)
    except TemplateRefused:
        return
    filled = fill_text(text, dict.fromkeys(FIELDS, "x"))
    assert "{{" not in filled
    assert "{%" not in filled


def test_a_word_document_is_filled_also_where_word_split_a_field():
    content = word(
        ["Gentile {{ pers", "ona.nome }}", " buongiorno"], "Oggetto: {{ oggetto }}", header="{{ ente.nome }}"
    )
    assert set(fields_of_docx(content)) == {"persona.nome", "oggetto", "ente.nome"}
    filled = fill_docx(content, {"persona.nome": "Fatima", "oggetto": "Casa & <figli>", "ente.nome": "Comune"})
    assert text_in(filled) == "Gentile Fatima buongiorno\nOggetto: Casa & <figli>\nComune"


def test_a_word_document_with_a_wrong_field_is_told_by_name():
    with pytest.raises(TemplateRefused) as refused:
        fields_of_docx(word(["{{ persona.indi", "rizo }}"]))
    assert "persona.indirizzo" in str(refused.value.message)


def test_a_file_that_is_not_word_is_refused():
    with pytest.raises(TemplateRefused):
        fields_of_docx(b"PK\x03\x04 rotto")


# Keeping them


@pytest.fixture
def ambito(db):
    return make_ambito()


def test_an_organisation_s_templates_are_kept_by_who_runs_it(ambito):
    manager = make_membership(ambito=ambito, role="org_manager", with_unit=False)
    worker = make_actor(ambito=ambito, role="social_worker", organisation=manager.organisation)
    actor = actor_of(manager)
    with acting(actor):
        made = save_template(actor=actor, name="Invito", kind="letter", body="Gentile {{ persona.nome }}")
        assert made.organisation_id == actor.organisation_id
    with acting(worker):
        assert list(templates(actor=worker)) == [made]
        with pytest.raises(NotAllowed):
            save_template(actor=worker, name="Altro", kind="letter", body="Ciao", template=made)
        assert not DocumentTemplate.objects.filter(pk=made.pk).update(name="Cambiato")
    elsewhere = make_actor(ambito=ambito, role="org_manager")
    with acting(elsewhere):
        assert list(templates(actor=elsewhere)) == []
        with pytest.raises(NotAllowed):
            save_template(actor=elsewhere, name="Altro", kind="letter", body="Ciao", template=made)
    with acting(make_actor(ambito=make_ambito(), role="org_manager")):
        assert not DocumentTemplate.objects.exists()


def test_the_administrator_s_are_of_the_whole_ambito(ambito):
    admin = make_actor(ambito=ambito, role="ambito_admin")
    worker = make_actor(ambito=ambito, role="social_worker")
    with acting(admin):
        made = save_template(actor=admin, name="Relazione", kind="report", content=word("{{ testo }}"))
        assert (made.organisation_id, made.format) == (None, "docx")
        changed = save_template(actor=admin, name="Relazione sociale", kind="report", template=made)
        assert (changed.name, changed.format) == ("Relazione sociale", "docx")
    with acting(worker):
        assert [row.name for row in templates(actor=worker)] == ["Relazione sociale"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": " "}, "name"),
        ({"kind": "scroll"}, "kind"),
        ({"body": ""}, "body"),
        ({"body": "{{ persona.nomme }}"}, "body"),
        ({"body": "", "content": b"%PDF-"}, "file"),
        ({"body": "", "content": word("{{ persona.nomme }}")}, "file"),
    ],
)
def test_what_makes_no_template_is_refused_beside_its_field(ambito, values, field):
    manager = make_actor(ambito=ambito, role="org_manager")
    with acting(manager), pytest.raises(DomainError) as refused:
        save_template(actor=manager, **{"name": "Lettera", "kind": "letter", "body": "Ciao", **values})
    assert refused.value.field == field


def test_from_the_page_a_word_file_with_a_wrong_field_says_which(ambito):
    manager = make_membership(ambito=ambito, role="org_manager", with_unit=False)
    browser = sign_in(manager.user)
    address = reverse("thread:new_template")
    sent = {"name": "Invito", "kind": "letter", "body": "", "active": "on"}
    wrong = SimpleUploadedFile("invito.docx", word("{{ persona.nomee }}"))
    answer = browser.post(address, {**browser.guard(), **sent, "file": wrong})
    assert answer.status_code == 422
    assert "persona.nome" in answer.content.decode()
    right = SimpleUploadedFile("invito.docx", word("{{ persona.nome }}"))
    assert browser.post(address, {**browser.guard(), **sent, "file": right}).status_code == 302
    assert "Invito" in browser.get(reverse("thread:templates")).content.decode()
