"""The past that is put onto the event log holds exactly what the simulation made."""

from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from dure.demo import fill, truth, wiring
from dure.demo.fleet import FLEET
from dure.demo.floor import ports_from
from dure.demo.simulation import DAY, Plant, day_start_us

PLANT = Plant(3, date(2026, 11, 1))
START = day_start_us(date(2026, 11, 17))


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[int, str, object, int | None]]]:
    wires = wiring.wires(ports_from(50_000, Path(tmp_path_factory.mktemp("demo"))))
    found = defaultdict(list)
    for envelope in fill.envelopes(PLANT, wires, START, START + DAY):
        found[envelope.connection] += [(o.time_us, o.address, o.value, o.sequence) for o in envelope.observations]
    return found


@pytest.mark.parametrize("machine", FLEET, ids=lambda m: m.code)
def test_every_machine_tells_in_order_and_numbers_without_gaps(machine, told) -> None:
    rows = told[machine.code]
    assert [row[3] for row in rows] == list(range(len(rows)))
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)
    assert START <= rows[0][0] <= rows[-1][0] <= START + DAY


def test_pushed_pieces_add_up(told) -> None:
    made = sum(int(value) for _, address, value, _ in told["CAP-01"] if address == "made")
    capper = next(m for m in FLEET if m.code == "CAP-01")
    assert made == truth.made(PLANT, capper, START, START + DAY).total


def test_finished_programs_add_up(told) -> None:
    ends = sum(value == "PROGRAM_COMPLETED" for _, _, value, _ in told["CNC-01"])
    mill = next(m for m in FLEET if m.code == "CNC-01")
    assert ends == truth.made(PLANT, mill, START, START + DAY).total


def test_a_repeat_is_the_same_bytes(tmp_path: Path) -> None:
    wires = wiring.wires(ports_from(50_000, tmp_path))
    again = [list(fill.envelopes(PLANT, wires, START, START + DAY // 4)) for _ in range(2)]
    assert again[0] == again[1]
