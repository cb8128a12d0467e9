"""Addresses of things to do."""

from django.urls import path

from portico.thread.views import tasks

app_name = "thread"
urlpatterns = [
    path("cose-da-fare/", tasks.tasks, name="tasks"),
    path("cose-da-fare/nuova/", tasks.new, name="new_task"),
    path("cose-da-fare/<uuid:key>/fatta/", tasks.done, name="task_done"),
    path("cose-da-fare/<uuid:key>/sposta/", tasks.move, name="task_move"),
    path("cose-da-fare/<uuid:key>/non-serve/", tasks.drop, name="task_drop"),
]
