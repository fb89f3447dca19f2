import asyncio
import errno
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dure.gateway.lock import AlreadyRunning
from dure.gateway.segment import pack, packed_size, segment_path, segments, sync_file, unpack
from dure.gateway.spool import Record, Spool, SpoolBroken, SpoolFull


def record(number: int, size: int = 20) -> Record:
    return Record("obs.S.C", 1_000 + number, f"{number:08d}".encode().ljust(size, b"."))


def with_spool(folder: Path, act: Callable[[Spool], Awaitable[None]], **options: object) -> None:
    async def run() -> None:
        spool = Spool(folder, **options)  # type: ignore[arg-type]
        try:
            await act(spool)
        finally:
            spool.close()

    asyncio.run(run())


def everything(spool: Spool) -> list[Record]:
    found: list[Record] = []
    while some := spool.read(spool.cursor + len(found), 7, 300):
        found += some
    return found


def test_what_was_appended_is_read_in_order_and_after_a_restart(tmp_path: Path) -> None:
    async def write(spool: Spool) -> None:
        await asyncio.gather(*(spool.append([record(2 * n), record(2 * n + 1)]) for n in range(50)))
        assert everything(spool) == [record(n) for n in range(100)]
        spool.acknowledge(30)
        assert spool.oldest_us == 1_030

    async def read(spool: Spool) -> None:
        assert everything(spool) == [record(n) for n in range(30, 100)]

    with_spool(tmp_path, write)
    with_spool(tmp_path, read)


def test_each_start_has_its_own_epoch(tmp_path: Path) -> None:
    epochs: list[str] = []

    async def see(spool: Spool) -> None:
        epochs.append(spool.epoch)

    for _ in range(3):
        with_spool(tmp_path, see)
    assert len(set(epochs)) == 3
    assert len({epoch.partition("-")[0] for epoch in epochs}) == 1


def test_appends_that_wait_together_share_one_sync(tmp_path: Path) -> None:
    syncs = []

    def sync(descriptor: int) -> None:
        syncs.append(descriptor)
        sync_file(descriptor)

    async def write(spool: Spool) -> None:
        await asyncio.gather(*(spool.append([record(n)]) for n in range(1_000)))

    with_spool(tmp_path, write, sync=sync)
    assert len(syncs) < 100


def test_acknowledged_segments_are_freed_and_the_limit_refuses(tmp_path: Path) -> None:
    async def write(spool: Spool) -> None:
        stored = 0
        with pytest.raises(SpoolFull):
            while True:
                await spool.append([record(stored, 1_000)])
                stored += 1
        assert spool.full
        assert spool.bytes <= spool.limit_bytes
        assert len(segments(tmp_path)) > 3
        assert everything(spool) == [record(n, 1_000) for n in range(stored)]
        spool.acknowledge(stored)
        assert not spool.full
        assert len(segments(tmp_path)) == 1
        await spool.append([record(stored, 1_000)])
        assert everything(spool) == [record(stored, 1_000)]

    with_spool(tmp_path, write, limit_bytes=100_000)


def test_a_torn_tail_is_cut_and_nothing_before_it(tmp_path: Path) -> None:
    async def write(spool: Spool) -> None:
        for number in range(10):
            await spool.append([record(number)])

    with_spool(tmp_path, write)
    whole = segment_path(tmp_path, 0).read_bytes()
    for length in range(len(whole) - 45, len(whole)):
        segment_path(tmp_path, 0).write_bytes(whole[:length] + b"\0" * 13)

        async def read(spool: Spool, length: int = length) -> None:
            kept = length * 10 // len(whole)
            assert everything(spool) == [record(n) for n in range(kept)]
            await spool.append([record(kept)])
            assert everything(spool) == [record(n) for n in range(kept + 1)]

        with_spool(tmp_path, read)
        for first in segments(tmp_path):
            segment_path(tmp_path, first).unlink()


def test_a_broken_cursor_means_reading_again(tmp_path: Path) -> None:
    async def write(spool: Spool) -> None:
        await spool.append([record(n) for n in range(5)])
        spool.acknowledge(3)

    async def read(spool: Spool) -> None:
        assert everything(spool) == [record(n) for n in range(5)]

    with_spool(tmp_path, write)
    (tmp_path / "cursor").write_bytes(b"\0" * 12)
    with_spool(tmp_path, read)


def test_positions_go_on_when_acknowledged_records_are_gone(tmp_path: Path) -> None:
    async def write(spool: Spool) -> None:
        await spool.append([record(n) for n in range(5)])
        spool.acknowledge(5)

    async def read(spool: Spool) -> None:
        assert spool.next == 5
        await spool.append([record(5)])
        assert everything(spool) == [record(5)]

    with_spool(tmp_path, write)
    for first in segments(tmp_path):
        segment_path(tmp_path, first).unlink()
    with_spool(tmp_path, read)


def test_damage_in_the_middle_is_counted_and_passed(tmp_path: Path) -> None:
    async def check(spool: Spool) -> None:
        for number in range(200):
            await spool.append([record(number, 1_000)])
        firsts = segments(tmp_path)
        with segment_path(tmp_path, firsts[1]).open("r+b") as file:
            file.seek(1_500)
            file.write(b"damaged")
        found: list[Record] = []
        while some := spool.read(spool.cursor, 50, 20_000):
            found += some
            spool.acknowledge(spool.cursor + len(some))
        lost = range(firsts[1] + 1, firsts[2])
        assert found == [record(n, 1_000) for n in range(200) if n not in lost]
        assert spool.damaged == len(lost)

    with_spool(tmp_path, check, segment_bytes=16_000)


