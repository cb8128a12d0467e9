"""What a page costs: its queries, without those every page has."""

from __future__ import annotations

import re
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

# The session and the user it names, savepoints, the read log's one statement. BEGIN and the actor's settings are sent
# below Django's cursors and never seen.
EVERY_PAGE = re.compile(
    r'^(SAVEPOINT|RELEASE|ROLLBACK TO)|"django_session"|FROM "accounts_user" WHERE "accounts_user"\."id" ='
    r'|^INSERT INTO "access_readlog"'
)


def queries_of(client: Any, address: str, **extra: Any) -> list[str]:
    """The statements of a page that was opened before: code lists and the matrix are read once for each process."""
    client.get(address, **extra)
    with CaptureQueriesContext(connection) as found:
        response = client.get(address, **extra)
    assert response.status_code == 200, f"{address}: {response.status_code}"
    return [item["sql"] for item in found.captured_queries if not EVERY_PAGE.search(item["sql"])]
