"""Uploads: limited while they arrive, recognised by content, never by name."""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
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
    """Stops reading a request whose body is over the limit, before it fills the disk."""

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int | None, boundary: bytes, encoding: Any = None
    ) -> None:
        if (content_length or 0) > settings.PORTICO_UPLOAD_LIMIT + 1_000_000:
            raise StopUpload(connection_reset=True)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        if start + len(raw_data) > settings.PORTICO_UPLOAD_LIMIT:
            raise StopUpload(connection_reset=False)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


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
