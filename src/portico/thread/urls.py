"""Addresses of things to do, of the diary, of documents."""

from django.urls import path

from portico.thread.views import diary, documents, tasks, templates

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
    path("persone/<uuid:key>/fascicolo/", documents.documents, name="documents"),
    path("persone/<uuid:key>/fascicolo/nuovo/", documents.new, name="new_document"),
    path("documenti/<uuid:key>/", documents.document, name="document"),
    path("documenti/<uuid:key>/correggi/", documents.correct, name="correct_document"),
    path("documenti/<uuid:key>/versione/", documents.version, name="new_version"),
    path("documenti/<uuid:key>/protocollo/", documents.protocol, name="register_protocol"),
    path("documenti/<uuid:key>/annulla/", documents.withdraw, name="withdraw_document"),
    path("documenti/file/<uuid:key>/", documents.file, name="document_file"),
    path("modelli/", templates.templates, name="templates"),
    path("modelli/nuovo/", templates.new, name="new_template"),
    path("modelli/<uuid:key>/", templates.edit, name="edit_template"),
]
