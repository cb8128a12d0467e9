"""A real browser on the real server, and the accessibility checker.

    def test_login(page, live_server_url, axe): page.goto(live_server_url); …; axe(page)

What a test creates has to be committed for the server to see it: these fixtures ask for real transactions.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from portico.launch import ports, processes
from portico.launch.installation import BROWSERS
from portico.launch.postgres import Cluster

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 800}


@pytest.fixture(scope="session")
def _server(cluster: Cluster, django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The application as it is served for real, in processes of its own, on the test database."""
    port = ports.free_port()
    said = tmp_path_factory.mktemp("server") / "log"
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", "1", "--blocking-threads", "4", "--log-level", "warning", "portico.config.wsgi:application",
    ]  # fmt: skip
    with open(said, "wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, start_new_session=True)
    started = processes.started_at(process.pid)
    url = f"http://localhost:{port}"
    try:
        deadline = time.monotonic() + 60
        while not _answers(url):
            if process.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"the server did not come up:\n{said.read_text()[-4000:]}")
            time.sleep(0.05)
        yield url
    finally:
        processes.end(process.pid, started)


def _answers(url: str) -> bool:
    try:
        urllib.request.urlopen(url, timeout=10).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


@pytest.fixture
def live_server_url(_server: str, transactional_db: None) -> str:
    """Where the application answers; what the test commits is there, and is taken back afterwards."""
    return _server


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run. Fails, never skips, when there is none."""
    named = os.environ.get("PORTICO_CHROMIUM")
    program = named or next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        pytest.fail("No Chromium: install it (Debian: apt install chromium) or set PORTICO_CHROMIUM.")
    # Playwright keeps an event loop in this thread, where Django would refuse to query.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def open_page(browser: Browser, live_server_url: str) -> Iterator[Callable[..., Page]]:
    """`open_page(width=390, height=844)`: a page in a fresh session of its own, for two people at once."""
    contexts = []
    troubles: list[str] = []

    def opened(**viewport: int) -> Page:
        context = browser.new_context(
            locale="it-IT",
            timezone_id="Europe/Rome",
            viewport=DESK | viewport,  # type: ignore[arg-type]
            base_url=live_server_url,
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(f"{page.url}: {error}"))
        page.on("console", lambda message: _note(message, page, troubles))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not troubles, "the browser's console complained:\n" + "\n".join(troubles)


def _note(message: ConsoleMessage, page: Page, troubles: list[str]) -> None:
    """Script errors, breaches of the content policy, missing parts; a page that is itself a 403 is no error."""
    resource = message.text.startswith("Failed to load resource")
    if message.type == "error" and not (resource and "/static/" not in message.location["url"]):
        troubles.append(f"{page.url}: {message.text}")


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """A desk-sized page."""
    return open_page()


@pytest.fixture
def phone(open_page: Callable[..., Page]) -> Page:
    """A page as wide as a phone."""
    return open_page(**PHONE)


@pytest.fixture(scope="session")
def axe() -> Callable[..., None]:
    """`axe(page)`: fails with rule, help and elements when WCAG 2.1 AA is broken. `ignore` names rules."""
    source = AXE.read_text()

    def check(page: Page, *, ignore: tuple[str, ...] = ()) -> None:
        # Through the debugger: the strict content policy lets no script be added to the page.
        session = page.context.new_cdp_session(page)
        session.send("Runtime.evaluate", {"expression": source})
        session.detach()
        options = {
            "runOnly": {"type": "tag", "values": WCAG},
            "rules": {rule: {"enabled": False} for rule in ignore},
        }
        found = page.evaluate("options => axe.run(document, options)", options)
        report = [
            f"{violation['id']} ({violation['impact']}): {violation['help']}\n"
            + "\n".join(f"    {node['html'][:200]}" for node in violation["nodes"][:5])
            for violation in found["violations"]
        ]
        assert not report, f"{page.url} is not accessible:\n" + "\n".join(report)

    return check


@pytest.fixture(scope="session")
def fits_width() -> Callable[[Page], None]:
    """`fits_width(page)`: fails when the page scrolls sideways."""

    def check(page: Page) -> None:
        overflow = page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
        assert overflow <= 0, f"{page.url} is {overflow} pixels wider than the window"

    return check
