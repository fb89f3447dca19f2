"""One look at one file: what is new in it, as a piece that is stored and then remembered."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from dure.gateway.connector import BadData
from dure.gateway.connectors.csv_folder import table
from dure.gateway.connectors.csv_folder.progress import TAIL_BYTES, Progress, digest, tail
from dure.gateway.connectors.csv_folder.table import Heading, Layout, Row
from dure.gateway.sentence import Sentence
from dure.kernel.observation import Observation

PIECE_BYTES = 1024 * 1024
HEAD_BYTES = 256 * 1024


@dataclass(slots=True)
class Piece:
    """Rows that were read together. progress: to be remembered once they are stored."""

    progress: Progress
    observations: list[Observation] = field(default_factory=list)
    rejected: list[bytes] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    read: int = 0


@dataclass(frozen=True, slots=True)
class _Top:
    """The beginning of a file: its heading, where the data begin, and what names the file."""

    name: str
    heading: Heading
    start: int
    first_row: int
    identity: str


class Reader:
    """Reads pieces of files with one layout."""

    def __init__(self, layout: Layout, now_us: Callable[[], int]) -> None:
        self._layout, self._now_us = layout, now_us

    def next_piece(self, path: Path, known: Progress | None, settled: bool) -> Piece | None:
        """What is new in `path`; None when there is nothing. BadData when the file cannot be read at all.

        settled: the file has not grown for a while, so that a last row without a line end counts.
        """
        size = path.stat().st_size
        if known is not None and known.offset == size:
            return None
        with path.open("rb") as file:
            top = self._top(path.name, file.read(HEAD_BYTES), settled)
            if top is None:
                return None
            progress, problem = self._progress(top, known, size)
            before = max(0, progress.offset - TAIL_BYTES)
            file.seek(before)
            data = file.read(progress.offset - before + PIECE_BYTES)
        at = progress.offset - before
        if progress.tail and tail(data, at) != progress.tail:
            renewed = Progress(top.identity, progress.generation + 1, top.start)
            piece = self._piece(path, top, renewed, settled)
            piece.problems.insert(
                0, Sentence("%(name)s was written anew and is read from its beginning", name=path.name)
            )
            return piece
        piece = self._rows(top, progress, data, at=at, whole=settled and before + len(data) >= size)
        if problem:
            piece.problems.insert(0, problem)
        return piece if piece.read or piece.problems else None

    def _piece(self, path: Path, top: _Top, progress: Progress, settled: bool) -> Piece:
        with path.open("rb") as file:
            file.seek(progress.offset)
            data = file.read(PIECE_BYTES)
            ended = not file.read(1)
        return self._rows(top, progress, data, at=0, whole=settled and ended)

    def _top(self, name: str, head: bytes, settled: bool) -> _Top | None:
        """None while the heading and the first data row are not complete."""
        wanted = self._layout.header_row + 1
        first: list[Row] = []
        for row in table.rows(head, 0, settled and len(head) < HEAD_BYTES):
            first.append(row)
            if len(first) == wanted:
                break
        if len(first) < wanted:
            if len(head) >= HEAD_BYTES:
                raise BadData("%(name)s: no heading within %(limit)s bytes", name=name, limit=HEAD_BYTES)
            return None
        try:
            titles = first[self._layout.header_row - 1 if self._layout.header_row else 0]
            heading = table.heading(table.decoded(titles.data, self._layout.encodings), self._layout)
        except BadData as error:
            raise BadData("%(place)s: %(reason)s", place=name, reason=error) from error
        start = first[-2].end if self._layout.header_row else 0
        chosen = "\0".join(self._layout.columns or ("*",)).encode("utf-8", "replace")
        begin = b"\n".join(row.data for row in first)
        identity = digest(name.encode("utf-8", "surrogateescape"), begin, chosen)
        return _Top(name, heading, start, self._layout.header_row + 1, identity)

    def _progress(self, top: _Top, known: Progress | None, size: int) -> tuple[Progress, str]:
        missing = ", ".join(top.heading.missing)
        problem = Sentence("Columns that are not there: %(columns)s", columns=missing) if missing else ""
        if known is None or known.identity != top.identity:
            return Progress(top.identity, offset=top.start), problem
        if known.offset > size:
            return Progress(top.identity, known.generation + 1, top.start), problem
        return known, ""

    def _rows(self, top: _Top, known: Progress, data: bytes, *, at: int, whole: bool) -> Piece:
        progress = replace(known)
        piece = Piece(progress)
        begin = at
        for row in table.rows(data, at, whole):
            self._row(top, row, piece, open_line=known.open_end and at == begin)
            at = row.end
        piece.read = at - begin
        progress.offset = known.offset + piece.read
        progress.tail = tail(data, at) if at else ""
        progress.open_end = piece.read > 0 and not data[:at].endswith(b"\n")
        return piece

    def _row(self, top: _Top, row: Row, piece: Piece, open_line: bool) -> None:
        if not row.data.strip():
            return
        progress = piece.progress
        number = progress.row
        try:
            if open_line:
                raise BadData("the row before had no line end and was continued later")
            text = table.decoded(row.data, self._layout.encodings)
            piece.observations += table.observations(
                text, number, top.heading, self._layout, epoch=progress.epoch, now_us=self._now_us()
            )
        except BadData as error:
            line = number + top.first_row
            problem = Sentence("%(name)s, row %(row)s: %(reason)s", name=top.name, row=line, reason=error)
            piece.problems.append(problem)
            piece.rejected.append(f"# row {line}: {error}\n".encode("utf-8", "replace") + row.data + b"\n")
        progress.row += 1
