"""Writing into the record of critical control points. Every verb adds a row; none changes one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from django.db import connection, transaction
from django.utils.translation import gettext as _

from dure.events import append
from dure.inventory.models import Lot
from dure.inventory.services import set_lot_status
from dure.kernel import clock
from dure.kernel.chain import PLACES, digest
from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import Person
from dure.production.models import OrderHold, WorkOrder
from dure.production.services.floor.holding import hold_order, lift_hold
from dure.quality.events import CcpChainAnchored, CcpDeviated
from dure.quality.haccp.monitoring import holds, slot_of
from dure.quality.models import CcpAnchor, CcpRecord, ControlPoint, Nonconformance
from dure.quality.selectors import ccp as selectors
from dure.quality.services.nonconformance import Finding, add_nonconformance, contain
from dure.web.live import announce

Kind, Source = CcpRecord.Kind, CcpRecord.Source
_HELD = (Lot.Status.AVAILABLE, Lot.Status.QUARANTINE)
SPACE = UUID("6d1f3c1c-6d0a-4f7e-9f5b-4a1c0b2f0c9d")


@dataclass(frozen=True, slots=True)
class Seen:
    """What was measured. low and high: of the interval, where a signal told them; lot: where a person named one."""

    value: Decimal
    at: datetime
    low: Decimal | None = None
    high: Decimal | None = None
    readings: int = 1
    source: str = Source.HAND
    slot: datetime | None = None
    lot: Lot | None = None
    text: str = ""


def _add(client_id: UUID, kind: str, point: ControlPoint, values: Mapping[str, Any], by: Person | None) -> CcpRecord:
    """The next row of the chain. One writer after the other; the database refuses a row that doesn't fit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('quality.ccp'))")
    sequence, before = selectors.head()
    row = CcpRecord(
        sequence=sequence + 1, previous=before, client_id=client_id, kind=kind, point=point, mark=point.mark,
        written_at=clock.now(), person=by, signed_as=str(by)[:80] if by else "", **values,
    )  # fmt: skip
    row.hash = digest(before, selectors.content_of(row))
    row.save(force_insert=True)
    announce("quality:ccp")
    return row


def _known(client_id: UUID, **same: object) -> CcpRecord | None:
    """What was written with this id before. Raises Conflict when it said something else."""
    row = CcpRecord.objects.filter(client_id=client_id).first()
    if row is not None and any(getattr(row, name) != value for name, value in same.items()):
        raise Conflict("This was sent before with another content.")
    return row


def _exact(value: Decimal) -> Decimal:
    if not value.is_finite() or abs(value) >= Decimal(10) ** 12:
        raise Invalid("Enter a number.")
    return value.quantize(PLACES)


@transaction.atomic
def record_value(*, point: ControlPoint, seen: Seen, client_id: UUID, by: Person | None) -> CcpRecord:
    """Write down a value. Out of its critical limits it opens a deviation: orders and lots are held at once.

    Raises Invalid for a moment to come or no number, Conflict for a point out of force or another content.
    """
    value = _exact(seen.value)
    known = _known(client_id, value=value, mark=point.mark)
    if known is not None:
        return known
    _check_open(point, seen.at)
    low, high = (value if one is None else _exact(one) for one in (seen.low, seen.high))
    slot = seen.slot or slot_of(seen.at, point.every_minutes)
    orders = selectors.orders_at(point, seen.slot or seen.at, seen.at)
    lot = seen.lot or next((one.lot for one in orders if one.lot), None)
    is_within = holds(point.lower, point.upper, low, high)
    case = None
    if not is_within:
        touched = selectors.touched_orders(point, slot, seen.at)
        case = _deviate(_Bad(point, low, high, touched, lot), client_id, by)
    row = _add(
        client_id, Kind.VALUE, point,
        {
            "slot": slot, "at": seen.at, "source": seen.source, "value": value, "low": low, "high": high,
            "readings": seen.readings, "lower": point.lower, "upper": point.upper, "is_within": is_within,
            "order": orders[0] if orders else None, "lot": lot, "case": case, "text": seen.text.strip()[:300],
        }, by,
    )  # fmt: skip
    if case is not None:
        append(CcpDeviated(record_id=row.pk, nonconformance_id=case.pk, order_id=row.order_id))
    return row


