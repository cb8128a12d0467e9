"""`portico bench NAME --scale S|M|L --json`: one benchmark, or `all`, on the network seeded at that scale."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portico.bench import lookup, pages

BENCHMARKS = {"pages": pages.measure, "lookup": lookup.measure}


class Command(BaseCommand):
    help = (
        "Measures pages and look-up beside their floors. `portico bench` seeds the scale first, in a place of its own."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", choices=[*BENCHMARKS, "all"])
        parser.add_argument("--scale", choices=["S", "M", "L"], default="S")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = BENCHMARKS if options["name"] == "all" else {options["name"]: BENCHMARKS[options["name"]]}
        for measure in chosen.values():
            try:
                for figure in measure(options["scale"]):
                    told = figure.as_dict()
                    self.stdout.write(
                        json.dumps(told)
                        if options["json"]
                        else f"{figure.name:18} p50 {figure.p50_ms:7.1f}  p95 {figure.p95_ms:7.1f} ms"
                        f"  × {figure.ratio:4.1f} of the floor  {figure.queries or ''} {figure.hits}"
                    )
            except LookupError as error:
                raise CommandError(str(error)) from error
