"""A new version of a form, for the whole ambito."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from portico.assessment import selectors
from portico.assessment.csvfile import MOST_BYTES, read_form
from portico.assessment.enums import Kind
from portico.assessment.models import Form, FormItem
from portico.assessment.policies import may_keep_forms
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError, NotAllowed
from portico.kernel.models import Ambito

SHOWN = 20


class FileRefused(DomainError):
    """The file has something to mend: `troubles` says what, with the row."""

    def __init__(self, troubles: list[tuple[int, str]]) -> None:
        super().__init__(_("Nel file c'è qualcosa da sistemare: niente è stato cambiato."), field="file")
        self.troubles = troubles[:SHOWN]
        self.more = max(0, len(troubles) - SHOWN)


@transaction.atomic
def publish_form(
    *,
    actor: Actor,
    kind: str,
    title: str,
    content: bytes,
    note: str = "",
    in_use_from: date | None = None,
    occurred_at: datetime | None = None,
) -> Form:
    """Read a file and make it the newest version; earlier ones stay readable. Raises FileRefused, NotAllowed."""
    if not may_keep_forms(actor):
        raise NotAllowed()
    if kind not in Kind.values:
        raise DomainError(_("Scegli una voce dell'elenco."), field="kind")
    if len(content) > MOST_BYTES:
        raise DomainError(_("Il file è troppo grande: al massimo 1 MB."), field="file")
    reading = read_form(kind, content)
    if reading.troubles:
        raise FileRefused(reading.troubles)
    # Two at once take two numbers.
    Ambito.objects.select_for_update().get(pk=actor.ambito_id)
    last = selectors.forms(actor=actor).filter(kind=kind).order_by().aggregate(last=Max("number"))["last"] or 0
    form = Form.objects.create(
        kind=kind,
        number=last + 1,
        title=title.strip()[:120] or str(Kind(kind).label),
        note=note.strip()[:500],
        in_use_from=in_use_from or timezone.localdate(occurred_at),
    )
    FormItem.objects.bulk_create(FormItem(form=form, **item) for item in reading.items)
    return form
