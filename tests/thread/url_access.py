"""Who may open the addresses of things to do."""

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
]
