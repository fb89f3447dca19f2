"""`dure simulate`, from a file to figures."""

import json
from pathlib import Path

import pytest

from dure.cli.main import main
from dure.planning.simulation.formats import as_json
from tests.planning.simulation.test_day import DAY


@pytest.fixture
def plant(tmp_path: Path) -> str:
    file = tmp_path / "plant.json"
    file.write_text(as_json(DAY), "utf-8")
    return str(file)


def test_two_policies_as_json(plant: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The day followed by hand in tests/planning/simulation/test_day.py: one of two orders late on paper, none live."""
    options = ["--policy", "live+rule", "--against", "paper", "--days", "1", "--warm-up", "0", "--seeds", "2", "--json"]
    assert main(["simulate", plant, *options]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [one["policy"] for one in found["policies"]] == ["paper", "live+rule"]
    assert [one["figures"]["on_time_share"]["mean"] for one in found["policies"]] == [0.5, 1.0]
    assert found["changes"]["on_time_share"] == {"mean": 0.5, "half": 0.0, "share": 1.0, "is_sure": True}
    assert found["seeds"] == [1, 2]


@pytest.mark.parametrize(("language", "row"), [("ko", "납기 준수, %"), ("en", "On time, %")])
def test_a_table(
    plant: str, language: str, row: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DURE_LANGUAGE", language)
    assert main(["simulate", plant, "--policy", "paper", "--days", "1", "--warm-up", "0", "--seeds", "2"]) == 0
    (line,) = [one for one in capsys.readouterr().out.splitlines() if one.startswith(row)]
    assert line.split()[-3:] == ["50.0", "±", "0.0"]


def test_against_last_month(plant: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The day has no chance in it: 110 pieces in 16 h, and nothing else is right."""
    file = tmp_path / "month.json"
    file.write_text('{"good_per_h": 6.875, "lead_h": 20}', "utf-8")
    options = ["--policy", "paper", "--days", "1", "--warm-up", "0", "--seeds", "2", "--measured", str(file)]
    assert main(["simulate", plant, *options, "--json"]) == 0
    checks = json.loads(capsys.readouterr().out)["checks"]
    assert {name: one["agrees"] for name, one in checks.items()} == {"good_per_h": True, "lead_h": False}
    assert checks["lead_h"]["simulated"] == pytest.approx(11.5)
    assert main(["simulate", plant, *options]) == 0
    assert len([one for one in capsys.readouterr().out.splitlines() if "6.875" in one or "lead_h" in one]) == 2


def test_the_example_as_a_file_to_begin_with(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", "example", "--write"]) == 0
    file = tmp_path / "own.json"
    file.write_text(capsys.readouterr().out, "utf-8")
    assert main(["simulate", str(file), "--policy", "paper", "--days", "8", "--seeds", "1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["plant"] == "twelve machines"


@pytest.mark.parametrize(("arguments", "why"), [
    (["nowhere.json"], "nowhere.json can't be read"),
    (["example", "--policy", "magic"], "“magic” is no policy"),
    (["example", "--days", "5", "--warm-up", "5"], "The warm-up is shorter than the run."),
])  # fmt: skip
def test_what_can_not_be_played_is_said(arguments: list[str], why: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", *arguments]) == 1
    said = capsys.readouterr().err
    assert why in said
    assert any("가" <= letter <= "힣" for letter in said)
