"""The documentation and the texts shipped as data keep in step with the code and with each other."""

from __future__ import annotations

import ast
import json
import re
import string
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pytest
import yaml

from portico.seed.accounts import DEMO_ACCOUNTS, DEMO_PASSWORD

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "portico"
NOTICES = PACKAGE / "privacy" / "data" / "notices"
SHEETS = PACKAGE / "desks" / "data" / "sheet"
LANGUAGES = {"it", "en", "fr", "es", "ro", "sq", "uk", "ru", "ar", "zh", "ur", "bn"}
RIGHT_TO_LEFT = {"ar", "ur"}
NOTICE_PLACEHOLDERS = {"ambito", "organisation", "dpo_contact"}


@cache
def tracked_files() -> list[Path]:
    """Files of the repository, new ones included; from the folder itself where there is no git."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT, capture_output=True, text=True, check=True,
        ).stdout.splitlines()  # fmt: skip
    except (OSError, subprocess.CalledProcessError):
        skipped = {".git", ".venv", ".portico", "node_modules"}
        found = (path for path in ROOT.rglob("*") if not skipped.intersection(path.relative_to(ROOT).parts))
        return sorted(path for path in found if path.is_file())
    return sorted(ROOT / name for name in listed if (ROOT / name).is_file())


def pages() -> list[Path]:
    return [path for path in tracked_files() if path.suffix == ".md" and NOTICES not in path.parents]


# Settings


def settings_in_code() -> set[str]:
    """Every string in the package that is a setting's whole name."""
    found = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
            if is_text and re.fullmatch(r"PORTICO_[A-Z0-9_]+", node.value) and not _reads_django(path, node):
                found.add(node.value)
    return found


def _reads_django(path: Path, name: ast.Constant) -> bool:
    """`getattr(settings, "PORTICO_…")` reads Django's settings, not the environment."""
    return f'getattr(settings, "{name.value}"' in path.read_text().splitlines()[name.lineno - 1]


def test_every_setting_is_documented_and_every_documented_setting_exists() -> None:
    documented = set(
        re.findall(r"^\| `(PORTICO_[A-Z0-9_]+)`", (ROOT / "docs" / "settings.md").read_text(), re.MULTILINE)
    )
    assert documented == settings_in_code()


# Map and links


def test_the_map_names_every_app_and_no_other() -> None:
    folders = {path.name for path in PACKAGE.iterdir() if path.is_dir() and (path / "__init__.py").exists()}
    named = set(re.findall(r"^\| `([a-z_]+)` \|", _section(ROOT / "ARCHITECTURE.md", "## The map"), re.MULTILINE))
    assert named == folders


def _section(page: Path, heading: str) -> str:
    after = page.read_text().split(f"{heading}\n", 1)[1]
    return re.split(r"^## ", after, maxsplit=1, flags=re.MULTILINE)[0]


def _links(page: Path) -> Iterator[str]:
    text = re.sub(r"```.*?```", "", page.read_text(), flags=re.DOTALL)
    text = re.sub(r"`[^`\n]*`", "", text)
    yield from re.findall(r"\]\(([^)\s]+)\)", text)


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def test_every_internal_link_leads_somewhere() -> None:
    broken = []
    for page in pages():
        for link in _links(page):
            if re.match(r"[a-z]+:", link):
                continue
            path, _, anchor = unquote(link).partition("#")
            target = (page.parent / path).resolve() if path else page
            if not target.exists() or (anchor and anchor not in _anchors(target)):
                broken.append(f"{page.relative_to(ROOT)}: {link}")
    assert not broken


def test_paths_named_in_the_architecture_exist() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text()
    named = set(re.findall(r"`((?:src|tests|docs|requirements)/[\w./-]+)`", text))
    assert not {path for path in named if not (ROOT / path).exists()}


def test_every_decision_is_in_the_index() -> None:
    index = (ROOT / "docs" / "adr" / "index.md").read_text()
    decisions = [path.name for path in (ROOT / "docs" / "adr").glob("0*.md")]
    assert [name for name in decisions if f"({name})" not in index] == []


def test_every_role_page_is_in_the_guides_index() -> None:
    guide = ROOT / "docs" / "guida"
    index = (guide / "index.md").read_text()
    assert [path.name for path in guide.glob("*.md") if path.name != "index.md" and f"({path.name})" not in index] == []


def test_the_readme_lists_the_demos_accounts() -> None:
    table = (
        (ROOT / "README.md").read_text().split("<!-- demo-accounts:start -->")[1].split("<!-- demo-accounts:end -->")[0]
    )
    assert [line for line in DEMO_ACCOUNTS if line[0] not in table or line[2] not in table] == []
    assert table.count("@") == len(DEMO_ACCOUNTS)
    assert DEMO_PASSWORD in table


# What must not be in the repository

# Written apart, so that this file does not find itself.
HOME_FOLDERS = "|".join(("ro" + "ot", "home/[a-z]+", "Us" + "ers/[a-z]+", "wo" + "rk"))
MACHINE_PATH = re.compile(rf"(?<![\w.$}}/-])/(?:{HOME_FOLDERS})/[\w.]")
REGISTRY = re.compile(
    r"https?://(?:[\w.-]*(?:artifactory|nexus|devpi|verdaccio|goproxy|pypi|npmjs|npmmirror|pythonhosted)[\w.-]*"
    r"|(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?/(?:simple|npm|pypi))",
    re.IGNORECASE,
)


