"""`portico doctor`: what is wrong with an installation, and how to mend it, in plain words."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from portico.launch import environment
from portico.launch.binaries import LaunchError
from portico.launch.installation import BROWSERS, MINIMUM, PANGO_PACKAGES


class Trouble(Exception):
    """Something is wrong: what, and what to do."""

    def __init__(self, what: str, cure: str) -> None:
        super().__init__(what)
        self.what = what
        self.cure = cure


def run() -> int:
    """Runs every check, prints one line each; returns 1 when something is wrong."""
    failed = False
    for title, check in CHECKS.items():
        try:
            print(f"  ok   {title}: {check()}")
        except Trouble as trouble:
            failed = True
            print(f"  NO   {title}: {trouble.what}\n       → {trouble.cure}")
    return 1 if failed else 0


def python() -> str:
    """The interpreter is recent enough."""
    found = sys.version.split()[0]
    if sys.version_info < MINIMUM:
        raise Trouble(f"this is {found}", "install Python 3.11 or newer and run `make setup PYTHON=…`")
    return found


def pdf() -> str:
    """WeasyPrint finds Pango."""
    try:
        import weasyprint
    except OSError as error:
        raise Trouble(
            f"Pango is missing ({str(error).splitlines()[0]})", f"sudo apt install {' '.join(PANGO_PACKAGES)}"
        ) from error
    except ImportError as error:
        raise Trouble(str(error), "run `make setup`") from error
    return f"WeasyPrint {weasyprint.__version__}"


def assets() -> str:
    """The front-end parts are in place."""
    vendor = Path(__file__).resolve().parents[1] / "kernel" / "static" / "vendor"
    count = sum(1 for file in vendor.rglob("*") if file.is_file())
    if not count:
        raise Trouble("the front-end parts are missing", "run `make assets`")
    return f"{count} files"


def database() -> str:
    """The database answers."""
    try:
        environment.export("web")
        import django

        django.setup()
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("select current_setting('server_version_num')::int / 10000")
            version = cursor.fetchone()[0]
    except LaunchError as error:
        raise Trouble(str(error), "mend that, then run doctor again") from error
    except Exception as error:
        raise Trouble(
            f"it does not answer ({str(error).strip()})",
            "check PORTICO_DATABASE_URL, or unset it to use the embedded server",
        ) from error
    if version < 15:
        raise Trouble(f"PostgreSQL {version}", "Portico needs PostgreSQL 15 or newer")
    return f"PostgreSQL {version}, " + ("embedded" if environment.uses_own_server() else "yours")


def role() -> str:
    """The web role is bound by row-level security."""
    from portico.kernel.checks import role_problems

    try:
        problems = role_problems()
    except Exception as error:
        raise _unreachable() from error
    if problems:
        raise Trouble(
            f"the web role is not safe: {', '.join(problems)}",
            "PORTICO_DATABASE_URL must name portico_web, made by src/portico/launch/sql/roles.sql",
        )
    return "bound by row-level security"


def migrations() -> str:
    """The tables are up to date."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Exception as error:
        raise _unreachable() from error
    if pending:
        raise Trouble(f"{len(pending)} migrations are pending", "run `.venv/bin/portico manage migrate`")
    return "none pending"


def secrets() -> str:
    """The data folder is closed to others."""
    file = environment.data_folder() / "secret-key"
    if file.exists() and file.stat().st_mode & 0o077:
        raise Trouble(f"{file} can be read by others", f"chmod 600 {file}")
    return "closed to others"


def browser() -> str:
    """There is a browser for the tests."""
    named = os.environ.get("PORTICO_CHROMIUM")
    found = named if named and Path(named).exists() else next(filter(None, map(shutil.which, BROWSERS)), None)
    if not found:
        raise Trouble("no Chromium: browser tests cannot run", "sudo apt install chromium, or set PORTICO_CHROMIUM")
    return found


def _unreachable() -> Trouble:
    return Trouble("could not be checked", "mend the database first")


CHECKS: dict[str, Callable[[], str]] = {
    "Python": python,
    "PDF": pdf,
    "Front-end parts": assets,
    "Database": database,
    "Database role": role,
    "Migrations": migrations,
    "Secrets": secrets,
    "Browser for the tests": browser,
}
