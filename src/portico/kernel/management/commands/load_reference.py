"""`portico manage load_reference`: code lists, municipalities, foreign states, needs."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from portico.kernel.reference import load_all


class Command(BaseCommand):
    help = "Loads code lists and reference data that changed since the last time."

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load_all()
        if not loaded:
            self.stdout.write("Reference data is up to date.")
        for name, rows in loaded.items():
            self.stdout.write(f"{name}: {rows}")
