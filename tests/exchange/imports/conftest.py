"""People and a few rows that workbooks speak about."""

from collections.abc import Callable

import pytest

from dure.commerce.models import Partner, Price
from dure.inventory.models import Item, ItemUnit, Location
from dure.plant.models import Person
from dure.plant.roles import Role
from tests.exchange.workbooks import TODAY
from tests.plant.plants import person, small_plant


@pytest.fixture(autouse=True)
def quick(settings, tmp_path, monkeypatch) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MEDIA_ROOT = tmp_path
    settings.SECOND_FACTOR = False
    monkeypatch.setenv("DURE_CLOCK", f"{_noon()},{_real()},1")


def _noon() -> int:
    from datetime import UTC, datetime

    return int(datetime(TODAY.year, TODAY.month, TODAY.day, 3, tzinfo=UTC).timestamp())


def _real() -> float:
    import time

    return time.time()


@pytest.fixture
def clerk(db) -> Person:
    return person(Role.ADMINISTRATOR, name="clerk")


@pytest.fixture
def checker(db) -> Person:
    return person(Role.PLANNER, name="checker")


def item(code: str, name: str, unit: str = "EA", **values: object) -> Item:
    return Item.objects.create(code=code, name=name, unit_id=unit, **values)


@pytest.fixture
def world(db) -> Callable[[str], None]:
    """`world("noodles")`: what stands in the registers before."""

    def make(name: str) -> None:
        _WORLDS[name]()

    return make


def _kimchi() -> None:
    for code, name, unit in (
        ("K-100", "포기김치 1kg", "PACK"), ("K-101", "포기김치 5kg", "PACK"), ("R-100", "절임배추", "kg"),
        ("R-101", "새우젓", "kg"), ("R-102", "고춧가루", "kg"), ("YANG", "양념", "kg"), ("P-1", "파우치 1kg", "SHEET"),
    ):  # fmt: skip
        item(code, name, unit)


def _cream() -> None:
    for code, name, unit in (
        ("CR-50", "수분크림 50ml", "EA"), ("BULK-1", "크림 벌크", "kg"), ("RM-1", "정제수", "kg"),
        ("RM-2", "글리세린", "kg"), ("JAR", "크림 용기", "EA"), ("CAP", "캡", "EA"),
    ):  # fmt: skip
        item(code, name, unit)


def _machinery() -> None:
    for code, name, unit in (
        ("CONV-1", "컨베이어 1", "EA"), ("CONV-2", "컨베이어 2", "EA"), ("FRAME", "프레임", "EA"),
        ("MOTOR", "모터", "EA"), ("BELT", "벨트", "m"),
    ):  # fmt: skip
        item(code, name, unit)


def _noodles() -> None:
    noodles = item("N-200", "쌀국수 200g", tracking="lot")
    item("N-400", "쌀국수 400g", tracking="lot")
    item("RICE", "멥쌀가루", "kg", kind="raw", tracking="lot")
    item("TAPE", "테이프", "ROLL", kind="consumable")
    ItemUnit.objects.create(item=noodles, unit_id="BOX", numerator=24)
    Location.objects.create(code="COLD", own_name="냉장창고", kind="stock")
    shop = Partner.objects.create(code="P0001", name="(주)한빛상사", business_number="124-81-00998")
    Partner.objects.create(code="P0002", name="가온유통")
    Price.objects.create(
        side="sale",
        item=noodles,
        partner=shop,
        unit_id="EA",
        price=1150,
        valid_from="2026-01-01",
        partner_code="HB-0200",
    )


def _plant() -> None:
    small_plant()
    from dure.plant.models import WorkCenter
    from dure.plant.services import add_part

    add_part(level="work-center", by=None, code="L2", name="2라인", area=WorkCenter.objects.get(code="L1").area)


_WORLDS = {"kimchi": _kimchi, "cream": _cream, "machinery": _machinery, "noodles": _noodles, "plant": _plant}
