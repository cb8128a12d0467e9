"""The screen components, as template tags. `docs/components.md` shows each; `/ui/` draws them all.

This library is built in: templates need no `{% load %}`. Small marks that lists repeat are made here,
the rest have a template in `portico/components/`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.conf import settings
from django.forms.boundfield import BoundField
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portico.kernel import form_problems, words

register = template.Library()

SPRITE = "vendor/bootstrap-italia/sprites.svg"
OWN_SPRITE = "portico/img/icons.svg"
TONE_ICONS = {
    "neutral": "it-minus-circle",
    "accent": "it-star-outline",
    "info": "it-info-circle",
    "success": "it-check-circle",
    "warning": "it-warning-circle",
    "danger": "it-error",
}
URGENCIES = {
    "low": ("neutral", "po-level-0"),
    "normal": ("info", "po-level-1"),
    "high": ("warning", "po-level-2"),
    "emergency": ("danger", "po-level-3"),
}
ACCENTS = ("petrolio", "blu", "verde", "prugna", "terracotta")


def _draw(name: str, **context: Any) -> SafeString:
    return render_to_string(f"portico/components/{name}.html", context)


def _trim(content: str) -> SafeString:
    return SafeString(content.strip())  # already rendered, hence escaped, by the template


def _tone(tone: str) -> str:
    if tone not in TONE_ICONS:
        raise template.TemplateSyntaxError(f"no tone {tone!r}: choose one of {', '.join(TONE_ICONS)}")
    return tone


# --- marks -------------------------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, text: str = "", size: str = "", extra: str = "") -> SafeString:
    """An icon of Bootstrap Italia's sprite (`it-…`) or of ours (`po-…`), with its text beside it when given."""
    sprite = static(OWN_SPRITE if name.startswith("po-") else SPRITE)
    classes = " ".join(part for part in ("p-icon", f"p-icon-{size}" if size else "", extra) if part)
    drawing = format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>', classes, sprite, name
    )
    if not text:
        return drawing
    return format_html('<span class="p-icon-text">{} <span>{}</span></span>', drawing, text)


@register.simple_tag
def badge(text: Any, tone: str = "neutral", icon_name: str = "") -> SafeString:
    """A state in words, with an icon: colour is never the only sign."""
    mark = icon(icon_name or TONE_ICONS[_tone(tone)], size="xs")
    return format_html('<span class="p-badge p-tone-{}">{} <span>{}</span></span>', tone, mark, text)


@register.simple_tag
def count(number: int, label: str = "") -> SafeString:
    """A number beside a title; `label` says to a screen reader what is counted."""
    said = format_html('<span class="visually-hidden"> {}</span>', label) if label else ""
    return format_html('<span class="p-count">{}{}</span>', number, said)


@register.simple_tag
def urgency(level: str, label: str) -> SafeString:
    """How urgent: `level` is low, normal, high or emergency; the label is the code list's."""
    tone, icon_name = URGENCIES.get(level, URGENCIES["normal"])
    return badge(label, tone, icon_name)


@register.simple_tag
def avatar(name: str, size: str = "") -> SafeString:
    """Initials in a circle; the name itself must be written beside it."""
    classes = f"p-avatar p-avatar-{size}" if size else "p-avatar"
    return format_html('<span class="{}" aria-hidden="true">{}</span>', classes, words.initials(str(name)))


@register.simple_tag
def person_chip(name: str, href: str = "", note: str = "") -> SafeString:
    """A person or a colleague in a line: initials, name, a note, a link when the reader may open the page."""
    body = format_html(
        '{} <span class="p-person-name">{}</span>{}',
        avatar(name, "sm"),
        name,
        format_html(' <span class="p-person-note">{}</span>', note) if note else "",
    )
    if href:
        return format_html('<a class="p-person" href="{}">{}</a>', href, body)
    return format_html('<span class="p-person">{}</span>', body)


@register.simple_tag
def progress(value: int, maximum: int, label: str) -> SafeString:
    """A bar with its numbers in words: `{% progress 2 4 "obiettivi raggiunti" %}`."""
    said = _("%(value)s di %(maximum)s %(label)s") % {"value": value, "maximum": maximum, "label": label}
    return format_html(
        '<span class="p-progress"><progress value="{}" max="{}" aria-label="{}"></progress>'
        '<span class="p-progress-text">{}</span></span>',
        value,
        max(maximum, 1),
        label,
        said,
    )


@register.simple_tag
def skeleton(lines: int = 3) -> SafeString:
    """Grey lines while a part is loading."""
    bars = SafeString('<span class="p-skeleton-line"></span>' * lines)
    return format_html(
        '<div class="p-skeleton" role="status"><span class="visually-hidden">{}</span>{}</div>', _("Caricamento…"), bars
    )


