"""What is open on the first day, what is expected, why machines stop, who can do what: with the result said beforehand.

On 21 November 2026. Korean tax: 1,100,000 with VAT is 1,000,000 and 100,000.
"""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from dure.commerce import selectors
from dure.commerce.models import Invoice, Partner
from dure.commerce.services import export_tax_invoices, pay
from dure.exchange.imports import files, writing
from dure.exchange.imports.registers import register
from dure.exchange.models import Import
from dure.kernel.errors import Conflict, Invalid
from dure.ledger.purposes import Purpose
from dure.ledger.selectors import balance
from dure.planning.models import Forecast
from dure.plant.models import ChangeRecord, Person, PersonSkill, Skill
from dure.plant.services import add_person, set_skill
from dure.production.models import Downtime, DowntimeReason
from tests.exchange.first_day import ALL
from tests.exchange.imports.story import Case, columns, counts, outcomes, problems, tried
from tests.exchange.workbooks import TODAY, text_file

pytestmark = pytest.mark.django_db
SALE, PURCHASE = Invoice.Side.SALE, Invoice.Side.PURCHASE

CASES = [
    Case(
        "open_receivables", "receivables", {"new": 3, "wrong": 3}, world=["noodles"],
        columns={"partner": "B", "reference": "C", "date": "D", "due_on": "E", "total": "F", "amount": "G",
                 "vat_kind": "H"},
        problems={8: [("amount", "")], 9: [("partner", "")], 10: [("amount", "100000")]},
    ),
    Case(
        "open_payables", "payables", {"new": 2, "wrong": 2}, world=["noodles"],
        columns={"partner": "A", "reference": "B", "date": "C", "due_on": "D", "amount": "E"},
        problems={4: [("reference", "")], 5: [("date", "")]},
    ),
    Case(
        "forecast_months", "forecasts", {"new": 2, "wrong": 2}, world=["noodles"],
        columns={"item": "A", "item_name": "B", "unit": "C"},
        problems={5: [("item", "")], 6: [("quantity", "")]},
    ),
    Case(
        "forecast_weeks", "forecasts", {"new": 2, "wrong": 3}, world=["noodles"],
        columns={"item": "A", "period": "B", "quantity": "C"},
        problems={4: [("", "")], 5: [("period", "")], 6: [("period", "2026-11")]},
    ),
    Case(
        "stop_reasons", "stop-reasons", {"new": 2, "wrong": 6},
        columns={"group": "A", "code": "B", "name": "C", "kind": "D"},
        problems={3: [("", "")], 4: [("code", "E02")], 7: [("", "")], 8: [("kind", "")], 9: [("", "")],
                  10: [("name", "")]},
    ),
    Case(
        "skills", "skills", {"new": 3, "wrong": 2}, world=["people"],
        columns={"person": "A", "skill": "B", "level": "C", "valid_to": "D"},
        problems={7: [("person", "")], 8: [("level", "3")]},
    ),
]  # fmt: skip


def begun(name: str, clerk: Person, world) -> Import:
    case = next(one for one in CASES if one.book == name)
    for one in case.world:
        world(one) if one != "people" else _people(clerk)
    Partner.objects.filter(name="가온유통").update(is_supplier=True, payment_days=30)
    title, make = ALL[name]
    return tried(make(), title, case.register, clerk)


def _people(clerk: Person) -> None:
    for login, name in (("1001", "김가람"), ("1002", "이누리")):
        add_person(username=login, display_name=name, roles=["operator"], by=clerk)


def write(name: str, clerk: Person, world) -> Import:
    return writing.write(begun(name, clerk, world).pk, clerk, only_good=True)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.book)
def test_what_comes_of_a_workbook(case: Case, clerk, world) -> None:
    row = begun(case.book, clerk, world)
    assert columns(row) == case.columns
    assert problems(row) == case.problems
    assert counts(row) == case.counts


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.book)
def test_a_wrong_one_is_refused_whole(case: Case, clerk, world) -> None:
    row = begun(case.book, clerk, world)
    with pytest.raises(Conflict):
        writing.write(row.pk, clerk, only_good=False)
    tables = (Invoice, Forecast, DowntimeReason, Skill, PersonSkill)
    assert [table.objects.count() for table in tables] == [0] * 5


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.book)
def test_what_goes_out_comes_in_again_as_the_same(case: Case, clerk, world) -> None:
    write(case.book, clerk, world)
    again = tried(files.as_it_stands(register(case.register)), "again.xlsx", case.register, clerk)
    assert set(outcomes(again).values()) == {"same"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.book)
