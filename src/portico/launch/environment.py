"""What a process needs in its environment before Django loads: the database, the role, the secret key."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from portico.launch import postgres, processes

# Commands that change or bypass tables; everything else works as the web role.
OWNER_COMMANDS = {
    "flush",
    "load_demo",
    "makemigrations",
    "migrate",
    "optimizemigration",
    "seed",
    "showmigrations",
    "sqlflush",
    "sqlmigrate",
    "squashmigrations",
}

# Commands that never open a database: no server is started for them.
OFFLINE_COMMANDS = {"collectstatic", "compilemessages", "findstatic", "help", "makemessages", "version"}


def checkout() -> Path | None:
    """The root of the checkout we run from; None when Portico was installed as a package."""
    root = Path(__file__).resolve().parents[3]
    return root if (root / "pyproject.toml").exists() and (root / "src").is_dir() else None


def data_folder() -> Path:
    """The data folder: PORTICO_DATA_DIR, else `.portico` in the checkout, else the user's share folder."""
    chosen = os.environ.get("PORTICO_DATA_DIR")
    if chosen:
        return Path(chosen).expanduser().absolute()
    root = checkout()
    return root / ".portico" if root else Path.home() / ".local" / "share" / "portico"


def uses_own_server() -> bool:
    """Whether the embedded server is ours to run: nobody named another one."""
    url = os.environ.get("PORTICO_DATABASE_URL")
    return not url or os.environ.get("PORTICO_EMBEDDED_URL") == url


def export(role: str) -> None:
    """Puts database addresses, role and secret key into the environment, starting the server if it is ours.

    Raises LaunchError when the embedded server cannot be had.
    """
    os.environ["DJANGO_SETTINGS_MODULE"] = "portico.config.settings"
    os.environ.setdefault("PORTICO_DB_ROLE", role)
    if uses_own_server():
        export_cluster(postgres.ensure_running(data_folder()))
    os.environ.setdefault("PORTICO_SECRET_KEY", secret_key())


def export_offline() -> None:
    """As `export`, for work that opens no database: the address only has to look like one."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "portico.config.settings"
    for name in ("PORTICO_DATABASE_URL", "PORTICO_MIGRATION_DATABASE_URL"):
        os.environ.setdefault(name, "postgresql://nobody@127.0.0.1:9/none")
    os.environ.setdefault("PORTICO_SECRET_KEY", secrets.token_urlsafe(48))


def export_cluster(cluster: postgres.Cluster, database: str | None = None) -> None:
    """Points the environment at a cluster of ours."""
    os.environ["PORTICO_DATABASE_URL"] = cluster.url("web", database)
    os.environ["PORTICO_MIGRATION_DATABASE_URL"] = cluster.url("owner", database)
    # So that a child process knows that this address is not somebody else's server, and may start it again.
    os.environ["PORTICO_EMBEDDED_URL"] = cluster.url("web", database)


def secret_key() -> str:
    """The installation's key, made once and kept in the data folder."""
    folder = data_folder()
    folder.mkdir(parents=True, exist_ok=True)
    with processes.locked(folder / "secret-key.lock"):
        file = folder / "secret-key"
        if not file.exists():
            processes.write_private(file, secrets.token_urlsafe(48))
        return file.read_text()
