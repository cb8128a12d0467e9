"""The layers of `pyproject.toml`, where import-linter cannot look: keys between tables, the map, Django's list."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db.models import ForeignKey, ManyToManyField

ROOT = Path(__file__).resolve().parents[2]


def lowest_first() -> list[str]:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (layers,) = [contract["layers"] for contract in contracts if contract["id"] == "layers"]
    return [layer.strip("()") for layer in reversed(layers)]


def test_keys_point_downwards_but_for_those_to_the_person() -> None:
    height = {f"portico.{app}": place for place, app in enumerate(lowest_first())}
    upwards = {
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in apps.get_models()
        if model.__module__.startswith("portico.")
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey | ManyToManyField)
        and (target := apps.get_app_config(field.related_model._meta.app_label).name) in height
        and height[target] > height[apps.get_app_config(model._meta.app_label).name]
    }
    assert upwards == {
        "access.AccessGrant.person → people.Person",
        "access.ContactRequest.person → people.Person",
        "events.EventSubject.person → people.Person",
    }


def test_there_are_no_generic_relations() -> None:
    generic = [
        model._meta.label
        for model in apps.get_models()
        if model.__module__.startswith("portico.") and model._meta.private_fields
    ]
    assert not generic


def test_the_map_and_django_list_apps_in_the_order_of_the_layers() -> None:
    layers = lowest_first()
    page = (ROOT / "ARCHITECTURE.md").read_text().split("## The map\n", 1)[1].split("\n## ", 1)[0]
    named = re.findall(r"^\| `([a-z_]+)` \|", page, re.MULTILINE)
    assert named == [layer for layer in layers if layer in named]
    installed = [name.removeprefix("portico.") for name in settings.INSTALLED_APPS if name.startswith("portico.")]
    assert installed == [layer for layer in layers if layer in installed]