def _check_open(point: ControlPoint, at: datetime) -> None:
    if at > clock.now():
        raise Invalid("This moment is still to come.")
    if point.version.status != "in_force":
        raise Conflict("This plan isn't in force.")


@dataclass(frozen=True, slots=True)
class _Bad:
    """What was out of its critical limits, and whose goods it touches."""

    point: ControlPoint
    low: Decimal
    high: Decimal
    orders: list[WorkOrder]
    lot: Lot | None


def _deviate(bad: _Bad, client_id: UUID, by: Person | None) -> Nonconformance:
    """A case for it; every lot of the orders and the lot named are held, and so are the orders."""
    point, orders, lot = bad.point, bad.orders, bad.lot
    low, high = (f"{one:.{point.decimals}f}" for one in (bad.low, bad.high))
    told = low if low == high else f"{low}–{high}"
    text = _("%(mark)s %(name)s %(value)s %(unit)s: out of its critical limits") % {
        "mark": point.mark, "name": point.name, "value": told, "unit": point.unit,
    }  # fmt: skip
    finding = Finding(
        text=text[:300], source=Nonconformance.Source.CCP, lot=lot, order=orders[0] if orders else None,
        work_unit=point.work_unit,
    )  # fmt: skip
    case = add_nonconformance(finding=finding, client_id=uuid5(client_id, "case"), by=by)
    reason = f"{case.number} {text}"[:200]
    for order in orders:
        hold_order(order=order, reason=reason, by=by)
    lots = {one.pk: one for one in [*selectors.lots_of(orders), *([lot] if lot else [])]}
    _hold(list(lots.values()), reason, by)
    return case


def _hold(lots: list[Lot], reason: str, by: Person | None) -> None:
    wanted = [one for one in lots if one.status in _HELD]
    if wanted:
        set_lot_status(wanted, Lot.Status.HOLD, reason=reason, by=by)


@transaction.atomic
def hold_late_lots() -> int:
    """Lots that came out of the orders of an open deviation after it was found."""
    held = 0
    for row in selectors.open_deviations():
        orders = selectors.orders_of(row)
        late = [one for one in selectors.lots_of(orders) if one.status in _HELD]
        if late and row.case is not None:
            _hold(late, f"{row.case.number} {row.case.text}"[:200], None)
            held += len(late)
    return held


@transaction.atomic
def note_missed(*, point: ControlPoint, slot: datetime, at: datetime) -> CcpRecord:
    """An interval went by without a value. It stays written down, also when a value comes late."""
    client_id = uuid5(SPACE, f"{point.mark} {slot.isoformat()} missed")
    known = _known(client_id)
    values = {"slot": slot, "at": at, "source": Source.SIGNAL if point.signal_id else Source.HAND}
    return known or _add(client_id, Kind.MISSED, point, values, None)


def _of(record: CcpRecord) -> CcpRecord:
    row = CcpRecord.objects.select_related("point__version", "point__work_unit", "case", "order", "lot").get(
        pk=record.pk
    )
    if row.kind != Kind.VALUE:
        raise Invalid("Choose a value.")
    return row