# --- words -------------------------------------------------------------------------------------------------


@register.filter
def in_words(value: date | datetime | None) -> SafeString | str:
    """ "oggi", "ieri", "tra 3 giorni", with the exact date on hover, on paper and for screen readers."""
    if not value:
        return ""
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        said, machine = words.moment_in_words(value), local.isoformat(timespec="minutes")
    else:
        said, machine = words.day_in_words(value), value.isoformat()
    exact = words.full_date(value)
    return format_html(
        '<time datetime="{}" title="{}"><span class="p-said">{}</span>'
        '<span class="p-exact visually-hidden"> ({})</span></time>',
        machine,
        exact,
        said,
        exact,
    )


@register.filter
def exact_date(value: date | datetime | None) -> SafeString | str:
    """ "giovedì 26 novembre 2026", with the hour for an instant."""
    if not value:
        return ""
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), words.full_date(value))


@register.filter
def duration(minutes: int | None) -> str:
    """ "1 h 20 min"."""
    return "" if minutes is None else words.duration(minutes)


# --- actions -----------------------------------------------------------------------------------------------

BUTTON_KINDS = {
    "primary": "btn btn-primary",
    "secondary": "btn btn-outline-primary",
    "quiet": "btn btn-quiet",
    "danger": "btn btn-danger",
}


@register.simple_tag
def button(
    text: str,
    href: str = "",
    kind: str = "primary",
    icon_name: str = "",
    name: str = "",
    value: str = "",
    size: str = "",
) -> SafeString:
    """A link that looks like a button when `href` is given, else the form's submit button."""
    classes = f"{BUTTON_KINDS[kind]} btn-{size}" if size else BUTTON_KINDS[kind]
    body = format_html("{} <span>{}</span>", icon(icon_name, size="sm"), text) if icon_name else format_html("{}", text)
    if href:
        return format_html('<a class="{}" href="{}">{}</a>', classes, href, body)
    sent = format_html(' name="{}" value="{}"', name, value or "1") if name else ""
    return format_html('<button type="submit" class="{}"{}>{}</button>', classes, sent, body)


@register.simple_tag
def menu(
    text: str, items: Iterable[Any], icon_name: str = "", kind: str = "secondary", align: str = "start"
) -> SafeString:
    """A button that opens a list of links; items have `label`, `url` and, if they like, `icon`."""
    return _draw("menu", text=text, items=list(items), icon_name=icon_name, kind=BUTTON_KINDS[kind], align=align)


@register.simple_tag
def tabs(items: Iterable[Any], label: str) -> SafeString:
    """Links that look like tabs; items have `label`, `url`, `active` and, if they like, `count`."""
    return _draw("tabs", items=list(items), label=label)


@register.simple_tag
def breadcrumb(*parts: Any) -> SafeString:
    """`{% breadcrumb "Persone" url_people "Fatima B." %}`: label and address in pairs, then where we are."""
    steps = [{"label": parts[i], "url": parts[i + 1]} for i in range(0, len(parts) - 1, 2)]
    return _draw("breadcrumb", steps=steps, here=parts[-1])


@register.simple_tag(takes_context=True)
def pagination(context: template.Context, page: Any, name: str = "page") -> SafeString:
    """Numbered pages of a Paginator's page, keeping the rest of the query string."""
    query = context["request"].GET.copy()

    def address(number: int) -> str:
        query[name] = str(number)
        return f"?{query.urlencode()}"

    ellipsis = page.paginator.ELLIPSIS
    numbers = [
        {"gap": True}
        if number == ellipsis
        else {"gap": False, "number": number, "url": address(int(number)), "current": number == page.number}
        for number in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    ]
    return _draw(
        "pagination",
        page=page,
        numbers=numbers,
        previous=address(page.previous_page_number()) if page.has_previous() else "",
        next=address(page.next_page_number()) if page.has_next() else "",
    )


@register.simple_tag
def pager(previous: str = "", next: str = "") -> SafeString:
    """Earlier and later only, for long lists read by position rather than by number."""
    return _draw("pager", previous=previous, next=next)


# --- forms -------------------------------------------------------------------------------------------------


@register.simple_tag
def field(
    bound: BoundField, label: str = "", help: str = "", suffix: str = "", hide_label: bool = False, extra: str = ""
) -> SafeString:
    """A field with label, help and errors; the same drawing as `{{ form.name.as_field_group }}`, with changes."""
    return render_to_string(
        "django/forms/field.html",
        {"field": bound, "label": label, "help": help, "suffix": suffix, "hide_label": hide_label, "extra": extra},
    )


@register.simple_tag
def form_errors(*sources: Any) -> SafeString | str:
    """What is wrong in forms and formsets, on top, each with a link to its field."""
    found = [problem for source in sources for problem in form_problems.found_in(source)]
    return _draw("form_errors", found=found) if found else ""


