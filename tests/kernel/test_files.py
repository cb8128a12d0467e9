"""Uploads: recognised by what they are, limited while they arrive."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.test import RequestFactory

from portico.kernel.files import LimitedUploadHandler, UploadRefused, read_upload

PDF = b"%PDF-1.7\n..."
JPEG = b"\xff\xd8\xff\xe0..."
PNG = b"\x89PNG\r\n\x1a\n..."


@pytest.mark.parametrize(
    ("content", "kind"),
    [(PDF, "application/pdf"), (JPEG, "image/jpeg"), (PNG, "image/png")],
    ids=["pdf", "jpeg", "png"],
)
def test_what_it_is_comes_from_its_content(content, kind):
    values = read_upload(SimpleUploadedFile("foto.exe", content, content_type="text/html"))
    assert values["content_type"] == kind
    assert values["size"] == len(values["content"]) == len(content)
    assert values["sha256"] == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize(
    "content",
    [b"MZ\x90\x00", b"<html><script>alert(1)</script>", b" %PDF-1.7", b"GIF89a", b"PK\x03\x04", b"<svg onload='x'/>"],
)
def test_something_disguised_is_refused_beside_its_field(content):
    with pytest.raises(UploadRefused, match="PDF o immagini") as refused:
        read_upload(SimpleUploadedFile("documento.pdf", content, content_type="application/pdf"), field="scan")
    assert refused.value.field == "scan"


def test_an_empty_file_is_refused():
    with pytest.raises(UploadRefused, match="vuoto"):
        read_upload(SimpleUploadedFile("documento.pdf", b""))


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("referto di Anna.pdf", "referto_di_Anna.pdf"),
        ("a" * 300 + ".pdf", "a" * 116 + ".pdf"),
    ],
)
def test_a_name_is_only_a_name(name, kept):
    assert read_upload(SimpleUploadedFile(name, PDF))["name"] == kept


def arrived(content, limit, settings):
    """The file as a view finds it, after the handlers of the settings."""
    settings.PORTICO_UPLOAD_LIMIT = limit
    request = RequestFactory().post("/", {"file": SimpleUploadedFile("documento.pdf", content), "note": "resta"})
    request.upload_handlers = [LimitedUploadHandler(request), TemporaryFileUploadHandler(request)]
    assert request.POST["note"] == "resta"
    return request.FILES["file"]


def test_a_file_at_the_limit_arrives_whole(settings):
    content = PDF.ljust(200_000, b".")
    assert read_upload(arrived(content, 200_000, settings))["content"] == content


def test_a_file_over_the_limit_is_refused_and_the_rest_of_the_form_is_kept(settings):
    upload = arrived(PDF.ljust(200_001, b"."), 200_000, settings)
    assert upload.size == 200_001
    assert upload.read() == b""
    with pytest.raises(UploadRefused, match="troppo grande"):
        read_upload(upload)
