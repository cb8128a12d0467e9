"""The embedded PostgreSQL: made, started, repaired and stopped on our own, with nothing left to configure.

The server listens on 127.0.0.1 only, with passwords generated at its making. Whatever is interrupted,
the next `ensure_running` repairs: a half-made cluster is thrown away (a whole one appears by a rename),
a killed server recovers from its log.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import signal
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

from portico.launch import processes
from portico.launch.binaries import (
    SYSTEM_FOLDER,
    Account,
    Binaries,
    LaunchError,
    can_reach,
    choose_account,
    find_binaries,
    make_system_folder,
    run_as,
)
from portico.launch.ports import free_port, is_free
from portico.launch.roles import OWNER, WEB, prepare_database, set_up_digest

DATABASE = "portico"
SUPERUSER = "postgres"
PATIENCE = 60.0

# A laptop's worth. Statements and row values stay out of the server's log: they are people's data.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "256MB",
    "random_page_cost": "1.1",
    "jit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "2GB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "log_min_messages": "warning",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
# For throw-away clusters: a crash may lose them.
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Cluster:
    """A running server: where it listens and how each role signs in."""

    data: Path
    port: int
    passwords: dict[str, str]

    def url(self, role: str, database: str | None = None) -> str:
        """A connection URL for "web", "owner" or "superuser"."""
        user = {"web": WEB, "owner": OWNER, "superuser": SUPERUSER}[role]
        name = database or ("postgres" if role == "superuser" else DATABASE)
        return f"postgresql://{user}:{quote(self.passwords[user])}@127.0.0.1:{self.port}/{name}"


def ensure_running(data_dir: Path, *, durable: bool = True) -> Cluster:
    """Makes the cluster of this folder when there is none, starts it when it does not run, and returns it.

    Two callers at once get the same server. `durable=False` gives up crash safety for speed (tests).
    Raises LaunchError with what to do when it cannot be.
    """
    with _claimed(data_dir) as folder:
        account = choose_account(_home(folder) / "data")
        home = _settle(folder, account)
        data = home / "data"
        for half in home.glob("half-*"):
            shutil.rmtree(half, ignore_errors=True)
        if not data.exists():
            _initialise(home, account, find_binaries(account), durable)
        facts = _read_facts(data)
        port = _answering_port(data, account, facts, durable)
        cluster = Cluster(data, port, facts["passwords"])
        if facts.get("set_up") != set_up_digest():
            passwords = {role: facts["passwords"][role] for role in (OWNER, WEB)}
            prepare_database(cluster.url("superuser"), DATABASE, passwords)
            _write_facts(data, facts | {"port": port, "set_up": set_up_digest()})
        return cluster


def is_running(data_dir: Path) -> bool:
    """Whether the server of this folder is up."""
    return _postmaster(_home(data_dir.resolve()) / "data") is not None


def stop(data_dir: Path) -> None:
    """Stops the server of this folder and waits until it is gone; nothing happens when it does not run."""
    if data_dir.exists():
        with _claimed(data_dir) as folder:
            _stop(_home(folder) / "data")


def destroy(data_dir: Path) -> None:
    """Stops the server and deletes its data."""
    if not data_dir.exists():
        return
    with _claimed(data_dir) as folder:
        home = _home(folder)
        data = home / "data"
        _stop(data)
        if data.exists():
            # A deletion cut short must not leave something that looks like a cluster.
            half = home / f"half-{secrets.token_hex(4)}"
            os.rename(data, half)
            shutil.rmtree(half, ignore_errors=True)
        if home.parent == SYSTEM_FOLDER:
            shutil.rmtree(home, ignore_errors=True)
            (folder / "postgres-home").unlink(missing_ok=True)


@contextlib.contextmanager
def _claimed(data_dir: Path) -> Any:
    """The data folder, made if need be, with its lock held."""
    root = os.geteuid() == 0
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        folder = data_dir.resolve()
        if folder.stat().st_uid == os.geteuid():
            # As root the server is another account: it may pass through our folder, not read it.
            folder.chmod(0o711 if root else 0o700)
        lock = processes.locked(folder / "postgres.lock")
        lock.__enter__()
    except PermissionError as error:
        raise LaunchError(
            f"{data_dir} belongs to another account. Start Portico as that account, or choose another "
            "folder with PORTICO_DATA_DIR."
        ) from error
    try:
        yield folder
    finally:
        lock.__exit__(None, None, None)


def _home(folder: Path) -> Path:
    """Where the cluster of a data folder lives: inside it, unless a note says elsewhere."""
    with contextlib.suppress(FileNotFoundError):
        return Path((folder / "postgres-home").read_text().strip())
    return folder / "postgres"


def _settle(folder: Path, account: Account | None) -> Path:
    """Creates the cluster's home, outside the data folder when the server's account could not get there."""
    home = _home(folder)
    if account is not None and home.parent == folder and not can_reach(account, folder):
        make_system_folder()
        home = SYSTEM_FOLDER / f"cluster-{secrets.token_hex(6)}"
        _leave_orphans(folder)
        processes.write_private(folder / "postgres-home", f"{home}\n")
    home.mkdir(mode=0o711, exist_ok=True)
    if home.parent == SYSTEM_FOLDER:
        processes.write_private(home / "origin", f"{folder}\n")
    return home


def _leave_orphans(folder: Path) -> None:
    """Stops clusters whose data folder, at this same path, was deleted; their data stay where they are."""
    for origin in SYSTEM_FOLDER.glob("cluster-*/origin"):
        if origin.read_text().strip() == str(folder):
            _stop(origin.parent / "data")


def _read_facts(data: Path) -> dict[str, Any]:
    try:
        facts: dict[str, Any] = json.loads((data / "portico.json").read_text())
        return facts
    except PermissionError as error:
        raise LaunchError(
            f"{data} belongs to another account. Start Portico as that account, or choose another "
            "folder with PORTICO_DATA_DIR."
        ) from error


def _write_facts(data: Path, facts: dict[str, Any]) -> None:
    processes.write_private(data / "portico.json", json.dumps(facts))


def _initialise(home: Path, account: Account | None, binaries: Binaries, durable: bool) -> None:
    """Makes a cluster under another name and renames it: it exists whole or not at all."""
    half = Path(tempfile.mkdtemp(prefix="half-", dir=home))
    passwords = {role: secrets.token_urlsafe(24) for role in (SUPERUSER, OWNER, WEB)}
    secret = half / "password"
    secret.write_text(passwords[SUPERUSER])
    data = half / "data"
    data.mkdir(mode=0o700)
    errors = half / "errors"
    if account is not None:
        for path in (half, data, secret):
            os.chown(path, account.uid, account.gid)
    locale = (
        ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        if binaries.major >= 17
        else ["--locale=C.UTF-8"]
    )
    done = run_as(
        account,
        [
            str(binaries.folder / "initdb"),
            f"--pgdata={data}",
            f"--username={SUPERUSER}",
            f"--pwfile={secret}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--no-instructions",
            *locale,
            *([] if durable else ["--no-sync"]),
        ],
        errors,
    )
    if done.returncode != 0:
        raise LaunchError(f"The database could not be created: {_tail(errors)}")
    # Inside the cluster, so that it can never be parted from its passwords.
    _write_facts(data, {"passwords": passwords})
    os.rename(data, home / "data")
    shutil.rmtree(half, ignore_errors=True)


def _answering_port(data: Path, account: Account | None, facts: dict[str, Any], durable: bool) -> int:
    """Starts the server unless it runs, and waits until it lets the superuser in."""
    deadline = time.monotonic() + PATIENCE
    running = _postmaster(data)
    if running is not None and _programs_are_gone(running[0]):
        _stop(data)
    while True:
        running = _postmaster(data)
        if running is None:
            _start(data, account, facts, durable)
            running = _postmaster(data)
        if running is not None:
            port = running[2]
            address = Cluster(data, port, facts["passwords"]).url("superuser")
            try:
                psycopg.connect(address, connect_timeout=10).close()
            except psycopg.OperationalError as error:
                trouble = str(error)
            else:
                if facts.get("port") != port:
                    facts["port"] = port
                    _write_facts(data, facts)
                return port
        else:
            trouble = _tail(data / "server.log")
        if time.monotonic() > deadline:
            raise LaunchError(f"The embedded database does not answer: {trouble.strip()}")
        time.sleep(0.05)


def _start(data: Path, account: Account | None, facts: dict[str, Any], durable: bool) -> None:
    """Starts the server, patiently: what a killed one left behind may take a moment to go."""
    binaries = find_binaries(account, int((data / "PG_VERSION").read_text()))
    log = data / "server.log"
    with contextlib.suppress(FileNotFoundError):
        if log.stat().st_size > 5_000_000:
            os.truncate(log, 0)
    settings = SETTINGS | ({} if durable else CARELESS) | _shared_memory()
    deadline = time.monotonic() + 20
    port = facts.get("port")
    while True:
        _clear_leftovers(data)
        port = port if port and is_free(port) else free_port()
        options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
        errors = data / "start.log"
        done = run_as(
            account,
            [
                str(binaries.folder / "pg_ctl"),
                "start",
                "--silent",
                "--wait",
                f"--timeout={int(PATIENCE)}",
                f"--pgdata={data}",
                f"--log={log}",
                f"--options=-p {port} {options}",
            ],
            errors,
        )
        errors.unlink(missing_ok=True)
        # A long recovery outlasts pg_ctl's patience: the caller goes on waiting.
        if done.returncode == 0 or _postmaster(data) is not None:
            return
        if time.monotonic() > deadline:
            raise LaunchError(f"The embedded database does not start: {_tail(log)}")
        time.sleep(0.1)


def _shared_memory() -> dict[str, str]:
    """Containers often have 64 MB of /dev/shm, too little for parallel queries: use files there."""
    with contextlib.suppress(OSError):
        facts = os.statvfs("/dev/shm")
        if facts.f_frsize * facts.f_blocks < 512 * 1024 * 1024:
            return {"dynamic_shared_memory_type": "mmap"}
    return {}


def _postmaster(data: Path) -> tuple[int, str, int] | None:
    """(pid, start time, port) of the live server of this folder; None when there is none."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
        pid, port = int(lines[0]), int(lines[3])
    except (FileNotFoundError, PermissionError, ValueError, IndexError):
        return None
    started = processes.started_at(pid)
    if started is None or not _works_in(pid, data):
        return None
    return pid, started, port


