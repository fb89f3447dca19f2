"""What the demonstration plant buys, makes and sells, and with whom it trades. Pure data; all firms are made up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

# ruff: noqa: E501 - tables read better with a row a line

_LOT = {"tracking": "lot"}
_BUY = {"supply": "buy"}
_RAW = {"kind": "raw", **_BUY}
_PACK = {"kind": "packaging", "unit_id": "EA", **_BUY, "lead_time_days": 7}
_SAUCE = {"allergens": ["soy", "wheat"]}

NEW_ITEMS: Final[tuple[dict[str, Any], ...]] = (
    {"code": "RM-RICE", "name": "쌀가루", "specification": "멥쌀 25 kg", "unit_id": "kg", **_RAW, **_LOT, "group": "곡분",
     "shelf_life_days": 365, "origin": "국내산", "lead_time_days": 5, "safety_stock": 2000, "lot_multiple": 25},
    {"code": "RM-TAP", "name": "타피오카 전분", "specification": "25 kg", "unit_id": "kg", **_RAW, **_LOT, "group": "곡분",
     "shelf_life_days": 540, "origin": "베트남산", "lead_time_days": 14, "safety_stock": 300, "lot_multiple": 25},
    {"code": "RM-CORN", "name": "옥수수 전분", "specification": "25 kg", "unit_id": "kg", **_RAW, **_LOT, "group": "곡분",
     "shelf_life_days": 540, "origin": "외국산", "lead_time_days": 7, "lot_multiple": 25},
    {"code": "RM-SALT", "name": "정제소금", "unit_id": "kg", **_RAW, "group": "부원료", "lead_time_days": 3},
    {"code": "RM-SPIN", "name": "시금치 분말", "specification": "10 kg", "unit_id": "kg", **_RAW, **_LOT, "group": "부원료",
     "shelf_life_days": 365, "origin": "국내산", "lead_time_days": 10},
    {"code": "RM-SOY", "name": "양조간장", "specification": "1,000 L 탱크", "unit_id": "L", **_RAW, **_LOT, "group": "장류",
     "shelf_life_days": 540, "lead_time_days": 7, **_SAUCE},
    {"code": "RM-CHILI", "name": "고추장", "specification": "14 kg 통", "unit_id": "kg", **_RAW, **_LOT, "group": "장류",
     "shelf_life_days": 360, "lead_time_days": 7, **_SAUCE},
    {"code": "RM-SUGAR", "name": "설탕", "specification": "15 kg", "unit_id": "kg", **_RAW, "group": "부원료",
     "lead_time_days": 3},
    {"code": "PK-FILM", "name": "내포장 필름", "specification": "폭 320 mm, 1,000 m 롤", **_PACK, "unit_id": "m",
     "group": "포장재"},
    {"code": "PK-BOX20", "name": "골판지 상자 20입", "specification": "420 × 300 × 260 mm", **_PACK, "group": "포장재"},
    {"code": "PK-BTL", "name": "유리병 250 ml", **_PACK, "group": "포장재"},
    {"code": "PK-CAP", "name": "병뚜껑 28 mm", **_PACK, "group": "포장재"},
    {"code": "PK-LBL", "name": "소스 라벨", **_PACK, "group": "포장재"},
    {"code": "PK-GIFT", "name": "선물세트 상자", **_PACK, "group": "포장재"},
    {"code": "SF-DOUGH", "name": "쌀국수 반죽", "kind": "semi", "unit_id": "kg", "is_phantom": True},
    {"code": "SF-SOY", "name": "간장 소스 원액", "kind": "semi", "unit_id": "L", **_LOT, "shelf_life_days": 14, **_SAUCE},
    {"code": "SF-HOT", "name": "매운 소스 원액", "kind": "semi", "unit_id": "L", **_LOT, "shelf_life_days": 14, **_SAUCE},
    {"code": "BP-CRUMB", "name": "면 부스러기 (사료용)", "kind": "semi", "unit_id": "kg"},
    {"code": "GS-SET", "name": "쌀국수·소스 선물세트", "specification": "쌀국수 4봉, 소스 2병", "kind": "finished",
     "unit_id": "SET", **_LOT, "shelf_life_days": 365, **_SAUCE},
)  # fmt: skip
"""Values of `Item` beside the things that the machines make already."""

KNOWN_ITEMS: Final[dict[str, dict[str, Any]]] = {
    "RN-200": {"specification": "200 g", "group": "면", **_LOT, "shelf_life_days": 365, "safety_stock": 5000,
               "barcode": "8800000000019", "lot_multiple": 1000},
    "RN-500": {"specification": "500 g", "group": "면", **_LOT, "shelf_life_days": 365, "barcode": "8800000000026"},
    "RN-VEG": {"specification": "200 g", "group": "면", **_LOT, "shelf_life_days": 270, "barcode": "8800000000033"},
    "SC-SOY": {"specification": "250 ml", "group": "소스", **_LOT, "shelf_life_days": 365, **_SAUCE},
    "SC-HOT": {"specification": "250 ml", "group": "소스", **_LOT, "shelf_life_days": 365, **_SAUCE},
}  # fmt: skip

RATE: Final = {"labour": 14_000, "people": 1, "machine": 6_000, "overhead": 2_500, "fixed_overhead": 3_000}
"""Won an hour."""

OTHER_UNITS: Final = (
    ("RM-RICE", "BAG", 25), ("RM-TAP", "BAG", 25), ("RM-CORN", "BAG", 25), ("PK-FILM", "ROLL", 1000),
    ("RN-200", "BOX", 20), ("RN-500", "BOX", 12), ("RN-VEG", "BOX", 20), ("SC-SOY", "BOX", 24), ("SC-HOT", "BOX", 24),
)  # fmt: skip
"""(item, unit, how many of the item's own unit are in one)."""


@dataclass(frozen=True, slots=True)
class Part:
    """A line of a recipe. more: other values of the line; instead: (item, how much of it replaces one)."""

    code: str
    quantity: str
    more: Mapping[str, Any] = field(default_factory=dict)
    instead: Sequence[tuple[str, str]] = ()


_CRUMB = Part("BP-CRUMB", "3", {"kind": "by_product", "operation_number": 50})


def _noodle(dough: str, film: str, boxes: str, *others: Part) -> tuple[Part, ...]:
    packed = {"operation_number": 50}
    return (
        Part("SF-DOUGH", dough, {"operation_number": 10, "scrap_percent": 2}),
        *others,
        Part("PK-FILM", film, packed | {"scrap_percent": 3}),
        Part("PK-BOX20", boxes, packed | {"is_whole": True}),
        _CRUMB,
    )


def _bottle(base: str) -> tuple[Part, ...]:
    filled, closed, labelled = ({"operation_number": n} for n in (10, 20, 30))
    return (
        Part(base, "252", filled),
        Part("PK-BTL", "1000", filled | {"scrap_percent": "0.5"}),
        Part("PK-CAP", "1000", closed),
        Part("PK-LBL", "1000", labelled | {"scrap_percent": 1}),
    )


RECIPES: Final[dict[str, tuple[int, tuple[Part, ...]]]] = {
    "SF-DOUGH": (100, (Part("RM-RICE", "60"), Part("RM-TAP", "9", instead=[("RM-CORN", "1.05")]), Part("RM-SALT", "1"))),
    "SF-SOY": (100, (Part("RM-SOY", "72"), Part("RM-SUGAR", "16"), Part("RM-SALT", "1.5"))),
    "SF-HOT": (100, (Part("RM-CHILI", "45"), Part("RM-SOY", "20"), Part("RM-SUGAR", "14"))),
    "RN-200": (1000, _noodle("286", "260", "50")),
    "RN-500": (1000, _noodle("714", "380", "84")),
    "RN-VEG": (1000, _noodle("278", "260", "50", Part("RM-SPIN", "6", {"operation_number": 10}))),
    "SC-SOY": (1000, _bottle("SF-SOY")),
    "SC-HOT": (1000, _bottle("SF-HOT")),
    "GS-SET": (1, (Part("RN-200", "4"), Part("SC-SOY", "1"), Part("SC-HOT", "1"), Part("PK-GIFT", "1"))),
}  # fmt: skip
"""Item → (for how much, parts), the lower ones first."""

StepOf = tuple[int, str, str, str, int, int]
"""number, name, machine, seconds of a batch, pieces of it, seconds of set-up."""
_NOODLES: tuple[StepOf, ...] = (
    (10, "반죽", "MIX-01", "180", 300, 2400),
    (20, "압출", "EXT-01", "9", 4, 1800),
    (30, "증숙", "STM-01", "12", 5, 1200),
    (40, "건조", "DRY-01", "12", 5, 0),
    (50, "포장", "PKG-01", "2.4", 1, 900),
)
_SAUCES: tuple[StepOf, ...] = (
    (10, "충전", "FIL-01", "4", 1, 1800),
    (20, "캡핑", "CAP-01", "4", 1, 600),
    (30, "라벨", "LBL-01", "4.5", 1, 600),
)
TRANSFER: Final = 300
"""Pieces that go on together to the next machine of a line."""
ROUTINGS: Final = dict.fromkeys(("RN-200", "RN-500", "RN-VEG"), _NOODLES) | dict.fromkeys(("SC-SOY", "SC-HOT"), _SAUCES)
"""Item → operations; those that are the same object are made alike."""

STANDARDS: Final = (
    ("RN-200", 10, "쌀국수 반죽", "in_force", ["저울", "온도계"],
     ["쌀가루와 전분을 저울로 달아 혼합기에 넣습니다.", "25 ℃ 물을 세 번에 나누어 붓고 8분간 섞습니다.", "반죽 수분을 재고 기록합니다."]),
    ("RN-200", 20, "쌀국수 압출", "in_force", ["다이 1.2 mm"],
     ["다이와 칼날이 깨끗한지 봅니다.", "실린더 온도가 92–100 ℃인지 확인한 뒤 시작합니다.", "처음 나온 면 1 m는 버립니다."]),
    ("RN-200", 50, "쌀국수 포장", "in_force", ["중량 선별기"],
     ["필름의 품목과 소비기한 날짜를 확인합니다.", "30분마다 다섯 봉의 무게를 잽니다.", "20봉씩 상자에 넣고 로트 라벨을 붙입니다."]),
    ("SC-SOY", 10, "간장 소스 충전", "in_force", ["온도계"],
     ["원액 온도가 80 ℃ 이상인지 확인합니다.", "빈 병을 에어로 세척합니다.", "첫 열 병의 충전량을 확인합니다."]),
    ("RN-200", 30, "쌀국수 증숙", "review", [], ["증기 압력을 0.3 bar에 맞춥니다.", "면이 투명해질 때까지 12초간 찝니다."]),
)  # fmt: skip
"""(item, operation, title, how far it has come, tools, steps). The other operations have none: coverage shows them."""


@dataclass(frozen=True, slots=True)
class Firm:
    code: str
    name: str
    number: str
    is_customer: bool
    address: str
    contact: str
    more: Mapping[str, Any] = field(default_factory=dict)


FIRMS: Final = (
    Firm("DM-C1", "가온마트 (가상)", "000-00-00015", True, "가온시 두레로 11 물류센터 2동", "구매팀",
         {"business_type": "도소매업", "business_item": "식품", "payment_days": 30, "credit_limit": 80_000_000}),
    Firm("DM-C2", "한빛급식 (가상)", "000-00-00029", True, "한빛군 급식길 5", "식자재 담당",
         {"business_type": "음식점업", "business_item": "단체급식", "payment_days": 45}),
    Firm("DM-C3", "두손식자재 (가상)", "000-00-00034", True, "두손읍 시장로 27", "영업 담당",
         {"business_type": "도매업", "business_item": "식자재", "payment_days": 30}),
    Firm("DM-S1", "들판정미소 (가상)", "000-00-00048", False, "들판면 물레길 3", "출하 담당",
         {"business_type": "제조업", "business_item": "곡물가공", "vat": "exempt"}),
    Firm("DM-S2", "맑은장류 (가상)", "000-00-00053", False, "맑은리 장독길 8", "영업 담당",
         {"business_type": "제조업", "business_item": "장류"}),
    Firm("DM-S3", "새길포장 (가상)", "000-00-00067", False, "새길산단 2로 19", "영업 담당",
         {"business_type": "제조업", "business_item": "포장재"}),
)  # fmt: skip
"""No tax office has the number 000, so no real firm has these business numbers."""

SALE_PRICES: Final = (
    ("RN-200", "", 0, 1900), ("RN-500", "", 0, 4300), ("RN-VEG", "", 0, 2300), ("SC-SOY", "", 0, 3200),
    ("SC-HOT", "", 0, 3400), ("GS-SET", "", 0, 15_900), ("RN-200", "DM-C1", 0, 1800), ("RN-200", "DM-C1", 2000, 1700),
    ("RN-500", "DM-C2", 0, 4100),
)  # fmt: skip
"""(item, customer or all, from how many, won)."""

BUY_PRICES: Final = (
    ("RM-RICE", "DM-S1", 1450), ("RM-TAP", "DM-S1", 1900), ("RM-CORN", "DM-S1", 1300), ("RM-SALT", "DM-S2", 600),
    ("RM-SPIN", "DM-S1", 14_000), ("RM-SOY", "DM-S2", 2100), ("RM-CHILI", "DM-S2", 3900), ("RM-SUGAR", "DM-S2", 1150),
    ("PK-FILM", "DM-S3", 45), ("PK-BOX20", "DM-S3", 620), ("PK-BTL", "DM-S3", 310), ("PK-CAP", "DM-S3", 60),
    ("PK-LBL", "DM-S3", 25), ("PK-GIFT", "DM-S3", 1400),
)  # fmt: skip
"""(item, supplier, won)."""

COMPANY: Final = {
    "business_number": "000-00-00072", "representative": "시범 대표", "address": "두레군 두레읍 면발로 1",
    "business_type": "제조업", "business_item": "면류, 소스류", "phone": "000-000-0001", "fax": "000-000-0002",
    "bank_account": "시범은행 000-0000-0000 두레면·소스",
}  # fmt: skip
