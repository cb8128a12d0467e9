"""Papers: tagged PDF (PDF/UA-1) from a template, with nothing fetched from outside the package.

WeasyPrint is imported when the first paper is made: it needs Pango, which a machine may lack.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from portico.kernel import codes
from portico.kernel.errors import DomainError

log = structlog.get_logger(__name__)

STATIC = Path(__file__).parent / "static"
FONTS = STATIC / "vendor" / "fonts"
STYLE = STATIC / "portico" / "css" / "paper.css"
SCHEME = "portico-font:"
RIGHT_TO_LEFT = frozenset({"ar", "ur", "fa", "ps"})


class PaperRefused(DomainError):
    """The paper cannot be made as it should be; the message says why."""


def make_pdf(template: str, context: dict[str, Any], *, language: str = "it") -> bytes:
    """A paper in one language. Raises PaperRefused rather than print boxes in place of letters."""
    try:
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration
    except OSError as error:
        log.error("pdf.no_pango", error=str(error)[:200])
        raise PaperRefused(
            _("Su questo server non si possono ancora preparare PDF: manca la libreria Pango. Avvisa chi lo gestisce.")
        ) from error
    context = {"language": language, "right_to_left": language in RIGHT_TO_LEFT, **context}
    fonts, fetcher = FontConfiguration(), _fetcher()
    style = CSS(string=STYLE.read_text(encoding="utf-8"), url_fetcher=fetcher, font_config=fonts)
    page = HTML(string=render_to_string(template, context), url_fetcher=fetcher)
    document = page.render(font_config=fonts, stylesheets=[style])
    made: bytes = document.write_pdf(pdf_variant="pdf/ua-1")
    missing = {chr(code) for font in document.fonts.values() for code in font.missing}
    _refuse_boxes(missing, language)
    return made


def pdf_response(
    request: HttpRequest, template: str, context: dict[str, Any], *, language: str = "it", filename: str
) -> HttpResponse:
    """The paper to open or save, or a page that says why there is none."""
    try:
        made = make_pdf(template, context, language=language)
    except PaperRefused as error:
        return render(request, "portico/paper/refused.html", {"message": error.message}, status=503)
    return as_download(made, filename)


def as_download(made: bytes, filename: str) -> HttpResponse:
    """A PDF shown in the browser; never kept by it, because it may speak of a person."""
    return HttpResponse(
        made,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{filename}"', "Cache-Control": "no-store"},
    )


def _fetcher() -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class PackagedOnly(URLFetcher):
        """The packaged fonts, and nothing else: no file, no address."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            path = (FONTS / url.removeprefix(SCHEME)).resolve()
            if not url.startswith(SCHEME) or not path.is_relative_to(FONTS.resolve()):
                raise ValueError(f"papers fetch nothing from outside: {url[:80]}")
            return URLFetcherResponse(url, body=path.read_bytes(), headers={"Content-Type": "font/woff2"})

    return PackagedOnly()


def _refuse_boxes(missing: set[str], language: str) -> None:
    # Marks that only steer the text's direction or joining draw nothing.
    letters = sorted(char for char in missing if unicodedata.category(char) not in {"Cc", "Cf", "Zs", "Zl", "Zp"})
    if not letters:
        return
    log.warning("pdf.letters_missing", language=language, scripts=sorted({_script(char) for char in letters}))
    if len(letters) > 8:
        raise PaperRefused(
            _(
                "Su questo server mancano i caratteri per stampare in questa lingua (%(language)s). "
                "Avvisa chi lo gestisce: bastano i caratteri Noto."
            )
            % {"language": codes.label("language", language).lower()},
            field="language",
        )
    raise PaperRefused(
        _("Questi caratteri non si possono stampare: %(letters)s. Toglili dal testo.") % {"letters": " ".join(letters)}
    )


def _script(char: str) -> str:
    return unicodedata.name(char, "UNKNOWN").split()[0]
