"""`portico demo`: database, migrations, reference data, demo network, worker, server; and their orderly end."""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

from portico.launch import environment, ports, postgres, processes
from portico.launch.binaries import LaunchError

PATIENCE = 60.0


class _Stop(Exception):
    """Ctrl-C, SIGTERM or a closed terminal."""


def run(port: int, *, reset: bool = False) -> int:
    """Serves the demo on 127.0.0.1 until told to stop. Raises LaunchError when it cannot start."""
    folder = environment.data_folder()
    folder.mkdir(parents=True, exist_ok=True)
    for sent in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sent, _on_signal)
    _end_with_make()
    with _only_one(folder):
        children = processes.Ledger(folder / "processes.json")
        # What a killed run left behind holds the port and may be half-way through a migration.
        children.end_all()
        try:
            return _serve(port, children, reset)
        except _Stop:
            print("\nPortico si ferma…", flush=True)
            return 0
        finally:
            # A second Ctrl-C must not cut the clean-up short.
            for sent in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(sent, signal.SIG_IGN)
            children.end_all()
            if environment.uses_own_server():
                postgres.stop(folder)


def _on_signal(_number: int, _frame: FrameType | None) -> None:
    raise _Stop


def _end_with_make() -> None:
    """Under `make run`, ends when make does, however make ends: nobody would know that we still serve."""
    if "MAKELEVEL" in os.environ and sys.platform == "linux":
        set_signal_at_parents_death = 1
        ctypes.CDLL(None).prctl(set_signal_at_parents_death, signal.SIGTERM)


@contextlib.contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    deadline = time.monotonic() + 15
    while True:
        lock = processes.locked(folder / "demo.lock", wait=False)
        try:
            lock.__enter__()
            break
        except BlockingIOError:
            # Perhaps it is just stopping.
            if time.monotonic() > deadline:
                raise LaunchError(
                    f"Portico is already running on {folder}. Stop that run first, or choose another folder "
                    "with --data-dir."
                ) from None
            time.sleep(0.2)
    try:
        yield
    finally:
        lock.__exit__(None, None, None)


def _serve(port: int, children: processes.Ledger, reset: bool) -> int:
    if not ports.is_free(port):
        raise LaunchError(f"Port {port} is taken by another program. Choose another: portico demo --port {port + 1}")
    if reset:
        if not environment.uses_own_server():
            raise LaunchError("--reset only deletes the embedded database; yours is named by PORTICO_DATABASE_URL.")
        postgres.destroy(environment.data_folder())
    os.environ["PORTICO_DEMO"] = "1"
    os.environ.setdefault("PORTICO_BASE_URL", f"http://localhost:{port}")
    environment.export("web")

    _step(children, "Aggiorno il database", "migrate", role="owner")
    # As owner: a demo is told at its own time and copied in, which the walls do not let anybody else do.
    _step(children, "Carico la rete di esempio", "load", role="owner")
    commands: dict[str, Callable[[], subprocess.Popen[bytes]]] = {
        "worker": lambda: _child(children, [sys.executable, "-m", "portico.cli", "manage", "procrastinate", "worker"]),
        "server": lambda: _child(children, _granian(port)),
    }
    running = {name: start() for name, start in commands.items()}
    _wait_for_page(port, running["server"])
    print(_welcome(port), flush=True)
    return _watch(commands, running)


def _step(children: processes.Ledger, title: str, step: str, *, role: str) -> None:
    """Runs one of `portico.launch.steps` in a process of its own, recorded like the others."""
    print(f"{title}…", flush=True)
    process = _child(children, [sys.executable, "-m", "portico.launch.steps", step], PORTICO_DB_ROLE=role)
    if process.wait() != 0:
        raise LaunchError(f"“{title}” did not succeed; the reason is above. Then start again: nothing is lost.")


def _child(children: processes.Ledger, command: list[str], **environ: str) -> subprocess.Popen[bytes]:
    # A group of its own: Ctrl-C reaches only us, and we end each child in order.
    process = subprocess.Popen(command, env=os.environ | environ, stdin=subprocess.DEVNULL, start_new_session=True)
    children.add(process.pid)
    return process


def _granian(port: int) -> list[str]:
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", "2", "--blocking-threads", "4", "--backpressure", "64", "--log-level", "warning",
        "--respawn-failed-workers", "--workers-kill-timeout", "5", "portico.config.wsgi:application",
    ]  # fmt: skip


def _wait_for_page(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).close()
            return
        except urllib.error.HTTPError as error:
            if error.code < 500:
                return
            raise LaunchError(f"The first page answers with error {error.code}; the reason is above.") from None
        except OSError:
            time.sleep(0.1)
    raise LaunchError("The server did not come up; the reason is above.")


def _watch(
    commands: dict[str, Callable[[], subprocess.Popen[bytes]]], running: dict[str, subprocess.Popen[bytes]]
) -> int:
    """Keeps the children and the database up until a signal comes."""
    own = environment.uses_own_server()
    started = dict.fromkeys(commands, time.monotonic())
    while True:
        time.sleep(1)
        if own and not postgres.is_running(environment.data_folder()):
            print("Il database si era fermato: lo riavvio.", flush=True)
            postgres.ensure_running(environment.data_folder())
        for name, process in running.items():
            # One that dies at once is given time, or it would keep the machine busy with its dying.
            if process.poll() is not None and time.monotonic() - started[name] > 10:
                print(f"{name}: si era fermato, lo riavvio.", flush=True)
                running[name], started[name] = commands[name](), time.monotonic()


def _welcome(port: int) -> str:
    lines = ["", f"  Portico è pronto: http://localhost:{port}", ""]
    accounts = _demo_accounts()
    if accounts:
        lines += ["  Per entrare:", ""]
        width = max(len(email) for email, _password, _who in accounts)
        lines += [f"    {email:<{width}}  {password}   {who}" for email, password, who in accounts]
        lines.append("")
    return "\n".join([*lines, "  Ctrl-C per fermare.", ""])


def _demo_accounts() -> list[tuple[str, str, str]]:
    # Lower than us in the layers, and absent from an installation without the demo network.
    try:
        accounts: list[tuple[str, str, str]] = importlib.import_module("portico.seed.accounts").DEMO_ACCOUNTS
    except ImportError:
        return []
    return accounts
