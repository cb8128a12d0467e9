"""Who may open the addresses of deaths and moves."""

from tests.architecture.rows import Row


def person(w):
    return {"key": w.person.pk}


ROWS = [
    Row("workplace:departure", "social_worker", "tutor", "other_ambito", kwargs=person, denied_expect=403),
    Row("workplace:departure", "desk_operator", "other_desk", "other_ambito", kwargs=person, query="?tipo=deceased"),
    Row(
        "workplace:undo_departure",
        "social_worker",
        "other_desk",
        "other_ambito",
        kwargs=person,
        method="post",
        expect=302,
    ),
]
