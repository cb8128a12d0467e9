"""`make setup`: from a clone and a Python to something that runs. Can be cut short anywhere and run again.

Run by the machine's own Python, before anything is installed: standard library only.

    python3 src/portico/launch/installation.py [--browser]
"""

from __future__ import annotations

import csv
import ctypes
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCK = ROOT / "requirements" / "dev.lock"
MINIMUM = (3, 11)

PANGO = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0")
PANGO_PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-dejavu-core")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def main() -> None:
    """Brings virtual environment, packages, system libraries, assets and translations up to date."""
    _need_python()
    (ROOT / ".portico").mkdir(exist_ok=True)
    # Handed down to every child: a pip that outlives a killed set-up keeps the next one waiting.
    lock = os.open(ROOT / ".portico" / "setup.lock", os.O_RDWR | os.O_CREAT, 0o644)
    os.set_inheritable(lock, True)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        _say("Waiting for another set-up to end")
        fcntl.flock(lock, fcntl.LOCK_EX)
    virtual_environment()
    packages()
    pango()
    assets()
    translations()
    if "--browser" in sys.argv[1:]:
        browser()


def _need_python() -> None:
    if sys.version_info >= MINIMUM:
        return
    for name in ("python3.14", "python3.13", "python3.12", "python3.11"):
        newer = shutil.which(name)
        if newer:
            os.execv(newer, [newer, *sys.argv])
    sys.exit(
        f"Portico needs Python 3.11 or newer, and python3 here is {sys.version.split()[0]}.\n"
        "Install one, or name it: make setup PYTHON=/path/to/python3.11"
    )


def virtual_environment() -> None:
    """Makes `.venv`, again when its Python or its pip does not run."""
    if _succeeds(str(PYTHON), "-c", "import sys, pip; sys.exit(sys.version_info < (3, 11))"):
        return
    _say("Virtual environment")
    shutil.rmtree(VENV, ignore_errors=True)
    if _run(sys.executable, "-m", "venv", str(VENV)) != 0:
        sys.exit("The virtual environment could not be made. On Debian and Ubuntu: apt install python3-venv")


def packages() -> None:
    """Installs what the lock names, and Portico itself in place."""
    broken = _forget_broken_packages()
    if broken or not _is_done("packages", LOCK):
        _say("Python packages" + (f" (incomplete: {', '.join(broken)})" if broken else ""))
        # Before: a lock that changes meanwhile is installed the next time.
        locked = _fingerprint(LOCK)
        _pip("--require-hashes", "-r", str(LOCK))
        _done("packages", locked)
    project = ROOT / "pyproject.toml"
    if not (VENV / "bin" / "portico").exists() or not _is_done("portico", project):
        _pip("--no-deps", "--no-build-isolation", "-e", str(ROOT))
        _done("portico", _fingerprint(project))


def _pip(*arguments: str) -> None:
    command = [str(PYTHON), "-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input", "install"]
    if _run(*command, *arguments) != 0:
        sys.exit("The Python packages could not be installed; the reason is above. `make setup` tries again.")


def _forget_broken_packages() -> list[str]:
    """Packages with files missing lose their record, so that pip installs them anew; returns their names."""
    broken = []
    for record in VENV.glob("lib/python3*/site-packages/*.dist-info"):
        try:
            with open(record / "RECORD", newline="") as lines:
                files = [row[0] for row in csv.reader(lines) if row]
        except OSError:
            files = ["RECORD"]
        if any(not (record.parent / file).exists() for file in files if not file.endswith(".pyc")):
            shutil.rmtree(record)
            broken.append(record.name.split("-")[0])
    return sorted(broken)


def pango() -> None:
    """The libraries PDFs are made with; only a warning when they cannot be had."""
    if all(map(_loads, PANGO)) or sys.platform == "darwin":
        return
    _say("Pango, for PDF")
    if not _apt(*PANGO_PACKAGES):
        print(
            "  PDFs cannot be made until Pango is installed. On Debian and Ubuntu:\n"
            f"  sudo apt install {' '.join(PANGO_PACKAGES)}",
            file=sys.stderr,
            flush=True,
        )


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def assets() -> None:
    """Brings the front-end parts Portico serves itself up to date; it sees by itself when they are."""
    if _run(str(PYTHON), "-m", "portico.launch.assets") != 0:
        sys.exit("The front-end assets could not be built; the reason is above. `make setup` tries again.")


def translations() -> None:
    """Compiles the message catalogues that changed."""
    for catalogue in (ROOT / "src" / "portico").glob("**/locale/*/LC_MESSAGES/*.po"):
        compiled = catalogue.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < catalogue.stat().st_mtime:
            language = catalogue.parents[1].name
            command = [str(VENV / "bin" / "pybabel"), "--quiet", "compile", "-l", language]
            if _run(*command, "-i", str(catalogue), "-o", str(compiled)) != 0:
                sys.exit(f"{catalogue} does not compile; the reason is above.")


def browser() -> None:
    """The browser the tests drive. Exits with what to do when there is none: those tests are never skipped."""
    if any(map(shutil.which, BROWSERS)) or os.environ.get("PORTICO_CHROMIUM"):
        return
    _say("Chromium, for the browser tests")
    if not _apt("chromium"):
        sys.exit(
            "The browser tests need Chromium. On Debian: sudo apt install chromium. "
            "Or name an executable: PORTICO_CHROMIUM=/path/to/chromium make test"
        )


def _apt(*names: str) -> bool:
    """Installs system packages when we may; False when we may not or it fails."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    install = ("apt-get", "install", "-y", "-qq", "--no-install-recommends", *names)
    # Lists may be there already, and fresh: try before asking for new ones.
    return _succeeds(*install) or (_run("apt-get", "update", "-qq") == 0 and _run(*install) == 0)


def _run(*command: str) -> int:
    """Runs a step. Standard output stays free: `make bench` prints its figures there and nothing else."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(command, cwd=ROOT, env=environment, stdout=sys.stderr, close_fds=False).returncode


def _fingerprint(*files: Path) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes() if file.exists() else b"")
    return digest.hexdigest()


def _is_done(step: str, *files: Path) -> bool:
    stamp = VENV / f"portico-{step}"
    return stamp.exists() and stamp.read_text() == _fingerprint(*files)


def _done(step: str, fingerprint: str) -> None:
    (VENV / f"portico-{step}").write_text(fingerprint)


def _succeeds(*command: str) -> bool:
    try:
        return subprocess.run(command, capture_output=True, close_fds=False).returncode == 0
    except OSError:
        return False


def _say(step: str) -> None:
    print(f"· {step}…", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
