"""Items with their units: how they are read from sheets, compared with the register, and written."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from dure.exchange.imports.alike import doubt_likely_twins
from dure.exchange.imports.fields import Field, Kind, Register
from dure.exchange.imports.lines import Act, Change, Line, Outcome, Piece
from dure.exchange.imports.lookups import Units, name_key
from dure.exchange.imports.registers.words import EDITORS, ITEM_NAMES, ITEM_TITLES, NOTE_TITLES, unit_field
from dure.exchange.imports.values import compare, shown
from dure.inventory.allergens import ALLERGENS
from dure.inventory.likeness import normalised_specification
from dure.inventory.models import Item, ItemUnit, Unit
from dure.inventory.selectors import proposed_code
from dure.inventory.services import add_item, add_item_units, add_items, change_item, set_item_unit
from dure.kernel.errors import Invalid
from dure.plant.models import Person

KINDS = {
    "raw": (
        "원재료",
        "원자재",
        "원료",
        "주원료",
        "부원료",
        "주자재",
        "자재",
        "재료",
        "원부재료",
        "소재",
        "raw material",
        "material",
    ),
    "semi": ("반제품", "재공품", "중간제품", "반성품", "가공품", "semi-finished", "WIP"),
    "finished": ("완제품", "제품", "생산품", "finished goods", "product"),
    "packaging": ("포장재", "부자재", "부재료", "포장재료", "포장자재", "packaging material"),
    "merchandise": ("상품", "구매상품", "goods"),
    "consumable": ("소모품", "저장품", "consumables", "supplies"),
    "service": ("용역", "서비스", "외주가공비", "services"),
}
BOUGHT = frozenset({"raw", "packaging", "merchandise", "consumable", "service"})
TRACKINGS = {
    "none": ("관리 안 함", "미관리", "안함", "해당없음", "N", "무", "not tracked", "추적하지 않음", "no"),
    "lot": ("로트", "LOT", "로트관리", "lot관리", "Y", "유", "관리", "by lot", "로트별", "yes"),
    "serial": ("시리얼", "일련번호", "S/N", "serial", "by serial number", "일련번호별"),
}
SUPPLIES = {
    "buy": ("구매", "매입", "구입", "조달", "구매품", "bought", "purchase"),
    "make": ("생산", "자체생산", "내작", "제조", "사내", "made"),
    "subcontract": ("외주", "외주가공", "사급", "subcontracted"),
}
_ALLERGEN_WORDS = {
    "egg": ("난류", "계란", "달걀", "가금류"), "milk": ("우유", "유제품"), "buckwheat": ("메밀",), "peanut": ("땅콩",),
    "soy": ("대두", "콩"), "wheat": ("밀", "밀가루"), "pine_nut": ("잣",), "walnut": ("호두",), "crab": ("게",),
    "shrimp": ("새우",), "squid": ("오징어",), "mackerel": ("고등어",),
    "shellfish": ("조개류", "굴", "전복", "홍합"), "peach": ("복숭아",), "tomato": ("토마토",),
    "chicken": ("닭고기", "닭"), "pork": ("돼지고기", "돼지"), "beef": ("쇠고기", "소고기"),
    "sulfite": ("아황산류", "아황산"),
}  # fmt: skip

FIELDS = (
    Field("code", _("Item code"), ITEM_TITLES, Kind.CODE, longest=40, example="N-200",
          help=_("Empty: found by name and specification, else the next one by the rule of codes.")),
    Field("name", _("Item name"), ITEM_NAMES, longest=120, is_required=True, example="쌀국수"),
    Field("specification", _("Specification"), ("규격", "사양", "스펙", "재질/규격", "spec", "size", "치수"),
          longest=200, example="200 g"),
    Field("kind", _("Kind of item"), ("구분", "품목구분", "자재구분", "품목유형", "유형", "분류", "계정", "kind", "type", "종류"),
          Kind.CHOICE, choices=KINDS, example="제품"),
    Field("group", _("Item group"), ("품목군", "그룹", "대분류", "중분류", "제품군", "group", "category"), longest=60),
    unit_field(),
    Field("other_unit", _("Packing unit"), ("포장단위", "박스단위", "구매단위", "입수단위", "보조단위", "pack unit"),
          Kind.UNIT, example="BOX"),
    Field("per_other", _("Content of a packing"), ("입수", "입수량", "박스입수", "BOX입수", "포장수량", "박스당수량", "환산수량", "환산", "pack qty"),
          Kind.AMOUNT, places=6, example="24", help=_("How many of the unit one packing holds: 1 BOX = 24 EA.")),
    Field("tracking", _("Lot control"), ("로트관리", "LOT관리", "lot", "로트", "이력관리", "추적", "추적 방식", "tracking"), Kind.CHOICE,
          choices=TRACKINGS),
    Field("shelf_life_days", _("Shelf life in days"), ("유통기한(일)", "유통기한", "소비기한", "소비기한(일)", "보존기간", "소비기간(일)", "shelf life"), Kind.WHOLE,
          help=_("A new item with a shelf life is tracked by lot unless lot control says otherwise.")),
    Field("supply", _("How it comes"), ("조달구분", "조달", "조달방법", "생산구분", "조달 방식", "supply"), Kind.CHOICE, choices=SUPPLIES),
    Field("barcode", _("Barcode"), ("바코드", "GTIN", "EAN", "바코드번호"), Kind.CODE, longest=48),
    Field("origin", _("Country of origin"), ("원산지", "origin", "제조국"), longest=60),
    Field("allergens", _("Allergens"), ("알레르기", "알레르기유발물질", "알러지", "알레르기 유발물질", "allergens"), Kind.WORDS,
          choices={code: (*_ALLERGEN_WORDS.get(code, ()), code) for code, _label in ALLERGENS}),
    Field("lead_time_days", _("Lead time in days"), ("리드타임", "조달기간", "납기일수", "L/T", "조달일수", "소요 기간(일)"), Kind.WHOLE),
    Field("safety_stock", _("Safety stock"), ("안전재고", "안전재고량", "적정재고", "safety stock"), Kind.NUMBER),
    Field("lot_minimum", _("Smallest order"), ("최소발주량", "최소주문량", "MOQ", "최소로트", "최소 주문량"), Kind.NUMBER),
    Field("lot_multiple", _("Order multiple"), ("발주배수", "주문배수", "발주단위수량"), Kind.NUMBER),
    Field("is_active", _("In use"), ("사용여부", "사용유무", "사용", "active"), Kind.FLAG),
    Field("note", _("Note"), NOTE_TITLES),
)  # fmt: skip
_PLAIN = (
    "name", "specification", "kind", "group", "tracking", "shelf_life_days", "supply", "barcode", "origin",
    "allergens", "lead_time_days", "safety_stock", "lot_minimum", "lot_multiple", "is_active", "note",
)  # fmt: skip


class _Known:
    """The register as it stands, read once."""

    def __init__(self) -> None:
        self.items = list(Item.objects.order_by("pk"))
        self.by_code = {item.code: item for item in self.items}
        self.by_folded = {item.code.casefold(): item for item in self.items}
        self.bare = {item.code.lstrip("0"): item.code for item in self.items if item.code.startswith("0")}
        self.by_barcode = {item.barcode: item for item in self.items if item.barcode}
        self.by_name: dict[str, list[Item]] = {}
        for item in self.items:
            self.by_name.setdefault(name_key(item.name, item.specification), []).append(item)
        self.packings = {(one.item_id, one.unit_id): one for one in ItemUnit.objects.all()}
        self.units = Units()
        self._next: dict[str, str] = {}
        self.taken = set(self.by_code)

    def next_code(self, kind: str) -> str:
        """The next code by the rule of a kind that neither the register nor the sheet has; empty without a rule."""
        last = self._next.get(kind)
        made = proposed_code(kind) if last is None else _after(last)
        while made and made in self.taken:
            made = _after(made)
        self._next[kind] = made
        if made:
            self.taken.add(made)
        return made


def _after(code: str) -> str:
    head = code.rstrip("0123456789")
    digits = code[len(head) :]
    return f"{head}{str(int(digits) + 1).zfill(len(digits))}" if digits else ""


def judge(lines: Sequence[Line]) -> list[Piece]:
    known = _Known()
    known.taken |= {line["code"] for line in lines if line["code"]}
    pieces, seen, barcodes = [], {}, {}
    for line in lines:
        row = _existing(line, known)
        line.label = line["name"] or (row.name if row else "") or line["code"] or ""
        _refuse_twice(line, row, seen, barcodes, known)
        values, packing = _values(line, row, known)
        pieces.append(_piece(line, row, values, packing, known))
    doubt_likely_twins([piece.lines[0] for piece in pieces], known.items)
    return pieces


def _existing(line: Line, known: _Known) -> Item | None:
    """The item that a row is about: by its code, or where none is written by name and specification."""
    code = line["code"]
    if code is not None:
        found = known.by_code.get(code)
        if found is None and code.casefold() in known.by_folded:
            return known.by_folded[code.casefold()]
        if found is None and code.lstrip("0") in known.bare:
            line.refuse("code", Invalid("The zeros in front of the code were lost."), known.bare[code.lstrip("0")])
        return found
    named = known.by_name.get(name_key(line["name"] or "", line["specification"] or ""), ())
    if len(named) > 1:
        codes = ", ".join(item.code for item in named[:3])
        line.refuse("code", Invalid("Several items have this name: %(codes)s.", codes=codes), named[0].code)
    return named[0] if len(named) == 1 else None


def _refuse_twice(
    line: Line, row: Item | None, seen: dict[str, Line], barcodes: dict[str, Line], known: _Known
) -> None:
    own = row.code if row else line["code"] or name_key(line["name"] or "", line["specification"] or "")
    first = seen.setdefault(own, line)
    if first is not line:
        line.refuse("code", Invalid("Row %(row)s is the same item.", row=first.number), act=Act.LEAVE)
    barcode = line["barcode"]
    if barcode is None:
        return
    other, owner = barcodes.setdefault(barcode, line), known.by_barcode.get(barcode)
    if other is not line:
        line.refuse("barcode", Invalid("Row %(row)s has this barcode too.", row=other.number))
    elif owner is not None and (row is None or owner.pk != row.pk):
        line.refuse("barcode", Invalid("%(item)s has this barcode.", item=f"{owner.code} {owner.name}"))


def _values(line: Line, row: Item | None, known: _Known) -> tuple[dict[str, Any], tuple[Unit, Decimal] | None]:
    values = line.given(*_PLAIN)
    unit = known.units.take(line, "unit")
    if unit is not None:
        values["unit_id"] = unit.code
    own = unit.code if unit else row.unit_id if row else "EA"
    if row is None:
        if "supply" not in values:
            values["supply"] = "buy" if values.get("kind") in BOUGHT else "make"
        if "tracking" not in values and values.get("shelf_life_days"):
            values["tracking"] = (
                "lot"  # a use-by date stands on a lot; how an item is tracked can't change once it moved
            )
        values["code"] = line["code"] or ""
        if not values["code"] and not line.problems:
            values["code"] = known.next_code(values.get("kind", "finished"))
            if not values["code"]:
                line.refuse("code", Invalid("There is no code, and no rule by which to make one."), _made_up(known))
    return values, _packing(line, own, known)


def _made_up(known: _Known) -> str:
    code, n = "", len(known.taken)
    while not code or code in known.taken:
        n += 1
        code = f"I-{n:04}"
    known.taken.add(code)
    return code


def _packing(line: Line, own: str, known: _Known) -> tuple[Unit, Decimal] | None:
    content = line["per_other"]
    unit = known.units.take(line, "other_unit")
    if content is None:
        return None
    if unit is None and line["other_unit"] is None:
        unit = known.units.by_code["BOX"]
    if unit is None or unit.code == own or content <= 0:
        if unit is not None and not (unit.code == own and content in (0, 1)):
            line.refuse("per_other", Invalid("A packing holds more than nothing and has a unit of its own."))
        return None
    return unit, content


def _piece(
    line: Line, row: Item | None, values: dict[str, Any], packing: tuple[Unit, Decimal] | None, known: _Known
) -> Piece:
    if row is None:
        line.values["code"] = values.get("code") or None
        return Piece([line], partial(_add, values, packing))
    same_spec = normalised_specification(values.get("specification", "")) == normalised_specification(row.specification)
    different = compare(line, row, {k: v for k, v in values.items() if not (k == "specification" and same_spec)})
    if packing is not None:
        before = known.packings.get((row.pk, packing[0].code))
        if before is not None and before.numerator == packing[1] * before.denominator:
            packing = None
        else:
            was = f"{shown(before.numerator / before.denominator)} {row.unit_id}" if before else ""
            line.changes.append(Change("per_other", was, f"{shown(packing[1])} {row.unit_id}"))
            line.outcome = Outcome.CHANGE
    return Piece([line], partial(_change, row, different, packing))


def _add(values: Mapping[str, Any], packing: tuple[Unit, Decimal] | None, by: Person) -> Item:
    item = add_item(by=by, **values)
    _pack(item, packing, by)
    return item


def _change(item: Item, values: Mapping[str, Any], packing: tuple[Unit, Decimal] | None, by: Person) -> Item:
    # Locked and read again, so that what others changed meanwhile is not put back.
    row = Item.objects.select_for_update().get(pk=item.pk)
    if values:
        change_item(row=row, by=by, **values)
    _pack(row, packing, by)
    return row


def _pack(item: Item, packing: tuple[Unit, Decimal] | None, by: Person) -> None:
    if packing is not None:
        set_item_unit(item=item, unit=packing[0], by=by, numerator=packing[1], denominator=Decimal(1))


def add_many(pieces: Sequence[Piece], by: Person) -> None:
    """New items all at once, then their packings."""
    given = [piece.write.args for piece in pieces]  # type: ignore[attr-defined]
    made = add_items([values for values, _packing_of in given], by=by)
    packings = []
    for piece, item, (_values_of, packing) in zip(pieces, made, given, strict=True):
        piece.made = item
        if packing is not None:
            packings.append(ItemUnit(item=item, unit=packing[0], numerator=packing[1], denominator=Decimal(1)))
    add_item_units(packings, by=by)


def export() -> Iterable[Mapping[str, Any]]:
    packings: dict[int, ItemUnit] = {}
    for one in ItemUnit.objects.order_by("-pk"):
        packings[one.item_id] = one
    for item in Item.objects.order_by("code"):
        row = {name: getattr(item, name) for name in _PLAIN} | {"code": item.code, "unit": item.unit_id}
        packing = packings.get(item.pk)
        if packing is not None:
            content = packing.numerator / packing.denominator
            row |= {"other_unit": packing.unit_id, "per_other": content.quantize(Decimal("0.000001"))}
        yield row


ITEMS = Register(
    "items", _("Items"), _("What is bought, made, stocked and sold, with units and packings."), "box",
    EDITORS, FIELDS, judge, export, {"Item": Item, "ItemUnit": ItemUnit}, many=add_many,
    needs=(("name",),), address="product:item",
)  # fmt: skip
