"""Who may open the addresses of substitutions."""

import datetime as dt

from django.utils import timezone

from portico.accounts.models import Substitution
from portico.kernel.actor import acting
from tests.architecture.rows import Row


def substitution(w):
    today = timezone.localdate()
    with acting(w.actor("social_worker")):
        row, _made = Substitution.objects.get_or_create(
            absent=w.memberships["social_worker"],
            substitute=w.memberships["pole_colleague"],
            defaults={"starts_on": today, "ends_on": today + dt.timedelta(days=3)},
        )
    return {"key": row.pk}


ROWS = [
    Row("accounts:substitutions", allowed="social_worker"),
    Row(
        "accounts:end_substitution",
        allowed="coordinator",
        denied="other_pole",
        foreign="other_ambito",
        kwargs=substitution,
        method="post",
        expect=302,
    ),
]
