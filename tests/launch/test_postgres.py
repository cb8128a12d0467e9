"""The embedded server: whatever is interrupted, the next start repairs."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from portico.launch import postgres, processes
from portico.launch.binaries import LaunchError

START = "import sys; from pathlib import Path; from portico.launch import postgres; print(postgres.ensure_running(Path(sys.argv[1]), durable=False).port)"


@pytest.fixture
def folder() -> Iterator[Path]:
    # Not pytest's own: its parents are closed to the account the server runs as.
    base = Path(tempfile.mkdtemp(prefix="portico-launch-"))
    base.chmod(0o755)
    data = base / "data"
    yield data
    postgres.destroy(data)
    shutil.rmtree(base, ignore_errors=True)


def write_note(cluster: postgres.Cluster, text: str) -> None:
    with psycopg.connect(cluster.url("owner"), autocommit=True) as database:
        database.execute("create table if not exists note (text text)")
        database.execute("insert into note values (%s)", [text])


def read_notes(cluster: postgres.Cluster) -> list[str]:
    with psycopg.connect(cluster.url("web")) as database:
        return [text for (text,) in database.execute("select text from note order by 1")]


def postmaster_pid(cluster: postgres.Cluster) -> int:
    return int((cluster.data / "postmaster.pid").read_text().splitlines()[0])


def test_a_killed_server_comes_back_with_its_data(folder: Path) -> None:
    cluster = postgres.ensure_running(folder)
    write_note(cluster, "committed")
    killed = postmaster_pid(cluster)

    os.kill(killed, signal.SIGKILL)
    again = postgres.ensure_running(folder, durable=False)

    assert read_notes(again) == ["committed"]
    assert postmaster_pid(again) != killed


def test_stop_and_start_keep_data_port_and_passwords(folder: Path) -> None:
    first = postgres.ensure_running(folder, durable=False)
    write_note(first, "kept")

    postgres.stop(folder)
    assert not postgres.is_running(folder)
    second = postgres.ensure_running(folder, durable=False)

    assert second == first
    assert read_notes(second) == ["kept"]


def test_another_port_is_chosen_when_ours_was_taken(folder: Path) -> None:
    cluster = postgres.ensure_running(folder, durable=False)
    postgres.stop(folder)
    with socket.socket() as squatter:
        squatter.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        squatter.bind(("127.0.0.1", cluster.port))
        squatter.listen()
        assert postgres.ensure_running(folder, durable=False).port != cluster.port


@pytest.mark.parametrize("cut", [0.05, 0.15, 0.3, 0.45, 0.6])
def test_a_first_start_killed_anywhere_is_repaired_by_the_next(folder: Path, cut: float) -> None:
    process = subprocess.Popen([sys.executable, "-c", START, str(folder)], stdout=subprocess.DEVNULL)
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(timeout=cut)
    process.kill()
    process.wait()

    write_note(postgres.ensure_running(folder, durable=False), "usable")


def test_a_half_made_cluster_is_thrown_away(folder: Path) -> None:
    half = folder / "postgres" / "half-old" / "data"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")

    postgres.ensure_running(folder, durable=False)

    assert not half.exists()


def test_a_pid_file_of_somebody_else_does_not_stop_us(folder: Path) -> None:
    cluster = postgres.ensure_running(folder, durable=False)
    pid_file = cluster.data / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    postgres.stop(folder)
    # The number was given to another process meanwhile: to this one.
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")

    assert postmaster_pid(postgres.ensure_running(folder, durable=False)) != os.getpid()


def test_starts_at_once_get_one_server(folder: Path) -> None:
    def start(_: int) -> str:
        return subprocess.run(
            [sys.executable, "-c", START, str(folder)], capture_output=True, text=True, check=True
        ).stdout

    with ThreadPoolExecutor(4) as pool:
        ports = set(pool.map(start, range(4)))

    assert len(ports) == 1


def test_the_web_role_cannot_walk_through_walls(cluster: postgres.Cluster) -> None:
    with psycopg.connect(cluster.url("web")) as database:
        attributes = database.execute(
            "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles where rolname = current_user"
        ).fetchone()
        assert attributes == (False, False, False, False)
        for refused in (
            "create table mine (id int)",
            "set role portico_owner",
            "set role portico_lookup",
            "create extension hstore",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                database.execute(refused)
            database.rollback()


def test_new_tables_and_functions_are_open_to_web_alone(cluster: postgres.Cluster) -> None:
    with psycopg.connect(cluster.url("owner")) as owner:
        owner.execute("create table thing (id int generated always as identity, name text)")
        owner.execute("create function looked_up() returns bigint language sql security definer "
                      "set search_path = public begin atomic select count(*) from thing; end")  # fmt: skip
        owner.execute("alter function looked_up() owner to portico_lookup")
        granted = owner.execute(
            "select has_table_privilege('portico_web', 'thing', 'select, insert, update, delete'),"
            " has_table_privilege('portico_lookup', 'thing', 'select'),"
            " has_function_privilege('portico_web', 'looked_up()', 'execute'),"
            " has_table_privilege('portico_web', 'thing', 'truncate'),"
            " (select proacl::text from pg_proc where proname = 'looked_up')"
        ).fetchone()
        owner.rollback()
    assert granted is not None
    assert granted[:4] == (True, True, True, False)
    # An entry without a name before the equals sign would be everybody.
    assert not re.search(r"[{,]=", granted[4])


def test_the_extensions_are_there_for_everybody(cluster: postgres.Cluster) -> None:
    with psycopg.connect(cluster.url("web")) as web:
        found = web.execute("select unaccent('Città'), similarity('rossi', 'rosi') > 0.4").fetchone()
    assert found == ("Citta", True)


def test_only_this_machine_with_a_password_gets_in(cluster: postgres.Cluster) -> None:
    with psycopg.connect(cluster.url("superuser")) as database:
        assert database.execute("show listen_addresses").fetchone() == ("127.0.0.1",)
        assert database.execute("show unix_socket_directories").fetchone() == ("",)
        methods = database.execute("select distinct auth_method from pg_hba_file_rules").fetchall()
    assert methods == [("scram-sha-256",)]
    assert (cluster.data / "portico.json").stat().st_mode & 0o077 == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root changes account")
def test_root_under_a_closed_folder_keeps_the_data_where_the_server_can_go() -> None:
    closed = Path(tempfile.mkdtemp(prefix="portico-closed-"))
    data = closed / "checkout" / ".portico"
    try:
        cluster = postgres.ensure_running(data, durable=False)
        assert closed not in cluster.data.parents
        assert cluster.data.stat().st_uid != 0
        write_note(cluster, "reachable")
        postgres.stop(data)
        assert read_notes(postgres.ensure_running(data, durable=False)) == ["reachable"]
        assert closed.stat().st_mode & 0o777 == 0o700
    finally:
        postgres.destroy(data)
        shutil.rmtree(closed)
    assert not cluster.data.exists()


def test_data_of_another_version_are_not_touched(folder: Path) -> None:
    cluster = postgres.ensure_running(folder, durable=False)
    postgres.stop(folder)
    (cluster.data / "PG_VERSION").write_text("13\n")

    with pytest.raises(LaunchError, match="made by PostgreSQL 13"):
        postgres.ensure_running(folder, durable=False)


def test_a_wrong_binaries_setting_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PORTICO_POSTGRES_BIN", str(tmp_path))
    with pytest.raises(LaunchError, match="No PostgreSQL"):
        postgres.ensure_running(folder, durable=False)


def test_destroy_leaves_nothing(folder: Path) -> None:
    cluster = postgres.ensure_running(folder, durable=False)
    pid = postmaster_pid(cluster)

    postgres.destroy(folder)

    assert not processes.is_alive(pid)
    assert not cluster.data.exists()
