"""Addresses of things to do, of the diary, of documents."""

from django.urls import path

from portico.thread.views import diary, tasks

app_name = "thread"
urlpatterns = [
    path("cose-da-fare/", tasks.tasks, name="tasks"),
    path("cose-da-fare/nuova/", tasks.new, name="new_task"),
    path("cose-da-fare/<uuid:key>/fatta/", tasks.done, name="task_done"),
    path("cose-da-fare/<uuid:key>/sposta/", tasks.move, name="task_move"),
    path("cose-da-fare/<uuid:key>/non-serve/", tasks.drop, name="task_drop"),
    path("persone/<uuid:key>/diario/", diary.diary, name="diary"),
    path("diario/<uuid:key>/", diary.entry, name="entry"),
    path("diario/<uuid:key>/correggi/", diary.correct, name="correct_entry"),
]
