"""A one-page PDF that says it is an example: what the demonstration keeps in place of scans of real papers."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from portico.kernel.files import as_stored

NAME = "esempio.pdf"
WORDS = "Documento di esempio"


@lru_cache(maxsize=1)
def sample_pdf() -> bytes:
    """The smallest page a reader opens, with its words in it."""
    drawing = f"BT /F1 20 Tf 72 760 Td ({WORDS}) Tj ET".encode("latin-1")
    parts = [
        b"<</Type/Catalog/Pages 2 0 R/Lang(it)>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(drawing), drawing),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    made, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(made))
        made += b"%d 0 obj%sendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    tail = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(parts) + 1, len(made))
    return made + head + table + tail


def sample_file() -> dict[str, Any]:
    """As `kernel.files.read_upload` would give it."""
    return as_stored(sample_pdf(), name=NAME, content_type="application/pdf")
