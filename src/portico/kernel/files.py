"""Uploads: limited while they arrive, recognised by content, never by name."""

from __future__ import annotations

import hashlib
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

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

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
UNZIPPED = 100 * 1024 * 1024
MOST_PARTS = 2000


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


def read_upload(upload: UploadedFile, *, field: str = "file", docx: bool = False) -> dict[str, Any]:
    """Values for a `StoredFile`: name, content_type, size, sha256, content.

    Raises UploadRefused when the file is empty, over the limit, or its content is not PDF, JPEG or PNG (nor, where
    `docx` lets it in, a Word document without macros).
    """
    if upload.size is None or upload.size > settings.PORTICO_UPLOAD_LIMIT:
        limit = settings.PORTICO_UPLOAD_LIMIT // (1024 * 1024)
        raise UploadRefused(_("Il file è troppo grande: il limite è %(limit)s MB.") % {"limit": limit}, field=field)
    content = upload.read()
    if not content:
        raise UploadRefused(_("Il file è vuoto."), field=field)
    kind = next((kind for mark, kind in SIGNATURES.items() if content.startswith(mark)), None)
    if kind is None and docx and is_docx(content):
        kind = DOCX
    if kind is None and docx:
        raise UploadRefused(_("Si possono caricare solo PDF, immagini JPEG e PNG, o DOCX senza macro."), field=field)
    if kind is None:
        raise UploadRefused(_("Si possono caricare solo PDF o immagini JPEG e PNG."), field=field)
    return as_stored(content, name=(upload.name or "file")[-120:], content_type=kind)


def as_stored(content: bytes, *, name: str, content_type: str) -> dict[str, Any]:
    """Values for a `StoredFile` of a content that is known to be right: read, or made here."""
    return {
        "name": get_valid_filename(name) or "file",
        "content_type": content_type,
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "content": content,
    }


def is_docx(content: bytes) -> bool:
    """A Word document, without macros, that does not open into something enormous."""
    if not content.startswith(b"PK\x03\x04"):
        return False
    try:
        with ZipFile(BytesIO(content)) as archive:
            parts = {item.filename: item.file_size for item in archive.infolist()}
    except (BadZipFile, OSError, ValueError):
        return False
    macros = any(name.lower().endswith(("vbaproject.bin", ".exe", ".dll")) for name in parts)
    whole = {"[Content_Types].xml", "word/document.xml"} <= set(parts)
    return whole and not macros and len(parts) < MOST_PARTS and sum(parts.values()) < UNZIPPED