def test_what_was_written_is_taken_back_whole(case: Case, clerk, world) -> None:
    row = write(case.book, clerk, world)
    records = ChangeRecord.objects.count()
    writing.take_back(row.pk, clerk)
    live = Invoice.objects.filter(cancels=None).exclude(cancelled_by__isnull=False)
    tables = (Forecast, DowntimeReason, Skill, PersonSkill)
    assert [live.count(), *(table.objects.count() for table in tables)] == [0] * 5
    assert [balance(purpose) for purpose in (Purpose.RECEIVABLE, Purpose.PAYABLE, Purpose.OPENING)] == [0, 0, 0]
    assert case.register == "stop-reasons" or ChangeRecord.objects.count() > records


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.book)
def test_its_template_is_read_again(case: Case, clerk) -> None:
    data = files.template(register(case.register))
    with pytest.raises(Invalid, match="no rows under the titles"):
        tried(data, "template.xlsx", case.register, clerk)


class TestReceivables:
    def test_they_stand_in_the_books_and_age(self, clerk, world) -> None:
        """1,100,000 due 10 October is 42 days late, 700,000 due 14 November 7; 550,000 is due 1 December."""
        write("open_receivables", clerk, world)
        found = Invoice.objects.order_by("date").values_list(
            "partner__code", "partner_reference", "date", "due_on", "supply", "vat", "vat_kind"
        )
        assert list(found) == [
            ("P0001", "20260910-01", date(2026, 9, 10), date(2026, 10, 10), 1_000_000, 100_000, "taxed"),
            ("P0001", "20261015-07", date(2026, 10, 15), date(2026, 11, 14), 636_364, 63_636, "taxed"),
            ("P0002", "20261101-02", date(2026, 11, 1), date(2026, 12, 1), 550_000, 0, "exempt"),
        ]
        assert (balance(Purpose.RECEIVABLE), balance(Purpose.OPENING)) == (2_350_000, -2_350_000)
        shop, firm = selectors.aged(SALE, today=TODAY)
        assert (shop.columns, shop.difference) == ([0, 700_000, 1_100_000, 0, 0], 0)
        assert (firm.columns, firm.difference) == ([550_000, 0, 0, 0, 0], 0)

    def test_they_are_paid_like_any_other_and_then_stay(self, clerk, world) -> None:
        row = write("open_receivables", clerk, world)
        shop = Partner.objects.get(code="P0001")
        pay(side=SALE, partner=shop, amount=Decimal(1_300_000), on=TODAY, by=clerk)
        oldest, newer = Invoice.objects.filter(partner=shop).order_by("due_on")
        assert selectors.open_amounts([oldest, newer]) == {oldest.pk: 0, newer.pk: 500_000}
        assert balance(Purpose.RECEIVABLE, party="P0001") == 500_000
        with pytest.raises(Conflict, match="is settled"):
            writing.take_back(row.pk, clerk)
        assert balance(Purpose.RECEIVABLE) == 1_050_000

    def test_their_vat_was_declared_before(self, clerk, world) -> None:
        write("open_receivables", clerk, world)
        quarter = selectors.vat_quarter(date(2026, 10, 1), date(2026, 12, 31))
        assert (quarter.sales, quarter.out_ledger) == ([], 0)
        assert not selectors.invoice_rows(SALE, state="unexported", today=TODAY).exists()
        with pytest.raises(Invalid, match="tax invoice already"):
            export_tax_invoices(invoices=list(Invoice.objects.all()), by=clerk)

    def test_the_same_number_with_another_amount_is_refused(self, clerk, world) -> None:
        write("open_receivables", clerk, world)
        data = text_file(
            [["거래처", "계산서번호", "매출일자", "미수금"], ["P0001", "20260910-01", "2026-09-10", 900_000]]
        )
        row = tried(data, "a.csv", "receivables", clerk)
        assert problems(row) == {2: [("amount", "")]}


class TestPayables:
    def test_we_owe_them(self, clerk, world) -> None:
        """3,300,000 due 5 November is 16 days late; 110,000 of 20 October is due 30 days later, 19 November."""
        write("open_payables", clerk, world)
        assert (balance(Purpose.PAYABLE), balance(Purpose.OPENING)) == (-3_410_000, 3_410_000)
        (firm,) = selectors.aged(PURCHASE, today=TODAY)
        assert (firm.columns, firm.difference) == ([0, 3_410_000, 0, 0, 0], 0)
        pay(side=PURCHASE, partner=firm.partner, amount=Decimal(3_410_000), on=TODAY, by=clerk)
        assert balance(Purpose.PAYABLE) == 0
        assert selectors.aged(PURCHASE, today=TODAY) == []


