"""Telling people how their data is used: versions, languages, refusals, copies."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from portico.events.models import Event
from portico.kernel.actor import acting, system_actor
from portico.kernel.errors import DomainError, NotVisible
from portico.kernel.files import UploadRefused, read_upload
from portico.organisations.models import Organisation
from portico.privacy import selectors, services
from portico.privacy.models import Consent, Notice, NoticeDelivery, SignedCopy
from portico.privacy.reference import FILES, load
from portico.privacy.texts import as_html
from tests.factories import OrganisationFactory, make_actor, make_ambito, make_person

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n" + b"x" * 100


@pytest.fixture
def ambito():
    return make_ambito(name="ATS di prova", dpo_contact="dpo@example.org")


@pytest.fixture
def desk(ambito):
    return make_actor(ambito=ambito, role="desk_operator")


def bare_count(table):
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from {table}")
        return cursor.fetchone()[0]


def test_the_notices_are_there_in_twelve_languages_and_easy_to_read():
    assert Notice.objects.count() == len(FILES) == 13
    assert [code for code, _label in selectors.notice_languages(kind="first_contact")][:2] == ["it", "ro"]
    assert selectors.current_notice(kind="easy_read", language="it").reviewed
    assert selectors.current_notice(kind="first_contact", language="ur").right_to_left


def test_loading_again_changes_nothing():
    before = list(Notice.objects.values_list("pk", "version", "body"))
    load()
    assert list(Notice.objects.values_list("pk", "version", "body")) == before


def test_a_new_version_is_the_one_given_and_the_old_one_stays(desk):
    person = make_person(actor=desk)
    with acting(desk):
        services.deliver_notice(actor=desk, person=person, language="ar", outcome="signed")
        old = selectors.current_notice(kind="first_contact", language="ar")
        Notice.objects.create(
            kind="first_contact", language="ar", version="2099-1", title="t", body="b", valid_from=dt.date(2099, 1, 1)
        )
        state = selectors.notice_state(actor=desk, person_id=person.pk)
        assert state.given
        assert state.outdated
        assert state.last.notice_version == old.version
        assert state.current_version == "2099-1"


def test_who_was_never_told_is_told_apart(desk):
    person = make_person(actor=desk)
    with acting(desk):
        assert not selectors.notice_state(actor=desk, person_id=person.pk).given


def test_refusing_to_sign_is_an_outcome_like_the_others(desk):
    person = make_person(actor=desk)
    with acting(desk):
        delivery = services.deliver_notice(
            actor=desk, person=person, language="fr", outcome="refused", read_aloud=True, note=" ha paura delle firme "
        )
        assert delivery.note == "ha paura delle firme"
        event = Event.objects.get(kind="notice_delivered")
        assert event.payload["outcome"] == "refused"
        assert "paura" not in str(event.payload)


def test_a_language_without_notice_and_an_unknown_outcome_are_refused_beside_their_field(desk):
    person = make_person(actor=desk)
    with acting(desk):
        with pytest.raises(DomainError) as error:
            services.deliver_notice(actor=desk, person=person, language="wo", outcome="signed")
        assert error.value.field == "language"
        with pytest.raises(DomainError) as error:
            services.deliver_notice(actor=desk, person=person, language="it", outcome="eaten")
        assert error.value.field == "outcome"


def test_a_delivery_of_the_past_keeps_its_day(desk):
    person = make_person(actor=desk)
    with acting(desk):
        at = dt.datetime(2026, 3, 1, 23, 30, tzinfo=dt.UTC)
        delivery = services.deliver_notice(actor=desk, person=person, language="it", outcome="signed", occurred_at=at)
        assert delivery.given_on == dt.date(2026, 3, 2)
        assert Event.objects.get(kind="notice_delivered").occurred_at == at


def test_the_signed_copy_turns_took_note_into_signed(desk):
    person = make_person(actor=desk)
    with acting(desk):
        delivery = services.deliver_notice(actor=desk, person=person, language="it", outcome="acknowledged")
        values = read_upload(SimpleUploadedFile("firma.pdf", PDF))
        copy = services.add_signed_copy(actor=desk, delivery_id=delivery.pk, signed_copy=values)
        assert NoticeDelivery.objects.get().outcome == "signed"
        assert bytes(selectors.get_signed_copy(actor=desk, key=copy.pk).content) == PDF


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [("x.pdf", b"MZ\x90 not a pdf", "PDF o immagini"), ("x.pdf", b"", "vuoto"), ("x.png", b"<svg/>", "PDF o immagini")],
)
def test_a_disguised_or_empty_file_is_refused_in_clear_words(name, content, words):
    with pytest.raises(UploadRefused, match=words):
        read_upload(SimpleUploadedFile(name, content))


def test_another_desk_sees_nothing_of_it_by_python_or_by_sql(ambito, desk):
    person = make_person(actor=desk)
    other = make_actor(ambito=ambito, role="desk_operator")
    with acting(desk):
        delivery = services.deliver_notice(actor=desk, person=person, language="it", outcome="signed")
        services.add_signed_copy(
            actor=desk, delivery_id=delivery.pk, signed_copy=read_upload(SimpleUploadedFile("f.pdf", PDF))
        )
        consent = services.give_consent(actor=desk, person=person, purpose="reminders")
        tables = ["privacy_noticedelivery", "privacy_signedcopy", "privacy_consent"]
        assert [bare_count(table) for table in tables] == [1, 1, 1]
    with acting(other):
        assert [bare_count(table) for table in tables] == [0, 0, 0]
        assert not selectors.notice_state(actor=other, person_id=person.pk).given
        for reader, thing in ((selectors.get_delivery, delivery), (selectors.get_consent, consent)):
            with pytest.raises(NotVisible):
                reader(actor=other, key=thing.pk)
        with pytest.raises(NotVisible):
            selectors.get_signed_copy(actor=other, key=SignedCopy().pk)
        with pytest.raises(NotVisible):
            services.withdraw_consent(actor=other, consent_id=consent.pk)


def test_a_consent_is_given_once_withdrawn_and_may_be_given_again(desk):
    person = make_person(actor=desk)
    with acting(desk):
        consent = services.give_consent(actor=desk, person=person, purpose="reminders", how="spoken")
        with pytest.raises(DomainError, match="c'è già"):
            services.give_consent(actor=desk, person=person, purpose="reminders")
        services.withdraw_consent(actor=desk, consent_id=consent.pk)
        with pytest.raises(DomainError, match="già stato ritirato"):
            services.withdraw_consent(actor=desk, consent_id=consent.pk)
        services.give_consent(actor=desk, person=person, purpose="reminders")
        assert [row.withdrawn_on is None for row in selectors.consents(actor=desk, person_id=person.pk)] == [
            True,
            False,
        ]
        assert bare_count("privacy_consenthistory") == 1


def test_sharing_with_nobody_and_days_to_come_are_refused(desk):
    person = make_person(actor=desk)
    with acting(desk):
        with pytest.raises(DomainError) as error:
            services.give_consent(actor=desk, person=person, purpose="share_network")
        assert error.value.field == "to_organisation"
        tomorrow = dt.date.today() + dt.timedelta(days=1)
        with pytest.raises(DomainError) as error:
            services.give_consent(actor=desk, person=person, purpose="photo_video", given_on=tomorrow)
        assert error.value.field == "given_on"
        with acting(system_actor(desk.ambito_id)):
            organisation = OrganisationFactory(ambito_id=desk.ambito_id)
        services.give_consent(actor=desk, person=person, purpose="share_network", to_organisation=organisation)
        assert Consent.objects.get().to_organisation == organisation


def test_a_sharing_opens_what_it_names_until_it_is_withdrawn(ambito, desk):
    person = make_person(actor=desk, contacts=[{"kind": "mobile", "value": "333 000 0001"}])
    theirs = make_actor(ambito=ambito, role="case_contributor", with_unit=False)
    with acting(desk):
        organisation = Organisation.objects.get(pk=theirs.organisation_id)
        consent = services.give_consent(
            actor=desk, person=person, purpose="share_network", to_organisation=organisation, categories=["contacts"]
        )
        with pytest.raises(DomainError) as error:
            services.give_consent(
                actor=desk, person=person, purpose="share_network", to_organisation=organisation, categories=["health"]
            )
        assert error.value.field == "categories"
    with acting(theirs):
        assert bare_count("people_person") == 1
        assert bare_count("people_contact") == 1
    with acting(desk):
        services.withdraw_consent(actor=desk, consent_id=consent.pk)
    with acting(theirs):
        assert bare_count("people_person") == 0
        assert bare_count("people_contact") == 0


def test_braces_and_tags_in_a_name_stay_text():
    html = as_html(
        "Ciao {organisation}, {altro}.\n\n## {ambito}\n\n- uno <b>\n- due",
        {"organisation": "<i>{ambito}</i>", "ambito": "A"},
    )
    assert html.replace("\u2068", "").replace("\u2069", "") == (
        "<p>Ciao &lt;i&gt;{ambito}&lt;/i&gt;, {altro}.</p>\n<h2>A</h2>\n<ul><li>uno &lt;b&gt;</li><li>due</li></ul>"
    )
