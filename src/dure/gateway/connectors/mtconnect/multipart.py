"""The parts of a multipart/x-mixed-replace body, found as its bytes arrive, wherever they are cut."""

import re

from dure.gateway.connector import BadData

MAX_PART = 64 * 1_048_576
_BOUNDARY = re.compile(r'boundary\s*=\s*(?:"([^"]+)"|([^\s;]+))', re.IGNORECASE)
_LENGTH = re.compile(rb"^content-length\s*:\s*(\d{1,9})\s*$", re.IGNORECASE | re.MULTILINE)
_HEAD_END = re.compile(rb"\r?\n\r?\n")


def boundary(content_type: str) -> bytes | None:
    """The boundary of a multipart content type, None when it is another type."""
    found = _BOUNDARY.search(content_type)
    if found is None or not content_type.lower().lstrip().startswith("multipart/"):
        return None
    return (found[1] or found[2]).encode("latin-1", "replace")


class Parts:
    """Splits at the boundary, or by the part's own Content-length, which most agents give."""

    def __init__(self, mark: bytes) -> None:
        self._mark = b"--" + mark.removeprefix(b"--")
        self._held = bytearray()
        self._searched = 0

    def feed(self, data: bytes) -> list[bytes]:
        """Bodies of the parts that `data` completes. Raises BadData when one grows beyond 64 MiB."""
        self._held += data
        found = []
        while (part := self._next()) is not None:
            found.append(part)
        if len(self._held) > MAX_PART:
            raise BadData("A part of the stream is larger than 64 MiB")
        return [part for part in found if part]

    def _next(self) -> bytes | None:
        start = self._held.find(self._mark)
        if start < 0:
            # Keep what may be the beginning of a boundary, drop the preamble before it.
            del self._held[: max(0, len(self._held) - len(self._mark))]
            return None
        head = _HEAD_END.search(self._held, start)
        if head is None:
            return None
        length = _LENGTH.search(self._held, start, head.start() + 1)
        if length is not None:
            end = head.end() + int(length[1])
            if len(self._held) < end:
                return None
        else:
            end = self._held.find(self._mark, max(head.end(), self._searched))
            if end < 0:
                self._searched = max(head.end(), len(self._held) - len(self._mark))
                return None
        part = bytes(self._held[head.end() : end]).strip()
        del self._held[:end]
        self._searched = 0
        return part
