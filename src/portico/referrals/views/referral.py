"""One referral: a page, the same beside its list, and a paper."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from portico.access.models import ReadLog
from portico.kernel.actor import Actor
from portico.kernel.pdf import pdf_response
from portico.privacy.selectors import placeholders
from portico.referrals import selectors
from portico.referrals.views.drawing import contents, show


@require_GET
def referral(request: HttpRequest, key: UUID) -> HttpResponse:
    """The page; to htmx, the part that opens beside the list."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = selectors.get_referral(actor=actor, key=key)
    selectors.log_reads(actor=actor, referrals=[found], what="referral.page", outcome=ReadLog.Outcome.SEEN)
    return show(request, found)


@require_GET
def paper(request: HttpRequest, key: UUID) -> HttpResponse:
    """The referral as a PDF, for who works on paper; on record as printed."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = selectors.get_referral(actor=actor, key=key)
    selectors.log_reads(actor=actor, referrals=[found], what="referral.paper", outcome=ReadLog.Outcome.PRINTED)
    name = f"invio-{found.display_number.replace('/', '-') or 'bozza'}.pdf"
    context = contents(actor, found) | {"letterhead": placeholders(actor=actor)}
    return pdf_response(request, "referrals/papers/referral.html", context, filename=name)