def test_no_text_names_a_machines_folders_or_a_package_registry() -> None:
    found = []
    for path in tracked_files():
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if MACHINE_PATH.search(line) or REGISTRY.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}")
    assert not found


# The licence


def test_the_licence_is_the_whole_eupl() -> None:
    text = (ROOT / "LICENSE").read_text()
    assert "EUROPEAN UNION PUBLIC LICENCE v. 1.2" in text
    assert [n for n in range(1, 16) if not re.search(rf"^{n}\.\s*[A-Z]", text, re.MULTILINE)] == []
    assert "Appendix" in text
    assert "LiLiQ-R+" in text


def test_publiccode_has_what_the_standard_asks() -> None:
    data = yaml.safe_load((ROOT / "publiccode.yml").read_text())
    assert data["publiccodeYmlVersion"] == "0.7"
    assert data["legal"]["license"] == "EUPL-1.2"
    assert data["url"].startswith("https://")
    assert data["platforms"] == ["web"]
    assert data["softwareType"] == "standalone/web"
    assert data["developmentStatus"] in {"concept", "development", "beta", "stable", "obsolete"}
    assert data["maintenance"]["type"] == "community"
    assert data["maintenance"]["contacts"][0]["name"]
    assert data["localisation"]["localisationReady"] is True
    assert data["localisation"]["availableLanguages"]
    for words in data["description"].values():
        assert len(words["shortDescription"].strip()) <= 150
        assert 150 <= len(words["longDescription"]) <= 10_000
        assert words["features"]
        assert all((ROOT / picture).exists() for picture in words.get("screenshots", []))


# Privacy notices


def _notice(path: Path) -> tuple[dict[str, object], str]:
    _, front, body = path.read_text().split("---\n", 2)
    return yaml.safe_load(front), body


def _placeholders(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def test_the_first_contact_notice_exists_in_every_language() -> None:
    assert {path.stem for path in (NOTICES / "first_contact").glob("*.md")} == LANGUAGES
    assert (NOTICES / "easy_read" / "it.md").exists()


@pytest.mark.parametrize("path", sorted(NOTICES.glob("*/*.md")), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_notice_says_what_it_is(path: Path) -> None:
    front, body = _notice(path)
    assert front["kind"] == path.parent.name
    assert front["lang"] == path.stem
    assert front["dir"] == ("rtl" if path.stem in RIGHT_TO_LEFT else "ltr")
    assert front["title"]
    assert front["version"]
    assert front["reviewed"] is (path.stem == "it")
    assert set(_placeholders(body)) == NOTICE_PLACEHOLDERS
    assert "www.garanteprivacy.it" in body


@pytest.mark.parametrize("language", sorted(LANGUAGES - {"it"}))
def test_a_translated_notice_has_the_shape_of_the_italian_one(language: str) -> None:
    italian_front, italian = _notice(NOTICES / "first_contact" / "it.md")
    front, body = _notice(NOTICES / "first_contact" / f"{language}.md")
    assert front["version"] == italian_front["version"]
    assert _placeholders(body) == _placeholders(italian)
    for mark in ("## ", "- "):
        assert _lines_with(body, mark) == _lines_with(italian, mark)
    assert body.count("\n\n") == italian.count("\n\n")


def _lines_with(text: str, mark: str) -> int:
    return sum(line.startswith(mark) for line in text.splitlines())


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_a_notice_names_the_articles_it_rests_on(language: str) -> None:
    _, body = _notice(NOTICES / "first_contact" / f"{language}.md")
    for reference in ("2016/679", "2-sexies", "196/2003"):
        assert reference in body


# The sheet for the person


def _sheet(language: str) -> dict[str, object]:
    data: dict[str, object] = json.loads((SHEETS / f"{language}.json").read_text())
    return data


def test_the_sheet_exists_in_every_language() -> None:
    assert {path.stem for path in SHEETS.glob("*.json")} == LANGUAGES


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_a_sheet_has_the_keys_and_placeholders_of_the_italian_one(language: str) -> None:
    italian, sheet = _sheet("it"), _sheet(language)
    assert sheet.keys() == italian.keys()
    assert sheet["lang"] == language
    assert sheet["dir"] == ("rtl" if language in RIGHT_TO_LEFT else "ltr")
    assert sheet["reviewed"] is (language == "it")
    assert len(sheet["weekdays"]) == 7  # type: ignore[arg-type]
    assert len(sheet["months"]) == 12  # type: ignore[arg-type]
    assert set(_placeholders(str(sheet["date_format"]))) == {"weekday", "day", "month", "year"}
    strings, originals = sheet["strings"], italian["strings"]
    assert isinstance(strings, dict)
    assert isinstance(originals, dict)
    assert list(strings) == list(originals)
    for key, words in strings.items():
        assert words.strip(), key
        assert _placeholders(words) == _placeholders(originals[key]), key
    assert "112" in strings["emergency_112"]
    assert "1522" in strings["emergency_1522"]


@pytest.mark.parametrize("language", sorted(LANGUAGES - {"it"}))
def test_nothing_on_a_translated_sheet_was_left_in_italian(language: str) -> None:
    italian, strings = _sheet("it")["strings"], _sheet(language)["strings"]
    same = {key for key in italian if italian[key] == strings[key]}  # type: ignore[attr-defined, index]
    # Short words that happen to be the same.
    assert same <= {"date", "time", "opening_hours"}
