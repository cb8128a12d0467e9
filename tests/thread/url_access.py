"""Who may open the addresses of things to do and of the diary."""

from tests.architecture.rows import Row

TASK = {
    "allowed": "social_worker",
    "denied": "other_desk",
    "foreign": "other_ambito",
    "kwargs": lambda w: {"key": w.task.pk},
}

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
]
