"""What a scanner has read: an item, a packing of it, a lot, a piece, or a place."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Q

from dure.inventory.gs1 import Elements, read
from dure.inventory.hangul import spellings
from dure.inventory.models import Item, ItemUnit, Location, Lot


@dataclass(frozen=True, slots=True)
class Scanned:
    """What was recognised. lots: all with the number when the item isn't told; quantity: in `unit`."""

    text: str
    item: Item | None = None
    unit: str = ""
    quantity: Decimal | None = None
    lots: list[Lot] = field(default_factory=list)
    location: Location | None = None
    lot_number: str = ""
    expires_on: date | None = None
    weight_kg: Decimal | None = None

    @property
    def lot(self) -> Lot | None:
        return self.lots[0] if len(self.lots) == 1 else None

    @property
    def is_known(self) -> bool:
        return self.item is not None or bool(self.lots) or self.location is not None


_SEPARATOR = "\x1d"
_MARKS = ("]", "(", _SEPARATOR)


def scanned(text: str) -> Scanned:
    """What the text of a bar code means, with at most nine queries, five for one that a scanner marks as GS1.

    Korean letters that mean nothing are read again as the keys that a scanner has typed, with as many queries each.

    In this order: barcode of an item, of a packing, number of a lot, code of an item, code of a
    place, GS1 element strings (first when they are marked as such). Of those count (01) GTIN or
    (240) own code, (10) lot, (21) serial, (17) use by, (30) or (37) count, (310n) net weight. A
    GTIN counts by its digits, with or without leading zeros.
    """
    found = _read(text.strip(" \t\r\n"))
    if not found.is_known:
        again = (_read(word) for word in spellings(found.text))
        found = next((one for one in again if one.is_known), found)
    return found


def _read(word: str) -> Scanned:
    is_marked = word.startswith(_MARKS) or _SEPARATOR in word
    plain = _plain(word) if word and not is_marked else Scanned(word)
    if plain.is_known:
        return plain
    elements = read(word)
    return plain if elements is None else _from_gs1(word, elements)


def _plain(word: str) -> Scanned:
    item, unit = _by_barcode([word])
    if item is not None:
        return Scanned(word, item=item, unit=unit, quantity=Decimal(1))
    lots = list(Lot.objects.select_related("item").filter(number=word).order_by("pk"))
    if lots:
        return Scanned(word, item=lots[0].item if len(lots) == 1 else None, lots=lots, lot_number=word)
    item = Item.objects.filter(code=word).first()
    if item is not None:
        return Scanned(word, item=item, unit=item.unit_id)
    return Scanned(word, location=Location.objects.filter(code=word).first())


def _by_barcode(words: list[str]) -> tuple[Item | None, str]:
    """The item with one of the barcodes, and the unit that the code is of."""
    item = Item.objects.filter(barcode__in=words).first()
    if item is not None:
        return item, item.unit_id
    packing = ItemUnit.objects.select_related("item").filter(barcode__in=words).first()
    return (packing.item, packing.unit_id) if packing else (None, "")


def _from_gs1(word: str, elements: Elements) -> Scanned:
    item, unit = _by_barcode(elements.gtin_spellings) if elements.gtin else (None, "")
    if item is None and elements.own_code:
        item = Item.objects.filter(code=elements.own_code).first()
        unit = item.unit_id if item else ""
    number = elements.serial if item and item.tracking == Item.Tracking.SERIAL else elements.lot or elements.serial
    lots: list[Lot] = []
    if number:
        same = Q(number=number) | Q(supplier_number=number)
        found = Lot.objects.select_related("item").filter(same, item=item) if item else Lot.objects.none()
        if item is None and not elements.gtin:
            found = Lot.objects.select_related("item").filter(number=number)
        lots = sorted(found, key=lambda lot: (lot.number != number, lot.pk))
        exact = [lot for lot in lots if lot.number == number]
        lots = exact or lots
    return Scanned(
        word,
        item=item or (lots[0].item if len(lots) == 1 else None),
        unit=unit,
        quantity=elements.count or (Decimal(1) if item else None),
        lots=lots,
        lot_number=number,
        expires_on=elements.expires_on,
        weight_kg=elements.weight_kg,
    )
