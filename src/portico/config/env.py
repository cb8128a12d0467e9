"""Settings read from the environment: the one place where `PORTICO_…` names appear.

Every name is documented in `docs/settings.md`; a test fails when one is missing there.
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def flag(name: str, default: bool = False) -> bool:
    value = os.environ.get(name)
    return default if value is None else value.strip().lower() in {"1", "true", "yes", "on"}


def number(name: str, default: int) -> int:
    value = os.environ.get(name, "")
    try:
        return int(value) if value else default
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}") from error


def words(name: str, default: str = "") -> list[str]:
    return [item.strip() for item in os.environ.get(name, default).split(",") if item.strip()]


def database(url: str) -> dict[str, object]:
    """Django's DATABASES entry for `postgresql://user:password@host:port/name?option=value`."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise ImproperlyConfigured("a database address reads postgresql://user:password@host:port/name")
    options = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "portico.kernel.db",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "ATOMIC_REQUESTS": True,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def database_url() -> str:
    """The address for the role this process works as: the web role unless it was asked to be the owner."""
    role = text("PORTICO_DB_ROLE", "web")
    if role not in {"web", "owner"}:
        raise ImproperlyConfigured("PORTICO_DB_ROLE is 'web' or 'owner'")
    name = "PORTICO_MIGRATION_DATABASE_URL" if role == "owner" else "PORTICO_DATABASE_URL"
    url = text(name)
    if not url:
        raise ImproperlyConfigured(
            f"{name} is not set: use `portico manage …`, which finds the embedded database by itself"
        )
    return url


def release_file(name: str) -> Path:
    return Path(__file__).resolve().parent.parent / name
