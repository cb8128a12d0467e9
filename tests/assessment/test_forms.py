"""Versions of the forms: from a file, row by row; earlier ones and what was answered on them stay."""

import csv
import io

import pytest

from portico.assessment import selectors
from portico.assessment.csvfile import read_form, write_form
from portico.assessment.enums import Kind
from portico.assessment.models import Form
from portico.assessment.reference import DATA
from portico.assessment.selectors.reading import items_of
from portico.assessment.services import move_to_newest_form, publish_form
from portico.assessment.services.forms import FileRefused
from portico.kernel.actor import acting
from portico.kernel.errors import NotAllowed, NotVisible
from tests.assessment.conftest import begin, finish, mark
from tests.factories import make_actor, make_ambito

DEEP = (DATA / "deep_1.csv").read_bytes()
SHORT = (DATA / "preliminary_1.csv").read_bytes()


def changed(content, **cells):
    """The same file with cells of its first row changed."""
    rows = list(csv.DictReader(io.StringIO(content.decode())))
    rows[0].update(cells)
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def publish(actor, content=DEEP, **values):
    with acting(actor):
        return publish_form(actor=actor, **{"kind": "deep", "title": "La nostra", "content": content, **values})


def test_the_common_forms_are_there_with_health_apart(net):
    with acting(net.worker):
        deep = selectors.newest_form(actor=net.worker, kind="deep")
        items = items_of(deep)
    assert (deep.common, deep.number, len(items)) == (True, 1, 58)
    assert {item.category for item in items if item.domain == "health"} == {"health"}
    assert {item.domain for item in items if item.category == "health"} == {"health"}
    assert all(len(item.anchors) == 6 for item in items)


def test_a_file_read_and_written_is_the_same(net):
    for kind, content in ((Kind.DEEP, DEEP), (Kind.PRELIMINARY, SHORT)):
        with acting(net.worker):
            form = selectors.newest_form(actor=net.worker, kind=kind)
            again = read_form(kind, write_form(kind, items_of(form)).encode())
        assert again.troubles == []
        assert again.items == read_form(kind, content).items


@pytest.mark.parametrize(
    ("content", "row", "words"),
    [
        (b"", 1, "Mancano le colonne"),
        (b"\xff\xfe\x00", 1, "UTF-8"),
        (b"domain_code,item_code\n", 1, "question_it"),
        (DEEP.splitlines(keepends=True)[0], 2, "nessuna voce"),
        (changed(DEEP, subject="dog"), 2, "subject"),
        (changed(DEEP, level_4_it=""), 2, "livello 4"),
        (changed(DEEP, item_code="Con Spazi"), 2, "Il codice"),
        (changed(DEEP, item_code="social.participation"), 3, "c'è già"),
        (changed(DEEP, item_it=""), 2, "Mancano il nome"),
        (changed(DEEP, question_it="a" * 500), 2, "troppo lungo"),
        (DEEP + b"solo,tre,celle\n", 60, "colonne"),
    ],
)
def test_what_is_wrong_in_a_file_is_told_with_its_row_and_changes_nothing(net, content, row, words):
    with pytest.raises(FileRefused) as refused:
        publish(net.coordinator, content)
    assert any(number == row and words in what for number, what in refused.value.troubles), refused.value.troubles
    with acting(net.coordinator):
        assert Form.objects.filter(kind="deep").count() == 1


def test_a_file_saved_by_a_spreadsheet_is_read(net):
    rows = list(csv.reader(io.StringIO(SHORT.decode())))
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(rows)
    reading = read_form(Kind.PRELIMINARY, b"\xef\xbb\xbf" + out.getvalue().encode())
    assert (len(reading.items), reading.troubles) == (17, [])


def test_cells_a_spreadsheet_would_compute_are_made_harmless(net):
    form = publish(net.coordinator, changed(DEEP, item_it="=cmd()"))
    with acting(net.coordinator):
        assert "'=cmd()" in write_form(form.kind, items_of(form))


def test_only_who_keeps_the_forms_publishes_and_only_for_the_own_ambito(net):
    with pytest.raises(NotAllowed):
        publish(net.worker)
    form = publish(net.admin)
    assert (form.number, form.ambito_id) == (2, net.ambito.pk)
    elsewhere = make_actor(ambito=make_ambito(), role="social_worker")
    with acting(elsewhere):
        assert selectors.newest_form(actor=elsewhere, kind="deep").common
        with pytest.raises(NotVisible):
            selectors.get_form(actor=elsewhere, key=form.pk)
        assert not Form.objects.filter(pk=form.pk).exists()


def test_what_was_done_on_the_old_version_stays_on_it(net, done):
    publish(net.admin, changed(DEEP, item_it="Amicizie"))
    newer = begin(net)
    assert newer.form.number == 2
    mark(net, newer, social__relationships=(net.person.pk, "4", ""))
    finish(net, newer)
    with acting(net.worker):
        old = selectors.get_assessment(actor=net.worker, key=done.pk)
        labels = {line.item.label for line in selectors.sheet_of(actor=net.worker, assessment=old).lines}
    assert old.form.number == 1 and "Relazioni fuori dalla famiglia" in labels and "Amicizie" not in labels


def test_a_draft_on_an_outdated_form_goes_on_or_moves_and_loses_nothing(net, draft):
    mark(net, draft, housing__security="2", housing__costs="3")
    content = b"".join(line for line in DEEP.splitlines(keepends=True) if b"housing.costs" not in line)
    publish(net.admin, content)
    with acting(net.worker):
        move_to_newest_form(actor=net.worker, assessment_id=draft.pk)
        moved = selectors.get_assessment(actor=net.worker, key=draft.pk)
        found = {line.item.code: line.mark for line in selectors.sheet_of(actor=net.worker, assessment=moved).lines}
    assert moved.form.number == 2
    assert (found["housing.security"], found["housing.costs"]) == ("2", "3")
    finish(net, draft)
