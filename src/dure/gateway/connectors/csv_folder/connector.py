"""The connector `csv_folder`: looks into a folder, takes what is new, remembers it once it is stored."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dure.gateway.connector import BadData, Context, Found, Parcel, Rejected, Unreachable
from dure.gateway.connectors.csv_folder import cells, table
from dure.gateway.connectors.csv_folder.progress import Book, Progress
from dure.gateway.connectors.csv_folder.reader import HEAD_BYTES, Piece, Reader
from dure.gateway.connectors.csv_folder.table import DELIMITERS, Layout
from dure.gateway.sentence import Sentence

DONE = "done"
REJECTED = ".rejected"
PROBLEMS_A_PIECE = 5


class CsvFolder:
    """Files are read in the order of their last change, oldest first."""

    def __init__(self, settings: Mapping[str, Any], addresses: Sequence[str], context: Context) -> None:
        self._settings, self._context = settings, context
        self._folder = Path(str(settings.get("folder", "")))
        self._pattern = str(settings.get("pattern") or "*.csv")
        self._layout = _layout(settings, addresses)
        self._reader = Reader(self._layout, context.now_us)
        self._book = Book(Path(context.state_dir))
        self._unreadable: dict[str, float] = {}

    async def __aenter__(self) -> Self:
        if "/" in self._pattern or "\\" in self._pattern or ".." in self._pattern:
            raise Rejected("The file names must not lead out of the folder")
        await asyncio.to_thread(self._files)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is held open."""

    async def observations(self) -> AsyncIterator[Parcel]:
        """A parcel for each piece of a file; the next one only when it is stored."""
        while True:
            for path in await asyncio.to_thread(self._files):
                while (piece := await asyncio.to_thread(self._piece, path)) is not None:
                    for text in _few(piece.problems):
                        self._context.problem(text)
                    stored = asyncio.Event()
                    yield Parcel(piece.observations, stored.set)
                    if not self._context.preview:
                        await stored.wait()
                    await asyncio.to_thread(self._remember, path, piece)
                if self._settings.get("finished") == "move" and not self._context.preview:
                    await asyncio.to_thread(self._move_finished, path)
            await asyncio.sleep(max(float(self._settings.get("every_s") or 2), 0.05))

    async def browse(self, path: str) -> Sequence[Found]:
        """The columns of the newest file, with the values of its first row."""
        files = await asyncio.to_thread(self._files)
        return await asyncio.to_thread(self._columns, files[-1]) if files else ()

    def _files(self) -> list[Path]:
        try:
            found = [(path.stat().st_mtime, path.name, path) for path in self._folder.glob(self._pattern)]
            if not self._folder.is_dir():
                raise Unreachable("There is no folder %(folder)s", folder=self._folder)
        except PermissionError as error:
            raise Rejected("The folder %(folder)s may not be read", folder=self._folder) from error
        except OSError as error:
            raise Unreachable(
                "The folder %(folder)s cannot be read: %(reason)s", folder=self._folder, reason=error.strerror or error
            ) from error
        return [path for _, name, path in sorted(found) if path.is_file() and not name.endswith(REJECTED)]

    def _piece(self, path: Path) -> Piece | None:
        try:
            changed = path.stat().st_mtime
            if self._unreadable.get(path.name) == changed:
                return None
            return self._reader.next_piece(path, self._book.files.get(path.name), self._settled(path))
        except FileNotFoundError:
            return None
        except (BadData, OSError) as error:
            self._unreadable[path.name] = changed
            return Piece(self._book.files.get(path.name) or Progress(""), problems=[f"{path.name}: {error}"])

    def _settled(self, path: Path) -> bool:
        return time.time() - path.stat().st_mtime >= float(self._settings.get("finished_after_s") or 60)

    def _remember(self, path: Path, piece: Piece) -> None:
        if not piece.progress.identity:
            return
        self._book.files[path.name] = piece.progress
        if self._context.preview:
            return
        if piece.rejected:
            self._reject(path, b"".join(piece.rejected))
        self._book.save()

    def _reject(self, path: Path, rows: bytes) -> None:
        """Beside the file; where the folder may only be read, in the gateway's own."""
        for folder in (self._folder, Path(self._context.state_dir)):
            try:
                with (folder / (path.name + REJECTED)).open("ab") as file:
                    file.write(rows)
            except OSError as error:
                self._context.problem(
                    Sentence(
                        "Rejected rows cannot be written to %(folder)s: %(reason)s",
                        folder=folder,
                        reason=error.strerror or error,
                    )
                )
            else:
                return

    def _move_finished(self, path: Path) -> None:
        known = self._book.files.get(path.name)
        try:
            if known is None or not self._settled(path) or known.offset != path.stat().st_size:
                return
            done = self._folder / DONE
            done.mkdir(exist_ok=True)
            target = done / path.name
            if target.exists():
                target = done / f"{path.stem}-{known.epoch}{path.suffix}"
            path.replace(target)
        except OSError as error:
            self._context.problem(
                Sentence("%(name)s cannot be moved: %(reason)s", name=path.name, reason=error.strerror or error)
            )

    def _columns(self, path: Path) -> list[Found]:
        with path.open("rb") as file:
            first = list(table.rows(file.read(HEAD_BYTES), 0, True))[: self._layout.header_row + 1]
        if len(first) <= self._layout.header_row:
            return []
        titles, values = first[max(self._layout.header_row - 1, 0)], first[-1]
        top = table.heading(table.decoded(titles.data, self._layout.encodings), self._layout)
        row = table.split(table.decoded(values.data, self._layout.encodings), top.delimiter)
        return [
            Found(name, name, "", *cells.value(row[at], self._layout.decimal_comma))
            for name, at, _ in top.wanted
            if at < len(row)
        ]


def _layout(settings: Mapping[str, Any], addresses: Sequence[str]) -> Layout:
    """The layout that the settings describe; Rejected when they make none."""
    try:
        zone = ZoneInfo(str(settings.get("time_zone") or "Asia/Seoul"))
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Rejected("Unknown time zone %(zone)s", zone=settings.get("time_zone")) from error
    encoding = str(settings.get("encoding") or "auto")
    times = str(settings.get("time_column") or "")
    return Layout(
        columns=None if "*" in addresses else tuple(addresses),
        time_columns=tuple(name.strip() for name in times.split("+")) if times else (),
        time_format=str(settings.get("time_format") or ""),
        zone=zone,
        encodings=("utf-8", "cp949") if encoding == "auto" else (encoding,),
        delimiter=DELIMITERS.get(str(settings.get("delimiter")), ""),
        decimal_comma=settings.get("decimal") == "comma",
        header_row=max(int(settings.get("header_row", 1)), 0),
    )


def _few(problems: list[str]) -> list[str]:
    if len(problems) <= PROBLEMS_A_PIECE:
        return problems
    return [*problems[:PROBLEMS_A_PIECE], f"and {len(problems) - PROBLEMS_A_PIECE} more rows that cannot be read"]
