"""The steps of the demo that need Django, each run in a process of its own and as one role.

python -m portico.launch.steps migrate|reference|load
"""

from __future__ import annotations

import io
import sys

import django
from django.core.management import call_command, get_commands


def migrate() -> None:
    """Brings the tables up to date; runs as the owner."""
    call_command("migrate", interactive=False, verbosity=0)


def reference() -> None:
    """Loads code lists and municipalities; the command skips what is already there."""
    _call("load_reference")


def load() -> None:
    """Loads the reference data and the demo network, unless they are there."""
    reference()
    _call("load_demo")


def _call(name: str) -> None:
    if name in get_commands():
        call_command(name, verbosity=0, stdout=io.StringIO())


if __name__ == "__main__":
    django.setup()
    {"migrate": migrate, "reference": reference, "load": load}[sys.argv[1]]()
