"""Uploads: limited while they arrive, recognised by content, never by name."""

from __future__ import annotations

import hashlib
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _

from portico.kernel.errors import DomainError

SIGNATURES = {
    b"%PDF-": "application/pdf",
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
}


class UploadRefused(DomainError):
    """Too big, empty, or not what its name says."""


class LimitedUploadHandler(FileUploadHandler):
    """Keeps what is over the limit off the disk, and the rest of the form whole.

    The file arrives empty with its true size, so that `read_upload` refuses it beside its field.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return raw_data if start + len(raw_data) <= settings.PORTICO_UPLOAD_LIMIT else None

    def file_complete(self, file_size: int) -> UploadedFile | None:
        if file_size <= settings.PORTICO_UPLOAD_LIMIT:
            return None
        return UploadedFile(file=BytesIO(), name=self.file_name, content_type=self.content_type, size=file_size)


def read_upload(upload: UploadedFile, *, field: str = "file") -> dict[str, Any]:
    """Values for a `StoredFile`: name, content_type, size, sha256, content.

    Raises UploadRefused when the file is empty, over the limit, or its content is not PDF, JPEG or PNG.
    """
    if upload.size is None or upload.size > settings.PORTICO_UPLOAD_LIMIT:
        limit = settings.PORTICO_UPLOAD_LIMIT // (1024 * 1024)
        raise UploadRefused(_("Il file è troppo grande: il limite è %(limit)s MB.") % {"limit": limit}, field=field)
    content = upload.read()
    if not content:
        raise UploadRefused(_("Il file è vuoto."), field=field)
    kind = next((kind for mark, kind in SIGNATURES.items() if content.startswith(mark)), None)
    if kind is None:
        raise UploadRefused(_("Si possono caricare solo PDF o immagini JPEG e PNG."), field=field)
    return {
        "name": get_valid_filename((upload.name or "file")[-120:]) or "file",
        "content_type": kind,
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "content": content,
    }
