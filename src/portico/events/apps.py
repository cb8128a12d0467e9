from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "portico.events"
    label = "events"
    verbose_name = _("Eventi")

    def ready(self) -> None:
        from portico.accounts.selectors import actor_today
        from portico.kernel.jobs import resolve_people_with

        resolve_people_with(actor_today)
