"""`dure results` and `dure kpi` say the same as the selectors, and say clearly what is wrong."""

import json
from typing import Any

import pytest

from dure.performance import cli
from tests.performance.plant import Plant, a_usual_day, make_plant

pytestmark = pytest.mark.django_db


@pytest.fixture
def plant() -> Plant:
    made = make_plant(2)
    a_usual_day(made)
    return made


def asked(command: Any, capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert command([*arguments, "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_results(plant: Plant, capsys: pytest.CaptureFixture[str]) -> None:
    found = asked(cli.results, capsys, "--from", "2026-03-09", "--to", "2026-03-09", "--by", "shift")
    assert found["from"] == "2026-03-09T00:00:00+09:00"
    assert found["results"] == [
        {
            "work_unit": "M1",
            "name": "포장기 1",
            "start": None,
            "date": "2026-03-09",
            "shift": "D",
            "item": None,
            "order": None,
            "produced": 600,
            "good": 582,
            "reject": 18,
            "rework": 0,
            "automatic": 600,
            "by_hand": 0,
        }
    ]
    assert found["total"] == {
        "produced": 600,
        "good": 582,
        "reject": 18,
        "rework": 0,
        "automatic": 600,
        "by_hand": 0,
        "held": 0,
    }


@pytest.mark.parametrize("by", ["hour", "day", "week", "month", "item", "order", "total"])
def test_every_cut_has_the_same_total(plant: Plant, capsys: pytest.CaptureFixture[str], by: str) -> None:
    found = asked(cli.results, capsys, "--from", "2026-03-09", "--to", "2026-03-10 00:00", "--by", by)
    assert found["total"]["good"] == 582
    assert sum(row["good"] for row in found["results"]) == 582


def test_kpi(plant: Plant, capsys: pytest.CaptureFixture[str]) -> None:
    found = asked(cli.kpi, capsys, "--from", "2026-03-09", "--to", "2026-03-09", "--scope", "work_unit:M1")
    (row,) = found["rows"]
    assert row["kpis"]["availability"]["value"] == pytest.approx(0.6875)
    assert row["kpis"]["oee"]["value"] == pytest.approx(300 / 480 * 0.97)
    assert row["elements"]["PBT"] == 480 * 60
    assert row["kpis"]["throughput_rate"] == {
        "value": None,
        "reason": "Only for a work order that has run",
        "notes": [],
        "used": 1,
        "of": 1,
    }


def test_period_may_be_left_out(plant: Plant, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(cli.results, capsys, "--work-unit", "M1")["total"]["produced"] == 600


def test_tables_for_people(plant: Plant, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.kpi(["--from", "2026-03-09", "--to", "2026-03-09", "--each"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].split() == ["포장기", "1", "60.6%", "68.8%", "90.9%", "97.0%"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--from", "gestern"], "gestern is no time"),
        (["--from", "2026-03-09", "--to", "2026-03-08"], "The period ends before it begins"),
        (["--by", "colour"], "colour is no cut: choose one of total, hour"),
        (["--work-unit", "X9"], "There is no work unit with the code X9"),
        (["--from", "2020-01-01", "--to", "2026-01-01"], "longer than 800 days"),
    ],
)
def test_clear_errors(plant: Plant, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str) -> None:
    assert cli.results(arguments) == 1
    assert said in capsys.readouterr().err


def test_no_data_yet(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.kpi([]) == 1
    assert "There is no data yet" in capsys.readouterr().err
