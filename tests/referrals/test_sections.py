"""What may go with a referral, as the sender reads it; and that nothing else ever does."""

import datetime as dt
import json

import pytest

from portico.desks.services.encounters import EncounterData, record_encounter
from portico.kernel.actor import acting
from portico.kernel.errors import DomainError, NotVisible
from portico.people.models import Address, Contact, IncomeSource, Isee, Person, ProtectedAddress
from portico.people.services.reserve import reserve_person
from portico.referrals import selectors, services
from portico.referrals.services.sending import refer_from_encounter
from tests.factories import make_actor, make_person
from tests.referrals.conftest import in_charge

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker(network):
    return in_charge(network)


def offered(actor, person, **values):
    with acting(actor):
        return {section.key: section for section in selectors.sections_for(actor=actor, person_id=person.pk, **values)}


def sent_text(actor, referral):
    """Everything the receiver can read of a referral, in one text."""
    with acting(actor):
        found = selectors.get_referral(actor=actor, key=referral.pk)
        package = selectors.package_of(actor=actor, referral=found)
        rows = [section.items for section in selectors.sections_sent(actor=actor, referral=found)]
        texts = [message.text for message in selectors.messages_of(actor=actor, referral=found)]
        return json.dumps([rows, texts, [package.reason, package.asked, package.note]], ensure_ascii=False)


def test_at_least_the_name_and_how_to_reach_at_most_what_the_role_reads(network, worker):
    with acting(worker):
        IncomeSource.objects.create(person=network.person, kind="none")
    desk = offered(network.desk, network.person)
    assert set(desk) == {"base", "birth"}
    assert desk["base"].always
    assert ("Nome", "Fatima Benali") in desk["base"].items
    assert not any("1992" in value for _label, value in desk["base"].items)
    assert "economic" in offered(worker, network.person)


def test_unsafe_contacts_stay_home_and_careful_ones_say_how(network):
    with acting(network.desk):
        for value, safety in (("333 111", "never"), ("333 222", "careful"), ("333 333", "unknown")):
            Contact.objects.create(
                person=network.person, kind="mobile", value=value, safety=safety, safety_note="mai la sera"
            )
        Contact.objects.create(
            person=network.person, kind="mobile", value="333 444", safety="safe", ended_on="2020-01-01"
        )
    said = " ".join(value for _label, value in offered(network.desk, network.person)["base"].items)
    assert "333 111" not in said
    assert "333 444" not in said
    assert "333 222 (con cautela; mai la sera)" in said
    assert "333 333 (non ancora chiesto" in said


def test_a_protected_address_never_goes(network):
    with acting(network.desk):
        Address.objects.create(person=network.person, kind="residence", street="via Vecchia 1")
        ProtectedAddress.objects.create(
            person=network.person, street="via Segreta 9", named_tokens=[network.desk.user_token]
        )
    assert "via Vecchia 1" in str(offered(network.desk, network.person)["addresses"].items)
    referral = network.refer(sections=["birth", "addresses"])
    assert "Segreta" not in sent_text(network.office, referral)


def test_a_reserved_record_sends_no_address_at_all(network):
    worker = make_actor(ambito=network.ambito, role="social_worker")
    person = make_person(actor=worker, first_name="Serena")
    with acting(worker):
        Address.objects.create(person=person, kind="residence", street="via Vecchia 1")
    assert "addresses" in offered(worker, person)
    with acting(worker):
        reserve_person(actor=worker, person_id=person.pk, named_tokens=[worker.user_token])
    assert "addresses" not in offered(worker, person)


def test_who_lives_with_the_person_goes_as_kin_and_age_without_names(network, worker):
    from portico.people.services.household import add_member, create_household

    child = make_person(actor=worker, first_name="Amir", last_name="Canarino", birth_date=dt.date(2019, 3, 1))
    with acting(worker):
        household = create_household(actor=worker, person_id=network.person.pk, kind="de_facto")
        add_member(
            actor=worker,
            household_id=getattr(household, "household_id", household.pk),
            person_id=child.pk,
            role="child",
        )
    said = str(offered(worker, network.person)["household"].items)
    assert "Amir" not in said
    assert "anni" in said


