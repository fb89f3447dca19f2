"""A plant with meters whose readings lie in a real history."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import pytest

from dure.kernel import clock
from dure.kernel.envelope import encode
from dure.kernel.observation import Envelope, Observation, Quality, Value
from dure.performance.energy.models import EnergyMeter
from dure.plant.models import Site, WorkUnit
from dure.telemetry.history.writer import HistoryWriter
from dure.telemetry.models import Connection, Signal
from dure.telemetry.services import Message

Says = Callable[[str, Sequence[tuple[datetime, Value]]], None]


@pytest.fixture
def history_folder(tmp_path: Path, settings: pytest.FixtureRequest) -> Path:
    settings.HISTORY_DIR = tmp_path / "history"  # type: ignore[attr-defined]
    return tmp_path / "history"


def meter(site: Site, code: str, unit: WorkUnit | None = None, kind: str = "counter", **more: object) -> EnergyMeter:
    """A meter on a signal of its own, at the address of its code."""
    source, _ = Connection.objects.get_or_create(code="EM", defaults={"name": "전력량계", "protocol": "modbus"})
    signal = Signal.objects.create(connection=source, address=code, name=code, work_unit=unit, meaning="measurement")
    return EnergyMeter.objects.create(
        code=code, name=f"계량기 {code}", site=site, work_unit=unit, signal=signal, kind=kind, **more
    )


@pytest.fixture
def says(history_folder: Path) -> Says:
    """Puts readings of an address into the history as the recorder does; again and late as often as one likes."""
    writer = HistoryWriter()
    writer.position()
    sequence = 0

    def put(address: str, rows: Sequence[tuple[datetime, Value]]) -> None:
        nonlocal sequence
        for at in range(0, len(rows), 1000):
            sequence += 1
            seen = tuple(
                Observation(address, value, clock.to_us(moment), Quality.MISSING if value is None else Quality.GOOD)
                for moment, value in rows[at : at + 1000]
            )
            writer.take([Message(sequence, encode(Envelope("EM", "e1", seen[-1].time_us, seen)))])
        writer.flush()

    return put
