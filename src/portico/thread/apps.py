from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ThreadConfig(AppConfig):
    name = "portico.thread"
    label = "thread"
    verbose_name = _("Filo e cose da fare")

    def ready(self) -> None:
        from portico.thread import kinds  # noqa: F401
