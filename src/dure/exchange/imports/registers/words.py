"""Fields and words that several registers share."""

from django.utils.translation import gettext_lazy as _

from dure.exchange.imports.fields import Field, Kind, Text
from dure.plant.roles import Role

_LEADERS = frozenset({Role.SUPERVISOR, Role.PLANNER, Role.ADMINISTRATOR})
EDITORS = _LEADERS | {Role.OFFICE}
"""Of items."""
WRITERS = _LEADERS
"""Of the equipment."""
DRAFTERS = WRITERS | {Role.MENTOR}
"""Of how things are made: what they write is a draft until somebody else approves it (decision 0070)."""
STANDARD_WRITERS = DRAFTERS | {Role.QUALITY}
APPROVERS = WRITERS | {Role.OWNER}
KEEPERS = frozenset({Role.PLANNER, Role.OFFICE, Role.ADMINISTRATOR})
"""Of stock with its value."""
SELLERS = frozenset({Role.OFFICE, Role.ADMINISTRATOR})
"""Of partners, prices and orders."""
UNIT_WORDS = {
    "EA": ("EA", "개", "ea", "pcs", "PC"),
    "kg": ("kg", "㎏", "킬로"),
    "g": ("g", "그램"),
    "t": ("t", "톤", "ton"),
    "BOX": ("BOX", "박스", "상자"),
    "PACK": ("PACK", "봉", "팩"),
    "SET": ("SET", "세트"),
    "BAG": ("BAG", "포대"),
    "ROLL": ("ROLL", "롤"),
    "SHEET": ("SHEET", "장", "매"),
    "BTL": ("BTL", "병"),
    "CAN": ("CAN", "캔", "통"),
    "m": ("m", "미터"),
    "mm": ("mm",),
    "cm": ("cm",),
    "L": ("L", "리터"),
    "mL": ("mL", "ml", "㎖"),
    "m2": ("m2", "㎡"),
}
"""How a column of units is known by its contents; what a word means is looked up in the register of units."""
ITEM_TITLES = (
    "품목코드",
    "품번",
    "품목번호",
    "자재코드",
    "자재번호",
    "제품코드",
    "상품코드",
    "item code",
    "part no",
    "P/N",
    "코드",
)
ITEM_NAMES = (
    "품명",
    "품목명",
    "제품명",
    "자재명",
    "상품명",
    "원료명",
    "item name",
    "description",
    "품목",
    "이름",
    "name",
)
PARTNER_TITLES = (
    "거래처",
    "거래처명",
    "거래처코드",
    "업체명",
    "업체",
    "상호",
    "고객사",
    "고객",
    "납품처",
    "매입처",
    "매출처",
    "공급처",
    "customer",
    "supplier",
    "vendor",
)
QUANTITY_TITLES = ("수량", "소요량", "qty", "quantity", "개수", "물량")
UNIT_TITLES = ("단위", "기본단위", "unit", "UOM", "재고단위")
NOTE_TITLES = ("비고", "메모", "특이사항", "참고", "note", "remark")


ITEM_NAME = _("Item name")


def item_field(name: str = "item", *, falls: bool = False, titles: tuple[str, ...] = ITEM_TITLES) -> Field:
    return Field(name, _("Item code"), titles, Kind.NAME, is_required=True, falls=falls, example="N-200")


def item_name_field(
    name: str = "item_name", titles: tuple[str, ...] = ITEM_NAMES, *, label: Text = ITEM_NAME, falls: bool = False
) -> Field:
    return Field(name, label, titles, falls=falls, help=_("Only to find the item where the code is missing."))


def unit_field(name: str = "unit", titles: tuple[str, ...] = UNIT_TITLES) -> Field:
    return Field(name, _("Unit"), titles, Kind.UNIT, choices=UNIT_WORDS, example="EA")


def note_field(longest: int = 200) -> Field:
    return Field("note", _("Note"), NOTE_TITLES, longest=longest)
