"""Writing as a whole or not at all, whatever happens on the way; taking back; what others did meanwhile."""

import io
import os
import signal
import subprocess
import sys
import textwrap
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from dure.commerce.models import BlanketOrder, CallOff, Partner, Price, SalesOrder
from dure.commerce.services import add_blanket_order, add_partner, set_blanket_line, set_price
from dure.exchange import tasks
from dure.exchange.imports import files, services, writing
from dure.exchange.imports.registers import register
from dure.exchange.models import Import
from dure.inventory.models import Balance, Item, StockMove
from dure.inventory.services import change_item
from dure.kernel.errors import Conflict, Denied
from dure.ledger.purposes import Purpose
from dure.ledger.selectors import balance
from dure.plant.models import ChangeRecord
from dure.plant.roles import Role
from dure.product.models import Bom
from dure.product.services import LineOf, add_bom
from tests.browser.conftest import wait_until
from tests.exchange import workbooks
from tests.exchange.imports.conftest import item
from tests.exchange.imports.story import counts, outcomes, tried
from tests.plant.plants import person

ROOT = Path(__file__).resolve().parents[3]


def sheet(*rows: tuple[object, ...]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def blanket() -> BlanketOrder:
    """An agreement on noodles, counted in pieces."""
    partner = add_partner(by=None, name="한들식품")
    row = add_blanket_order(partner=partner, valid_from=date(2026, 1, 1), valid_to=date(2026, 12, 31), by=None)
    noodles = item("N-1", "국수")
    set_blanket_line(
        blanket=row, item=noodles, unit=noodles.unit, quantity=Decimal(9000), price=Decimal(100), by=None
    )  # fmt: skip
    return row


def many(count: int) -> bytes:
    return sheet(
        ("품목코드", "품명", "구분", "단위"), *((f"M-{n:05}", f"부품 {n}", "원재료", "EA") for n in range(count))
    )


@pytest.mark.django_db
class TestWriting:
    def test_changes_show_what_was_and_what_will_be(self, clerk) -> None:
        item("A-1", "브라켓", safety_stock=10)
        item("A-2", "볼트")
        data = sheet(("품번", "품명", "안전재고"), ("A-1", "브라켓", 25), ("A-2", "볼트", None), ("A-3", "너트", 5))
        row = tried(data, "a.xlsx", "items", clerk)
        assert counts(row) == {"change": 1, "same": 1, "new": 1}
        assert row.rows.get(number=2).changes == [["safety_stock", "10", "25"]]
        writing.write(row.pk, clerk, only_good=False)
        assert Item.objects.get(code="A-1").safety_stock == 25
        row.refresh_from_db()
        assert (row.state, len(row.records), row.written_by) == ("written", 2, clerk)
        assert row.rows.get(number=4).made == Item.objects.get(code="A-3").pk

    def test_a_job_done_anew_after_its_end_changes_nothing(self, clerk) -> None:
        """Its worker was killed between the last write and the note that the job is done."""
        row = tried(sheet(("품번", "품명"), ("A-3", "너트")), "a.xlsx", "items", clerk)
        for _time in range(2):
            tasks.write_import.func(import_id=row.pk, person_id=clerk.pk, only_good=False)
            row.refresh_from_db()
            assert (row.state, row.refusal, Item.objects.count()) == ("written", None, 1)

    def test_what_changed_since_the_trial_counts(self, clerk) -> None:
        row = tried(sheet(("품번", "품명", "바코드"), ("A-1", "브라켓", "880")), "a.xlsx", "items", clerk)
        item("B-9", "다른 것", barcode="880")
        with pytest.raises(Conflict):
            writing.write(row.pk, clerk, only_good=False)
        row.refresh_from_db()
        assert (row.state, outcomes(row)) == ("checked", {2: "wrong"})

    def test_what_the_register_itself_refuses_is_told_at_its_row(self, clerk) -> None:
        """A loop through a BOM that stands: only writing sees it."""
        paste, dough = item("PASTE", "반죽"), item("DOUGH", "도우")
        from dure.product.services import approve_bom

        approve_bom(bom=add_bom(item=paste, valid_from="2026-01-01", by=None, lines=[LineOf(dough, 1)]), by=None)
        item("WATER", "물")
        data = sheet(("모품번", "자품번", "소요량"), ("DOUGH", "PASTE", 1), ("WATER", "DOUGH", 1))
        row = tried(data, "a.xlsx", "boms", clerk)
        assert counts(row) == {"new": 2}
        writing.write(row.pk, clerk, only_good=True)
        row.refresh_from_db()
        assert outcomes(row) == {2: "wrong", 3: "new"}
        assert not Bom.objects.filter(item=dough).exists()
        assert Bom.objects.filter(item__code="WATER").exists()

    def test_twice_is_refused(self, clerk) -> None:
        row = tried(many(3), "a.xlsx", "items", clerk)
        writing.write(row.pk, clerk, only_good=False)
        with pytest.raises(Conflict):
            writing.write(row.pk, clerk, only_good=False)

    def test_other_roles_are_refused(self, clerk) -> None:
        with pytest.raises(Denied):
            services.take_file(name="a.xlsx", data=many(2), register_name="prices", by=person(Role.PLANNER, name="p"))


@pytest.mark.django_db
class TestTakingBack:
    def test_everything_is_as_it_was(self, clerk) -> None:
        item("A-1", "브라켓", safety_stock=10)
        before = list(Item.objects.values())
        data = sheet(("품번", "품명", "안전재고", "입수"), ("A-1", "브라켓 LH", 25, 24), ("A-3", "너트", 5, "10"))
        row = tried(data, "a.xlsx", "items", clerk)
        writing.write(row.pk, clerk, only_good=False)
        writing.take_back(row.pk, clerk)
        assert list(Item.objects.values()) == before
        row.refresh_from_db()
        assert row.state == "undone"

    def test_what_is_used_meanwhile_is_in_the_way(self, clerk) -> None:
        row = tried(many(3), "a.xlsx", "items", clerk)
        writing.write(row.pk, clerk, only_good=False)
        other = item("X", "완성품")
        add_bom(item=other, valid_from="2026-01-01", by=None, lines=[LineOf(Item.objects.get(code="M-00001"), 1)])
        with pytest.raises(Conflict) as caught:
            services.undo(row=row, by=clerk)
        assert "부품 1" in str(caught.value)
        assert Item.objects.filter(code__startswith="M-").count() == 3
        row.refresh_from_db()
        assert (row.state, row.refusal["params"]["name"]) == ("written", "부품 1")

    def test_what_others_changed_since_is_in_the_way(self, clerk) -> None:
        row = tried(many(2), "a.xlsx", "items", clerk)
        writing.write(row.pk, clerk, only_good=False)
        change_item(row=Item.objects.get(code="M-00000"), by=None, name="새 이름")
        with pytest.raises(Conflict):
            writing.take_back(row.pk, clerk)

    def test_drafts_are_approved_together_or_go(self, clerk, checker, world) -> None:
        world("kimchi")
        row = tried(workbooks.kimchi_bom_indented(), "a.xlsx", "boms", clerk)
        writing.write(row.pk, clerk, only_good=False)
        assert services.approve(row=Import.objects.get(pk=row.pk), by=checker) == 3
        with pytest.raises(Conflict):
            writing.take_back(row.pk, clerk)
        assert Bom.objects.filter(status="approved").count() == 3

    def test_drafts_that_nobody_touched_go(self, clerk, world) -> None:
        world("kimchi")
        row = tried(workbooks.kimchi_bom_indented(), "a.xlsx", "boms", clerk)
        writing.write(row.pk, clerk, only_good=False)
        writing.take_back(row.pk, clerk)
        assert not Bom.objects.exists()

    def test_stock_goes_out_again_at_its_value(self, clerk, world) -> None:
        world("noodles")
        row = tried(workbooks.opening_stock(), "a.xlsx", "stock", clerk)
        writing.write(row.pk, clerk, only_good=True)
        # 1,200 × 700 + 10 boxes × 16,800 + 1,500.5 × 1,800; the tape has no value.
        assert -balance(Purpose.OPENING) == 840_000 + 168_000 + 2_700_900
        assert balance(Purpose.STOCK_DIFFERENCE) == 0
        writing.take_back(row.pk, clerk)
        assert not Balance.objects.filter(quantity__gt=0).exists()
        assert balance(Purpose.OPENING) == 0
        assert StockMove.objects.count() == 8

    def test_orders_are_cancelled_and_keep_their_numbers(self, clerk, world) -> None:
        world("noodles")
        row = tried(workbooks.purchase_orders(), "a.xlsx", "orders", clerk)
        writing.write(row.pk, clerk, only_good=True)
        writing.take_back(row.pk, clerk)
        assert list(SalesOrder.objects.values_list("status", flat=True)) == ["cancelled"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("book", "name", "worlds"),
    [
        ("kimchi_csv", "items", []),
        ("kimchi_bom_indented", "boms", ["kimchi"]),
        ("partner_list", "partners", []),
        ("machine_ledger", "equipment", ["plant"]),
        ("routing_sheet", "routings", ["noodles", "plant"]),
        ("price_sheet", "prices", ["noodles"]),
        ("opening_stock", "stock", ["noodles"]),
        ("purchase_orders", "orders", ["noodles"]),
    ],
)
def test_what_goes_out_comes_in_again_as_the_same(book: str, name: str, worlds: list[str], clerk, world) -> None:
    for one in worlds:
        world(one)
    title, make = workbooks.ALL[book]
    writing.write(tried(make(), title, name, clerk).pk, clerk, only_good=True)
    again = tried(files.as_it_stands(register(name)), "again.xlsx", name, clerk)
    assert set(outcomes(again).values()) == {"same"}


@pytest.mark.django_db
def test_the_list_of_items_comes_in_again_as_the_same(clerk) -> None:
    """Not only the wizard's own export: the page's as well."""
    from django.test import Client
    from django.urls import reverse

    writing.write(tried(workbooks.kimchi_csv(), "a.csv", "items", clerk).pk, clerk, only_good=True)
    client = Client()
    client.force_login(clerk)
    data = client.get(reverse("product:items"), {"format": "xlsx"}).content
    again = tried(data, "items.xlsx", "items", clerk)
    assert set(outcomes(again).values()) == {"same"}


KILLED = """
    import os, django
    os.environ["DJANGO_SETTINGS_MODULE"] = "dure.config.settings"
    django.setup()
    from dure.exchange.imports import writing
    from dure.plant.models import Person
    writing.AT_ONCE = 20
    writing.write({pk}, Person.objects.get(pk={by}), only_good=False)
"""


@pytest.mark.django_db(transaction=True)
def test_killed_in_the_middle_nothing_is_half_written(clerk, settings) -> None:
    row = tried(many(1400), "a.xlsx", "items", clerk)
    records = ChangeRecord.objects.count()
    code = textwrap.dedent(KILLED.format(pk=row.pk, by=clerk.pk))
    process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=dict(os.environ))
    try:
        wait_until(lambda: Import.objects.get(pk=row.pk).done >= 20, 60, lambda: process.poll() is None)
        process.send_signal(signal.SIGKILL)
    finally:
        process.kill()
        process.wait(30)
    assert Import.objects.get(pk=row.pk).done < 1400
    assert (Item.objects.count(), ChangeRecord.objects.count()) == (0, records)
    assert Import.objects.get(pk=row.pk).state == "checked"
    writing.write(row.pk, clerk, only_good=False)
    assert Item.objects.count() == 1400
    writing.take_back(row.pk, clerk)
    assert Item.objects.count() == 0


