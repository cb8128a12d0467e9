"""What the application server loads: it refuses to serve with a database role that policies do not bind."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portico.config.settings")
application = get_wsgi_application()

from portico.kernel.checks import refuse_unsafe_role  # noqa: E402  (needs the app registry)

refuse_unsafe_role()
