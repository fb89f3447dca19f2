"""Recordings on disk → observations: SHDR, wide CSV, JSON lines; plain or gzipped."""

import csv
import gzip
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO
from zoneinfo import ZoneInfo

from dure.cli.replay.plan import Plan, Recording
from dure.kernel import clock, mtconnect, shdr
from dure.kernel.errors import Invalid
from dure.kernel.observation import Observation, Quality, Value

LOCAL = ZoneInfo("Asia/Seoul")
ENCODINGS = ("utf-8-sig", "cp949")
MEANINGS = {
    "EXECUTION": "state",
    "PROGRAM": "program",
    "PART_ID": "part_id",
    "SERIAL_NUMBER": "part_id",
}
COUNTERS = {"GOOD": "good", "BAD": "reject", "ALL": "total", "ACTUAL": "total", "": "total"}


def load(plan: Plan) -> Recording:
    """The recording that `plan` names. Raises Invalid when it cannot be opened or holds nothing."""
    reader: Callable[[Plan, Recording], None] = {"shdr": _shdr, "csv": _csv, "jsonl": _jsonl}[plan.format]
    recording = Recording()
    try:
        reader(plan, recording)
    except (OSError, EOFError, gzip.BadGzipFile) as error:
        raise Invalid("%(file)s cannot be read: %(reason)s", file=plan.file, reason=error) from error
    recording.sort()
    if not recording.observations:
        raise Invalid("%(file)s holds no observation in the format %(format)s", file=plan.file, format=plan.format)
    return recording


def _open(file: Path) -> IO[bytes]:
    return gzip.open(file, "rb") if file.suffix == ".gz" else file.open("rb")  # type: ignore[return-value]


def _text(file: Path) -> str:
    with _open(file) as stream:
        data = stream.read()
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Invalid("%(file)s is neither UTF-8 nor CP949 text", file=file)


def _shdr(plan: Plan, recording: Recording) -> None:
    catalogue = _catalogue(plan.devices)
    entries = list(_entries(plan, recording, catalogue))
    device = plan.device or _likely_device(catalogue, {entry.key for entry in entries})
    for entry in entries:
        owner = entry.device or device
        item = catalogue.find(entry.key, owner) if catalogue else None
        value, quality = mtconnect.reading(item, entry.value)
        address = f"{entry.device}:{entry.key}" if entry.device else entry.key
        assert entry.time_us is not None
        recording.observations.append(Observation(address, value, entry.time_us, quality))
        if item is not None and address not in recording.units:
            recording.units[address] = item.units
            meaning = _meaning(item)
            if meaning:
                recording.meanings[address] = meaning


def _meaning(item: mtconnect.DataItem) -> str | None:
    if item.category != "EVENT" or (item.type == "PROGRAM" and item.sub_type not in ("", "MAIN", "ACTIVE")):
        return None
    return COUNTERS.get(item.sub_type) if item.type == "PART_COUNT" else MEANINGS.get(item.type)


def _entries(plan: Plan, recording: Recording, catalogue: mtconnect.Catalogue | None) -> Iterator[shdr.Entry]:
    reader = shdr.Reader(catalogue.kind_of if catalogue else None)
    with _open(plan.file) as stream:
        for line in stream:
            for entry in reader.entries(line.decode("utf-8", "replace")):
                recording.read += 1
                if entry.time_us is None:
                    recording.reject("no time")
                else:
                    yield entry


def _catalogue(file: Path | None) -> mtconnect.Catalogue | None:
    if file is None:
        return None
    try:
        return mtconnect.read_devices(file.read_bytes())
    except OSError as error:
        raise Invalid("%(file)s cannot be read: %(reason)s", file=file, reason=error) from error


def _likely_device(catalogue: mtconnect.Catalogue | None, keys: set[str]) -> str:
    """The device of the model that knows most of the recording's keys."""
    if catalogue is None or not catalogue.devices:
        return ""
    return max(catalogue.devices, key=lambda device: len(keys & catalogue.by_key(device.name).keys())).name


