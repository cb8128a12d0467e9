"""Preparing a paper: made, kept in the person's file, numbered if asked."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from portico.access.services import log_reads
from portico.casework.models import Case
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError
from portico.kernel.files import DOCX, as_stored
from portico.kernel.pdf import make_pdf
from portico.people.models import Person
from portico.people.summary import summary_of
from portico.thread.filling import fill_docx, fill_text
from portico.thread.models import Document, DocumentTemplate
from portico.thread.services import add_document
from portico.thread.services.documents import next_protocol
from portico.workplace.papers import Paper, address_of, field_values, letterhead, may_certify

FILING = ("level", "sensitive")


@transaction.atomic
def prepare_paper(
    *, actor: Actor, person: Person, paper: Paper, data: dict[str, Any], case: Case | None = None
) -> Document:
    """One of the standard papers. Raises DomainError, PaperRefused when it cannot be printed as it should be."""
    if paper.code == "presa-in-carico" and (case is None or not may_certify(actor, case)):
        raise DomainError(
            _("L'attestazione la prepara chi segue la presa in carico, o chi coordina l'unità. Sceglila qui."),
            field="case",
        )
    number = _number(actor, person, data)
    summary = summary_of(actor=actor, key=person.pk)
    context = {
        "person": person,
        "tax_code": summary.tax_code,
        "address": address_of(summary),
        "case": case,
        "data": {**data, "empty_rows": range(data.get("rows") or 0)},
        "number": number,
        "today": timezone.localdate(),
        "letterhead": letterhead(actor),
    }
    made = as_stored(make_pdf(paper.template, context), name=paper.filename, content_type="application/pdf")
    title = data.get("subject") or str(paper.label)
    return _keep(actor, person, case, made, paper.kind, title, number, data)


@transaction.atomic
def fill_template(
    *, actor: Actor, person: Person, template: DocumentTemplate, data: dict[str, Any], case: Case | None = None
) -> Document:
    """A template of the organisation's, filled from the record: PDF from a text, DOCX from a DOCX."""
    number = _number(actor, person, data)
    typed = {name: data[name] for name in ("destinatario", "oggetto", "testo") if data.get(name)}
    values = field_values(actor=actor, person=person, case=case, typed=typed)
    name = slugify(template.name) or "documento"
    if template.format == DocumentTemplate.Format.DOCX:
        content = DocumentTemplate.objects.values_list("content", flat=True).get(pk=template.pk)
        made = as_stored(fill_docx(bytes(content or b""), values), name=f"{name}.docx", content_type=DOCX)
    else:
        text = fill_text(template.body, values)
        context = {"title": template.name, "text": text, "number": number, "letterhead": letterhead(actor)}
        pdf = make_pdf("workplace/papers/filled.html", context)
        made = as_stored(pdf, name=f"{name}.pdf", content_type="application/pdf")
    title = data.get("oggetto") or template.name
    return _keep(actor, person, case, made, template.kind, title, number, data)


def _number(actor: Actor, person: Person, data: dict[str, Any]) -> str:
    if not data.get("register"):
        return ""
    return next_protocol(actor=actor, people=[person], day=timezone.localdate())


def _keep(
    actor: Actor,
    person: Person,
    case: Case | None,
    file: dict[str, Any],
    kind: str,
    title: str,
    number: str,
    data: dict[str, Any],
) -> Document:
    document = add_document(
        actor=actor,
        person_ids=[person.pk],
        file=file,
        kind=kind,
        title=title[:160],
        origin="issued_here",
        case_id=case.pk if case else None,
        named_tokens=data.get("named", []),
        dated_on=timezone.localdate(),
        protocol_number=number,
        protocol_on=timezone.localdate() if number else None,
        **{name: data[name] for name in FILING if name in data},
    )
    log_reads(actor=actor, what="person.paper", person_ids=[person.pk], outcome="printed", object_id=document.pk)
    return document
