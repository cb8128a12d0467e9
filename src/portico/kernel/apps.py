from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KernelConfig(AppConfig):
    name = "portico.kernel"
    label = "kernel"
    verbose_name = _("Fondamenta")

    def ready(self) -> None:
        from portico.kernel import checks, protection  # noqa: F401

        protection.collect()
