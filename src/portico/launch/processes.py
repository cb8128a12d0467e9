"""Telling our own processes from others that happen to carry the same number, and ending them."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path


def started_at(pid: int) -> str | None:
    """When the process began, as an opaque text; None when it is gone or a zombie.

    A pid alone is not an identity: the number is used again. Pid and start time together are.
    """
    stat = Path(f"/proc/{pid}/stat")
    if Path("/proc/self/stat").exists():
        try:
            # The command name may hold spaces and brackets: read after the last bracket.
            fields = stat.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            return None
        return None if fields[0] in "ZX" else fields[19]
    shown = subprocess.run(["ps", "-o", "state=,lstart=", "-p", str(pid)], capture_output=True, text=True).stdout.split(
        maxsplit=1
    )
    return None if len(shown) < 2 or shown[0].startswith("Z") else shown[1].strip()


def is_alive(pid: int, started: str | None = None) -> bool:
    """Whether the process lives; with `started`, whether it is still that same process."""
    now = started_at(pid)
    return now is not None and (started is None or now == started)


def wait_gone(pid: int, started: str | None, seconds: float) -> bool:
    """Waits for the process to end; False when it is still there after `seconds`."""
    deadline = time.monotonic() + seconds
    while is_alive(pid, started):
        # A child of ours stays a zombie until somebody asks for it.
        with contextlib.suppress(ChildProcessError, OSError):
            os.waitpid(pid, os.WNOHANG)
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def end(
    pid: int,
    started: str | None,
    steps: tuple[tuple[signal.Signals, float], ...] = (
        (signal.SIGTERM, 10),
        (signal.SIGKILL, 5),
    ),
) -> bool:
    """Sends each signal in turn and waits; True once the process is gone."""
    for sent, patience in steps:
        if not is_alive(pid, started):
            return True
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, sent)
        if wait_gone(pid, started, patience):
            return True
    return not is_alive(pid, started)


@contextlib.contextmanager
def locked(path: Path, *, wait: bool = True) -> Iterator[None]:
    """Holds an exclusive lock on `path`; the system drops it when the holder dies, however it dies.

    Raises BlockingIOError with `wait=False` when somebody else holds it.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield
    finally:
        os.close(descriptor)


def write_private(path: Path, text: str) -> None:
    """Writes a file only its owner can read, all of it or none of it."""
    half = path.with_name(f"{path.name}.{os.getpid()}.new")
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(half, path)


class Ledger:
    """The processes this installation started, on disk, so that the next run can end what a kill -9 left."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> list[tuple[int, str]]:
        """(pid, start time) pairs; an unreadable file counts as empty."""
        try:
            return [(int(pid), str(started)) for pid, started in json.loads(self.path.read_text())]
        except (FileNotFoundError, ValueError, TypeError):
            return []

    def add(self, pid: int) -> None:
        """Records a process just started."""
        started = started_at(pid)
        if started is not None:
            write_private(self.path, json.dumps([*self.read(), (pid, started)]))

    def end_all(self) -> int:
        """Ends every recorded process that still lives, and its children; returns how many there were."""
        living = [
            (pid, started)
            for leader, began in self.read()
            for pid, started in [(leader, began), *_group(leader, began)]
            if is_alive(pid, started)
        ]
        for pid, _started in living:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
        for pid, started in living:
            end(pid, started)
        self.path.unlink(missing_ok=True)
        return len(living)


def _group(leader: int, began: str) -> list[tuple[int, str]]:
    """What else lives in the group a recorded process led, also after the leader itself was killed.

    Nobody can be given the leader's number while the group has members, but once it is empty somebody can:
    so only processes of this very Python count, and none when the number has a new owner.
    """
    if is_alive(leader) and not is_alive(leader, began):
        return []
    members = []
    for entry in Path("/proc").glob("[0-9]*"):
        pid = int(entry.name)
        with contextlib.suppress(OSError):
            ours = (entry / "cmdline").read_bytes().split(b"\0")[0] == os.fsencode(sys.executable)
            if pid != leader and ours and os.getpgid(pid) == leader:
                started = started_at(pid)
                if started is not None:
                    members.append((pid, started))
    return members
