"""How far each file of the folder has been read, kept over a restart."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from dure.gateway.files import write_atomic

TAIL_BYTES = 256


@dataclass(slots=True)
class Progress:
    """One file. identity: of its name and beginning; generation: how often it was written anew.

    offset, row: the byte and the data row to read next. tail: digest of the bytes before offset,
    by which a file that was written anew is known. open_end: the last row had no line end.
    """

    identity: str
    generation: int = 0
    offset: int = 0
    row: int = 0
    tail: str = ""
    open_end: bool = False

    @property
    def epoch(self) -> str:
        return f"{self.identity}.{self.generation}"


def digest(*parts: bytes) -> str:
    """Names bytes; parts are told apart."""
    total = hashlib.sha256()
    for part in parts:
        total.update(len(part).to_bytes(8, "big") + part)
    return total.hexdigest()[:16]


def tail(data: bytes, offset: int) -> str:
    """Digest of the last bytes of `data` before `offset`."""
    return digest(data[max(0, offset - TAIL_BYTES) : offset])


class Book:
    """The progress of all files of one connection, in its state folder."""

    def __init__(self, state_dir: Path) -> None:
        self._path = state_dir / "progress.json"
        self.files: dict[str, Progress] = {}
        try:
            raw: dict[str, dict[str, Any]] = json.loads(self._path.read_bytes())
            self.files = {name: Progress(**one) for name, one in raw.items()}
        except FileNotFoundError:
            return
        except (ValueError, TypeError, AttributeError):
            # Reading everything again is harmless: the same rows have the same sequence.
            self.files = {}

    def save(self) -> None:
        kept = {name: asdict(one) for name, one in self.files.items()}
        write_atomic(self._path, json.dumps(kept, ensure_ascii=False).encode("utf-8", "surrogateescape"))
