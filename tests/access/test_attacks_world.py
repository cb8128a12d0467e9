"""Attacks through screens and services, on one world."""

import datetime as dt
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse

from portico.access.models import ReadLog
from portico.events.models import Notification
from portico.kernel.actor import acting, system_actor
from portico.kernel.errors import DomainError
from portico.people.models import Person
from portico.people.services.reserve import reserve_person
from portico.referrals.models import ReferralHistory, ReferralMessage, ReferralPackage, ReferralSection, ReferralSubject
from portico.referrals.services import accept_referral, complete_referral, decline_referral, refer
from tests.architecture.world import client_of
from tests.factories import make_person

pytestmark = pytest.mark.django_db


def fresh_referral(world, **values):
    desk = world.actor("desk_operator")
    person = make_person(actor=desk, first_name="Olga", last_name="Prova", birth_date=dt.date(1980, 1, 1))
    with acting(desk):
        sent = refer(
            actor=desk,
            person_id=person.pk,
            service_id=world.shelter_service.pk,
            reason="Freddo",
            asked="Un letto",
            **values,
        )
    return person, sent


class TestReferrals:
    def test_after_declining_nothing_of_the_copy_is_left(self, world):
        person, sent = fresh_referral(world)
        receiver = world.actor("receiver")
        with acting(receiver):
            decline_referral(actor=receiver, referral_id=sent.pk, reason="no_places", words="Pieno")
            for table in (ReferralPackage, ReferralSection, ReferralMessage, ReferralSubject):
                assert not table.objects.filter(referral_id=sent.pk).exists(), table.__name__
            for row in ReferralHistory.objects.filter(id=sent.pk).values():
                assert str(person.pk) not in map(str, row.values())

    def test_reading_the_copy_of_a_declined_referral_is_not_a_way_to_its_person(self, world):
        person, sent = fresh_referral(world)
        receiver = world.actor("receiver")
        with acting(receiver):
            decline_referral(actor=receiver, referral_id=sent.pk, reason="no_places", words="Pieno")
            with connection.cursor() as cursor:
                for what in ("lookup", "referral.page"):
                    cursor.execute("select portico_referral_read(%s, %s, 'found')", [[sent.pk], what])
            assert not ReadLog.objects.filter(person_id=person.pk, user_id=receiver.user_id).exists()

    def test_a_stranger_writes_no_look_at_somebody_elses_referral(self, world):
        person, sent = fresh_referral(world)
        stranger = world.actor("other_desk")
        with acting(stranger):
            with connection.cursor() as cursor:
                cursor.execute("select portico_referral_read(%s, 'referral.page', 'seen')", [[sent.pk]])
            assert not ReadLog.objects.filter(person_id=person.pk).exists()

    def test_thirty_days_after_the_end_the_receiver_reads_nobody(self, world):
        person, sent = fresh_referral(world)
        receiver = world.actor("receiver")
        with acting(receiver):
            accept_referral(actor=receiver, referral_id=sent.pk)
            assert Person.objects.filter(pk=person.pk).exists()
            long_ago = dt.datetime.now(dt.UTC) - dt.timedelta(days=31)
            complete_referral(actor=receiver, referral_id=sent.pk, outcome="completed", occurred_at=long_ago)
            assert not Person.objects.filter(pk=person.pk).exists()
            assert not ReferralPackage.objects.filter(referral_id=sent.pk).exists()

    def test_who_was_sent_somebody_before_the_reservation_does_not_open_them_by_accepting(self, world):
        worker = world.actor("social_worker")
        person = make_person(actor=worker, first_name="Olga", last_name="Prova", birth_date=dt.date(1980, 1, 1))
        with acting(worker):
            sent = refer(
                actor=worker, person_id=person.pk, service_id=world.shelter_service.pk, reason="Freddo", asked="Un letto",
                occurred_at=dt.datetime.now(dt.UTC) - dt.timedelta(hours=1),
            )  # fmt: skip
            reserve_person(actor=worker, person_id=person.pk, named_tokens=[])
        receiver = world.actor("receiver")
        with acting(receiver):
            with pytest.raises(DomainError, match="non è disponibile"):
                accept_referral(actor=receiver, referral_id=sent.pk)
            assert not Person.objects.exists()


