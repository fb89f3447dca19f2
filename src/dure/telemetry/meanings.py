"""What a signal means from which moment on. What it meant before is kept, for what was counted by it.

Moments are plant time, as observations carry it. A signal's row says what it means now, since
`meaning_from`; rows of SignalMeaning say what it meant before. What was said last about a time holds.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.db.models import F, Max, Q
from django.db.models.functions import Greatest

from dure.events import append
from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.telemetry.events import MeaningsChanged
from dure.telemetry.logreach import log_begins
from dure.telemetry.models import BEGINNING, CurrentValue, Meaning, Reader, Signal, SignalMeaning
from dure.telemetry.services import hold_position

_INSTANT = timedelta(microseconds=1)


class Said(NamedTuple):
    """All of a signal that decides what its values count for."""

    work_unit_id: int | None
    meaning: str
    modulus: Decimal | None
    pieces: Decimal
    each_message: bool

    @property
    def counts(self) -> bool:
        return self.work_unit_id is not None and self.meaning != Meaning.OTHER


class Moment(NamedTuple):
    """From when something holds, and whether that lies before what was already counted."""

    at: datetime
    is_past: bool


def said_of(signal: Signal) -> Said:
    """What a signal means now."""
    return Said(
        signal.work_unit_id,
        signal.meaning,
        signal.counter_modulus,
        signal.pieces_per_count,
        signal.counts_each_message,
    )


def say(
    signals: Iterable[tuple[Signal, Said]], *, valid_from: datetime | None = None, person_id: int | None = None
) -> None:
    """Give each signal its meaning and save it.

    valid_from None: from the next observation on where it meant nothing before, else from now on.
    An earlier moment needs what was counted since to be counted again; the event says so. Raises
    Invalid for a moment to come, Conflict when the event log doesn't reach back so far. To be
    called in a transaction.
    """
    changed = [(signal, new) for signal, new in signals if signal.pk is None or said_of(signal) != new]
    if not changed:
        return
    hold_position(Reader.RESULTS)
    units = {unit for signal, new in changed for unit in (signal.work_unit_id, new.work_unit_id) if unit is not None}
    heard = _last_heard(units, [signal.pk for signal, _ in changed if signal.pk is not None])
    is_first = not any(said_of(signal).counts for signal, _ in changed)
    moment = moment_of(heard, valid_from, is_first=is_first)
    if moment.is_past:
        _check_reach(moment.at)
    for signal, new in changed:
        _change(signal, new, moment.at)
    append(
        MeaningsChanged(
            work_unit_ids=tuple(sorted(units)), valid_from=moment.at, is_past=moment.is_past, person_id=person_id
        )
    )


def moment_of(heard: datetime | None, valid_from: datetime | None, *, is_first: bool = False) -> Moment:
    """From when a rule holds. heard: time of the last observation that was counted by the rules so far.

    Without `valid_from`: the beginning when nothing was counted yet; where there was no rule
    before (`is_first`) just after `heard`; else now, or just after `heard` when that is later.
    """
    free = BEGINNING if heard is None else heard + _INSTANT
    now = max(clock.now(), free)
    if valid_from is None:
        return Moment(free if is_first or heard is None else now, is_past=False)
    if valid_from > now:
        raise Invalid("A rule can't begin in the future.")
    return Moment(valid_from, is_past=valid_from < free)


def _check_reach(at: datetime) -> None:
    begins = log_begins()
    if begins is not None and at < begins:
        raise Conflict(
            "The event log begins at %(time)s; what was counted before that can't be counted again.",
            time=f"{begins:%Y-%m-%d %H:%M} UTC",
        )


def _last_heard(units: Iterable[int], signals: Iterable[int]) -> datetime | None:
    """When any of these signals, or any signal of these work units, was last heard."""
    rows = CurrentValue.objects.filter(Q(signal__work_unit__in=units) | Q(signal__in=signals))
    found: datetime | None = rows.aggregate(n=Max("time"))["n"]
    return found


def _change(signal: Signal, new: Said, at: datetime) -> None:
    if signal.pk is not None:
        close(SignalMeaning.objects.filter(signal=signal), at)
        before = said_of(signal)
        if before.counts:
            SignalMeaning.objects.create(
                signal=signal,
                valid_from=signal.meaning_from,
                valid_to=max(at, signal.meaning_from),
                work_unit_id=before.work_unit_id,
                meaning=before.meaning,
                counter_modulus=before.modulus,
                pieces_per_count=before.pieces,
                counts_each_message=before.each_message,
            )
    signal.work_unit_id, signal.meaning = new.work_unit_id, new.meaning
    signal.counter_modulus, signal.pieces_per_count = new.modulus, new.pieces
    signal.counts_each_message = new.each_message
    signal.meaning_from = at
    signal.save()


def close(rows, at: datetime) -> int:  # type: ignore[no-untyped-def] # a queryset of rows with a validity
    """Let rows hold until `at` at most. One that begins later holds never: from `valid_from` to the same moment."""
    still = rows.filter(Q(valid_to=None) | Q(valid_to__gt=at)).exclude(valid_to__lte=F("valid_from"))
    return int(still.update(valid_to=Greatest("valid_from", at)))