def test_a_failed_sync_is_never_trusted(tmp_path: Path) -> None:
    calls = 0

    def sync(descriptor: int) -> None:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise OSError(errno.EIO, "the disk failed")
        sync_file(descriptor)

    async def write(spool: Spool) -> None:
        for number in range(6):
            await spool.append([record(number)])
        assert segments(tmp_path) == [0, 2]
        assert everything(spool) == [record(n) for n in range(6)]

    async def read(spool: Spool) -> None:
        assert everything(spool) == [record(n) for n in range(6)]

    with_spool(tmp_path, write, sync=sync)
    with_spool(tmp_path, read)


def test_a_disk_that_stays_broken_refuses_and_heals(tmp_path: Path) -> None:
    broken = True

    def sync(descriptor: int) -> None:
        if broken:
            raise OSError(errno.EIO, "the disk failed")
        sync_file(descriptor)

    async def write(spool: Spool) -> None:
        nonlocal broken
        with pytest.raises(SpoolBroken):
            await spool.append([record(99)])
        broken = False
        await spool.append([record(0)])
        assert everything(spool) == [record(0)]

    with_spool(tmp_path, write, sync=sync)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="mounting a small disk needs root")
def test_a_full_disk_refuses_whole_appends_and_heals(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "none", disk], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("this system does not allow mounting a small disk")
    ballast = disk / "ballast"

    async def write(spool: Spool) -> None:
        await spool.append([record(0)])
        ballast.write_bytes(b"\0" * 150_000)
        with pytest.raises(SpoolFull):
            await spool.append([record(number, 1_000) for number in range(1, 200)])
        assert spool.full
        assert everything(spool) == [record(0)]
        ballast.unlink()
        await spool.append([record(1)])
        assert not spool.full
        assert everything(spool) == [record(0), record(1)]

    try:
        with_spool(disk / "spool", write)
    finally:
        subprocess.run(["umount", disk], check=True)


def test_a_second_process_is_refused(tmp_path: Path) -> None:
    async def act(spool: Spool) -> None:
        code = (
            "import asyncio, pathlib, sys\n"
            "from dure.gateway.spool import Spool\n"
            "async def run(): Spool(pathlib.Path(sys.argv[1]))\n"
            "asyncio.run(run())\n"
        )
        ran = subprocess.run([sys.executable, "-c", code, tmp_path], capture_output=True, text=True, check=False)
        assert ran.returncode == 1
        assert AlreadyRunning.__name__ in ran.stderr

    with_spool(tmp_path, act)


@given(
    st.builds(
        Record, st.text(st.characters(codec="utf-8"), max_size=30), st.integers(0, 2**63), st.binary(), st.binary()
    ),
    st.integers(0, 2**63),
)
def test_a_record_reads_back_and_nowhere_else(record: Record, position: int) -> None:
    packed = pack(record, position)
    assert len(packed) == packed_size(record)
    assert unpack(packed, 0, position) == (record, len(packed))
    assert unpack(packed, 0, position + 1) is None
    assert unpack(packed[:-1], 0, position) is None


@settings(max_examples=300)
@given(st.binary(max_size=300), st.integers(0, 20))
def test_any_bytes_are_a_whole_record_or_none(data: bytes, at: int) -> None:
    found = unpack(data, at, 0)
    assert found is None or at < found[1] <= len(data)


class Kept(list[bytes]):
    """A keeper that knows all origins in their order."""

    def note(self, origin: bytes) -> None:
        self.append(origin)

    def dump(self) -> bytes:
        return b" ".join(self)

    def load(self, data: bytes) -> None:
        self[:] = data.split()


def test_origins_are_known_over_starts_and_after_their_records_were_freed(tmp_path: Path) -> None:
    kept = Kept()

    def some(first: int, count: int) -> list[Record]:
        return [record(n, 2_000)._replace(origin=b"o%d" % n if n % 3 else b"") for n in range(first, first + count)]

    async def free(spool: Spool) -> None:
        for first in range(0, 60, 10):
            await spool.append(some(first, 10))
        assert kept == [b"o%d" % n for n in range(60) if n % 3]
        assert min(segments(tmp_path)) == 0
        spool.acknowledge(45)
        assert min(segments(tmp_path)) > 20
        await spool.append(some(60, 10))

    with_spool(tmp_path, free, segment_bytes=20_000, keeper=kept)
    again = Kept()

    async def look(spool: Spool) -> None:
        assert again == [b"o%d" % n for n in range(70) if n % 3]
        assert spool.read(69, 1)[0].origin == b""

    with_spool(tmp_path, look, keeper=again)


def test_the_origin_of_a_record_that_was_cut_off_is_not_known(tmp_path: Path) -> None:
    async def write(spool: Spool) -> None:
        await spool.append([record(n)._replace(origin=b"o%d" % n) for n in range(3)])

    with_spool(tmp_path, write, keeper=Kept())
    path = segment_path(tmp_path, 0)
    path.write_bytes(path.read_bytes()[:-1])
    kept = Kept()

    async def look(spool: Spool) -> None:
        assert kept == [b"o0", b"o1"]
        assert len(everything(spool)) == 2

    with_spool(tmp_path, look, keeper=kept)


def test_a_broken_copy_of_origins_does_not_stop_the_gateway(tmp_path: Path) -> None:
    async def write(spool: Spool) -> None:
        await spool.append([record(0)._replace(origin=b"o0")])

    with_spool(tmp_path, write, keeper=Kept())
    (tmp_path / "origins.json").write_bytes(b"{")
    kept = Kept()

    async def look(spool: Spool) -> None:
        assert kept == [b"o0"]

    with_spool(tmp_path, look, keeper=kept)