def _programs_are_gone(pid: int) -> bool:
    """Whether the server runs from files that were removed or replaced: it would not find its libraries."""
    try:
        return not os.path.exists(os.readlink(f"/proc/{pid}/exe"))
    except OSError:
        return False


def _works_in(pid: int, data: Path) -> bool:
    """Whether the process is a PostgreSQL one of this folder: all of them make it their working folder."""
    if not Path("/proc/self/cwd").exists():
        return True
    try:
        return os.readlink(f"/proc/{pid}/cwd") == str(data)
    except OSError:
        return False


def _clear_leftovers(data: Path) -> None:
    """Ends what outlived a killed server and takes its pid file away.

    PostgreSQL would stumble over the file when the number belongs to a zombie or to somebody else by now.
    """
    if not Path("/proc/self/cwd").exists():
        return
    for entry in Path("/proc").glob("[0-9]*"):
        pid = int(entry.name)
        if _works_in(pid, data):
            started = processes.started_at(pid)
            if started is not None and not processes.wait_gone(pid, started, 3):
                processes.end(pid, started, ((signal.SIGQUIT, 5), (signal.SIGKILL, 5)))
    (data / "postmaster.pid").unlink(missing_ok=True)


def _stop(data: Path) -> None:
    running = _postmaster(data)
    if running is not None:
        pid, started, _port = running
        # Fast shutdown, then immediate: recovery makes good what it skips.
        processes.end(pid, started, ((signal.SIGINT, 20), (signal.SIGQUIT, 10), (signal.SIGKILL, 5)))


def _tail(file: Path) -> str:
    try:
        return "\n".join(file.read_text(errors="replace").splitlines()[-8:]) or "no reason was given."
    except FileNotFoundError:
        return "no reason was given."
