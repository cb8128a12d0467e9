"""Screen components: what people read, what keeps them usable, and that nothing inline slips in."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django import forms
from django.contrib.staticfiles import finders
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import include, path
from django.utils import timezone

import portico
from portico.kernel import words
from portico.kernel.widgets import Autosize, ChipRadio, Chips, Minutes

PACKAGE = Path(portico.__file__).parent
CSS = PACKAGE / "kernel" / "static" / "portico" / "css"
GALLERY = ["/ui/", "/ui/moduli/", "/ui/elenchi/?page=2", "/ui/riquadri/", "/ui/pannello/1/"]
ERROR_PAGES = ["400", "403", "404", "409", "413", "500", "503"]
MONDAY = date(2026, 11, 23)


def draw(source: str, **context: Any) -> str:
    return Template(source).render(Context(context))


def text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


# Dates in words


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (MONDAY, "oggi"),
        (MONDAY - timedelta(days=1), "ieri"),
        (MONDAY + timedelta(days=1), "domani"),
        (MONDAY + timedelta(days=3), "tra 3 giorni"),
        (MONDAY + timedelta(days=30), "tra 30 giorni"),
        (MONDAY + timedelta(days=31), "24 dic"),
        (MONDAY - timedelta(days=6), "6 giorni fa"),
        (MONDAY - timedelta(days=7), "16 nov"),
        (date(2024, 2, 1), "1 feb 2024"),
    ],
)
def test_days_are_said_as_people_say_them(day: date, said: str) -> None:
    assert words.day_in_words(day, today=MONDAY) == said


@pytest.mark.parametrize(
    ("away", "said"),
    [
        (timedelta(0), "adesso"),
        (timedelta(minutes=-1), "1 minuto fa"),
        (timedelta(minutes=-12), "12 minuti fa"),
        (timedelta(hours=-2), "oggi alle 8:30"),
        (timedelta(hours=-24), "ieri alle 10:30"),
        (timedelta(days=1), "domani alle 10:30"),
        (timedelta(days=3), "tra 3 giorni alle 10:30"),
        (timedelta(days=-4), "4 giorni fa"),
    ],
)
def test_instants_carry_the_hour_only_where_it_matters(away: timedelta, said: str) -> None:
    now = timezone.make_aware(datetime(2026, 11, 23, 10, 30))
    assert words.moment_in_words(now + away, now=now) == said


def test_a_night_shift_does_not_turn_yesterday_into_minutes() -> None:
    now = timezone.make_aware(datetime(2026, 11, 23, 0, 10))
    assert words.moment_in_words(now - timedelta(minutes=20), now=now) == "ieri alle 23:50"


def test_a_date_in_words_carries_the_exact_one_for_hover_and_screen_readers() -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    html = draw("{{ day|in_words }}", day=yesterday)
    assert f'datetime="{yesterday.isoformat()}"' in html
    assert f'title="{words.full_date(yesterday)}"' in html
    assert text(html) == f"ieri ({words.full_date(yesterday)})"
    assert draw("{{ day|in_words }}", day=None) == ""


@pytest.mark.parametrize(("minutes", "said"), [(0, "0 min"), (45, "45 min"), (60, "1 h"), (80, "1 h 20 min")])
def test_durations(minutes: int, said: str) -> None:
    assert words.duration(minutes) == said


@pytest.mark.parametrize(
    ("name", "letters"), [("Anna Tombari", "AT"), ("Maria di Piero", "MP"), ("Yusuf", "Y"), ("", "?")]
)
def test_initials(name: str, letters: str) -> None:
    assert words.initials(name) == letters


# Marks and actions


def test_a_state_is_said_in_words_beside_its_icon() -> None:
    html = draw('{% badge "In attesa" "warning" %}')
    assert "p-tone-warning" in html and "#it-warning-circle" in html and text(html) == "In attesa"


def test_an_unknown_tone_is_a_mistake_of_the_template() -> None:
    with pytest.raises(TemplateSyntaxError, match="no tone"):
        draw('{% badge "In attesa" "giallo" %}')


def test_what_people_typed_never_becomes_markup() -> None:
    name = '<b onclick="x">Anna</b>'
    html = draw(
        "{% badge name %}{% button name href=name %}{% person_chip name note=name %}{% stat name name %}", name=name
    )
    html += draw("{% timeline_item title=name who=name %}{{ name }}{% endtimeline_item %}", name=name)
    html += draw("{% card title=name %}{{ name }}{% endcard %}{% history_diff changes %}", name=name, changes=[{"label": name, "old": name, "new": name}])  # fmt: skip
    assert "<b " not in html


def test_a_button_is_a_link_only_when_it_leads_somewhere() -> None:
    assert draw('{% button "Apri" href="/x/" %}').startswith("<a ")
    sent = draw('{% button "Accetta" name="esito" value="si" %}')
    assert sent.startswith('<button type="submit"') and 'name="esito" value="si"' in sent


def test_breadcrumb_and_tabs_say_where_one_is() -> None:
    html = draw('{% breadcrumb "Persone" "/persone/" "Fatima B." %}')
    assert '<a href="/persone/">Persone</a>' in html and '<li aria-current="page">Fatima B.</li>' in html
    tabs = [
        {"label": "Filo", "url": "/a", "active": True},
        {"label": "Invii", "url": "/b", "active": False, "count": 3},
    ]
    html = draw('{% tabs tabs label="Parti" %}', tabs=tabs)
    assert html.count("aria-current") == 1 and text(html) == "Filo Invii 3"


def page_of(number: int, query: str = "") -> str:
    request = RequestFactory().get(f"/?{query}")
    return draw("{% pagination page %}", page=Paginator(range(95), 10).get_page(number), request=request)


def test_pages_keep_the_rest_of_the_query() -> None:
    html = page_of(2, "stato=attesa&stato=nuovi&page=2")
    assert 'href="?stato=attesa&amp;stato=nuovi&amp;page=3" rel="next"' in html
    assert "11–20 di 95" in html
    assert re.search(r'page=2" aria-current="page"', html)


def test_a_single_page_shows_no_pages() -> None:
    page = Paginator(range(3), 10).get_page(1)
    assert draw("{% pagination page %}", page=page, request=RequestFactory().get("/")).strip() == ""


def test_facts_without_a_value_are_left_out() -> None:
    assert (
        text(draw("{% definitions pairs %}", pairs=[("Lingua", "arabo"), ("Telefono", ""), ("Figli", 0)]))
        == "Lingua arabo Figli 0"
    )


def test_a_change_says_before_and_after() -> None:
    html = draw("{% history_diff changes %}", changes=[{"label": "Lingua", "old": "", "new": "arabo"}])
    assert text(html) == "Lingua vuoto ora: arabo"


# Forms


class Listening(forms.Form):
    what = forms.CharField(label="Che cosa serve", widget=Autosize, help_text="Con parole sue")
    themes = forms.MultipleChoiceField(label="Temi", choices=[("casa", "Casa"), ("cibo", "Cibo")], widget=Chips)
    mode = forms.ChoiceField(
        label="Come", choices=[("a", "Di persona"), ("b", "Al telefono")], widget=ChipRadio, required=False
    )
    agreed = forms.BooleanField(label="Ha letto l'informativa", required=False)
    minutes = forms.IntegerField(label="Tempo", widget=Minutes, required=False, max_value=600)


class Marks(HTMLParser):
    """Ids, what refers to them, and whatever a strict content policy would refuse."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.references: set[str] = set()
        self.inline: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("id"):
            self.ids.append(str(given["id"]))
        for name in ("for", "aria-describedby", "aria-labelledby"):
            self.references.update((given.get(name) or "").split())
        if "style" in given or tag == "style" or any(name.startswith("on") for name in given):
            self.inline.append(self.get_starttag_text() or tag)
        if tag == "script" and "src" not in given and given.get("type") != "application/json":
            self.inline.append(self.get_starttag_text() or tag)


