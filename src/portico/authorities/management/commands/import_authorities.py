"""`portico manage import_authorities FILE.csv --ambito CODE`: courts, prosecutors, judges."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portico.authorities.services import import_authorities
from portico.kernel.actor import acting, system_actor
from portico.kernel.errors import DomainError
from portico.kernel.models import Ambito


class Command(BaseCommand):
    help = "Loads courts and prosecutors of an ambito from a CSV: kind,name,place,pec,phone."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--ambito", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        ambito = Ambito.objects.filter(code=options["ambito"]).first()
        if ambito is None:
            raise CommandError("No ambito has that code.")
        actor = system_actor(ambito.pk)
        with acting(actor), options["file"].open(encoding="utf-8-sig", newline="") as lines:
            try:
                number = import_authorities(actor=actor, lines=lines)
            except DomainError as error:
                raise CommandError(str(error.message)) from error
        self.stdout.write(f"{number} authorities.")
