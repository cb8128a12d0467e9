from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CaseworkConfig(AppConfig):
    name = "portico.casework"
    label = "casework"
    verbose_name = _("Prese in carico")

    def ready(self) -> None:
        from portico.casework import kinds  # noqa: F401
