"""Who may open the addresses of notices and consents."""

from portico.kernel.actor import acting
from portico.privacy.models import Consent, NoticeDelivery, SignedCopy
from portico.privacy.services import deliver_notice, give_consent
from tests.architecture.rows import Row

DESK = {"allowed": "desk_operator", "denied": "other_desk", "foreign": "other_ambito"}
COPY = {"name": "f.pdf", "content_type": "application/pdf", "size": 5, "sha256": "0" * 64, "content": b"%PDF-"}


def person(w):
    return {"key": w.person.pk}


def told(w):
    """A delivery with its copy, made when it is asked for."""
    desk = w.actor("desk_operator")
    with acting(desk):
        return NoticeDelivery.objects.filter(person=w.person).first() or deliver_notice(
            actor=desk, person=w.person, language="it", outcome="signed", signed_copy=COPY
        )


def delivery(w):
    return {"key": told(w).pk}


def copy(w):
    with acting(w.actor("desk_operator")):
        return {"key": SignedCopy.objects.get(delivery=told(w)).pk}


def consent(w):
    desk = w.actor("desk_operator")
    with acting(desk):
        found = Consent.objects.filter(person=w.person).first()
        return {"key": (found or give_consent(actor=desk, person=w.person, purpose="reminders")).pk}


ROWS = [
    Row("privacy:notice", allowed="desk_operator", kwargs=lambda w: {"kind": "first_contact", "language": "it"}),
    Row("privacy:person", **DESK, kwargs=person),
    Row("privacy:person", **DESK, kwargs=person, method="post", expect=302,
        data=lambda w: {"language": "it", "outcome": "acknowledged"}),
    Row("privacy:person", allowed="social_worker", denied="tutor", kwargs=person, method="post", expect=302,
        data=lambda w: {"language": "it", "outcome": "acknowledged"}),
    Row("privacy:give_consent", **DESK, kwargs=person, method="post", expect=302,
        data=lambda w: {"purpose": "photo_video", "how": "spoken", "given_on": "2026-01-10"}),
    Row("privacy:withdraw_consent", **DESK, kwargs=consent, method="post", expect=302),
    Row("privacy:add_copy", **DESK, kwargs=delivery),
    Row("privacy:signed_copy", **DESK, kwargs=copy),
]  # fmt: skip
