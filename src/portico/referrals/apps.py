from typing import Any
from uuid import UUID

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

KINDS = [
    "referral_sent",
    "referral_received",
    "referral_accepted",
    "referral_declined",
    "referral_information_asked",
    "referral_information_given",
    "referral_waiting_list",
    "referral_started",
    "referral_completed",
    "referral_interrupted",
    "referral_cancelled",
    "referral_expired",
]


class ReferralsConfig(AppConfig):
    name = "portico.referrals"
    label = "referrals"
    verbose_name = _("Invii")

    def ready(self) -> None:
        from portico.thread.timeline import register_kinds, register_objects

        register_kinds("invii", KINDS)
        register_objects("referral", _load)


def _load(actor: Any, ids: list[UUID]) -> dict[UUID, Any]:
    from portico.referrals.selectors import lines_by_id

    return lines_by_id(actor=actor, ids=ids)
