"""Who may open the pages that read everything. The topics' own rows are beside their tests."""

from tests.architecture.rows import Row
from tests.workplace.listening_access import ROWS as LISTENING
from tests.workplace.person_access import ROWS as PERSON

ROWS = [
    *LISTENING,
    *PERSON,
    Row("workplace:today", "social_worker"),
    Row("workplace:coming", "social_worker", expect=302),
    Row("workplace:search", "social_worker", query="?q=fatima"),
    Row("workplace:notifications", "social_worker"),
    Row("workplace:read_all", "social_worker", method="post", expect=302),
    Row(
        "workplace:open_notification", "receiver", "other_desk", "other_ambito", method="post", expect=302,
        kwargs=lambda w: {"key": w.notification.pk},
    ),
    Row(
        "workplace:switch", "social_worker", "desk_operator", "other_ambito", method="post", expect=302,
        data=lambda w: {"membership": str(w.memberships["social_worker"].pk)},
    ),
]  # fmt: skip
