"""Contacts, addresses, and the address of somebody in danger."""

import datetime as dt

import pytest
from django.db import connection
from django.utils import timezone

from portico.accounts.models import Membership
from portico.events.models import EventSubject, Notification
from portico.kernel.actor import acting
from portico.kernel.errors import DomainError, NotVisible, StaleEdit
from portico.people.models import Address, Contact, ProtectedAddress
from portico.people.selectors import protected_addresses
from portico.people.services.ground import (
    add_address,
    add_contact,
    change_contact,
    end_address,
    end_contact,
    end_protected_address,
    set_protected_address,
)
from portico.territory.models import Municipality
from tests.factories import make_actor

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


@pytest.fixture
def pesaro():
    return Municipality.objects.get(istat_code="041044")


@pytest.fixture
def colleague(worker):
    """Another social worker of the same pole."""
    with acting(worker):
        unit = Membership.objects.get(pk=worker.membership_id).unit
    return make_actor(ambito=unit.ambito, role="social_worker", unit=unit)


def bare(sql, *values):
    """What plain SQL finds as this actor: the second wall alone."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def test_a_contact_says_whose_it_is_and_whether_it_is_safe(at_work, fatima):
    with pytest.raises(DomainError) as caught:
        add_contact(actor=at_work, person_id=fatima.pk, kind="third_phone", value="0721 000001")
    assert caught.value.field == "owner"
    contact = add_contact(
        actor=at_work, person_id=fatima.pk, kind="third_phone", value="0721 000001", owner="la cognata Amina",
        safety=Contact.Safety.CAREFUL, safety_note="solo mattina",
    )  # fmt: skip
    assert contact.owner == "la cognata Amina"


@pytest.mark.parametrize(("kind", "value"), [("email", "non è posta"), ("mobile", "12"), ("mobile", " ")])
def test_contacts_that_reach_nobody_are_refused(at_work, fatima, kind, value):
    with pytest.raises(DomainError) as caught:
        add_contact(actor=at_work, person_id=fatima.pk, kind=kind, value=value)
    assert caught.value.field == "value"


def test_one_contact_is_the_preferred_one(at_work, fatima):
    first = add_contact(actor=at_work, person_id=fatima.pk, kind="mobile", value="333 000 0001", preferred=True)
    add_contact(actor=at_work, person_id=fatima.pk, kind="mobile", value="333 000 0002", preferred=True)
    assert [row.value for row in fatima.contacts.filter(preferred=True)] == ["333 000 0002"]
    first.refresh_from_db()
    with pytest.raises(StaleEdit):
        change_contact(
            actor=at_work, contact_id=first.pk, values={"kind": "mobile", "value": "333 9"} | {"value": "333 999"},
            expected_version=1,
        )  # fmt: skip


def test_ending_keeps_the_contact(at_work, fatima):
    contact = add_contact(actor=at_work, person_id=fatima.pk, kind="mobile", value="333 000 0001", preferred=True)
    end_contact(actor=at_work, contact_id=contact.pk)
    contact.refresh_from_db()
    assert contact.ended_on == TODAY
    assert not contact.preferred


def test_another_desk_cannot_touch_a_contact(worker, other_desk, fatima):
    with acting(worker):
        contact = add_contact(actor=worker, person_id=fatima.pk, kind="mobile", value="333 000 0001")
    with acting(other_desk):
        with pytest.raises(NotVisible):
            end_contact(actor=other_desk, contact_id=contact.pk)


def test_a_new_residence_ends_the_one_before(at_work, fatima, pesaro):
    old = add_address(actor=at_work, person_id=fatima.pk, kind="residence", municipality=pesaro, street="Via Rossini 1")
    add_address(actor=at_work, person_id=fatima.pk, kind="domicile", municipality=pesaro, street="Via Verdi 2")
    add_address(actor=at_work, person_id=fatima.pk, kind="fictitious", municipality=pesaro, street="Via della Casa 1")
    old.refresh_from_db()
    assert old.valid_until == TODAY
    assert fatima.addresses.filter(valid_until=None).count() == 2


def test_no_fixed_abode_needs_no_street_and_the_rest_needs_a_municipality(at_work, fatima):
    assert add_address(actor=at_work, person_id=fatima.pk, kind="no_fixed", street="x", at="stazione").street == ""
    with pytest.raises(DomainError) as caught:
        add_address(actor=at_work, person_id=fatima.pk, kind="domicile", street="Via Verdi 2")
    assert caught.value.field == "municipality"


def test_an_address_cannot_end_before_it_began(at_work, fatima, pesaro):
    row = add_address(
        actor=at_work, person_id=fatima.pk, kind="domicile", municipality=pesaro, street="Via V 2", valid_from=TODAY
    )
    with pytest.raises(DomainError):
        end_address(actor=at_work, address_id=row.pk, on=TODAY - dt.timedelta(days=3))


def test_a_protected_address_is_read_by_the_named_and_leaves_the_ordinary_tables(
    worker, colleague, fatima, pesaro, desk
):
    with acting(worker):
        row = add_address(
            actor=worker, person_id=fatima.pk, kind="domicile", municipality=pesaro, street="Via del Rifugio, 7"
        )
        end_address(actor=worker, address_id=row.pk)
        assert bare("select count(*) from people_addresshistory")[0][0] == 1
        set_protected_address(
            actor=worker, person_id=fatima.pk, street="via del rifugio 7", municipality=pesaro,
            named_tokens=[desk.user_token], remove=[row.pk],
        )  # fmt: skip
        assert protected_addresses(actor=worker, person_id=fatima.pk).get().street == "via del rifugio 7"
        assert not Address.objects.exists()
        assert bare("select count(*) from people_addresshistory") == [(0,)]
        with pytest.raises(DomainError):
            add_address(
                actor=worker, person_id=fatima.pk, kind="domicile", municipality=pesaro, street="VIA DEL RIFUGIO 7"
            )
    with acting(colleague):
        assert fatima.contacts.model.objects.count() == 0
        assert not protected_addresses(actor=colleague, person_id=fatima.pk).exists()
        assert bare("select count(*) from people_protectedaddress") == [(0,)]
        assert not EventSubject.objects.filter(kind="protected_address_changed").exists()
    with acting(desk):
        assert protected_addresses(actor=desk, person_id=fatima.pk).exists()
        assert "Rifugio" not in Notification.objects.get().text


def test_who_may_not_read_it_learns_nothing_by_setting_another(worker, colleague, fatima, pesaro):
    with acting(worker):
        set_protected_address(actor=worker, person_id=fatima.pk, street="Via A 1", municipality=pesaro, named_tokens=[])
    with acting(colleague):
        second = set_protected_address(
            actor=colleague, person_id=fatima.pk, street="Via B 2", municipality=pesaro, named_tokens=[]
        )
        assert ProtectedAddress.objects.get() == second
    with acting(worker):
        kept = protected_addresses(actor=worker, person_id=fatima.pk).get()
        assert kept.street == "Via A 1"
        with pytest.raises(NotVisible):
            end_protected_address(actor=worker, protected_id=second.pk)


def test_replacing_ends_the_earlier_one(at_work, fatima, pesaro):
    for street in ("Via A 1", "Via B 2"):
        set_protected_address(actor=at_work, person_id=fatima.pk, street=street, named_tokens=[])
    assert [row.street for row in protected_addresses(actor=at_work, person_id=fatima.pk)] == ["Via B 2"]


def test_named_people_come_from_the_list(at_work, fatima):
    with pytest.raises(DomainError) as caught:
        set_protected_address(actor=at_work, person_id=fatima.pk, street="Via A 1", named_tokens=[999_999_999])
    assert caught.value.field == "named_tokens"
