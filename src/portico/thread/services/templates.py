"""Keeping templates: checked when they are saved, so that a letter never goes out with a hole."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portico.kernel import codes, records
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError, NotAllowed
from portico.kernel.files import UploadRefused, is_docx
from portico.thread.filling import TemplateRefused, fields_of_docx, fields_of_text
from portico.thread.models import DocumentTemplate
from portico.thread.policies import may_change_template, may_manage_templates


@transaction.atomic
def save_template(
    *,
    actor: Actor,
    name: str,
    kind: str,
    body: str = "",
    content: bytes | None = None,
    active: bool = True,
    template: DocumentTemplate | None = None,
    expected_version: int | None = None,
) -> DocumentTemplate:
    """A new template, of the organisation (of the whole ambito for its administrator), or the same one changed.

    Raises NotAllowed, StaleEdit, DomainError beside what is wrong: a field nobody knows is told by name.
    """
    if not (may_manage_templates(actor) and (template is None or may_change_template(actor, template))):
        raise NotAllowed()
    if not name.strip():
        raise DomainError(_("Dai un nome al modello."), field="name")
    codes.require("document_kind", kind, field="kind")
    keeps = template is not None and template.format == DocumentTemplate.Format.DOCX and not body.strip()
    if content is None and not keeps and not body.strip():
        raise DomainError(_("Scrivi il testo, o carica un file DOCX."), field="body")
    if content is not None:
        if not is_docx(content):
            raise UploadRefused(_("Serve un file DOCX senza macro."), field="file")
        _checked(fields_of_docx, content, "file")
    elif not keeps:
        _checked(fields_of_text, body, "body")
    values: dict[str, Any] = {"name": name.strip()[:120], "kind": kind, "active": active}
    if content is not None:
        values |= {"format": DocumentTemplate.Format.DOCX, "content": content, "body": ""}
    elif not keeps:
        values |= {"format": DocumentTemplate.Format.TEXT, "content": None, "body": body.strip()}
    if template is None:
        owner = None if actor.role == "ambito_admin" else actor.organisation_id
        made = DocumentTemplate(organisation_id=owner, **values)
        made.save(force_insert=True)
        return made
    locked = records.lock(DocumentTemplate.objects.filter(ambito_id=actor.ambito_id), template.pk)
    records.change(locked, actor=actor, values=values, expected_version=expected_version)
    return locked


def _checked(read: Any, source: Any, field: str) -> None:
    try:
        read(source)
    except TemplateRefused as refusal:
        raise TemplateRefused(refusal.message, field=field) from refusal
