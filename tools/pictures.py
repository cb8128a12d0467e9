"""Pictures of the demo for the README and for looking at the screens: `python tools/pictures.py URL FOLDER [path…]`.

Signs in with the demo's accounts on a running demo. Without paths it takes the README's pictures into FOLDER; with
paths it takes each as `account:/path` at desk, phone and narrow width.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from portico.seed.accounts import DEMO_PASSWORD

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
SIZES = {"largo": (1280, 860), "telefono": (390, 844)}


def signed_in(browser: Browser, url: str, account: str, size: str) -> Page:
    """A page of a fresh session, signed in as `account` of the demo."""
    width, height = SIZES[size]
    context = browser.new_context(
        base_url=url, locale="it-IT", timezone_id="Europe/Rome", viewport={"width": width, "height": height}
    )
    page = context.new_page()
    page.goto("/accesso/login/")
    page.fill("input[name=login]", f"{account}@portico.example.org")
    page.fill("input[name=password]", DEMO_PASSWORD)
    page.click("main button[type=submit], main form button")
    page.wait_for_load_state()
    return page


def named(browser: Browser, url: str, folder: Path, wanted: list[str]) -> None:
    """One picture for each `account:/path` and size, the whole page."""
    for size in SIZES:
        pages: dict[str, Page] = {}
        for number, item in enumerate(wanted):
            account, _, path = item.partition(":")
            page = pages.setdefault(account, signed_in(browser, url, account, size))
            page.goto(path)
            page.wait_for_load_state("networkidle")
            name = path.strip("/").replace("/", "-").split("?")[0] or "oggi"
            page.screenshot(path=folder / f"{number:02d}-{account}-{name[:40]}-{size}.png", full_page=True)


def readme(browser: Browser, url: str, folder: Path) -> None:
    """The README's five pictures."""
    anna = signed_in(browser, url, "anna", "largo")
    anna.screenshot(path=folder / "oggi.png")
    anna.goto("/casi/")
    anna.click("main table a, main .p-list a")
    anna.click("main a[href^='/persone/']")
    anna.wait_for_load_state("networkidle")
    anna.screenshot(path=folder / "persona.png")
    anna.goto("/invii/")
    anna.screenshot(path=folder / "invii.png")
    rosanna = signed_in(browser, url, "rosanna", "largo")
    rosanna.goto("/ascolti/nuovo/")
    rosanna.wait_for_load_state("networkidle")
    rosanna.screenshot(path=folder / "nuovo-ascolto.png")
    phone = signed_in(browser, url, "rosanna", "telefono")
    phone.screenshot(path=folder / "telefono.png")


def main() -> None:
    url, folder, *wanted = sys.argv[1:]
    Path(folder).mkdir(parents=True, exist_ok=True)
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        if wanted:
            named(browser, url, Path(folder), wanted)
        else:
            readme(browser, url, Path(folder))
        browser.close()


if __name__ == "__main__":
    main()
