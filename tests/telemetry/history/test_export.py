"""What is handed out can be read by what people use, and is the same."""

import csv
from collections.abc import Callable
from pathlib import Path

import duckdb
import openpyxl
import pytest

from dure.kernel.errors import Invalid, NotFound
from dure.kernel.observation import Observation, Quality
from dure.telemetry import cli
from dure.telemetry.history import export
from dure.telemetry.history.export import Format
from dure.telemetry.history.writer import HistoryWriter
from dure.telemetry.models import Signal
from dure.telemetry.services import Message
from tests.telemetry.history.conftest import DAY_US, START_US

pytestmark = pytest.mark.django_db


@pytest.fixture
def signal(history_folder: Path, message: Callable[..., Message]) -> int:
    seen = [Observation("온도", 20.5 + i, START_US + i * 1_500_000, Quality.GOOD, "e", i) for i in range(10)]
    seen.append(Observation("온도", None, START_US + 60_000_000, Quality.MISSING, "e", 99))
    seen.append(Observation("온도", "=1+1", START_US + 61_000_000, Quality.GOOD, "e", 100))
    writer = HistoryWriter()
    writer.position()
    writer.take([message(1, seen)])
    writer.flush()
    Signal.objects.update(unit="℃")
    return Signal.objects.get().id


def write(target: Path, kind: Format, signal: int, **options: object) -> int:
    span = {"signals": [signal], "start_us": START_US, "end_us": START_US + DAY_US}
    return export.write(target, kind, **span, **options)  # type: ignore[arg-type]


def test_csv_opens_in_korean_excel_and_holds_no_formula(signal: int, tmp_path: Path) -> None:
    target = tmp_path / "x.csv"
    assert write(target, Format.CSV, signal) == 12
    assert target.read_bytes()[:3] == b"\xef\xbb\xbf"
    rows = list(csv.reader(target.open(encoding="utf-8-sig", newline="")))
    assert rows[0] == ["time", "signal", "work_unit", "value", "unit", "quality"]
    assert rows[2] == ["2026-05-01T09:00:01.500000+09:00", "온도", "", "21.5", "℃", "good"]
    assert rows[11][3:] == ["", "℃", "missing"]
    assert rows[12][3] == "'=1+1"


def test_xlsx_has_times_and_numbers(signal: int, tmp_path: Path) -> None:
    target = tmp_path / "x.xlsx"
    write(target, Format.XLSX, signal)
    sheet = openpyxl.load_workbook(target).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[2][0].isoformat() == "2026-05-01T09:00:01.500000"
    assert rows[2][3] == 21.5
    assert sheet["D13"].data_type == "s"


def test_parquet_is_read_by_others(signal: int, tmp_path: Path) -> None:
    target = tmp_path / "x.parquet"
    write(target, Format.PARQUET, signal)
    found = duckdb.sql(f"SELECT time_us, signal, number FROM '{target}' ORDER BY time_us LIMIT 2").fetchall()
    assert found == [(START_US, "온도", 20.5), (START_US + 1_500_000, "온도", 21.5)]


def test_too_many_rows_are_refused_with_their_number(signal: int, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="12 readings are more than the 5"):
        write(tmp_path / "x.xlsx", Format.XLSX, signal, most=5)
    assert not (tmp_path / "x.xlsx").exists()


def test_nothing_to_export_is_said(history_folder: Path, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        write(tmp_path / "x.csv", Format.CSV, 1)


def test_progress_ends_with_all(signal: int, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    write(tmp_path / "x.csv", Format.CSV, signal, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(0, 12), (12, 12)]


def test_the_command_exports_and_tells(signal: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "out.csv"
    span = ["--from", "2026-05-01T09:00", "--to", "2026-05-01T09:00:03"]
    assert cli.main(["export", str(target), "--signal", "온도", *span]) == 0
    assert capsys.readouterr().out == f"2 readings in {target}\n"
    assert cli.main(["export", str(target), "--signal", "없음", *span]) == 1
    assert "There is no signal 없음" in capsys.readouterr().err
    assert cli.main(["export", str(tmp_path / "out.doc"), "--signal", "온도", *span]) == 1
    assert cli.main(["status"]) == 0
    assert "raw" in capsys.readouterr().out
    assert cli.main(["compact"]) == 0
    assert "days compacted: 2026-05-01" in capsys.readouterr().out
