from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssessmentConfig(AppConfig):
    name = "portico.assessment"
    label = "assessment"
    verbose_name = _("Analisi")

    def ready(self) -> None:
        from portico.assessment import kinds  # noqa: F401
