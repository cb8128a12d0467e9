from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlansConfig(AppConfig):
    name = "portico.plans"
    label = "plans"
    verbose_name = _("Progetti")

    def ready(self) -> None:
        from portico.plans import kinds  # noqa: F401
