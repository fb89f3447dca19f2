"""From parcels to envelopes in the spool: what arrives while one sync runs shares the next one.

Observations that carry no sequence are numbered here, in the epoch of this run of the gateway.
"""

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress

from dure.gateway import sentence
from dure.gateway.connector import Parcel
from dure.gateway.sentence import Sentence
from dure.gateway.spool import Record, Spool, SpoolBroken, SpoolFull
from dure.kernel.envelope import encode
from dure.kernel.observation import AGAIN, STILL, Envelope, Observation

log = logging.getLogger("dure.gateway.intake")
CROWDED = 50_000
"""Observations waiting for the disk above which a connection is asked to wait."""
RETRY_S = 1.0
ENVELOPE_OBSERVATIONS = 2_000
ENVELOPE_BYTES = 768 * 1024
_SEQUENCES = 1 << 62


class Lane:
    """What one connection has waiting, and its numbering."""

    def __init__(self, connection: str, subject: str) -> None:
        self.connection, self.subject = connection, subject
        self.waiting: list[Parcel] = []
        self.count = 0
        self.writing = False
        self.sequence = 0
        self.again = 0
        """The number of the last value that was only said again."""


class Intake:
    """All lanes of a gateway and the one task that brings them to disk."""

    def __init__(self, spool: Spool, now_us: Callable[[], int], retry_s: float = RETRY_S) -> None:
        self._spool, self._now_us, self._retry_s = spool, now_us, retry_s
        self._lanes: dict[str, Lane] = {}
        self._arrived = asyncio.Event()
        self._flushed = asyncio.Event()
        self._closing = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()
        self.trouble: str = ""
        """Why nothing can be stored at present; empty when all is well."""

    def lane(self, connection: str, subject: str) -> Lane:
        """The lane of a connection; its numbering goes on when the connection is restarted."""
        lane = self._lanes.setdefault(connection, Lane(connection, subject))
        lane.subject = subject
        return lane

    def put(self, lane: Lane, parcel: Parcel) -> None:
        """Takes a parcel; its sender is told once it is on disk (or refused)."""
        lane.waiting.append(parcel)
        lane.count += len(parcel.observations)
        self._arrived.set()
        if lane.count > CROWDED:
            self._room.clear()

    @property
    def crowded(self) -> bool:
        return not self._room.is_set()

    @property
    def busy(self) -> bool:
        """Something waits or is being written."""
        return any(lane.waiting or lane.writing for lane in self._lanes.values())

    async def room(self) -> None:
        """Returns when the disk has caught up."""
        await self._room.wait()

    async def settled(self, lane: Lane) -> None:
        """Returns when nothing of `lane` waits or is being written."""
        while lane.waiting or lane.writing:
            self._flushed.clear()
            await self._flushed.wait()

    async def run(self) -> None:
        """Flushes until `close`, and once more then."""
        while not self._closing.is_set():
            await self._arrived.wait()
            self._arrived.clear()
            if not await self._flush():
                self._arrived.set()
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._retry_s):
                        await self._closing.wait()

    def close(self) -> None:
        """Lets `run` bring the rest to disk and end."""
        self._closing.set()
        self._arrived.set()

    async def _flush(self) -> bool:
        """Brings all that waits to disk. False: no room; those who can be told were refused, the rest waits."""
        taken = [(lane, lane.waiting) for lane in self._lanes.values() if lane.waiting]
        if not taken:
            return True
        for lane, _ in taken:
            lane.waiting, lane.count, lane.writing = [], 0, True
        before = [lane.sequence for lane, _ in taken]
        packed = [self._packed(lane, parcels) for lane, parcels in taken]
        records = [record for some in packed for record in some]
        try:
            if records:
                await self._spool.append(records)
        except (SpoolFull, SpoolBroken) as error:
            for (lane, _), sequence in zip(taken, before, strict=True):
                lane.sequence = sequence
            self._refuse(taken, sentence.of(error))
            return False
        finally:
            for lane, _ in taken:
                lane.writing = False
            self._flushed.set()
        if self.trouble:
            log.warning("Observations are stored again")
        self.trouble = ""
        self._room.set()
        for _, parcels in taken:
            for parcel in parcels:
                if parcel.on_stored is not None:
                    _tell(parcel.on_stored)
        return True

    def _packed(self, lane: Lane, parcels: list[Parcel]) -> list[Record]:
        """The records of one lane. A connector that gives what cannot be written spoils only its own parcels."""
        try:
            return list(self._records(lane, parcels))
        except (TypeError, ValueError, AttributeError) as error:
            log.exception("%s: its observations cannot be written", lane.connection)
            for parcel in parcels:
                if parcel.on_refused is not None:
                    _tell(parcel.on_refused, Sentence("It cannot be written: %(reason)s", reason=error))
            parcels.clear()
            return []

    def _refuse(self, taken: list[tuple[Lane, list[Parcel]]], reason: str) -> None:
        if not self.trouble:
            log.error("Observations are refused: %s", reason)
        self.trouble = reason
        self._room.clear()
        for lane, parcels in taken:
            kept = [one for one in parcels if one.on_refused is None and (one.observations or one.on_stored)]
            lane.waiting[:0] = kept
            lane.count += sum(len(parcel.observations) for parcel in kept)
            for parcel in parcels:
                if parcel.on_refused is not None:
                    _tell(parcel.on_refused, reason)

    def _records(self, lane: Lane, parcels: list[Parcel]) -> Iterator[Record]:
        received_us = self._now_us()
        record: Record | None = None
        for epoch, observations in self._by_epoch(lane, parcels).items():
            for at in range(0, len(observations), ENVELOPE_OBSERVATIONS):
                some = observations[at : at + ENVELOPE_OBSERVATIONS]
                for data in _encoded(lane.connection, epoch, received_us, some):
                    if record is not None:
                        yield record
                    record = Record(lane.subject, received_us, data)
        if record is not None:
            # With the last one: what is cut off by a crash is the end, so all that these parcels hold is there too.
            yield record._replace(origin=b"".join(parcel.origin for parcel in parcels))

    def _by_epoch(self, lane: Lane, parcels: list[Parcel]) -> dict[str, list[Observation]]:
        groups: dict[str, list[Observation]] = {}
        own = self._spool.epoch
        sequence = lane.sequence
        new = tuple.__new__
        for parcel in parcels:
            for one in parcel.observations:
                if one[5] is None and one[4] in (AGAIN, STILL):
                    lane.again += 1
                    one = one._replace(epoch=own + one[4], sequence=lane.again)
                elif one[5] is None or not 0 <= one[5] < _SEQUENCES:
                    sequence += 1
                    one = new(Observation, (one[0], one[1], one[2], one[3], own, sequence))
                group = groups.get(one[4])
                if group is None:
                    group = groups[one[4]] = []
                group.append(one)
        lane.sequence = sequence
        return groups


def _encoded(connection: str, epoch: str, received_us: int, some: Sequence[Observation]) -> Iterator[bytes]:
    """Envelopes small enough for a message of the event log (1 MiB by default)."""
    data = encode(Envelope(connection, epoch, received_us, tuple(some)))
    if len(data) <= ENVELOPE_BYTES or len(some) == 1:
        yield data
        return
    half = len(some) // 2
    yield from _encoded(connection, epoch, received_us, some[:half])
    yield from _encoded(connection, epoch, received_us, some[half:])


def _tell(callback: Callable[..., None], *args: str) -> None:
    """A connector's mistake in a callback must not keep the others from being told."""
    try:
        callback(*args)
    except Exception:
        log.exception("A sender could not be answered")
