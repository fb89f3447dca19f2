"""The output of each part in a file of its own that doesn't grow without bound."""

import shutil
from pathlib import Path
from typing import IO

LIMIT = 10 * 1024 * 1024
KEPT = 3


def open_log(folder: Path, name: str) -> IO[bytes]:
    """The part's log, to append to."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return (folder / f"{name}.log").open("ab", buffering=0)


def rotate(folder: Path, limit: int = LIMIT) -> None:
    """Copy each log over `limit` bytes aside and empty it.

    Copied rather than renamed, because the part holds the file open and appends; what it writes in
    the instant between copy and cut is lost from the log, which is read by people only.
    """
    for file in folder.glob("*.log"):
        if file.stat().st_size <= limit:
            continue
        for number in range(KEPT - 1, 0, -1):
            older = file.with_suffix(f".log.{number}")
            if older.exists():
                older.replace(file.with_suffix(f".log.{number + 1}"))
        shutil.copyfile(file, file.with_suffix(".log.1"))
        with file.open("rb+") as stream:
            stream.truncate(0)
