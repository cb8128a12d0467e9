"""The steps of the demo that need Django, each run in a process of its own and as one role.

    python -m portico.launch.steps migrate|reference|load
"""

from __future__ import annotations

import io
import sys

import django
from django.core.management import call_command, get_commands
from django.db import connection


def migrate() -> None:
    """Brings the tables up to date; runs as the owner."""
    call_command("migrate", interactive=False, verbosity=0)
    open_job_queue()


def open_job_queue() -> None:
    """Lets the web role run the job queue's functions.

    Our functions are opened by the migration that makes them; these come from a library's migrations,
    and a new version of it may bring new ones.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            do $$
            declare item regprocedure;
            begin
                for item in select oid::regprocedure from pg_proc
                    where pronamespace = 'public'::regnamespace and proname like 'procrastinate\\_%'
                      and not has_function_privilege('portico_web', oid, 'execute')
                loop
                    execute format('grant execute on function %s to portico_web', item);
                end loop;
            end
            $$
            """
        )


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