class TestForecasts:
    def test_months_in_columns(self, clerk, world) -> None:
        """A box is 24 pieces: 100 boxes are 2,400."""
        write("forecast_months", clerk, world)
        found = Forecast.objects.values_list("item__code", "first_day", "last_day", "quantity")
        assert sorted(found) == [
            ("N-200", date(2026, 12, 1), date(2026, 12, 31), 2400),
            ("N-200", date(2027, 1, 1), date(2027, 1, 31), 2880),
            ("N-400", date(2026, 12, 1), date(2026, 12, 31), 1500),
            ("N-400", date(2027, 2, 1), date(2027, 2, 28), 1800),
        ]

    def test_weeks_in_rows(self, clerk, world) -> None:
        write("forecast_weeks", clerk, world)
        found = Forecast.objects.values_list("item__code", "first_day", "last_day", "quantity")
        assert sorted(found) == [
            ("N-200", date(2026, 12, 7), date(2026, 12, 13), 2400),
            ("N-200", date(2026, 12, 14), date(2026, 12, 20), 2600),
        ]

    def test_a_newer_plan_changes_takes_away_and_is_taken_back(self, clerk, world) -> None:
        write("forecast_months", clerk, world)
        data = text_file([["품번", "기간", "수량"], ["N-200", "2026-12", 2500], ["N-200", "2027-01", 0]])
        row = tried(data, "a.csv", "forecasts", clerk)
        assert outcomes(row) == {2: "change", 3: "change"}
        writing.write(row.pk, clerk, only_good=False)
        rows = Forecast.objects.filter(item__code="N-200").values_list("first_day__month", "quantity")
        assert list(rows) == [(12, 2500)]
        writing.take_back(row.pk, clerk)
        assert sorted(rows.all()) == [(1, 2880), (12, 2400)]

    def test_days_of_another_period_are_told(self, clerk, world) -> None:
        write("forecast_months", clerk, world)
        row = tried(text_file([["품번", "기간", "수량"], ["N-200", "2026-W50", 5]]), "a.csv", "forecasts", clerk)
        assert problems(row) == {2: [("period", "2026-12")]}


class TestStopReasons:
    def test_groups_with_their_reasons(self, clerk, world) -> None:
        write("stop_reasons", clerk, world)
        found = DowntimeReason.objects.values_list("code", "name", "kind", "parent__name")
        assert sorted(found) == [
            ("G01", "품종교체", "setup", None), ("S01", "금형 교체", "setup", "품종교체"),
            ("S02", "청소", "setup", "품종교체"),
        ]  # fmt: skip

    def test_a_reason_is_changed_and_is_as_it_was(self, clerk, world) -> None:
        write("stop_reasons", clerk, world)
        data = text_file([["대분류", "코드", "사유", "유형"], ["계획정지", "S02", "정기 청소", "계획"]])
        row = tried(data, "a.csv", "stop-reasons", clerk)
        assert outcomes(row) == {2: "change"}
        writing.write(row.pk, clerk, only_good=False)
        changed = DowntimeReason.objects.get(code="S02")
        assert (changed.name, changed.kind, changed.parent.name) == ("정기 청소", "planned", "계획정지")
        writing.take_back(row.pk, clerk)
        changed.refresh_from_db()
        assert (changed.name, changed.kind, changed.parent.name) == ("청소", "setup", "품종교체")
        assert not DowntimeReason.objects.filter(name="계획정지").exists()

    def test_one_that_a_stop_names_stays(self, clerk, world) -> None:
        world("plant")
        row = write("stop_reasons", clerk, world)
        from django.utils import timezone

        from dure.plant.models import WorkUnit

        Downtime.objects.create(
            work_unit=WorkUnit.objects.first(), started_at=timezone.now(),
            ended_at=timezone.now() + timedelta(seconds=60), reason=DowntimeReason.objects.get(code="S01"),
        )  # fmt: skip
        with pytest.raises(Conflict, match="is used already"):
            writing.take_back(row.pk, clerk)
        assert DowntimeReason.objects.filter(is_active=True).count() == 3


class TestSkills:
    def test_who_can_do_what(self, clerk, world) -> None:
        write("skills", clerk, world)
        found = PersonSkill.objects.values_list("person__username", "skill__name", "level", "valid_to")
        assert sorted(found) == [
            ("1001", "반죽", 3, None), ("1001", "지게차 운전", 2, date(2027, 3, 31)), ("1002", "반죽", 3, None),
        ]  # fmt: skip
        assert sorted(Skill.objects.values_list("code", "name")) == [("SK-01", "반죽"), ("SK-02", "지게차 운전")]

    def test_a_level_given_since_is_in_the_way(self, clerk, world) -> None:
        row = write("skills", clerk, world)
        set_skill(person=Person.objects.get(username="1002"), skill=Skill.objects.get(name="반죽"), level=4, by=clerk)
        with pytest.raises(Conflict, match="changed again"):
            writing.take_back(row.pk, clerk)
        assert PersonSkill.objects.count() == 3
