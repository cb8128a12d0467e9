from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    name = "portico.meetings"
    label = "meetings"
    verbose_name = _("Incontri d'équipe")

    def ready(self) -> None:
        from portico.meetings import kinds  # noqa: F401
