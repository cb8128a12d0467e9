"""The steps of the demo that need Django, each run in a process of its own and as one role.

    python -m portico.launch.steps migrate|load
"""

from __future__ import annotations

import sys

import django
from django.core.management import call_command, get_commands


def migrate() -> None:
    """Brings the tables up to date; runs as the owner."""
    call_command("migrate", interactive=False, verbosity=0)


def load() -> None:
    """Loads code lists, municipalities and the demo network; each command skips what is already there."""
    for name in ("load_reference", "load_demo"):
        if name in get_commands():
            call_command(name, verbosity=0)


if __name__ == "__main__":
    django.setup()
    {"migrate": migrate, "load": load}[sys.argv[1]]()