@transaction.atomic
def correct_value(
    *, record: CcpRecord, value: Decimal, reason: str, client_id: UUID, by: Person | None
) -> CcpRecord:  # fmt: skip
    """Say that another value is right, and why; the first one stays to be seen. A deviation isn't closed by it.

    Raises Invalid without a reason or for a reading of a signal, Conflict for another content.
    """
    exact, row = _exact(value), _of(record)
    known = _known(client_id, value=exact, about_id=row.pk)
    if known is not None:
        return known
    if not reason.strip():
        raise Invalid("Give a reason.")
    if row.source == Source.SIGNAL:
        raise Invalid("A reading of a signal isn't corrected. Write down a value by hand beside it.")
    is_within = holds(row.lower, row.upper, exact, exact)
    case = None
    if not is_within and row.is_within:
        case = _deviate(_Bad(row.point, exact, exact, selectors.orders_of(row), row.lot), client_id, by)
    return _add(
        client_id, Kind.CORRECTION, row.point,
        {
            "about": row, "slot": row.slot, "at": row.at, "value": exact, "low": exact, "high": exact,
            "readings": 1, "lower": row.lower, "upper": row.upper, "is_within": is_within, "order": row.order,
            "lot": row.lot, "case": case, "text": reason.strip()[:300],
        }, by,
    )  # fmt: skip


@transaction.atomic
def note_action(
    *, record: CcpRecord, text: str, disposition: str, in_control: bool, client_id: UUID, by: Person | None
) -> CcpRecord:
    """What was done about a deviation, and what becomes of the goods; its case is contained by it.

    in_control: the process holds its limits again, so its orders may go on. Lots stay held until somebody frees them.
    Raises Invalid without words or a deviation, Conflict for another content.
    """
    row = CcpRecord.objects.select_related("point", "case").get(pk=record.pk)
    known = _known(client_id, about_id=row.pk)
    if known is not None:
        return known
    if row.case is None:
        raise Invalid("This holds its critical limits.")
    if not text.strip():
        raise Invalid("Say what was done at once.")
    if row.case.stage == Nonconformance.Stage.FOUND:
        contain(row=row.case, containment=text.strip()[:300], disposition=disposition, by=by)
    if in_control:
        for hold in OrderHold.objects.filter(ended_at=None, reason__startswith=f"{row.case.number} "):
            lift_hold(hold=hold, by=by)
    values = {"about": row, "at": clock.now(), "slot": row.slot, "case": row.case, "text": text.strip()[:300]}
    return _add(client_id, Kind.ACTION, row.point, values, by)


@transaction.atomic
def sign_day(*, point: ControlPoint, day: date, client_id: UUID, by: Person, text: str = "") -> CcpRecord:
    """Verify the sheet of a day; the signature stands in the chain behind all that it saw.

    Raises Invalid for who wrote on it or an empty sheet, Conflict while a deviation has no corrective action.
    """
    known = _known(client_id, day=day, mark=point.mark)
    if known is not None:
        return known
    found = selectors.sheet(point.mark, day)
    if not found.lines:
        raise Invalid("There is nothing on this sheet.")
    if by.pk in {one.pk for one in found.writers}:
        raise Invalid("Somebody else than who wrote on the sheet must verify it.")
    rows = {one.pk for line in found.lines for one in (line.row, *line.corrections)}
    if selectors.open_deviations().filter(pk__in=rows).exists():
        raise Conflict("A deviation has no corrective action yet.")
    return _add(
        client_id, Kind.VERIFICATION, point, {"at": clock.now(), "day": day, "text": text.strip()[:300]}, by
    )  # fmt: skip


@transaction.atomic
def anchor(*, day: date) -> CcpAnchor | None:
    """Tell the head of the chain at the end of a day to the event log; once for each day, none without rows."""
    known = CcpAnchor.objects.filter(day=day).first()
    if known is not None:
        return known
    end = selectors.day_span(day)[1]
    row = CcpRecord.objects.filter(written_at__lt=end).order_by("-sequence").first()
    if row is None:
        return None
    made = CcpAnchor.objects.create(day=day, sequence=row.sequence, hash=row.hash, told_at=clock.now())
    append(CcpChainAnchored(day=day, sequence=row.sequence, hash=row.hash))
    return made
