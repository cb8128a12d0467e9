"""Who may open the pages that read everything. The topics' own rows are beside their tests."""

from tests.architecture.rows import Row
from tests.workplace.diary_access import ROWS as DIARY
from tests.workplace.listening_access import ROWS as LISTENING
from tests.workplace.person_access import ROWS as PERSON

ROWS = [
    *DIARY,
    *LISTENING,
    *PERSON,
    Row("workplace:today", "social_worker"),
    Row("workplace:coming", "social_worker", expect=302),
    Row("workplace:search", "social_worker", query="?q=fatima"),
    Row("workplace:notifications", "social_worker"),
    Row("workplace:unit", "coordinator", "social_worker"),
    Row("workplace:team_calendar", "social_worker", "desk_operator"),
    Row(
        "workplace:reassign", "coordinator", "social_worker", "other_ambito",
        kwargs=lambda w: {"key": w.memberships["social_worker"].pk},
    ),
    Row(
        "workplace:reassign", "coordinator", "social_worker", "other_ambito", method="post", expect=302,
        kwargs=lambda w: {"key": w.memberships["social_worker"].pk},
        data=lambda w: {
            "cases": [str(w.case.pk)], "manager": str(w.memberships["pole_colleague"].pk), "reason": "Va in congedo",
        },
    ),
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
