from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "portico.events"
    label = "events"
    verbose_name = _("Eventi")

    def ready(self) -> None:
        from portico.accounts.selectors import actor_today
        from portico.accounts.services import tellers
        from portico.events.services import notify
        from portico.kernel.jobs import resolve_people_with

        resolve_people_with(actor_today)
        if notify not in tellers:
            tellers.append(notify)
