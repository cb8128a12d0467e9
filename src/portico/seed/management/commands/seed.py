"""`portico seed --scale S|M|L [--seed N]`: a synthetic network of that size, by COPY."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portico.seed.scale import SCALES, NotEmpty, seed_network


class Command(BaseCommand):
    help = (
        "Fills an empty database with a synthetic network: people, listenings, referrals, cases. Nobody in it exists."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scale", choices=sorted(SCALES), required=True)
        parser.add_argument("--seed", type=int, default=1, help="the same number gives the same network")
        parser.add_argument("--force", action="store_true", help="also where there is a network already")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            seeded = seed_network(
                SCALES[options["scale"]],
                seed=options["seed"],
                force=options["force"],
                say=lambda words: self.stderr.write(words),
            )
        except NotEmpty:
            raise CommandError(
                "There is a network here already. Choose an empty data folder (PORTICO_DATA_DIR), or add --force."
            ) from None
        self.stdout.write(json.dumps({**asdict(seeded), "ratio": round(seeded.ratio, 2)}))
