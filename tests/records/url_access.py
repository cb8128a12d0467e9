from tests.architecture.rows import Row


def pair(w):
    return {"key": w.person.pk, "other": w.lookalike.pk}


ROWS = [
    Row("records:lookalikes", "desk_operator", "other_desk", "other_ambito", kwargs=lambda w: {"key": w.person.pk}),
    Row("records:compare", "desk_operator", "other_desk", "other_ambito", kwargs=pair),
    Row(
        "records:merge", "desk_operator", "other_desk", "other_ambito", kwargs=pair, method="post", expect=302,
        data=lambda w: {"keep": str(w.person.pk), "reason": "Ho visto il documento"},
    ),
    Row(
        "records:decide", "desk_operator", "other_desk", "other_ambito", kwargs=pair, method="post", expect=302,
        data=lambda w: {"decision": "different_person", "reason": "Sono cugine"},
    ),
    Row("records:undo", "desk_operator", "other_desk", "other_ambito", kwargs=lambda w: {"key": w.merge.pk}),
]  # fmt: skip
