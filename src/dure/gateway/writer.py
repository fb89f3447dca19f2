"""The one thread that writes the spool: what waits together is written and synced together."""

import asyncio
import errno
import logging
import os
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from queue import Empty, SimpleQueue

from dure.gateway.segment import Record, pack, segment_path, sync_file, sync_folder
from dure.kernel.errors import DureError

log = logging.getLogger("dure.gateway.spool")
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_GROUP_BYTES = 8 * 1024 * 1024


class SpoolFull(DureError):
    """There is no room: the limit is reached or the disk is full. Nothing of the append is kept."""


class SpoolBroken(DureError):
    """The disk does not take the records although it has room. Nothing of the append is kept."""


Waiting = tuple[Sequence[Record], int, "asyncio.Future[int]"]


class Writer:
    """Appends groups of records to segment files; a failed sync retires the segment for good.

    After a failed fsync the system may have dropped the pages and report success the next time,
    so the group, still in memory, is written again to a new segment.
    """

    def __init__(
        self,
        folder: Path,
        first: int,
        segment_bytes: int,
        sync: Callable[[int], None] = sync_file,
    ) -> None:
        self.next = first
        """Position of the next record; all before it are synced."""
        self.sizes: dict[int, int] = {}
        """Synced bytes of the segments that this process has begun, by first position."""
        self._folder, self._segment_bytes, self._sync = folder, segment_bytes, sync
        self._descriptor = -1
        self._segment = first
        self._queue: SimpleQueue[Waiting | None] = SimpleQueue()
        self._loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._run, name="spool-writer", daemon=True)
        self._begin_segment()
        self._thread.start()

    def put(self, records: Sequence[Record], size: int) -> "asyncio.Future[int]":
        """Resolves to the position after the last of `records` once they are synced."""
        future: asyncio.Future[int] = self._loop.create_future()
        self._queue.put((records, size, future))
        return future

    def close(self) -> None:
        """Writes what waits and ends the thread."""
        self._queue.put(None)
        self._thread.join()
        if self._descriptor >= 0:
            os.close(self._descriptor)

    def _run(self) -> None:
        while (waiting := self._queue.get()) is not None:
            group, last = self._group(waiting)
            self._answer(group)
            if last:
                return

    def _group(self, first: Waiting) -> tuple[list[Waiting], bool]:
        group, size = [first], first[1]
        while size < _GROUP_BYTES:
            try:
                waiting = self._queue.get_nowait()
            except Empty:
                break
            if waiting is None:
                return group, True
            group.append(waiting)
            size += waiting[1]
        return group, False

    def _answer(self, group: list[Waiting]) -> None:
        ends, position = [], self.next
        for records, _, _ in group:
            position += len(records)
            ends.append(position)
        error: Exception | None = None
        try:
            self._store([record for records, _, _ in group for record in records])
        except (SpoolFull, SpoolBroken) as failure:
            error = failure
        except Exception as failure:
            log.exception("The spool could not be written")
            error = SpoolBroken("The spool could not be written: %(reason)s", reason=str(failure))
        futures = [future for _, _, future in group]
        self._loop.call_soon_threadsafe(_resolve, futures, ends, error)

    def _store(self, records: list[Record]) -> None:
        data = b"".join(pack(record, self.next + at) for at, record in enumerate(records))
        for attempt in (1, 2):
            try:
                self._append(data)
            except OSError as error:
                self._retire(error)
                if error.errno in _NO_ROOM:
                    raise SpoolFull("No room on the gateway's disk: %(reason)s", reason=error.strerror) from error
                if attempt == 2:
                    raise SpoolBroken("The gateway's disk does not take data: %(reason)s", reason=str(error)) from error
            else:
                self.next += len(records)
                return

    def _append(self, data: bytes) -> None:
        if self._descriptor < 0:
            self._begin_segment()
        size = self.sizes[self._segment]
        if size and size + len(data) > self._segment_bytes:
            self._end_segment()
            self._begin_segment()
        view = memoryview(data)
        while view:
            view = view[os.write(self._descriptor, view) :]
        self._sync(self._descriptor)
        self.sizes[self._segment] += len(data)

    def _begin_segment(self) -> None:
        path = segment_path(self._folder, self.next)
        # A segment retired before its first record had this name; its inode is not trusted again.
        path.unlink(missing_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        self._descriptor = os.open(path, flags, 0o600)
        self._segment = self.next
        self.sizes[self._segment] = 0
        sync_folder(self._folder)

    def _end_segment(self) -> None:
        descriptor, self._descriptor = self._descriptor, -1
        os.close(descriptor)

    def _retire(self, error: OSError) -> None:
        """Cuts the segment back to what is known to be synced and never writes to it again."""
        log.error("Spool segment %d is retired: %s", self._segment, error)
        if self._descriptor < 0:
            return
        try:
            os.ftruncate(self._descriptor, self.sizes[self._segment])
        except OSError as failure:
            # What stays behind is not read: the next segment begins at the same position.
            log.error("Spool segment %d could not be cut: %s", self._segment, failure)
        try:
            self._end_segment()
        except OSError as failure:
            log.error("Spool segment %d could not be closed: %s", self._segment, failure)


def _resolve(futures: list["asyncio.Future[int]"], ends: list[int], error: Exception | None) -> None:
    for future, end in zip(futures, ends, strict=True):
        if future.cancelled():
            continue
        if error is None:
            future.set_result(end)
        else:
            future.set_exception(error)