@register.simple_tag
def repeat(formset: Any, legend: str, add_label: str) -> SafeString:
    """The rows of a formset with "aggiungi" and "togli"; without scripts the spare rows are simply there."""
    return _draw("repeat", formset=formset, legend=legend, add_label=add_label)


@register.simple_tag(takes_context=True)
def filter_bar(context: template.Context, form: Any, results: str = "") -> SafeString:
    """A GET form above a list; with `results` (an element's id) htmx swaps that part while one chooses."""
    return _draw("filter_bar", form=form, results=results, action=context["request"].path)


# --- blocks ------------------------------------------------------------------------------------------------


@register.simple_block_tag
def page_header(content: str, title: str, subtitle: Any = "", icon_name: str = "") -> SafeString:
    """The page's title and, inside, its one primary action and whatever goes beside it."""
    return _draw("page_header", title=title, subtitle=subtitle, icon_name=icon_name, content=_trim(content))


@register.simple_block_tag
def card(
    content: str,
    title: str = "",
    icon_name: str = "",
    number: Any = "",
    more_url: str = "",
    more: str = "",
    level: int = 2,
    extra: str = "",
    id: str = "",
) -> SafeString:
    """A box with a heading; `number` is a count beside it, `more` a link in its corner."""
    return _draw(
        "card", content=content, title=title, icon_name=icon_name, number=number, more_url=more_url,
        more=more or _("Tutto"), level=level, extra=extra, id=id,
    )  # fmt: skip


@register.simple_block_tag
def alert(content: str, tone: str = "info", title: str = "", live: bool = False) -> SafeString:
    """A band with something to know; `live` reads it out when it appears."""
    return _draw("alert", content=content, tone=_tone(tone), icon_name=TONE_ICONS[tone], title=title, live=live)


@register.simple_block_tag
def banner(content: str, tone: str = "warning", title: str = "", icon_name: str = "") -> SafeString:
    """A full-width band on top of a page: a substitution, an exceptional access."""
    return _draw("banner", content=content, tone=_tone(tone), title=title, icon_name=icon_name or TONE_ICONS[tone])


@register.simple_block_tag
def empty_state(content: str, text: str, icon_name: str = "it-inbox", title: str = "") -> SafeString:
    """Nothing here yet: says so, and inside has what to do next."""
    return _draw("empty_state", content=_trim(content), text=text, icon_name=icon_name, title=title)


@register.simple_block_tag
def timeline_item(
    content: str,
    title: str,
    when: Any = None,
    icon_name: str = "it-info-circle",
    tone: str = "neutral",
    who: str = "",
    href: str = "",
) -> SafeString:
    """One event inside `<ol class="p-timeline">`."""
    return _draw(
        "timeline_item", content=_trim(content), title=title, when=when, icon_name=icon_name, tone=_tone(tone), who=who,
        href=href,
    )  # fmt: skip


@register.simple_block_tag
def dialog(content: str, id: str, title: str) -> SafeString:
    """A window over the page, opened by any `<button data-dialog="id">`."""
    return _draw("dialog", content=content, id=id, title=title)


@register.simple_block_tag
def disclosure(content: str, title: str, open: bool = False, number: Any = "") -> SafeString:
    """Something that opens in place."""
    return _draw("disclosure", content=content, title=title, open=open, number=number)


@register.simple_tag
def stat(value: Any, label: str, note: str = "", trend: str = "", href: str = "") -> SafeString:
    """A figure with what it counts; `trend` is up, down or steady, said in `note`."""
    return _draw("stat", value=value, label=label, note=note, trend=trend, href=href)


@register.simple_tag
def definitions(pairs: Sequence[tuple[Any, Any]]) -> SafeString:
    """A list of (what, value); empty values are left out."""
    return _draw("definitions", pairs=[pair for pair in pairs if pair[1] not in (None, "")])


@register.simple_tag
def history_diff(changes: Iterable[Any]) -> SafeString:
    """What changed: items have `label`, `old` and `new`."""
    return _draw("history_diff", changes=list(changes))


# --- assets ------------------------------------------------------------------------------------------------


@register.simple_tag
def module(name: str) -> SafeString:
    """A behaviour of `static/portico/js/`; asked for twice, the browser runs it once."""
    return format_html('<script type="module" src="{}"></script>', static(f"portico/js/{name}.js"))


@register.simple_tag
def accent() -> str:
    """The installation's colour, one of ACCENTS: all were checked for contrast."""
    chosen = getattr(settings, "PORTICO_ACCENT", ACCENTS[0])
    return chosen if chosen in ACCENTS else ACCENTS[0]
