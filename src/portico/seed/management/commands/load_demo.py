"""`portico manage load_demo`: the demonstration network, once."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from portico.seed.demo import load_demo


class Command(BaseCommand):
    help = "Loads the demonstration network: organisations, stories, people. Does nothing when it is there."

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load_demo()
        if loaded is None:
            self.stdout.write("The demonstration network is there already.")
            return
        told = loaded.stories
        self.stdout.write(f"{told.stories} stories, {loaded.people} people, {loaded.appointments} appointments.")
        for story, fact, why in told.refused:
            self.stderr.write(f"{story}: {fact}: {why}")