class TestScreens:
    @pytest.mark.parametrize("name", ["workplace:today", "referrals:inbox", "workplace:notifications"])
    def test_pages_of_who_is_signed_in_are_kept_by_nobody(self, world, name):
        assert client_of(world, "social_worker").get(reverse(name)).headers["Cache-Control"] == "private, no-store"

    def test_a_missing_record_is_kept_by_nobody_either(self, world):
        answer = client_of(world, "other_desk").get(f"/persone/{world.person.pk}/")
        assert answer.status_code == 404 and "no-store" in answer.headers["Cache-Control"]

    def test_parts_of_pages_ask_to_sign_in(self, world):
        answer = client_of(world, None).get(
            reverse("workplace:person_thread", args=[world.person.pk]), headers={"HX-Request": "true"}
        )
        assert answer.status_code == 401 and not answer.content

    @pytest.mark.parametrize(
        "place", ["https://example.org/", "//example.org", "/\\example.org", "javascript:alert(1)"]
    )
    def test_next_leads_to_no_other_site(self, world, place):
        client = client_of(world, "social_worker")
        answer = client.post(
            reverse("thread:task_done", args=[world.task.pk]), {**client.guard(), "next": place, "note": ""}
        )
        assert answer.status_code != 302 or ("example.org" not in answer.url and "javascript" not in answer.url)

    def test_signing_in_changes_the_session_and_policies_forbid_scripts(self, world):
        client = client_of(world, None)
        first = client.get("/accesso/login/")
        policy = first.headers["Content-Security-Policy"]
        assert "unsafe" not in policy and "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
        session = client.session
        session["planted"] = "1"
        session.save()
        planted = session.session_key
        client.force_login(world.memberships["social_worker"].user)
        assert client.session.session_key != planted

    def test_what_is_typed_is_drawn_as_text(self, world):
        desk = world.actor("desk_operator")
        script = "<script>alert(1)</script>"
        person = make_person(
            actor=desk, first_name=script, last_name="Zeta", contacts=[{"kind": "mobile", "value": script}]
        )
        page = client_of(world, "desk_operator").get(f"/persone/{person.pk}/").content.decode()
        assert "&lt;script&gt;alert(1)" in page and script not in page

    def test_notifications_of_others_are_not_opened(self, world):
        client = client_of(world, "other_desk")
        with acting(system_actor(world.ambito.pk)):
            theirs = Notification.objects.filter(token=world.actor("receiver").main_token).first()
        assert client.post(f"/notifiche/{theirs.pk}/", client.guard()).status_code == 404

    def test_one_cannot_switch_to_somebody_elses_role(self, world):
        client = client_of(world, "other_desk")
        chosen = str(world.memberships["social_worker"].pk)
        assert client.post("/incarico/", {**client.guard(), "membership": chosen}).status_code == 404

    def test_a_form_opened_in_another_role_is_refused(self, world):
        client = client_of(world, "social_worker")
        form = {"_nonce": str(uuid4()), "_membership": str(world.memberships["desk_operator"].pk)}
        assert client.post(reverse("thread:task_done", args=[world.task.pk]), form).status_code == 409


class TestAnotherAmbito:
    def test_plain_sql_counts_nothing_of_the_neighbours(self, world):
        with acting(world.actor("other_ambito")), connection.cursor() as cursor:
            cursor.execute(
                "select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'ambito_id'"
                " where c.relkind = 'r' and c.relrowsecurity"
            )
            for (table,) in cursor.fetchall():
                cursor.execute(f"select count(*) from {table} where ambito_id = %s", [world.ambito.pk])
                assert cursor.fetchone() == (0,), table

    @pytest.mark.parametrize(
        "call",
        [
            "select * from portico_person_grants(%s)",
            "select * from portico_known_cases(%s)",
            "select p from portico_followers(%s) p where p is not null",
        ],
    )
    def test_definer_functions_tell_the_neighbours_nothing(self, world, call):
        for who in ("other_ambito", "other_desk", "director", "ambito_admin", "org_manager"):
            with acting(world.actor(who)), connection.cursor() as cursor:
                cursor.execute(call, [world.person.pk])
                assert cursor.fetchall() == [], who

    def test_a_reserved_record_answers_nobody(self, world):
        for who in ("social_worker", "coordinator", "other_desk", "dpo"):
            with acting(world.actor(who)), connection.cursor() as cursor:
                for call in (
                    "select * from portico_lookup('Serena', 'Riservatini', '1988-10-23', '', '')",
                    "select * from portico_lookup('', '', null, 'stp', 'STP1234567890123')",
                ):
                    cursor.execute(call)
                    assert cursor.fetchall() == [], who
                cursor.execute("select p from portico_followers(%s) p where p is not null", [world.reserved.pk])
                assert cursor.fetchall() == []
