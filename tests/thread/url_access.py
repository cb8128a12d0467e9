"""Who may open the addresses of things to do of the diary, of documents."""

from tests.architecture.rows import Row

TASK = {
    "allowed": "social_worker",
    "denied": "other_desk",
    "foreign": "other_ambito",
    "kwargs": lambda w: {"key": w.task.pk},
}


def document(w):
    return {"key": w.document.pk}


ROWS = [
    Row("thread:tasks", allowed="social_worker"),
    Row("thread:new_task", allowed="desk_operator"),
    Row("thread:task_done", **TASK),
    Row("thread:task_done", **TASK, method="post", expect=302),
    Row("thread:task_move", **TASK),
    Row("thread:task_drop", **TASK),
    Row("thread:diary", "desk_operator", "other_desk", "other_ambito", kwargs=lambda w: {"key": w.person.pk}),
    Row("thread:diary", "tutor", "receiver", "other_ambito", kwargs=lambda w: {"key": w.person.pk}),
    Row("thread:entry", "tutor", "desk_operator", "other_ambito", kwargs=lambda w: {"key": w.entry.pk}),
    Row("thread:entry", "coordinator", "pole_colleague", "other_ambito", kwargs=lambda w: {"key": w.judicial_entry.pk}),
    Row("thread:entry", "social_worker", "coordinator", "other_ambito", kwargs=lambda w: {"key": w.private_entry.pk}),
    Row(
        "thread:correct_entry",
        "social_worker",
        "tutor",
        "other_ambito",
        kwargs=lambda w: {"key": w.entry.pk},
        denied_expect=403,
    ),
    Row("thread:documents", "desk_operator", "other_desk", "other_ambito", kwargs=lambda w: {"key": w.person.pk}),
    Row("thread:new_document", "tutor", "other_pole", "other_ambito", kwargs=lambda w: {"key": w.person.pk}),
    Row("thread:document", "tutor", "desk_operator", "other_ambito", kwargs=document),
    Row("thread:document", "pole_colleague", "tutor", "other_ambito", kwargs=lambda w: {"key": w.health_document.pk}),
    Row(
        "thread:document_file",
        "tutor",
        "desk_operator",
        "other_ambito",
        kwargs=lambda w: {"key": w.document_file.pk},
    ),
    *[
        Row(f"thread:{name}", "social_worker", "desk_operator", "other_ambito", kwargs=document)
        for name in ("correct_document", "new_version", "register_protocol", "withdraw_document")
    ],
    Row(
        "thread:withdraw_document",
        "coordinator",
        "other_pole",
        "other_ambito",
        kwargs=document,
        method="post",
        data=lambda w: {"reason": "Era di un altro"},
        expect=302,
    ),
    Row("thread:templates", "social_worker"),
    Row("thread:new_template", "org_manager", "social_worker", denied_expect=403),
    Row(
        "thread:edit_template",
        "coordinator",
        "social_worker",
        "other_ambito",
        denied_expect=403,
        kwargs=lambda w: {"key": w.template.pk},
    ),
]
