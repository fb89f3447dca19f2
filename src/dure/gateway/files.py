"""Small files that must never be found half-written."""

import os
from pathlib import Path

from dure.gateway.segment import sync_folder


def write_atomic(path: Path, data: bytes) -> None:
    """Replaces `path` by `data`: after any crash it holds either the old or the new bytes."""
    fresh = path.with_name(path.name + ".new")
    with fresh.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    sync_folder(path.parent)
