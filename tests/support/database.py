"""The test database: a throw-away cluster per pytest process, copied from a migrated template.

Tests speak to it as the web role, as the application does. The template is made once for a given state of
the migrations and reference data, and copied: a file copy costs a fraction of the migrations.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
from psycopg import sql

from portico.launch import environment, postgres, processes

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "portico"

# What decides how a freshly migrated database looks.
INGREDIENTS = (
    "*/migrations/*.py",
    "*/sql/*.sql",
    "*/data/**/*",
    "*/reference.py",
    "*/protection.py",
    "*/management/commands/load_reference.py",
    "kernel/rls.py",
    "kernel/history.py",
    "config/settings.py",
    "launch/postgres.py",
)
TEMPLATES_KEPT = 4


class TestDatabaseError(Exception):
    """The test database could not be made; the message holds what the migrations said."""


def start(fresh: bool = False) -> tuple[Path, postgres.Cluster]:
    """Starts this process's own cluster; returns its folder and the cluster."""
    base = _base()
    _reap(base)
    with processes.locked(base / "template.lock"):
        template = base / f"template-{_fingerprint()}"
        if fresh:
            _remove(template)
        if not template.exists():
            _make_template(base, template)
        os.utime(template)
        _prune(base)
        run = base / f"run-{os.getpid()}-{processes.started_at(os.getpid())}".replace(" ", "_")
        # As root the files belong to another account: cp keeps the owner, Python's copy does not.
        subprocess.run(["cp", "-a", str(template), str(run)], check=True)
    return run, postgres.ensure_running(run, durable=False)


def finish(run: Path) -> None:
    """Stops the cluster and removes it."""
    _remove(run)


def export(cluster: postgres.Cluster) -> None:
    """The environment the settings are read from, before Django loads."""
    environment.export_cluster(cluster)
    os.environ.update(_test_environment())


def _test_environment() -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "portico.config.settings",
        "PORTICO_DB_ROLE": "web",
        "PORTICO_SECRET_KEY": "only for tests, never for people",
        "PORTICO_STRICT_QUERIES": "1",
        "PORTICO_BASE_URL": "http://localhost:8000",
    }


def _base() -> Path:
    """Outside the checkout, which may lie where the server's account cannot go; ours alone."""
    base = Path(tempfile.gettempdir()).resolve() / f"portico-tests-{os.geteuid()}"
    base.mkdir(mode=0o711, exist_ok=True)
    facts = base.lstat()
    if not stat.S_ISDIR(facts.st_mode) or facts.st_uid != os.geteuid():
        raise TestDatabaseError(f"{base} belongs to somebody else: remove it.")
    base.chmod(0o711 if os.geteuid() == 0 else 0o700)
    return base


def _fingerprint() -> str:
    digest = hashlib.sha256(os.environ.get("PORTICO_POSTGRES_BIN", "").encode())
    for pattern in INGREDIENTS:
        for file in sorted(PACKAGE.glob(pattern)):
            if file.is_file():
                digest.update(str(file.relative_to(PACKAGE)).encode())
                digest.update(file.read_bytes())
    digest.update((ROOT / "requirements" / "base.lock").read_bytes())
    return digest.hexdigest()[:16]


def _make_template(base: Path, template: Path) -> None:
    half = base / f"half-{os.getpid()}"
    _remove(half)
    cluster = postgres.ensure_running(half, durable=False)
    settings = os.environ | _test_environment() | {
        "PORTICO_DATABASE_URL": cluster.url("web"),
        "PORTICO_MIGRATION_DATABASE_URL": cluster.url("owner"),
    }  # fmt: skip
    for step, role in (("migrate", "owner"), ("reference", "web")):
        done = subprocess.run(
            [sys.executable, "-m", "portico.launch.steps", step],
            env=settings | {"PORTICO_DB_ROLE": role, "PORTICO_STRICT_QUERIES": "0"},
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if done.returncode != 0:
            _remove(half)
            raise TestDatabaseError(f"the test database cannot be made ({step}):\n{done.stdout}")
    keep_reference(cluster)
    postgres.stop(half)
    half.rename(template)


def keep_reference(cluster: postgres.Cluster) -> None:
    """Sets aside the rows a fresh database has, so that `restore` can bring them back."""
    with psycopg.connect(cluster.url("superuser", "portico"), autocommit=True) as database:
        database.execute("create schema kept")
        for table in _tables(database):
            name = sql.Identifier(table)
            found = database.execute(sql.SQL("select 1 from public.{} limit 1").format(name))
            if found.fetchone():
                database.execute(sql.SQL("create table kept.{0} as table public.{0}").format(name))


# Both halves run as superuser with triggers off: no policy, no foreign key and no append-only guard in the way.
RESTORE = """
do $$
declare
    item record;
    same boolean;
    listed text;
begin
    set local session_replication_role = replica;
    for item in
        select c.relname as name, to_regclass(format('kept.%I', c.relname)) is not null as kept
        from pg_class c
        where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
    loop
        if not item.kept then
            execute format('delete from public.%I', item.name);
            continue;
        end if;
        execute format(
            'select (select md5(string_agg(t::text, '','' order by t::text)) from public.%1$I t)'
            ' is not distinct from (select md5(string_agg(t::text, '','' order by t::text)) from kept.%1$I t)',
            item.name) into same;
        if not same then
            select string_agg(quote_ident(attname), ', ') into listed from pg_attribute
            where attrelid = format('public.%I', item.name)::regclass
              and attnum > 0 and not attisdropped and attgenerated = '';
            execute format('delete from public.%I', item.name);
            execute format('insert into public.%1$I (%2$s) overriding system value select %2$s from kept.%1$I',
                           item.name, listed);
        end if;
    end loop;
end
$$
"""


def restore(cluster: postgres.Cluster) -> None:
    """Puts the database back to how it was right after migrations and reference data."""
    with psycopg.connect(cluster.url("superuser", "portico"), autocommit=True) as database:
        database.execute(RESTORE)


def _tables(database: psycopg.Connection[tuple[str]]) -> Iterator[str]:
    rows = database.execute(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1"
    ).fetchall()
    return (name for (name,) in rows)


def _reap(base: Path) -> None:
    """Removes what killed runs left: their pid and start time are in the folder's name."""
    for folder in [*base.glob("run-*-*"), *base.glob("half-*")]:
        pid, _, started = folder.name.split("-", 1)[1].partition("-")
        if not processes.is_alive(int(pid), started.replace("_", " ") or None):
            _remove(folder)


def _prune(base: Path) -> None:
    templates = sorted(base.glob("template-*/"), key=lambda entry: entry.stat().st_mtime)
    for old in templates[:-TEMPLATES_KEPT]:
        # A day's grace: another checkout may be using it.
        if time.time() - old.stat().st_mtime > 86_400:
            _remove(old)


def _remove(folder: Path) -> None:
    if folder.exists():
        postgres.stop(folder)
        shutil.rmtree(folder, ignore_errors=True)
