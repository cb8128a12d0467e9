"""The browser, the server and the accessibility checker work together."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page


def test_a_page_is_served_with_our_headers_and_the_checker_sees_it(
    page: Page, live_server_url: str, axe: Callable[..., None], fits_width: Callable[[Page], None]
) -> None:
    answer = page.goto("/non-esiste/")
    assert answer is not None
    assert answer.status in {302, 404, 200}
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    page.evaluate("document.body.innerHTML = '<img src=\"data:,\">'")
    with pytest.raises(AssertionError, match="image-alt"):
        axe(page)
    fits_width(page)
