"""What changing a signal would do: what becomes of it, what it would have counted lately, what to beware of."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from dure.kernel import clock
from dure.plant.models import WorkUnit
from dure.production.connect.foresee import COUNTERS, Foreseen, foresee
from dure.production.connect.forms import EXCLUSIVE, MODULI
from dure.production.selectors import pages
from dure.telemetry.connections import Choice, choice_of
from dure.telemetry.history import reader
from dure.telemetry.models import Meaning, Signal

HOURS = 8
_MOST = 60_000
"""Readings looked at; at ten a second that is the last hour and a half."""


@dataclass(frozen=True, slots=True)
class Foresight:
    """rows: what changes, before, after. before, after: what was and would have been counted; None: no counter."""

    rows: tuple[tuple[str, str, str], ...]
    before: Foreseen | None
    after: Foreseen | None
    warnings: tuple[str, ...]
    since: datetime | None

    @property
    def is_counted(self) -> bool:
        return self.before is not None or self.after is not None


def foresight(signal: Signal, choice: Choice, unit: WorkUnit | None, since: datetime | None) -> Foresight:
    """What a choice would do to a signal."""
    now = choice_of(signal)
    counts = now.meaning in COUNTERS or choice.meaning in COUNTERS
    readings = list(_lately(signal.pk)) if counts else []
    before = _counted(readings, now, signal.work_unit)
    after = _counted(readings, choice, unit)
    warnings = tuple(_warnings(signal, choice, unit, after))
    return Foresight(tuple(_rows(signal, now, choice, unit)), before, after, warnings, since)


def _lately(signal_id: int) -> Iterable[tuple[int, Any]]:
    end_us = clock.now_us()
    points = reader.observations([signal_id], end_us - HOURS * 3_600_000_000, end_us)
    return ((point.time_us, point.value) for point in islice(points, _MOST))


def _counted(readings: list[tuple[int, Any]], choice: Choice, unit: WorkUnit | None) -> Foreseen | None:
    if choice.meaning not in COUNTERS or unit is None:
        return None
    fastest = pages.unit_rule(unit.pk, clock.now()).fastest_cycle_s
    return foresee(
        readings,
        modulus=choice.modulus,
        pieces=choice.pieces,
        each_message=choice.each_message,
        fastest_cycle_s=fastest,
    )


def _rows(signal: Signal, now: Choice, new: Choice, unit: WorkUnit | None) -> Iterable[tuple[str, str, str]]:
    nobody = _("no machine")
    pairs = (
        (_("Name"), now.name, new.name),
        (_("It means"), Meaning(now.meaning).label, Meaning(new.meaning).label),
        (_("Machine"), signal.work_unit.name if signal.work_unit else nobody, unit.name if unit else nobody),
        (_("Unit of measure"), now.unit or "–", new.unit or "–"),
        (_("Pieces per count"), _plain(now.pieces), _plain(new.pieces)),
        (_("It starts again at"), modulus_name(now.modulus), modulus_name(new.modulus)),
        (_("Each value is a number of pieces, not a running total"), _yes(now.each_message), _yes(new.each_message)),
    )
    return ((what, str(before), str(after)) for what, before, after in pairs if str(before) != str(after))


def _warnings(signal: Signal, new: Choice, unit: WorkUnit | None, after: Foreseen | None) -> Iterable[str]:
    if new.meaning != Meaning.OTHER and unit is None:
        yield _("Without a machine it counts for nobody. Choose the machine that it belongs to.")
    if unit is not None and new.meaning in EXCLUSIVE:
        same = pages.signals_of(unit.pk).filter(meaning=new.meaning).exclude(pk=signal.pk).first()
        if same is not None:
            text = _("%(signal)s means the same for this machine already; both together would count twice.")
            yield text % {"signal": same.name}
    if after is not None and after.unreadable:
        text = _("%(n)s of its values lately are no number of pieces; they would count nothing.")
        yield text % {"n": after.unreadable}
    if after is not None and after.held:
        text = _("%(n)s pieces would be held for a person to confirm, because they came faster than the machine can.")
        yield text % {"n": _plain(after.held)}


def modulus_name(modulus: Decimal | None) -> str:
    """Where a counter starts again, as the choice says it."""
    known = dict(MODULI)
    return str(known.get(_plain(modulus) if modulus else "", _plain(modulus) if modulus else ""))


def _plain(number: Decimal) -> str:
    return f"{Decimal(number).normalize():f}"


def _yes(is_so: bool) -> str:
    return _("yes") if is_so else _("no")
