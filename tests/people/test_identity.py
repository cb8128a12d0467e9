"""Changing who a person is: data, codes, names, papers."""

import datetime as dt

import pytest
from django.utils import timezone

from portico.access.enums import Origin
from portico.access.services import open_grant
from portico.events.models import Event, EventSubject, Notification
from portico.kernel.actor import acting
from portico.kernel.errors import DomainError, NotAllowed, NotVisible, StaleEdit
from portico.people.identifiers import compute_tax_code
from portico.people.models import Identifier, Person
from portico.people.services.identity import (
    NewName,
    add_identifier,
    end_identifier,
    set_citizenships,
    set_languages,
    set_other_names,
    update_identity,
    verify_identifier,
)
from portico.people.services.papers import add_paper, change_paper, dismiss_fact
from portico.people.services.reserve import reserve_person
from tests.factories import make_person
from tests.people.conftest import take_charge

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
TAX_CODE = compute_tax_code(
    first_name="Fatima", last_name="Benali", birth_date=dt.date(1992, 5, 3), sex="female", place_code="Z330"
)


def kinds(person):
    return list(EventSubject.objects.filter(person=person).order_by("id").values_list("kind", flat=True))


def test_update_writes_what_changed_and_says_so(at_work, fatima):
    person = update_identity(
        actor=at_work, person_id=fatima.pk, values={"known_as": "Titì", "first_name": "Fatima"}, expected_version=1
    )
    assert person.version == 2
    assert kinds(fatima)[-1] == "identity_changed"
    assert Event.objects.order_by("-id")[0].payload == {"act": "data", "fields": ["known_as"]}


def test_update_without_changes_leaves_no_event(at_work, fatima):
    before = kinds(fatima)
    update_identity(actor=at_work, person_id=fatima.pk, values={"first_name": "Fatima"})
    assert kinds(fatima) == before


def test_stale_edit_tells_what_differs(at_work, fatima):
    update_identity(actor=at_work, person_id=fatima.pk, values={"doctor": "Dott. Neri"}, expected_version=1)
    with pytest.raises(StaleEdit) as caught:
        update_identity(
            actor=at_work, person_id=fatima.pk, values={"doctor": "", "profession": "sarta"}, expected_version=1
        )
    assert ("medico di base", "Dott. Neri", "") in caught.value.changes
    assert caught.value.version == 2


@pytest.mark.parametrize("day", [TODAY + dt.timedelta(days=1), dt.date(1870, 1, 1)])
def test_impossible_birth_dates_are_refused_beside_the_field(at_work, fatima, day):
    with pytest.raises(DomainError) as caught:
        update_identity(actor=at_work, person_id=fatima.pk, values={"birth_date": day})
    assert caught.value.field == "birth_date"


def test_a_person_keeps_at_least_a_name(at_work, fatima):
    with pytest.raises(DomainError):
        update_identity(actor=at_work, person_id=fatima.pk, values={"first_name": "", "last_name": " "})


def test_who_does_not_follow_her_finds_nobody_and_a_reader_may_not_write(fatima, worker, other_desk, ambito):
    with acting(other_desk):
        with pytest.raises(NotVisible):
            update_identity(actor=other_desk, person_id=fatima.pk, values={"doctor": "x"})
    with acting(worker):
        open_grant(
            actor=worker, person_id=fatima.pk, token=other_desk.main_token, origin=Origin.ACCEPTED_REFERRAL,
            scope_kind="referral", scope_id=fatima.pk,
        )  # fmt: skip
    with acting(other_desk):
        with pytest.raises(NotAllowed):
            update_identity(actor=other_desk, person_id=fatima.pk, values={"doctor": "x"})


def test_the_definitive_code_ends_the_provisional_one(at_work, fatima):
    provisional = add_identifier(actor=at_work, person_id=fatima.pk, kind="provisional_tax_code", value="12345678903")
    add_identifier(actor=at_work, person_id=fatima.pk, kind="tax_code", value=TAX_CODE.lower(), valid_from=TODAY)
    provisional.refresh_from_db()
    assert provisional.valid_until == TODAY
    assert Identifier.objects.get(kind="tax_code").value == TAX_CODE
    assert Event.objects.order_by("-id")[0].payload["act"] == "replaced"