@pytest.mark.django_db
def test_a_partner_already_there_is_changed_not_doubled(clerk) -> None:
    add_partner(by=clerk, code="P9", name="두리식품 주식회사", business_number="220-81-62517")
    row = tried(workbooks.partner_list(), "a.xlsx", "partners", clerk)
    assert outcomes(row)[5] == "change"


@pytest.mark.django_db
class TestWhatListsMean:
    def test_a_list_that_only_leaves_a_day_out_is_taken(self, clerk) -> None:
        blanket()
        head = ("품번", "납기", "수량")
        days = ("2026-11-25", 100), ("2026-11-26", 50)
        writing.write(tried(sheet(head, *(("N-1", *one) for one in days)), "1.xlsx", "call-offs", clerk).pk, clerk,
                      only_good=False)  # fmt: skip
        row = tried(sheet(head, ("N-1", *days[0])), "2.xlsx", "call-offs", clerk)
        assert row.rows.get().changes == [["N-1 2026-11-26", "50", "0"]]
        writing.write(row.pk, clerk, only_good=False)
        assert [(str(one.day), one.quantity) for one in CallOff.objects.all()] == [("2026-11-25", 100)]

    def test_call_offs_in_another_unit_are_refused(self, clerk) -> None:
        blanket()
        row = tried(
            sheet(("품번", "납기", "수량"), ("N-1", "2026-11-25", "10 BOX"), ("N-1", "2026-11-26", "10 EA")),
            "1.xlsx", "call-offs", clerk,
        )  # fmt: skip
        assert [one["message"] for one in row.rows.get(number=2).problems] == ["This blanket order counts in %(unit)s."]

    def test_a_price_that_has_ended_is_agreed_anew(self, clerk) -> None:
        noodles = item("N-1", "국수")
        price = Price.objects.create(
            side="sale", item=noodles, unit_id="EA", price=3000, valid_from=date(2026, 1, 1), valid_to=date(2026, 3, 31)
        )
        data = sheet(("구분", "품번", "단가", "적용일"), ("판매", "N-1", 3000, "2026-11-01"))
        row = tried(data, "p.xlsx", "prices", clerk)
        assert counts(row) == {"change": 1}
        writing.write(row.pk, clerk, only_good=False)
        assert Price.objects.exclude(pk=price.pk).get().valid_from == date(2026, 11, 1)

    def test_pieces_come_in_again_after_the_import_was_taken_back(self, clerk) -> None:
        item("PUMP", "펌프", tracking="serial")
        data = sheet(("품번", "시리얼번호", "현재고", "금액"), ("PUMP", "S-1", 1, 9000))
        row = tried(data, "s.xlsx", "stock", clerk)
        writing.write(row.pk, clerk, only_good=False)
        writing.take_back(row.pk, clerk)
        again = tried(data, "s.xlsx", "stock", clerk)
        writing.write(again.pk, clerk, only_good=False)
        assert [(one.lot.number, one.quantity) for one in Balance.objects.filter(quantity__gt=0)] == [("S-1", 1)]

    def test_taking_back_leaves_what_people_wrote_since(self, clerk) -> None:
        row = tried(sheet(("거래처명", "구분"), ("한들식품", "매출")), "p.xlsx", "partners", clerk)
        writing.write(row.pk, clerk, only_good=False)
        partner = Partner.objects.get()
        set_price(side=Price.Side.SALE, item=item("N-1", "국수"), price=Decimal(10), valid_from=date(2026, 1, 1),
                  partner=partner, by=clerk)  # fmt: skip
        with pytest.raises(Conflict, match="used already"):
            writing.take_back(row.pk, clerk)
        assert Price.objects.get().partner == partner

    def test_no_text_of_a_file_becomes_a_formula(self, clerk) -> None:
        item("X-1", "=1+1")
        found = load_workbook(io.BytesIO(files.as_it_stands(register("items")))).active
        assert [(one.value, one.data_type) for one in found[2] if one.value == "=1+1"] == [("=1+1", "s")]
        row = tried("품번,품명,단위\nA-1,=1+1\x0b,없는단위\n".encode(), "a.csv", "items", clerk)
        mended = load_workbook(io.BytesIO(files.fixes(row))).active
        assert [(one.value, one.data_type) for one in mended[2]][2:4] == [("A-1", "s"), ("=1+1 ", "s")]


def test_a_new_item_with_a_shelf_life_is_tracked_by_lot_unless_the_sheet_says_otherwise(clerk) -> None:
    item("N-04", "쌀떡국", tracking="none")
    data = sheet(
        ("품번", "품명", "소비기한(일)", "로트관리"),
        ("N-01", "쌀국수", 365, None),
        ("N-02", "생면", 7, "N"),
        ("P-01", "봉투", None, None),
        ("N-04", "쌀떡국", 90, None),
    )
    writing.write(tried(data, "items.xlsx", "items", clerk).pk, clerk, only_good=False)
    assert dict(Item.objects.values_list("code", "tracking")) == {
        "N-01": "lot", "N-02": "none", "P-01": "none", "N-04": "none",
    }  # fmt: skip
