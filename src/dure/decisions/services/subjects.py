"""What models are of: how each kind is learnt, kept and followed. Rules are pure; here they meet the plant's hours."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from dure.decisions.models import PredictionModel
from dure.decisions.prediction import pace_model, piece_energy_model, signal_model
from dure.decisions.prediction.pace import HOUR_US, Hour, Value
from dure.decisions.prediction.piece_energy import Use
from dure.decisions.prediction.words import mark
from dure.decisions.selectors.hours import hours_of, uses_of, values_of, watched_signals
from dure.kernel.clock import to_us

Kind = PredictionModel.Kind


class Subject(Protocol):
    """features: what it is made from. kept: sentences about a version in use and its successor: waits, same, loud,
    sooner. Rows are hours of one work unit."""

    kind: str
    features: Sequence[str]
    kept: Mapping[str, str]

    def signals(self, unit: int) -> Sequence[int | None]: ...
    def rows(self, unit: int, signal: int | None, start: datetime, until: datetime) -> list[Any]: ...
    def starts_us(self, row: Any) -> int: ...
    def whole(self, rows: list[Any], until: datetime) -> list[Any]: ...
    def ends_us(self, rows: Sequence[Any]) -> int: ...
    def tried(self, rows: Sequence[Any], since_us: int | None) -> Any: ...
    def compared(self, figures: Mapping[str, Any], rows: Sequence[Any], since_us: int) -> Any: ...
    def digest(self, rows: Sequence[Any]) -> str: ...
    def split_us(self, found: Any) -> int: ...
    def figures(self, found: Any) -> dict[str, Any]: ...
    def picture(self, found: Any) -> dict[str, Any]: ...
    def check(self, figures: Mapping[str, Any]) -> None: ...
    def followed(self, figures: Mapping[str, Any], rows: Sequence[Any], until: datetime) -> Any: ...


class Pace:
    kind = Kind.PACE.value
    features = pace_model.FEATURES
    kept = {
        "waits": mark(
            "Version %(version)s stays: %(lacks)s more hours are needed before another can be held against it."
        ),
        "same": mark(
            "Version %(version)s stays: on time that neither had seen, a new one saw a change after %(ours).1f hours, "
            "the one in use after %(theirs).1f."
        ),
        "loud": mark(
            "Version %(version)s rang %(alarms)s times where chance allows %(most)s. A new one was learnt; take it or "
            "not."
        ),
        "sooner": mark(
            "A new one sees a change after %(ours).1f hours, version %(version)s after %(theirs).1f. Take it or not."
        ),
    }

    def signals(self, unit: int) -> Sequence[int | None]:
        return (None,)

    def rows(self, unit: int, signal: int | None, start: datetime, until: datetime) -> list[Hour]:
        return hours_of([unit], start, until)[unit]

    def starts_us(self, row: Hour) -> int:
        return row.at_us

    def whole(self, rows: list[Hour], until: datetime) -> list[Hour]:
        return rows

    def ends_us(self, rows: Sequence[Hour]) -> int:
        return rows[-1].at_us + HOUR_US

    def tried(self, rows: Sequence[Hour], since_us: int | None) -> pace_model.Tried:
        days = (rows[-1].at_us - rows[0].at_us) / (24 * HOUR_US) + 1
        return pace_model.tried(rows, days, since_us)

    def compared(self, figures: Mapping[str, Any], rows: Sequence[Hour], since_us: int) -> pace_model.Compared:
        return pace_model.compared(pace_model.pace_from(figures), rows, since_us)

    def digest(self, rows: Sequence[Hour]) -> str:
        return pace_model.digest(rows)

    def split_us(self, found: pace_model.Tried) -> int:
        return found.later[0][0]

    def figures(self, found: pace_model.Tried) -> dict[str, Any]:
        assert found.made is not None
        return pace_model.pace_json(found.made)

    def picture(self, found: pace_model.Tried) -> dict[str, Any]:
        return {"values": [[at, round(value, 2)] for at, value in found.later], "alarms": list(found.alarms)}

    def check(self, figures: Mapping[str, Any]) -> None:
        pace_model.pace_from(figures)

    def followed(self, figures: Mapping[str, Any], rows: Sequence[Hour], until: datetime) -> pace_model.Followed:
        return pace_model.followed(pace_model.pace_from(figures), rows)


class PieceEnergy:
    """Learnt from whole days; the day that still runs is only shown."""

    kind = Kind.ENERGY.value
    features = piece_energy_model.FEATURES
    kept = {
        "waits": mark(
            "Version %(version)s stays: %(lacks)s more days are needed before another can be held against it."
        ),
        "same": mark(
            "Version %(version)s stays: on days that neither had seen, a new one was off by %(ours).2f kWh, the one in "
            "use by %(theirs).2f."
        ),
        "loud": mark(
            "On %(alarms)s days version %(version)s was outside of its interval where chance allows %(most)s. A new "
            "one was learnt; take it or not."
        ),
        "sooner": mark(
            "A new one is off by %(ours).2f kWh a day, version %(version)s by %(theirs).2f. Take it or not."
        ),
    }

    def signals(self, unit: int) -> Sequence[int | None]:
        return (None,)

    def rows(self, unit: int, signal: int | None, start: datetime, until: datetime) -> list[Use]:
        return uses_of([unit], start, until)[unit]

    def starts_us(self, row: Use) -> int:
        return row.at_us

    def whole(self, rows: list[Use], until: datetime) -> list[Use]:
        return [one for one in rows if one.day_us + piece_energy_model.DAY_US <= to_us(until)]

    def ends_us(self, rows: Sequence[Use]) -> int:
        return rows[-1].day_us + piece_energy_model.DAY_US

    def tried(self, rows: Sequence[Use], since_us: int | None) -> piece_energy_model.Tried:
        return piece_energy_model.tried(rows, since_us)

    def compared(self, figures: Mapping[str, Any], rows: Sequence[Use], since_us: int) -> piece_energy_model.Compared:
        return piece_energy_model.compared(piece_energy_model.model_from(figures), rows, since_us)

    def digest(self, rows: Sequence[Use]) -> str:
        return piece_energy_model.digest(rows)

    def split_us(self, found: piece_energy_model.Tried) -> int:
        return found.later[0].day_us

    def figures(self, found: piece_energy_model.Tried) -> dict[str, Any]:
        assert found.made is not None
        return piece_energy_model.model_json(found.made)

    def picture(self, found: piece_energy_model.Tried) -> dict[str, Any]:
        return {"days": [list(day) for day in found.later]}

    def check(self, figures: Mapping[str, Any]) -> None:
        piece_energy_model.model_from(figures)

    def followed(self, figures: Mapping[str, Any], rows: Sequence[Use], until: datetime) -> piece_energy_model.Followed:
        return piece_energy_model.followed(piece_energy_model.model_from(figures), rows, to_us(until))


class SignalDrift:
    """Of signals that a rule of alarms looks at."""

    kind = Kind.SIGNAL.value
    features = signal_model.FEATURES
    kept = Pace.kept

    def signals(self, unit: int) -> Sequence[int | None]:
        return watched_signals(unit)

    def rows(self, unit: int, signal: int | None, start: datetime, until: datetime) -> list[Value]:
        assert signal is not None
        return values_of(unit, signal, start, until)

    def starts_us(self, row: Value) -> int:
        return row[0]

    def whole(self, rows: list[Value], until: datetime) -> list[Value]:
        return rows

    def ends_us(self, rows: Sequence[Value]) -> int:
        return rows[-1][0] + HOUR_US

    def tried(self, rows: Sequence[Value], since_us: int | None) -> signal_model.Tried:
        return signal_model.tried(rows, since_us)

    def compared(self, figures: Mapping[str, Any], rows: Sequence[Value], since_us: int) -> pace_model.Compared:
        return signal_model.compared(signal_model.level_from(figures), rows, since_us)

    def digest(self, rows: Sequence[Value]) -> str:
        return signal_model.digest(rows)

    def split_us(self, found: signal_model.Tried) -> int:
        return found.later[0][0]

    def figures(self, found: signal_model.Tried) -> dict[str, Any]:
        assert found.made is not None
        return signal_model.level_json(found.made)

    def picture(self, found: signal_model.Tried) -> dict[str, Any]:
        return {"values": [list(one) for one in found.later], "alarms": list(found.alarms)}

    def check(self, figures: Mapping[str, Any]) -> None:
        signal_model.level_from(figures)

    def followed(self, figures: Mapping[str, Any], rows: Sequence[Value], until: datetime) -> signal_model.Followed:
        return signal_model.followed(signal_model.level_from(figures), rows)


SUBJECTS: Mapping[str, Subject] = {one.kind: one for one in (Pace(), PieceEnergy(), SignalDrift())}
