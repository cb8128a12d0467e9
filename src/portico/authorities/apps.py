from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuthoritiesConfig(AppConfig):
    name = "portico.authorities"
    label = "authorities"
    verbose_name = _("Autorità giudiziarie")

    def ready(self) -> None:
        from portico.authorities import kinds  # noqa: F401
