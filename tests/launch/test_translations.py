"""Texts to translate are found in code and templates, whatever the markup's indentation."""

from __future__ import annotations

import io

from portico.launch import translations

TEMPLATE = """
<div>
    <p>{% translate "Nuovo ascolto" %}</p>
  <b>
      {% blocktranslate count total=n %}Una persona{% plural %}{{ total }} persone{% endblocktranslate %}
 </b>
</div>
"""


def test_a_template_gives_its_texts_with_their_lines() -> None:
    found = translations.extract_template(io.BytesIO(TEMPLATE.encode()), ["_", "gettext", "ngettext"], [], {})

    assert [(line, text) for line, _function, text, _comments in found] == [
        (3, "Nuovo ascolto"),
        (5, ("Una persona", "%(total)s persone", None)),
    ]


def test_every_text_of_portico_can_be_gathered() -> None:
    assert len(translations.gather()) > 100
    assert translations.check() == []