def _csv(plan: Plan, recording: Recording) -> None:
    lines = _text(plan.file).splitlines()
    if not lines:
        return
    dialect = csv.Sniffer().sniff("\n".join(lines[:20]), ",;\t|")
    rows = csv.reader(lines, dialect)
    header = [name.strip() for name in next(rows)]
    times = _Times(plan, header)
    for number, row in enumerate(rows):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(header):
            recording.read += 1
            recording.reject("wrong number of columns")
            continue
        moment = times.of(row, number)
        for at, (name, cell) in enumerate(zip(header, row, strict=True)):
            if at == times.column or not name:
                continue
            recording.read += 1
            if moment is None:
                recording.reject("unreadable time")
                continue
            value, quality = mtconnect.reading(None, cell)
            quality = Quality.MISSING if value == "" else quality
            recording.observations.append(Observation(name, None if value == "" else value, moment, quality))


class _Times:
    """When each row was recorded: from its time column, or a fixed step from a start."""

    def __init__(self, plan: Plan, header: list[str]) -> None:
        self._format = plan.time_format
        wanted = plan.time_column or next(
            (h for h in header if h.lower() in ("time", "timestamp", "date", "일시", "시각")), ""
        )
        if plan.time_column and plan.time_column not in header:
            raise Invalid("%(file)s has no column %(name)s", file=plan.file, name=plan.time_column)
        self.column = header.index(wanted) if wanted else -1
        if self.column < 0 and plan.step is None:
            raise Invalid("%(file)s has no time column; give --time-column, or --step and --start", file=plan.file)
        self._step_us = int((plan.step or 0) * 1_000_000)
        start = self._parse(plan.start) if plan.start else clock.to_us(datetime(2000, 1, 1, tzinfo=UTC))
        if start is None:
            raise Invalid("--start is a time such as 2026-03-02T08:00:00, not %(text)s", text=plan.start)
        self._start_us = start

    def of(self, row: list[str], number: int) -> int | None:
        if self.column < 0:
            return self._start_us + number * self._step_us
        return self._parse(row[self.column].strip())

    def _parse(self, text: str) -> int | None:
        for attempt in (self._format, "", "%d-%m-%Y %H:%M", "%Y-%m-%d %H:%M", "%Y.%m.%d %H:%M:%S", "%Y/%m/%d %H:%M"):
            try:
                moment = datetime.strptime(text, attempt) if attempt else datetime.fromisoformat(text)  # noqa: DTZ007
            except ValueError:
                continue
            return clock.to_us(moment if moment.tzinfo else moment.replace(tzinfo=LOCAL))
        return None


def _jsonl(plan: Plan, recording: Recording) -> None:
    for line in _text(plan.file).splitlines():
        if not line.strip():
            continue
        recording.read += 1
        try:
            recording.observations.append(_json_observation(json.loads(line)))
        except (ValueError, TypeError, KeyError) as error:
            recording.reject(f"unreadable line ({type(error).__name__})")


def _json_observation(row: dict[str, object]) -> Observation:
    address = str(row.get("signal") or row.get("name") or row["address"])
    moment = row["time"] if "time" in row else row["time_us"]
    time_us = moment if isinstance(moment, int) else shdr.time_us(str(moment))
    if time_us is None:
        raise ValueError(moment)
    value = row["value"]
    if value is not None and not isinstance(value, bool | int | float | str):
        raise TypeError(value)
    quality = Quality.MISSING if value is None else Quality[str(row.get("quality", "good")).upper()]
    sequence = row.get("sequence")
    return Observation(
        address,
        _value(value),
        time_us,
        quality,
        str(row.get("epoch", "")),
        sequence if isinstance(sequence, int) else None,
    )


def _value(value: object) -> Value:
    if isinstance(value, str) and value.strip().upper() == "UNAVAILABLE":
        return None
    assert value is None or isinstance(value, bool | int | float | str)
    return value
