"""`load_reference`: once, again only when a file changed, nothing ever deleted."""

import csv
import io

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portico.directory.models import Need, NeedLabel
from portico.kernel import codes, reference
from portico.kernel.models import Code, CodeList
from portico.territory.models import Municipality

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_codes():
    codes.clear()
    yield
    codes.clear()


def run() -> str:
    said = io.StringIO()
    call_command("load_reference", stdout=said)
    return said.getvalue()


def test_a_second_run_reads_checksums_and_writes_nothing():
    with CaptureQueriesContext(connection) as queries:
        assert run() == "Reference data is up to date.\n"
    assert len(queries) == 1


def test_everything_is_there():
    assert CodeList.objects.filter(checksum="").count() == 0
    assert Code.objects.filter(list_id="urgency").count() == 5
    assert codes.label("urgency", "today") == "Entro oggi"
    assert Municipality.objects.count() == 7896
    assert Need.objects.filter(parent=None).count() == 17
    assert NeedLabel.objects.filter(need_id="housing", language="ar").get().label == "السكن"


def list_in(folder, rows):
    """A list `urgency` in a folder of its own, and the dataset that loads it."""
    path = folder / "urgency.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["code", "label_it", "description_it", "order", "maps_to"])
        writer.writerows(rows)
    return path


def test_only_the_list_that_changed_is_loaded(tmp_path, monkeypatch):
    shipped = list(reference.read_csv(reference.CODES / "urgency.csv"))
    rows = [list(row.values()) for row in shipped]
    rows[1][1] = "In giornata"
    list_in(tmp_path, rows)
    monkeypatch.setattr(reference, "CODES", tmp_path)
    assert run() == "urgency: 5\n"
    assert codes.label("urgency", "today") == "In giornata"
    assert CodeList.objects.get(name="urgency").version == 2


def test_a_code_that_left_its_file_ends_and_keeps_its_label(tmp_path):
    list_in(tmp_path, [["today", "Entro oggi", "", "10", ""], ["soon", "Presto", "", "20", "X 1:a|Y:b"]])
    reference.load_codes(tmp_path / "urgency.csv")
    codes.clear()
    assert [code for code, _label in codes.choices("urgency")] == ["today", "soon"]
    assert codes.label("urgency", "three_days") == "Entro tre giorni"
    assert codes.get("urgency", "soon").mappings == [
        {"system": "X 1", "code": "a"},
        {"system": "Y", "code": "b"},
    ]
    # It comes back with the shipped file.
    reference.load_codes(reference.CODES / "urgency.csv")
    assert Code.objects.get(list_id="urgency", code="three_days").valid_to is None
    assert Code.objects.get(list_id="urgency", code="soon").valid_to is not None


def test_a_row_of_another_width_is_an_error(tmp_path):
    path = list_in(tmp_path, [["today", "Entro oggi", "", "10", "", "one too many"]])
    with pytest.raises(ValueError, match="line 2"):
        list(reference.read_csv(path))


def test_a_need_that_left_its_file_is_no_longer_in_use():
    Need.objects.create(code="old.need", label="Vecchio", citizen_label="Vecchio", search_text="vecchio")
    CodeList.objects.filter(name="directory.needs").update(checksum="")
    assert run() == "directory.needs: 169\n"
    assert not Need.objects.get(code="old.need").in_use
    assert Need.objects.get(code="housing").in_use
