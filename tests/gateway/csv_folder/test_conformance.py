from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from dure.kernel import clock
from tests.gateway.conformance import Conformance
from tests.gateway.rig import Rig

KOREA = timezone(timedelta(hours=9))


class CsvFolderRig:
    """A machine that appends rows to a file on a share; switched off, the share is away."""

    protocol = "csv_folder"
    addresses = ("수량",)
    counter = "수량"
    width = 65_535
    has_connection = True
    keeps_values = False
    exempt: dict[str, str] = {}

    def __init__(self, root: Path) -> None:
        self._here, self._away = root / "share", root / "away"
        self._away.mkdir()
        (self._away / "log.csv").write_bytes("시각,수량\r\n".encode("cp949"))
        self._last = b""
        self.settings = {"folder": str(self._here), "time_column": "시각", "every_s": 0.05}

    async def start(self) -> None:
        self._away.rename(self._here)

    async def stop(self) -> None:
        if self._here.exists():
            self._here.rename(self._away)

    async def set(self, value: int) -> None:
        await self.set_at(value, clock.now_us())

    async def set_bad(self) -> None:
        self._append(clock.now_us(), "#VALUE!")

    async def set_at(self, value: int, time_us: int) -> None:
        self._append(time_us, str(value))

    async def repeat(self) -> None:
        self._write(self._last)

    async def garbage(self) -> None:
        self._write("2026-06-01 09:00:00,1,2,3,너무,많음\r\n".encode("cp949"))

    def _append(self, time_us: int, text: str) -> None:
        moment = clock.from_us(time_us).astimezone(KOREA)
        self._last = f"{written(moment)},{text}\r\n".encode("cp949")
        self._write(self._last)

    def _write(self, row: bytes) -> None:
        with (self._here / "log.csv").open("ab") as file:
            file.write(row)


def written(moment: datetime) -> str:
    half = "오전" if moment.hour < 12 else "오후"
    return f"{moment.year}. {moment.month}. {moment.day}. {half} {(moment.hour - 1) % 12 + 1}:{moment:%M:%S.%f}"


class TestCsvFolder(Conformance):
    @pytest.fixture
    def rig(self, tmp_path: Path) -> Rig:
        return CsvFolderRig(tmp_path)
