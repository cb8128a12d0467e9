"""A case of a mother and her son in a pole, and a judicial file that its manager opened."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from portico.authorities.models import JudicialFile
from portico.authorities.services import open_file, plan_protected, receive_mandate, save_authority
from portico.kernel.actor import acting
from tests.meetings import conftest as meetings

net, do, days = meetings.net, meetings.do, meetings.days


@pytest.fixture
def court(net):
    with acting(net.worker):
        return save_authority(actor=net.worker, kind="juvenile_court", name="Tribunale per i minorenni di Prova")


@pytest.fixture
def file(net, court):
    with acting(net.worker):
        return open_file(actor=net.worker, case_id=net.case.pk, note="Affidamento al servizio")


def subject(net, person):
    with acting(net.worker):
        return net.case.subjects.get(person=person).pk


def received(net, file, court, **values):
    return {
        "file_id": file.pk, "authority_id": court.pk, "kind": "custody_service",
        "subject_ids": [subject(net, net.son)], "received_on": timezone.localdate(), "protocol": "1234/2026", **values,
    }  # fmt: skip


@pytest.fixture
def mandate(net, file, court, do):
    due = timezone.localdate() + dt.timedelta(days=30)
    return do(receive_mandate, **received(net, file, court, answer_by=due, text="Relazione entro trenta giorni"))


def calendar(net, file, **values):
    return {
        "file_id": file.pk, "kind": "protected", "starts_at": days(2, 16), "operator_id": net.tutor.membership_id,
        "child_ids": [subject(net, net.son)], "visitors": "il papà", **values,
    }  # fmt: skip


@pytest.fixture
def protected(net, file, do):
    return do(plan_protected, **calendar(net, file))[0]


def fresh(net, file, by=None):
    with acting(by or net.worker):
        return JudicialFile.objects.get(pk=file.pk)
