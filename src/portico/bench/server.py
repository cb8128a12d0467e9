"""The application as it is served, for one client that keeps its connection."""

from __future__ import annotations

import contextlib
import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from portico.accounts.middleware import SESSION_KEY as MEMBERSHIP_KEY
from portico.accounts.models import User
from portico.bench.actors import Subject


class Client:
    """GETs with one session's cookie over one connection. Raises RuntimeError on any answer but 200."""

    def __init__(self, port: int, subject: Subject) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={session_of(subject)}", "Host": f"localhost:{port}"}

    def get(self, path: str) -> bytes:
        self.connection.request("GET", path, headers=self.headers)
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}")
        return body


def session_of(subject: Subject) -> str:
    """The key of a fresh session signed in as `subject`."""
    user = User.objects.get(pk=subject.user_id)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session[MEMBERSHIP_KEY] = str(subject.membership_id)
    session.save()
    return str(session.session_key)


@contextlib.contextmanager
def serving() -> Iterator[int]:
    """Granian on a free port of the loopback, one worker; yields the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
            "--workers", "1", "--blocking-threads", "2", "--log-level", "error", "portico.config.wsgi:application",
        ],
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        deadline = time.monotonic() + 60
        while True:
            with contextlib.suppress(OSError, http.client.HTTPException):
                probe_page = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
                probe_page.request("GET", settings.SIGN_IN_PATH, headers={"Host": f"localhost:{port}"})
                if probe_page.getresponse().status == 200:
                    break
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("the server did not come up")
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)