def test_only_ticked_sections_go(network, worker):
    with acting(worker):
        Isee.objects.create(
            person=network.person,
            kind="ordinary",
            value_cents=598000,
            valid_until="2030-12-31",
            protocol="PROT-CANARINO",
        )
    with acting(worker):
        plain = services.refer(
            actor=worker, person_id=network.person.pk, service_id=network.service.pk, reason="", asked="Un aiuto"
        )
        rich = services.refer(
            actor=worker,
            person_id=network.person.pk,
            service_id=network.service.pk,
            reason="",
            asked="Un aiuto",
            sections=["economic"],
        )
    assert "5.980" not in sent_text(network.office, plain)
    assert "5.980 €" in sent_text(network.office, rich)
    assert "PROT-CANARINO" not in sent_text(network.office, rich)


def test_a_section_the_sender_may_not_read_is_refused(network):
    with pytest.raises(DomainError, match="non si possono più leggere"):
        network.refer(sections=["economic"])


def test_what_goes_is_what_the_preview_showed(network):
    with acting(network.desk):
        draft = services.draft_referral(
            actor=network.desk, person_id=network.person.pk, service_id=network.service.pk, asked="Un colloquio"
        )
        shown = {key: section.digest for key, section in offered(network.desk, network.person).items()}
    with acting(network.desk):
        Contact.objects.filter(person=network.person).update(value="333 999")
        with pytest.raises(DomainError, match="cambiati"):
            services.send_referral(actor=network.desk, referral_id=draft.pk, shown=shown)


def test_the_listenings_needs_may_go_its_private_note_never(network):
    with acting(network.desk):
        from portico.directory.models import Need

        need = Need.objects.filter(parent__isnull=False).order_by("order", "code").first()
        encounter = record_encounter(
            actor=network.desk,
            data=EncounterData(
                people=[(network.person.pk, "for_whom")],
                needs=[need.code],
                narrative="Racconta dello sfratto",
                private_note="CANARINO PRIVATO",
            ),
        )
        assert "needs" in {
            section.key
            for section in selectors.sections_for(
                actor=network.desk, person_id=network.person.pk, encounter_id=encounter.pk
            )
        }
        referral = refer_from_encounter(
            actor=network.desk,
            encounter=encounter,
            person_id=network.person.pk,
            service_id=network.service.pk,
            reason="",
            asked="Un aiuto",
            sections=["needs"],
            note="Lo sfratto è a marzo",
        )
    text = sent_text(network.office, referral)
    assert need.label in text
    assert "Lo sfratto è a marzo" in text
    assert "CANARINO PRIVATO" not in text
    assert "Racconta dello sfratto" not in text


def test_a_listening_about_somebody_else_is_not_a_reason(network):
    other = make_person(actor=network.desk, first_name="Bruno")
    with acting(network.desk):
        encounter = record_encounter(
            actor=network.desk, data=EncounterData(people=[(other.pk, "for_whom")], narrative="Altro")
        )
        with pytest.raises(NotVisible):
            services.draft_referral(
                actor=network.desk,
                person_id=network.person.pk,
                service_id=network.service.pk,
                encounter_id=encounter.pk,
            )


@pytest.mark.parametrize(("field", "length"), [("asked", 4001), ("reason", 4001), ("note", 4001)])
def test_endless_texts_are_refused_beside_their_field(network, field, length):
    with pytest.raises(DomainError) as refused:
        network.refer(**{field: "x" * length})
    assert refused.value.field == field


def test_a_person_of_others_is_not_found(network):
    with acting(network.stranger), pytest.raises(NotVisible):
        services.draft_referral(
            actor=network.stranger, person_id=network.person.pk, service_id=network.service.pk, asked="Un aiuto"
        )
    with acting(network.stranger):
        assert not Person.objects.exists()