def test_help_and_errors_are_tied_to_their_field() -> None:
    form = Listening({"what": "", "minutes": "900"})
    html = draw("{{ form }}", form=form)
    marks = Marks(html)
    assert 'aria-describedby="id_what_helptext id_what_error"' in html
    assert 'aria-invalid="true"' in html
    assert marks.references <= set(marks.ids)
    assert html.count("obbligatorio") >= 2


def test_only_what_is_required_is_marked() -> None:
    assert text(draw("{% field form.mode %}", form=Listening())).startswith("Come Di persona")
    assert text(draw("{% field form.what %}", form=Listening())).startswith(
        "Che cosa serve obbligatorio Con parole sue"
    )


def test_a_field_may_be_renamed_where_it_is_drawn() -> None:
    html = draw('{% field form.minutes label="Durata" suffix="minuti" hide_label=True %}', form=Listening())
    assert "visually-hidden" in html and "Durata" in html and "minuti" in html


def test_the_errors_on_top_lead_to_their_fields() -> None:
    form = Listening({"minutes": "1"})
    form.full_clean()
    form.add_error(None, "Qualcosa non torna.")
    html = draw("{% form_errors form %}", form=form)
    assert "Ci sono 3 cose da sistemare" in text(html)
    assert 'href="#id_what"' in html and 'href="#id_themes_0"' in html
    assert "data-focus-me" in html and "Qualcosa non torna." in html
    assert draw("{% form_errors form %}", form=Listening()) == ""


