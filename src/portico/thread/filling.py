"""Templates of letters and reports: fields between double braces, checked when a template is kept, filled from the record.

A field that does not exist is an error with the line it stands in and the name that was probably meant: it never
prints as a blank in a letter that leaves.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portico.kernel.errors import DomainError

# Name of the field → what it is.
FIELDS: dict[str, Any] = {
    "persona.nome": gettext_lazy("nome"),
    "persona.cognome": gettext_lazy("cognome"),
    "persona.nome_completo": gettext_lazy("nome e cognome"),
    "persona.data_nascita": gettext_lazy("data di nascita"),
    "persona.luogo_nascita": gettext_lazy("luogo di nascita"),
    "persona.codice_fiscale": gettext_lazy("codice fiscale"),
    "persona.indirizzo": gettext_lazy("indirizzo, mai quello protetto"),
    "caso.numero": gettext_lazy("numero della presa in carico"),
    "caso.dal": gettext_lazy("da quando è in carico"),
    "caso.unita": gettext_lazy("unità che ha in carico la persona"),
    "caso.responsabile": gettext_lazy("chi segue la presa in carico"),
    "ente.nome": gettext_lazy("ente che scrive"),
    "ente.ambito": gettext_lazy("ambito territoriale"),
    "unita.nome": gettext_lazy("unità che scrive"),
    "unita.sede": gettext_lazy("sede dell'unità"),
    "unita.telefono": gettext_lazy("telefono dell'unità"),
    "operatore.nome": gettext_lazy("chi scrive"),
    "operatore.ruolo": gettext_lazy("ruolo di chi scrive"),
    "oggi": gettext_lazy("data di oggi"),
    "destinatario": gettext_lazy("a chi si scrive, chiesto ogni volta"),
    "oggetto": gettext_lazy("oggetto, chiesto ogni volta"),
    "testo": gettext_lazy("parte libera, chiesta ogni volta"),
}
ASKED = ("destinatario", "oggetto", "testo")
FIELD = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
INSTRUCTION = re.compile(r"\{%|\{#")


class TemplateRefused(DomainError):
    """The template has a field nobody knows, or something that is not a field."""


def fields_of_text(text: str) -> list[str]:
    """The fields of a text, once each, as they come. Raises TemplateRefused."""
    if INSTRUCTION.search(text):
        raise TemplateRefused(_("Un modello ha solo campi come {{ persona.nome }}: togli le parti tra {% %} e {# #}."))
    found = [match.group(1).strip() for match in FIELD.finditer(text)]
    if text.count("{{") != len(found) or text.count("}}") != len(found):
        raise TemplateRefused(_("C'è un campo aperto e non chiuso: controlla che ogni {{ abbia la sua }}."))
    for name in found:
        if name not in FIELDS:
            raise TemplateRefused(_unknown(name))
    return list(dict.fromkeys(found))


def fields_of_docx(content: bytes) -> list[str]:
    """The same for a Word document, headers and footers included. Raises TemplateRefused."""
    return fields_of_text("\n".join(_parts(_opened(content))))


def fill_text(text: str, values: dict[str, str]) -> str:
    """The text with its fields filled. Raises TemplateRefused."""
    fields_of_text(text)
    return FIELD.sub(lambda match: values.get(match.group(1).strip(), ""), text)


def fill_docx(content: bytes, values: dict[str, str]) -> bytes:
    """The document with its fields filled, in its own layout. Raises TemplateRefused."""
    from docxtpl import Listing
    from jinja2.sandbox import SandboxedEnvironment

    fields_of_docx(content)
    document = _opened(content)
    document.render(_nested(values, Listing), SandboxedEnvironment(autoescape=True))
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def _opened(content: bytes) -> Any:
    from docxtpl import DocxTemplate

    try:
        document = DocxTemplate(BytesIO(content))
        document.init_docx()
    except Exception as error:  # python-docx raises what lxml, zipfile and itself raise: the file is not to be read
        raise TemplateRefused(
            _("Il file DOCX non si apre: salvalo di nuovo da Word o LibreOffice."), field="file"
        ) from error
    return document


def _parts(document: Any) -> list[str]:
    """The document's own text, headers and footers, with fields whole again where Word had split them."""
    parts = [document.patch_xml(document.get_xml())]
    for uri in (document.HEADER_URI, document.FOOTER_URI):
        parts += [document.patch_xml(document.get_part_xml(part)) for _key, part in document.get_headers_footers(uri)]
    return [re.sub(r"<[^>]+>", "", part) for part in parts]


def _nested(values: dict[str, str], lines: Any) -> dict[str, Any]:
    """{"persona.nome": "Fatima"} as the document's own language reads it; line breaks stay line breaks."""
    found: dict[str, Any] = {}
    for name in FIELDS:
        group, _dot, key = name.partition(".")
        value = values.get(name, "")
        shown = lines(value) if "\n" in value else value
        if key:
            found.setdefault(group, {})[key] = shown
        else:
            found[group] = shown
    return found


def _unknown(name: str) -> str:
    near = get_close_matches(name, FIELDS, n=1, cutoff=0.5)
    if near:
        return _("Il campo «%(name)s» non esiste: forse «%(near)s»?") % {"name": name[:60], "near": near[0]}
    return _("Il campo «%(name)s» non esiste: guarda l'elenco dei campi.") % {"name": name[:60]}
