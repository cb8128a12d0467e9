"""Opening a judicial file, naming who reads it, taking over one that nobody can read any more; its papers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portico.authorities import selectors
from portico.authorities.models import CourtPaper, CourtReport, JudicialFile, Mandate, NamedReader
from portico.authorities.policies import may_open
from portico.authorities.services.ground import inform, tell, written_file
from portico.casework.models import Case
from portico.casework.selectors import get_case
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError, NotAllowed, NotVisible
from portico.kernel.files import read_upload
from portico.kernel.records import change
from portico.meetings.selectors import callable_colleagues


@transaction.atomic
def open_file(
    *,
    actor: Actor,
    case_id: UUID,
    note: str = "",
    membership_ids: Iterable[UUID] = (),
    occurred_at: datetime | None = None,
) -> JudicialFile:
    """Begin the judicial side of a case; the actor is named, and whoever else they choose among who works on it.

    Raises NotVisible, NotAllowed, DomainError.
    """
    case = get_case(actor=actor, key=case_id)
    if not may_open(actor, case) or actor.user_token is None:
        raise NotAllowed()
    if selectors.files_of_case(actor=actor, case_id=case.pk).exists():
        raise DomainError(_("Per questa presa in carico c'è già un fascicolo."))
    chosen = _chosen(actor, case, membership_ids)
    file = JudicialFile(
        case=case,
        note=note.strip(),
        tokens=sorted({actor.user_token, *chosen.values()}),
        created_at=occurred_at or timezone.now(),
    )
    file.save(force_insert=True)
    since = occurred_at or timezone.now()
    readers = {actor.own_membership_id: actor.user_token, **chosen}
    NamedReader.objects.bulk_create(
        NamedReader(file=file, membership_id=key, token=token, since=since) for key, token in readers.items()
    )
    tell(actor=actor, file=file, kind="judicial_file_opened", occurred_at=occurred_at)
    inform(actor=actor, file=file, tokens=chosen.values(), text=_("Sei tra le persone indicate in un fascicolo."))
    return file


@transaction.atomic
def name_reader(
    *, actor: Actor, file_id: UUID, membership_id: UUID, occurred_at: datetime | None = None
) -> NamedReader:
    """Somebody who works on the case may read the file from now on. Raises DomainError."""
    file = written_file(actor=actor, file_id=file_id)
    token = _chosen(actor, file.case, [membership_id])[membership_id]
    if token in file.tokens:
        raise DomainError(_("È già tra le persone indicate."), field="membership")
    _set_tokens(actor, file, sorted({*file.tokens, token}))
    reader = NamedReader.objects.create(
        file=file, membership_id=membership_id, token=token, since=occurred_at or timezone.now()
    )
    tell(actor=actor, file=file, kind="judicial_reader_named", occurred_at=occurred_at)
    inform(actor=actor, file=file, tokens=[token], text=_("Sei tra le persone indicate in un fascicolo."))
    return reader


@transaction.atomic
def end_reader(*, actor: Actor, file_id: UUID, reader_id: UUID, occurred_at: datetime | None = None) -> JudicialFile:
    """Somebody else does not read it any more, at once. Raises NotVisible, DomainError for oneself."""
    file = written_file(actor=actor, file_id=file_id)
    reader = file.readers.filter(pk=reader_id, until__isnull=True).first()
    if reader is None:
        raise NotVisible("judicial_file.reader", reader_id)
    if reader.token == actor.user_token:
        raise DomainError(
            _("Non puoi togliere te: lo fa un'altra persona indicata, così il fascicolo non resta di nessuno.")
        )
    change(reader, actor=actor, values={"until": occurred_at or timezone.now()})
    _set_tokens(actor, file, [token for token in file.tokens if token != reader.token])
    tell(actor=actor, file=file, kind="judicial_reader_ended", occurred_at=occurred_at)
    return file


@transaction.atomic
def take_over(*, actor: Actor, case_id: UUID) -> int:
    """The case's manager reads the files that nobody named can see any more. Returns how many.

    The database decides; raises NotAllowed when there is none.
    """
    case = get_case(actor=actor, key=case_id)
    with connection.cursor() as cursor:
        cursor.execute("select portico_orphan_files(%s, true)", [case.pk])
        taken = int(cursor.fetchone()[0])
    if not taken:
        raise NotAllowed()
    for file in selectors.files_of_case(actor=actor, case_id=case.pk).select_related("case"):
        tell(actor=actor, file=file, kind="judicial_reader_named")
    return taken


@transaction.atomic
def add_paper(
    *,
    actor: Actor,
    file_id: UUID,
    title: str,
    upload: UploadedFile[Any],
    mandate: Mandate | None = None,
    report: CourtReport | None = None,
    occurred_at: datetime | None = None,
) -> CourtPaper:
    """A paper as it came or left. Raises UploadRefused (too big, empty, not a PDF or a picture)."""
    file = written_file(actor=actor, file_id=file_id)
    if not title.strip():
        raise DomainError(_("Scrivi che documento è."), field="title")
    values = read_upload(upload, field="upload")
    paper = CourtPaper(file=file, title=title.strip()[:160], mandate=mandate, report=report, **values)
    paper.save(force_insert=True)
    tell(actor=actor, file=file, kind="court_paper_added", occurred_at=occurred_at)
    return paper


def _set_tokens(actor: Actor, file: JudicialFile, tokens: list[int]) -> None:
    change(file, actor=actor, values={"tokens": tokens})
    file.protected_meetings.update(audience=tokens)


def _chosen(actor: Actor, case: Case, membership_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Tokens of who may be named: who works on the case. Raises DomainError."""
    tokens = {key: token for key, token, _label in callable_colleagues(actor=actor, case=case)}
    wanted = dict.fromkeys(membership_ids)
    if any(str(key) not in tokens for key in wanted):
        raise DomainError(_("Scegli chi lavora a questa presa in carico."), field="membership")
    return {key: tokens[str(key)] for key in wanted}
