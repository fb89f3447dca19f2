"""The units and places that every plant has from the start. Pure."""

from decimal import Decimal

UNITS: list[tuple[str, str, Decimal | None, list[str]]] = [
    ("EA", "count", Decimal(1), ["개", "ea", "pcs", "pc", "個", "낱개", "ＥＡ"]),
    ("BOX", "count", None, ["박스", "상자", "box", "bx", "CTN", "ctn"]),
    ("PACK", "count", None, ["봉", "봉지", "팩", "pack", "pk", "포"]),
    ("SET", "count", None, ["세트", "set", "조"]),
    ("BAG", "count", None, ["포대", "bag", "자루", "마대"]),
    ("ROLL", "count", None, ["롤", "roll", "권"]),
    ("SHEET", "count", None, ["장", "매", "sheet"]),
    ("BTL", "count", None, ["병", "btl", "bottle"]),
    ("CAN", "count", None, ["캔", "can", "통"]),
    ("PLT", "count", None, ["파레트", "팔레트", "plt", "pallet"]),
    ("kg", "mass", Decimal(1), ["KG", "Kg", "㎏", "킬로", "킬로그램"]),
    ("g", "mass", Decimal("0.001"), ["G", "그램", "ｇ"]),
    ("t", "mass", Decimal(1000), ["톤", "ton", "TON", "MT"]),
    ("m", "length", Decimal(1), ["M", "미터", "ｍ"]),
    ("cm", "length", Decimal("0.01"), ["CM", "㎝", "센티"]),
    ("mm", "length", Decimal("0.001"), ["MM", "㎜"]),
    ("m2", "area", Decimal(1), ["㎡", "M2", "제곱미터", "헤베"]),
    ("L", "volume", Decimal(1), ["l", "ℓ", "리터", "LTR"]),
    ("mL", "volume", Decimal("0.001"), ["ml", "㎖", "ML", "cc", "CC"]),
    ("m3", "volume", Decimal(1000), ["㎥", "M3", "루베"]),
]
"""(code, dimension, factor to the dimension's first unit, other spellings)."""

LOCATIONS = [
    ("STOCK", "stock"),
    ("QUARANTINE", "quarantine"),
    ("SUPPLIER", "supplier"),
    ("CUSTOMER", "customer"),
    ("PRODUCTION", "production"),
    ("DIFFERENCE", "difference"),
    ("SCRAP", "scrap"),
    ("MAINTENANCE", "maintenance"),
]
"""(code, kind). The first of a kind by code is what programs use where a person names none."""
