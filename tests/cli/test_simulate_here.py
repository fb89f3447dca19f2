"""`dure simulate here`, from the tables to figures and back from the saved file."""

import builtins
import json
from pathlib import Path
from typing import Any

import pytest

from dure.cli.main import main
from dure.kernel import clock
from dure.planning.simulation.formats import read
from tests.planning.simulation import history

QUICK = ["--seeds", "3"]


@pytest.fixture
def plant(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    told = history.played(history.truth(), "status+due", 1, monkeypatch)
    history.write(told, history.make_plant())
    monkeypatch.setattr(clock, "now", lambda: history.NOW)
    monkeypatch.delenv("DURE_HOME", raising=False)


def test_json_and_the_file_that_is_saved(plant: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "own.json"
    assert main(["simulate", "here", "--policy", "paper", "--save", str(file), *QUICK, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["holds"] is True
    assert [one["policy"] for one in found["policies"]] == ["status+due", "paper"]
    assert found["changes"]["lead_h"]["mean"] > 0
    assert found["orders"] > 100
    assert {"material", "no_drift"} <= {one["what"] for one in found["assumptions"]}
    assert all(one["text"] for one in found["assumptions"])
    assert found["files"] == [str(file), str(tmp_path / "own.measured.json")]
    assert len(read(file.read_text("utf-8")).units) == 3
    assert main(["simulate", "here", "--write"]) == 0
    assert capsys.readouterr().out == file.read_text("utf-8")
    again = [
        "--policy",
        "status+due",
        "--measured",
        str(tmp_path / "own.measured.json"),
        "--days",
        "28",
        "--warm-up",
        "0",
    ]
    assert main(["simulate", str(file), *again, *QUICK, "--json"]) == 0
    checks = json.loads(capsys.readouterr().out)["checks"]
    assert {name: one["simulated"] for name, one in checks.items()} == {
        name: pytest.approx(one["simulated"]) for name, one in found["checks"].items()
    }


def test_a_table_in_korean(plant: None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DURE_LANGUAGE", "ko")
    assert main(["simulate", "here", *QUICK]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "2026-03-09~2026-04-05" in lines[0]
    assert any(one.startswith("OEE") for one in lines)
    assert "맞습니다. 지표 12개 모두 맞습니다." in lines
    assert any("자재는 늘 있는 것으로 봅니다." in one for one in lines)


def test_what_does_not_hold_says_what_to_do(
    plant: None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """All orders were released five weeks ago: a free unit would have begun them long before."""
    from dure.production.models import WorkOrder

    monkeypatch.setenv("DURE_LANGUAGE", "en")
    for order in WorkOrder.objects.filter(closed_at__isnull=False):
        order.released_at = history.MONDAY
        order.save(update_fields=["released_at"])
    assert main(["simulate", "here", "--policy", "live+rule", *QUICK]) == 0
    said = capsys.readouterr().out
    assert "It doesn't hold" in said
    assert "don't decide by this comparison" in said


@pytest.mark.parametrize(("arguments", "why"), [
    (["--days", "10"], "leave out --days"), (["--seeds", "1"], "needs two runs or more"),
    (["--policy", "magic"], "“magic” is no policy"), (["--last", "3"], "There are records of 3 days"),
])  # fmt: skip
def test_what_can_not_be_played_is_said(
    db: None, arguments: list[str], why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["simulate", "here", *arguments]) == 1
    said = capsys.readouterr().err
    assert why in said
    assert any("가" <= letter <= "힣" for letter in said)


def test_too_little_history(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    history.make_plant()
    assert main(["simulate", "here"]) == 1
    assert "In 28 days 0 operations of orders were begun and ended" in capsys.readouterr().err


def test_without_the_extra(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    usual = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name.startswith("dure.planning.simulation"):
            raise ModuleNotFoundError("No module named 'simpy'", name="simpy")
        return usual(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    assert main(["simulate", "here"]) == 1
    assert "pip install 'dure[planning]'" in capsys.readouterr().err
