"""Quantities that people enter by hand, and taking them back.

Where no machine counts, an entry's pieces are added to a row of results of their own source.
Where a machine counts, the pieces are there already: good ones are refused, and rejects are
taken from the good ones by corrections. So nothing is ever counted twice.
"""

import uuid
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from dure.events import append
from dure.inventory.models import Item
from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import Person, WorkUnit
from dure.production.errors import AlreadyChanged, BadQuantity
from dure.production.events import HandEntryMade, HandEntryTakenBack
from dure.production.models import HandEntry, RejectReason
from dure.production.selectors.entries import Entering, SlotRow, entering, slots_of
from dure.production.services.hand_rows import add_to_row, reclassify, take_from_row
from dure.production.services.record import locked
from dure.production.services.results import undo_corrections
from dure.web.live import announce

_SAME = ("work_unit_id", "starts_at", "kind", "quantity", "reason_id")


@transaction.atomic
def enter_quantity(
    *,
    client_id: uuid.UUID,
    work_unit: WorkUnit,
    starts_at: datetime,
    kind: str,
    quantity: Decimal,
    person: Person,
    reason: RejectReason | None = None,
    note: str = "",
) -> HandEntry:
    """Enter pieces for the slot that begins at `starts_at`. The same `client_id` enters once, however often it comes.

    Raises BadQuantity, Invalid (no such slot, reason out of use, a machine counts these pieces,
    more rejects than good pieces were counted), Conflict when the id was used for something else.
    """
    locked(work_unit.pk)
    wanted = HandEntry(
        client_id=client_id,
        work_unit=work_unit,
        starts_at=starts_at,
        kind=kind,
        quantity=quantity,
        reason=reason,
        note=note.strip(),
        made_by=person,
    )
    if (known := HandEntry.objects.filter(client_id=client_id).first()) is not None:
        return _same(known, wanted)
    return _make(wanted)


@transaction.atomic
def take_entry_back(*, entry_id: int, person: Person) -> HandEntry:
    """Take an entry back; it stays in the list with who did it. Raises AlreadyChanged, Invalid."""
    entry = _locked(entry_id)
    _take_back(entry, person)
    return entry


@transaction.atomic
def correct_entry(
    *, entry_id: int, kind: str, quantity: Decimal, person: Person, reason: RejectReason | None = None, note: str = ""
) -> HandEntry:
    """Replace an entry by the right one for the same slot; the wrong one is kept, taken back.

    Raises AlreadyChanged and what `enter_quantity` raises.
    """
    entry = _locked(entry_id)
    _take_back(entry, person)
    return _make(_copy(entry, person, kind=kind, quantity=quantity, reason=reason, note=note.strip()))


@transaction.atomic
def restore_entry(*, entry_id: int, person: Person) -> HandEntry:
    """Enter again what was taken back or replaced; what replaced it is taken back. Raises AlreadyChanged."""
    entry = _locked(entry_id)
    if entry.undone_at is None:
        raise AlreadyChanged("This entry holds already.")
    last = entry
    while (later := HandEntry.objects.filter(replaces=last).first()) is not None:
        last = later
    if last.undone_at is None:
        _take_back(last, person)
    return _make(_copy(entry, person, replaces=last))


def _locked(entry_id: int) -> HandEntry:
    locked(HandEntry.objects.values_list("work_unit_id", flat=True).get(pk=entry_id))
    return HandEntry.objects.select_related("work_unit", "item", "reason").get(pk=entry_id)


def _same(known: HandEntry, wanted: HandEntry) -> HandEntry:
    if any(getattr(known, name) != getattr(wanted, name) for name in _SAME):
        raise Conflict("This form was sent already with other figures. Open the page again and look at the list.")
    return known


def _make(entry: HandEntry) -> HandEntry:
    if entry.quantity <= 0:
        raise BadQuantity("The quantity must be more than zero.")
    if entry.reason is not None and (not entry.reason.is_active or entry.kind == HandEntry.Kind.GOOD):
        raise Invalid("Choose a reason that is in use; good pieces have none.")
    now = clock.now()
    row = _slot(entry, now)
    counted = entering(entry.work_unit_id, now)
    if not counted.takes(entry.kind):
        raise Invalid(
            "%(unit)s counts these pieces itself; entered by hand they would count twice. "
            "If a figure is wrong, correct it on the page Results.",
            unit=entry.work_unit.name,
        )
    return enter_in(entry, row, counted, now)


def enter_in(
    entry: HandEntry, row: SlotRow, counted: Entering, now: datetime, *, item: Item | None = None
) -> HandEntry:
    """Enter for a slot that was found, what may be entered there. item: where it isn't that of the slot's run."""
    entry.hour, entry.run, entry.item = row.slot.hour, row.run, item or row.item
    entry.shift_date, entry.shift = row.slot.shift or (None, "")
    entry.is_reclassified, entry.made_at = counted.counts_good, now
    corrections = (
        reclassify(entry, row.slot.end) if entry.is_reclassified else add_to_row(entry, min(now, row.slot.end))
    )
    entry.save(force_insert=True)
    entry.corrections.add(*corrections)
    append(
        HandEntryMade(
            entry_id=entry.pk,
            work_unit_id=entry.work_unit_id,
            kind=entry.kind,
            quantity=entry.quantity,
            is_reclassified=entry.is_reclassified,
            person_id=entry.made_by_id,
        )
    )
    announce(f"unit:{entry.work_unit_id}")
    return entry


def _slot(entry: HandEntry, now: datetime) -> SlotRow:
    """The slot that the entry is for. Raises Invalid for one too long ago, or still to come."""
    for row in slots_of(entry.work_unit, now):
        if row.slot.start == entry.starts_at:
            return row
    raise Invalid("Entries are possible for the last 48 hours. Correct what is older on the page Results.")


def _take_back(entry: HandEntry, person: Person) -> None:
    if entry.undone_at is not None:
        raise AlreadyChanged("This entry was taken back already.")
    if entry.is_reclassified:
        undo_corrections(entry.corrections.filter(undone_at=None), person)
    else:
        take_from_row(entry)
    entry.undone_by, entry.undone_at = person, clock.now()
    entry.save(update_fields=["undone_by", "undone_at"])
    append(HandEntryTakenBack(entry_id=entry.pk, work_unit_id=entry.work_unit_id, person_id=person.pk))
    announce(f"unit:{entry.work_unit_id}")


def _copy(entry: HandEntry, person: Person, **changes: object) -> HandEntry:
    kept = {name: getattr(entry, name) for name in ("work_unit", "starts_at", "kind", "quantity", "reason", "note")}
    return HandEntry(**{"replaces": entry, **kept, **changes}, client_id=uuid.uuid4(), made_by=person)