def test_a_wrong_code_and_a_code_twice_are_refused(at_work, fatima):
    with pytest.raises(DomainError) as caught:
        add_identifier(actor=at_work, person_id=fatima.pk, kind="tax_code", value="BNLFTM92E43Z330A")
    assert caught.value.field == "value"
    add_identifier(actor=at_work, person_id=fatima.pk, kind="stp", value="STP1234567890123")
    with pytest.raises(DomainError):
        add_identifier(actor=at_work, person_id=fatima.pk, kind="stp", value="STP 1234567890123")


def test_verifying_asks_how_and_ending_keeps_the_row(at_work, fatima):
    row = add_identifier(actor=at_work, person_id=fatima.pk, kind="passport", value="AB1234567")
    with pytest.raises(DomainError):
        verify_identifier(actor=at_work, identifier_id=row.pk, how=" ")
    verify_identifier(actor=at_work, identifier_id=row.pk, how="Visto il passaporto")
    end_identifier(actor=at_work, identifier_id=row.pk)
    row.refresh_from_db()
    assert row.verified_by == at_work.user_id
    assert row.valid_until == TODAY


def test_adding_a_reserved_persons_code_succeeds_and_tells_only_her_people(worker, desk, ambito):
    hidden = make_person(actor=worker, first_name="Nadia", last_name="Rossi")
    take_charge(worker, hidden)
    with acting(worker):
        add_identifier(actor=worker, person_id=hidden.pk, kind="passport", value="YY7654321")
        reserve_person(actor=worker, person_id=hidden.pk, named_tokens=[worker.user_token])
    mine = make_person(actor=desk, first_name="Nadia", last_name="Verdi")
    with acting(desk):
        add_identifier(actor=desk, person_id=mine.pk, kind="passport", value="YY7654321")
        assert not Notification.objects.exists()
    with acting(worker):
        told = Notification.objects.get()
        assert told.token == worker.user_token
        assert "Nadia" not in told.text


def test_other_names_citizenships_and_languages_are_replaced_whole(at_work, fatima):
    set_other_names(actor=at_work, person_id=fatima.pk, names=[NewName("Fatma", "Ben Ali", "passaporto"), NewName()])
    set_other_names(actor=at_work, person_id=fatima.pk, names=[NewName("Fatima", "Ben Alì")])
    assert [name.last_name for name in fatima.other_names.all()] == ["Ben Alì"]
    set_citizenships(actor=at_work, person_id=fatima.pk, states=[("MA", None), ("IT", dt.date(2024, 5, 1))])
    assert [row.state for row in fatima.citizenships.all()] == ["MA", "IT"]
    with pytest.raises(DomainError):
        set_citizenships(actor=at_work, person_id=fatima.pk, states=[("MA", None), ("XX", None)])
    set_languages(actor=at_work, person_id=fatima.pk, languages=[("ar", "bene"), ("fr", "")], interpreter="helpful")
    assert [(row.language, row.preferred) for row in fatima.languages.all()] == [("ar", True), ("fr", False)]
    assert Person.objects.get(pk=fatima.pk).interpreter == "helpful"


def test_a_permit_names_its_type_and_its_dates_are_in_order(at_work, fatima):
    with pytest.raises(DomainError) as caught:
        add_paper(actor=at_work, person_id=fatima.pk, kind="permit")
    assert caught.value.field == "permit_kind"
    with pytest.raises(DomainError):
        add_paper(
            actor=at_work, person_id=fatima.pk, kind="permit", permit_kind="family",
            valid_from=TODAY, valid_until=TODAY - dt.timedelta(days=1),
        )  # fmt: skip
    paper = add_paper(actor=at_work, person_id=fatima.pk, kind="permit", permit_kind="family", valid_until=TODAY)
    values = {"kind": "permit", "permit_kind": "long_term", "valid_from": None, "valid_until": None}
    change_paper(actor=at_work, paper_id=paper.pk, values=values, expected_version=1)
    with pytest.raises(StaleEdit):
        change_paper(actor=at_work, paper_id=paper.pk, values=values | {"number": "7"}, expected_version=1)


def test_an_urgent_fact_goes_away_only_with_a_reason(at_work, fatima):
    with pytest.raises(DomainError):
        dismiss_fact(actor=at_work, person_id=fatima.pk, fact="permit:1", reason="")
    dismiss_fact(actor=at_work, person_id=fatima.pk, fact="permit:1", reason="Rinnovo già chiesto")
    assert fatima.fact_dismissals.get().fact == "permit:1"
