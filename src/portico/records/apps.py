from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecordsConfig(AppConfig):
    name = "portico.records"
    label = "records"
    verbose_name = _("Schede doppie")

    def ready(self) -> None:
        from portico.thread.timeline import register_kinds

        register_kinds("documenti", ["person_merged", "person_merge_undone"])
