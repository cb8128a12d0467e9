"""Names of states for codes of citizenship. `IT` is Italy, `XX` stateless; the rest are ISO alpha-2."""

from __future__ import annotations

from functools import lru_cache

from django.utils.translation import gettext as _

from portico.territory.selectors import citizenships


@lru_cache(maxsize=1)
def _states() -> dict[str, str]:
    found = {state.iso_alpha2: state.name for state in citizenships() if state.iso_alpha2}
    if not found:
        raise LookupError("no states loaded yet")  # an exception is not cached
    return found


def citizenship_choices() -> list[tuple[str, str]]:
    """Italy first, then states by name, then stateless."""
    try:
        states = _states()
    except LookupError:
        states = {}
    return [("IT", _("Italia")), *states.items(), ("XX", _("Apolide"))]


def citizenship_label(code: str) -> str:
    """The name of the state; the code itself when nobody knows it."""
    return dict(citizenship_choices()).get(code, code)
