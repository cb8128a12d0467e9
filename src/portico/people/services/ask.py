""" "Chiedi": whoever found a minimal card asks those who follow the person to be put in touch."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portico.access.enums import Category, Level, Origin
from portico.access.models import ContactRequest
from portico.access.selectors import level_on
from portico.access.services import open_grant
from portico.events.services import notify
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError, NotAllowed, NotVisible
from portico.kernel.records import change, lock
from portico.people.models import Person
from portico.people.selectors import contact_requests, people
from portico.people.services.tell import tell

SHARED_FOR = timedelta(days=90)
SHARED = [Category.IDENTITY.value, Category.CONTACTS.value]


def request_url(request: ContactRequest) -> str:
    """The address of the request's page."""
    return f"/richieste/{request.pk}/"


def followers_of(*, actor: Actor, person_id: UUID) -> list[int]:
    """Tokens of who follows somebody found by a look-up of today; for sending word, never for a page.

    Raises NotVisible for a person neither found nor followed by the actor.
    """
    with connection.cursor() as cursor:
        cursor.execute("select portico_followers(%s)", [person_id])
        row = cursor.fetchone()
    if row is not None and row[0] is not None:
        return list(row[0])
    if people(actor=actor).filter(pk=person_id).exists():
        return []
    raise NotVisible("person", person_id)


@transaction.atomic
def ask_contact(*, actor: Actor, person_id: UUID, reason: str, occurred_at: datetime | None = None) -> ContactRequest:
    """Ask who follows the person to be put in touch; they answer from their own page.

    Raises DomainError without a reason, or when the same question is already open.
    """
    if len(reason.strip()) < 10:
        raise DomainError(
            _("Scrivi in una frase perché serve parlarsi: la legge chi segue la persona."), field="reason"
        )
    told = followers_of(actor=actor, person_id=person_id)
    if not told:
        raise DomainError(_("Al momento nessuno la segue: puoi incontrarla direttamente."), field="reason")
    mine = contact_requests(actor=actor).filter(
        person_id=person_id, from_token=actor.main_token, state=ContactRequest.State.OPEN
    )
    if mine.exists():
        raise DomainError(_("Hai già chiesto: la risposta arriva tra gli avvisi."), field="reason")
    request = ContactRequest.objects.create(
        person_id=person_id,
        from_token=actor.main_token,
        from_organisation_id=actor.own_organisation_id,
        from_unit_id=actor.unit_id,
        to_tokens=told,
        reason=reason.strip(),
        **({"created_at": occurred_at} if occurred_at else {}),
    )
    notify(
        actor=actor,
        tokens=told,
        kind="people.asked",
        text=_("Un servizio della rete chiede di parlarvi di una persona che seguite."),
        url=request_url(request),
    )
    return request


@transaction.atomic
def answer_contact(
    *, actor: Actor, request_id: object, share: bool, answer: str = "", occurred_at: datetime | None = None
) -> ContactRequest:
    """Put in touch (identity and contacts, for ninety days) or refuse with words.

    Raises NotAllowed for who does not write the person's identity, DomainError when it was answered already.
    """
    request = lock(contact_requests(actor=actor).filter(to_tokens__overlap=list(actor.tokens)), request_id)
    if request.state != ContactRequest.State.OPEN:
        raise DomainError(_("Un'altra persona ha già risposto."))
    if not share and len(answer.strip()) < 5:
        raise DomainError(_("Scrivi due parole: chi ha chiesto deve sapere come proseguire."), field="answer")
    if level_on(actor=actor, person_id=request.person_id, category=Category.IDENTITY) < Level.WRITE:
        raise NotAllowed()
    state = ContactRequest.State.GRANTED if share else ContactRequest.State.REFUSED
    now = occurred_at or timezone.now()
    change(request, actor=actor, values={"state": state, "answer": answer.strip(), "answered_at": now})
    person = Person.objects.get(pk=request.person_id)
    if share:
        open_grant(
            actor=actor,
            person_id=person.pk,
            token=request.from_token,
            origin=Origin.CONSENT,
            scope_kind="contact_request",
            scope_id=request.pk,
            valid_until=now + SHARED_FOR,
            categories=SHARED,
            reason=request.reason[:300],
        )
    tell(
        "contact_answered", state.value, actor=actor, people=[person], category=Category.IDENTITY, about=request,
        occurred_at=occurred_at, other_tokens=[request.from_token],
    )  # fmt: skip
    notify(
        actor=actor,
        tokens=[request.from_token],
        kind="people.answered",
        text=_("Vi hanno risposto: potete sentirvi.") if share else _("Vi hanno risposto a una richiesta di contatto."),
        url=request_url(request),
    )
    return request
