"""UUIDv7 made in Python (RFC 9562 §5.7): time-ordered, so that b-tree inserts stay at the right edge."""

from __future__ import annotations

import os
import time
from datetime import datetime
from uuid import UUID


def uuid7(at: datetime | None = None) -> UUID:
    milliseconds = int((at.timestamp() if at else time.time()) * 1000)
    random = int.from_bytes(os.urandom(10), "big")
    value = (milliseconds & ((1 << 48) - 1)) << 80
    value |= 0x7 << 76
    value |= (random >> 68) << 64
    value |= 0b10 << 62
    value |= random & ((1 << 62) - 1)
    return UUID(int=value)
