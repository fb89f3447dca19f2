"""Waiting for a condition, never for a time."""

import asyncio
import socket
import time
from collections.abc import Callable

WITHIN_S = 60.0


async def until(condition: Callable[[], object], what: str = "", within_s: float = WITHIN_S) -> None:
    """Returns when `condition` holds; fails the test after `within_s`."""
    end = time.monotonic() + within_s
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"Did not happen within {within_s} s: {what or condition}")
        await asyncio.sleep(0.005)


def listens(port: int) -> bool:
    """Whether somebody takes connections at this port of this computer."""
    try:
        socket.create_connection(("127.0.0.1", port), 0.2).close()
    except OSError:
        return False
    return True
