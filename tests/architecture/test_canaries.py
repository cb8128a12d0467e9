"""Tokens planted in each category of data show only where the access rules, read by hand, say so."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from portico.events.mail import due, send_digest
from portico.kernel.actor import acting, system_actor
from portico.referrals.services.reminding import remind
from tests.architecture.story import CANARIES
from tests.architecture.test_urls import ROWS
from tests.architecture.world import client_of

DESK = {"identity", "contacts", "address", "diary", "referral", "proposal"}
POLE = {
    "identity",
    "contacts",
    "address",
    "household",
    "economic",
    "referral",
    "proposal",
    "task",
    "meeting",
    "needs",
    "needs_shared",
    "health",
    "voice",
    "diary_entry",
    "document",
    "health_document",
}
PLAN = {"plan", "shared_goal", "own_support", "other_support"}
POLE |= PLAN
MAY_READ = {
    "desk_operator": DESK | {"private_note"},
    "desk_colleague": DESK,
    "other_desk": set(),
    "social_worker": POLE | {"diary_private", "diary_judicial", "judicial"},
    "pole_colleague": POLE | {"protected_address", "reserved"},
    "coordinator": POLE | {"diary_judicial"},
    "other_pole": set(),
    "tutor": {
        "identity",
        "contacts",
        "address",
        "household",
        "task",
        "needs_shared",
        "diary_entry",
        "document",
        "shared_goal",
        "own_support",
    },
    "receiver": set(),
    "org_manager": set(),
    "ambito_admin": set(),
    "director": set(),
    "dpo": set(),
    "other_ambito": set(),
}
PAGES = [row for row in ROWS if row.method == "get" and row.expect == 200]


def text_of(response):
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if response.headers.get("Content-Type", "").startswith("application/pdf"):
        try:
            return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)
        except PyPdfError:
            # What somebody uploaded may be no more than a PDF's first line: then its bytes are its text.
            return body.decode("latin-1")
    return body.decode("utf-8", "replace")


@pytest.mark.django_db
@pytest.mark.parametrize("who", MAY_READ)
def test_what_one_must_not_read_shows_on_no_page_file_or_log(who, world, caplog):
    client = client_of(world, who)
    hidden = {name: token for name, token in CANARIES.items() if name not in MAY_READ[who]}
    for row in PAGES:
        query = row.query(world) if callable(row.query) else row.query
        # What was typed in an address comes back on the page: the search's own words are not a leak.
        typed = query
        response = client.get(reverse(row.name, kwargs=row.kwargs(world)) + query)
        shown = text_of(response)
        leaked = [name for name, token in hidden.items() if token in shown and token not in typed]
        assert not leaked, f"{who} reads {leaked} on {row.name}"
    told = [name for name, token in CANARIES.items() if token in caplog.text]
    assert not told, f"the log tells {told}"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "what"),
    [
        ("desk_operator", {"identity", "contacts", "diary", "private_note"}),
        (
            "social_worker",
            {
                "judicial",
                "identity",
                "contacts",
                "household",
                "economic",
                "task",
                "needs",
                "health",
                "voice",
                "diary_entry",
                "diary_private",
            },
        ),
        ("pole_colleague", {"protected_address", "reserved"}),
        ("coordinator", {"diary_entry", "diary_judicial", "health_document"}),
        ("tutor", {"identity", "contacts", "needs_shared", "diary_entry", "document"}),
    ],
)
def test_what_one_may_read_shows_somewhere(who, what, world):
    client = client_of(world, who)
    pages = [reverse(row.name, kwargs=row.kwargs(world)) for row in PAGES]
    pages += [reverse("workplace:person", args=[world.reserved.pk]), reverse("people:ground", args=[world.reserved.pk])]
    shown = "".join(text_of(client.get(page)) for page in pages)
    assert not {name for name in what if CANARIES[name] not in shown}


@pytest.mark.django_db
def test_messages_carry_no_name_and_no_word_of_anybody(world, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    system = system_actor(world.ambito.pk)
    later = timezone.now() + timedelta(days=30)
    with acting(system):
        remind(actor=system, now=later)
        news = due(ambito_id=world.ambito.pk, now=later)
        send_digest(address="lettrice@example.org", notifications=news)
    assert mail.outbox
    told = "\n".join(f"{message.subject}\n{message.body}" for message in mail.outbox)
    assert not [name for name, token in CANARIES.items() if token in told]
    assert "Bruno" not in told and "Altavilla" not in told
