"""Ports of this machine."""

from __future__ import annotations

import random
import socket


def is_free(port: int) -> bool:
    """Whether a server of ours can listen on 127.0.0.1:port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    # Below the range the system hands out to outgoing connections, so that it stays ours between runs.
    while True:
        port = random.randrange(20_000, 32_000)
        if is_free(port):
            return port
