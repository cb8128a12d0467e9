"""Every address of Portico. Each row of it has a row in `tests/architecture/url_access.py`."""

from django.conf import settings
from django.urls import include, path
from django.views.generic import RedirectView

APPS = [
    "accounts",
    "people",
    "privacy",
    "thread",
    "directory",
    "desks",
    "assessment",
    "casework",
    "referrals",
    "plans",
    "meetings",
    "authorities",
    "records",
    "workplace",
]

handler500 = "portico.kernel.middleware.server_error"
urlpatterns = [
    # Who invites somebody writes the address they sign in with: there is no page to change it alone.
    path("accesso/email/", RedirectView.as_view(pattern_name="workplace:today"), name="account_email"),
    path("accesso/", include("allauth.urls")),
]
urlpatterns += [path("", include(f"portico.{app}.urls")) for app in APPS]

if settings.PORTICO_GALLERY:
    urlpatterns += [path("ui/", include("portico.kernel.gallery.urls"))]