def test_the_errors_of_rows_count_too() -> None:
    rows = forms.formset_factory(Listening)({"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "form-0-what": "casa"})
    assert "#id_form-0-themes_0" in draw("{% form_errors rows %}", rows=rows)


def test_rows_can_be_added_and_taken_away_also_without_scripts() -> None:
    rows = forms.formset_factory(Listening, extra=1, can_delete=True)()
    html = draw('{% repeat rows legend="Componente" add_label="Aggiungi" %}', rows=rows)
    assert 'name="form-TOTAL_FORMS"' in html and 'name="form-0-DELETE"' in html
    assert 'name="form-__prefix__-what"' in html


def test_a_short_list_of_chips_has_no_filter_and_a_long_one_does() -> None:
    assert "data-chips" not in draw("{{ form.themes }}", form=Listening())

    class Long(forms.Form):
        themes = forms.MultipleChoiceField(choices=[(str(n), f"Tema {n}") for n in range(15)], widget=Chips)

    assert "data-chips" in draw("{{ form.themes }}", form=Long())


# Gallery


@pytest.fixture
def gallery(settings: Any, db: None) -> Client:
    settings.PORTICO_GALLERY = True
    settings.ROOT_URLCONF = (path("ui/", include("portico.kernel.gallery.urls")),)
    return Client()


@pytest.mark.parametrize("address", GALLERY)
def test_the_gallery_draws_every_component(gallery: Client, address: str) -> None:
    answer = gallery.get(address)
    assert answer.status_code == 200
    marks = Marks(answer.content.decode())
    assert marks.inline == []
    assert [name for name, times in Counter(marks.ids).items() if times > 1] == []
    assert marks.references <= set(marks.ids)


def test_the_panel_is_a_part_for_htmx_and_a_page_for_everybody_else(gallery: Client) -> None:
    part = gallery.get("/ui/pannello/1/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part and "Fatima B." in part
    assert gallery.get("/ui/pannello/99/").status_code == 404


def test_the_gallery_is_not_there_unless_asked_for(gallery: Client, settings: Any) -> None:
    settings.PORTICO_GALLERY = settings.DEBUG = False
    assert {gallery.get(address).status_code for address in GALLERY} == {404}


# Error pages


@pytest.mark.parametrize("name", ERROR_PAGES)
def test_error_pages_need_neither_request_nor_database(name: str) -> None:
    html = render_to_string(f"{name}.html")
    marks = Marks(html)
    assert marks.inline == [] and marks.references <= set(marks.ids)
    assert re.search(r"<h1>[^<]+</h1>", html) and '<html lang="it" dir="ltr"' in html


def test_a_refused_form_gives_back_the_text() -> None:
    html = render_to_string(
        "409.html", {"message": "Hai cambiato ente.", "kept": [("Nota", "Tre righe di testo")], "back": "/x/"}
    )
    assert "Hai cambiato ente." in html and "Tre righe di testo</textarea>" in html and 'data-copy="kept-1"' in html


def test_the_page_of_a_lost_database_tries_again_by_itself() -> None:
    html = render_to_string("503.html")
    assert "data-retry=" in html and "js/retry" in html and "Riprova adesso" in html


# What templates point at exists


def templates() -> list[Path]:
    return [*PACKAGE.rglob("templates/**/*.html")]


def test_every_icon_named_in_a_template_or_in_code_is_in_a_sprite() -> None:
    known = set()
    for sprite in ("vendor/bootstrap-italia/sprites.svg", "portico/img/icons.svg"):
        found = finders.find(sprite)
        assert found, f"{sprite} is missing: run python -m portico.launch.assets"
        known |= {symbol.get("id") for symbol in ElementTree.parse(found).iter() if symbol.get("id")}
    files = [*templates(), *PACKAGE.rglob("*.py")]
    named = {
        (file.name, icon)
        for file in files
        for icon in re.findall(r'["\'#]((?:it|po)-[a-z0-9-]+)["\']', file.read_text())
    }
    assert [pair for pair in named if pair[1] not in known] == []


def test_every_module_and_stylesheet_named_in_a_template_exists() -> None:
    for file in templates():
        for name in re.findall(r'{% module "([a-z-]+)" %}', file.read_text()):
            assert finders.find(f"portico/js/{name}.js"), f"{file.name}: {name}"
        for name in re.findall(r"{% static ['\"]([^'\"]+)['\"] %}", file.read_text()):
            assert finders.find(name), f"{file.name}: {name}"


def test_every_class_of_ours_used_in_a_template_has_its_rules() -> None:
    sheets = [*CSS.glob("*.css"), *PACKAGE.glob("*/static/*/*.css")]
    styles = "".join(sheet.read_text() for sheet in sheets)
    known = set(re.findall(r"\.(p-[\w-]+)", styles)) | {
        "p-repeat",
        "p-repeat-delete",
        "p-suffix",
        "p-field-check",
        "p-choice-group",
    }
    for file in templates():
        plain = re.sub(r"{%.*?%}|{{.*?}}", " ", file.read_text())
        used = {
            name for names in re.findall(r'class="([^"]*)"', plain) for name in names.split() if name.startswith("p-")
        }
        assert {name for name in used if not name.endswith("-")} <= known, f"{file.name}: see docs/components.md"


def test_no_template_of_ours_writes_style_or_script_inline() -> None:
    for file in templates():
        source = file.read_text()
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=\"|<script(?![^>]*(src=|application/json))", source), file


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_every_accent_and_every_tone_can_be_read() -> None:
    tokens = (CSS / "tokens.css").read_text()
    accents = re.findall(r"--p-accent: (#\w+);\s+--p-accent-dark: (#\w+);\s+--p-accent-soft: (#\w+);", tokens)
    assert len(accents) == 5
    for accent, dark, soft in accents:
        assert contrast(accent, "#ffffff") >= 4.5 and contrast(accent, "#f4f6f8") >= 4.5
        assert contrast(dark, soft) >= 4.5 and contrast(accent, soft) >= 4.5 and contrast(dark, "#ffffff") >= 7
    for tone in ("neutral", "info", "success", "warning", "danger"):
        ink, soft = (re.search(rf"--p-{tone}-{part}: (#\w+);", tokens) for part in ("ink", "soft"))
        assert ink and soft and contrast(ink[1], soft[1]) >= 4.5
