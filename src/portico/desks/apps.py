from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DesksConfig(AppConfig):
    name = "portico.desks"
    label = "desks"
    verbose_name = _("Sportelli")

    def ready(self) -> None:
        from portico.desks import kinds  # noqa: F401
