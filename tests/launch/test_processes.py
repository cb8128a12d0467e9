"""Processes are known by number and start time, and ended with what they started."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from portico.launch import processes

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
# A leader with a child, as an application server has workers.
LEADER = [
    sys.executable,
    "-c",
    "import subprocess, sys, time; child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']);"
    "print(child.pid, flush=True); time.sleep(60)",
]


def test_a_reused_number_is_somebody_else(tmp_path: Path) -> None:
    ledger = processes.Ledger(tmp_path / "ledger")
    (tmp_path / "ledger").write_text(f'[[{os.getpid()}, "long ago"]]')

    assert ledger.end_all() == 0


def test_a_recorded_process_is_ended(tmp_path: Path) -> None:
    ledger = processes.Ledger(tmp_path / "ledger")
    process = subprocess.Popen(SLEEP, start_new_session=True)
    ledger.add(process.pid)

    assert ledger.end_all() == 1
    assert not processes.is_alive(process.pid)
    process.wait(timeout=5)


@pytest.mark.skipif(not Path("/proc").exists(), reason="groups are read from /proc")
def test_children_of_a_killed_process_are_ended_too(tmp_path: Path) -> None:
    ledger = processes.Ledger(tmp_path / "ledger")
    leader = subprocess.Popen(LEADER, start_new_session=True, stdout=subprocess.PIPE, text=True)
    assert leader.stdout is not None
    child = int(leader.stdout.readline())
    ledger.add(leader.pid)
    leader.kill()
    leader.wait()
    assert processes.is_alive(child)

    assert ledger.end_all() == 1
    assert not processes.is_alive(child)
    leader.stdout.close()


def test_a_torn_ledger_counts_as_empty(tmp_path: Path) -> None:
    (tmp_path / "ledger").write_text("[[12")
    assert processes.Ledger(tmp_path / "ledger").read() == []


def test_a_lock_held_by_another_is_told(tmp_path: Path) -> None:
    with processes.locked(tmp_path / "lock"):
        with pytest.raises(BlockingIOError):
            with processes.locked(tmp_path / "lock", wait=False):
                pass
