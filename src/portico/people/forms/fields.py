"""Fields of people's forms: places typed with suggestions, money in euro, choices of people."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from portico.kernel.text import normalise
from portico.territory.models import Municipality
from portico.territory.selectors import birth_place, search_birth_places, search_municipalities

_DETAIL = re.compile(r"\s*\(([^)]*)\)\s*$")


class PlaceInput(forms.TextInput):
    """A box with suggestions from the server; without scripts one writes the whole name."""

    template_name = "people/widgets/place.html"

    def __init__(self, source: str) -> None:
        super().__init__(
            {
                "autocomplete": "off",
                "hx-get": reverse_lazy(f"people:{source}"),
                "hx-trigger": "input changed delay:250ms",
                "hx-swap": "innerHTML",
            }
        )

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        attributes = context["widget"]["attrs"]
        attributes["list"] = f"{attributes.get('id', name)}_luoghi"
        attributes["hx-target"] = f"#{attributes['list']}"
        return context


def _matching(places: list[Any], typed: str, detail_of: Any) -> list[Any]:
    found = _DETAIL.search(typed)
    name = normalise(_DETAIL.sub("", typed))
    exact = [place for place in places if normalise(place.name) == name]
    if found and len(exact) > 1:
        exact = [place for place in exact if normalise(str(detail_of(place))) == normalise(found[1])]
    return exact


class MunicipalityField(forms.CharField):
    """A municipality by its name; cleans to the row."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("Comincia a scrivere e scegli dall'elenco."))
        super().__init__(max_length=100, widget=PlaceInput("municipalities"), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value.full_name if isinstance(value, Municipality) else value

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return None
        exact = _matching(search_municipalities(_DETAIL.sub("", typed), 50), typed, lambda place: place.province_code)
        if len(exact) == 1:
            return exact[0]
        if exact:
            raise forms.ValidationError(
                _("Ci sono più comuni con questo nome: aggiungi la provincia, per esempio «Samone (TN)».")
            )
        raise forms.ValidationError(_("Non troviamo questo comune. Controlla come è scritto."))


class BirthPlaceField(forms.CharField):
    """Where somebody was born: cleans to (code, name); a place nobody knows keeps its words and no code."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Luogo di nascita"))
        kwargs.setdefault("help_text", _("Comune italiano o Stato estero."))
        super().__init__(max_length=120, required=False, widget=PlaceInput("birth_places"), **kwargs)

    def clean(self, value: Any) -> tuple[str, str]:
        typed = super().clean(value)
        if not typed:
            return "", ""
        known = birth_place(typed) if re.fullmatch(r"[A-Za-z]\d{3}", typed) else None
        exact = (
            [known]
            if known
            else _matching(search_birth_places(_DETAIL.sub("", typed), 50), typed, lambda place: place.detail)
        )
        return (exact[0].code, exact[0].name) if exact else ("", typed)


class EuroField(forms.CharField):
    """An amount in euro as people write it ("1.234,50"), cleaned to cents."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(max_length=20, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            return f"{value // 100},{value % 100:02d}"
        return value

    def clean(self, value: Any) -> int | None:
        typed = super().clean(value).replace("€", "").replace(" ", "").replace("'", "")
        if not typed:
            return None
        if "," in typed:
            typed = typed.replace(".", "").replace(",", ".")
        elif re.fullmatch(r"\d{1,3}(\.\d{3})+", typed):
            typed = typed.replace(".", "")
        try:
            amount = Decimal(typed)
            cents = int((amount * 100).to_integral_value())
        except (InvalidOperation, ValueError, OverflowError):
            raise forms.ValidationError(_("Scrivi un importo, per esempio 6.543,21.")) from None
        if not amount.is_finite() or cents < 0 or cents > 1_000_000_000:
            raise forms.ValidationError(_("Questo importo non è plausibile."))
        return cents
