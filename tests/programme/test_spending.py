"""Papers for what was bought, refunds, and payments against the state's subsidy system."""

import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from openpyxl import Workbook

from dure.kernel.errors import Conflict, Denied, Invalid
from dure.plant.roles import Role
from dure.plant.today import today
from dure.programme.reconciling import Kind, Line, compare
from dure.programme.scope import EVERYTHING, within
from dure.programme.selectors import money as selectors
from dure.programme.services import money, spending
from dure.programme.state_sheet import read
from tests.plant.plants import person
from tests.programme.cohort import NUMBERS, small_cohort

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
DAY = date(2026, 6, 1)


@pytest.fixture
def small(db):
    with within(EVERYTHING):
        made = small_cohort(person(Role.ADMINISTRATOR, name="first"), four_eyes_above=90_000_000)
        made.gives("province", 60_000_000)
        made.gives("city", 50_000_000)
        yield made


@pytest.fixture
def second(db):
    return person(Role.ADMINISTRATOR, name="second")


def paper(small, case, **more):
    values = {
        "case": case, "file": PNG, "supplier_number": NUMBERS[1], "document": "20260601-41000000-0a1b2c3d",
        "item": "MES", "kind": "tax-invoice", "issued_on": DAY, "supply": Decimal(45_000_000),
        "vat": Decimal(4_500_000), "is_own": False, "by": small.by,
    }  # fmt: skip
    return spending.hand_in(**(values | more))


def committed(small, case):
    plans = [money.Plan("선금", Decimal(100), "agree")]
    made = money.propose(case=case, cost=Decimal(50_000_000), plans=plans, by=small.by)
    money.approve(commitment=made, by=small.by)
    small.took(case, "agree")
    money.order_payment(case=case, tranche=1, won=Decimal(40_000_000), paid_on=DAY, document="E-1", by=small.by)


def test_a_case_is_settled_by_its_accepted_papers(small, second):
    case = small.cases[0]
    committed(small, case)
    row = paper(small, case, supply=Decimal(36_000_000))
    own = paper(small, case, supply=Decimal(9_000_000), document="2", is_own=True)
    assert selectors.settlement_of(case).due == 0
    with pytest.raises(Denied, match="Another person"):
        spending.accept(evidence=row, by=small.by)
    for one in (row, own):
        spending.accept(evidence=one, by=second)
    # 45 of 50 million were spent: 80 % of it are 36; 4 of the 40 million that were paid come back.
    settled = selectors.settlement_of(case)
    assert (settled.due, settled.to_return, settled.own_missing) == (36_000_000, 4_000_000, 0)
    back = spending.ask_refund(
        case=case, won=Decimal(4_000_000), interest=Decimal(20_000), reason="집행 잔액", due_on=DAY, by=small.by
    )
    assert not selectors.settlement_of(case).is_balanced
    spending.receive(refund=back, received_on=DAY, by=small.by)
    assert selectors.settlement_of(case).is_balanced
    with pytest.raises(Conflict, match="come already"):
        spending.receive(refund=back, received_on=DAY, by=small.by)
    spending.refuse(evidence=own, reason="사업과 무관", by=second)
    assert selectors.settlement_of(case).own_missing > 0


@pytest.mark.parametrize("document", ["20260601-41000000-0a1b2c3d", "20260601 41000000 0A1B2C3D"])
def test_a_paper_counts_once_in_the_region(small, second, document):
    row = paper(small, small.cases[0])
    with pytest.raises((Conflict, Invalid)), transaction.atomic():
        paper(small, small.cases[2], document=document)
    spending.refuse(evidence=row, reason="다른 과제의 증빙", by=second)
    assert paper(small, small.cases[2], document=document).pk


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"file": b"<svg/>"}, "picture or a PDF"),
        ({"supplier_number": "9999900011"}, "no business number"),
        ({"issued_on": today() + timedelta(days=1)}, "yet to come"),
    ],
)
def test_what_is_no_evidence_is_refused(small, wrong, told):
    with pytest.raises(Invalid, match=told):
        paper(small, small.cases[0], **wrong)


def test_what_differs_is_named():
    def line(document, won, day=DAY, row=0):
        return Line("JS-2026-0001", document, day, Decimal(won), row)

    here = [line("A-1", 100), line("B-2", 200), line("C", 300), line("D", 400)]
    there = [line("a1", 100, row=2), line("B2", 201, row=3), line("C", 300, date(2026, 6, 2), row=4),
             line("E", 500, row=5), line("A-1", 100, row=6)]  # fmt: skip
    found = compare(here, there)
    assert (found.same, found.won_here, found.won_there) == (1, 1000, 1201)
    assert {(one.kind, (one.here or one.there).document) for one in found.differences} == {
        (Kind.WON, "B-2"), (Kind.DAY, "C"), (Kind.ONLY_HERE, "D"), (Kind.ONLY_THERE, "E"), (Kind.TWICE, "A-1"),
    }  # fmt: skip
    assert sum(one.kind is Kind.TWICE for one in found.differences) == 1


HEAD = ["순번", "과제번호", "기업명", "문서번호", "지급일", "지급금액"]


def workbook(*rows):
    book = Workbook()
    for row in (["2026년 집행 내역"], [], HEAD, *rows):
        book.active.append(row)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


@pytest.mark.parametrize("script", ["xlsx", "cp949", "utf-8-sig"])
def test_lines_are_read_under_their_titles(script):
    rows = [[1, "JS-2026-0001", "기업", "E-1", "2026.06.01", "40,000,000"], ["", "", "", "", "합계", "40,000,000"]]
    if script == "xlsx":
        data = workbook(*rows)
    else:
        text = "\r\n".join(",".join(f'"{cell}"' for cell in row) for row in (["집행"], HEAD, *rows))
        data = text.encode(script)
    (line,) = read(data)
    assert (line.case, line.document, line.day, line.won) == ("JS-2026-0001", "E-1", DAY, 40_000_000)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ([1, "JS-1", "", "", "2026-06-01", 5], "Row 4, column 문서번호 is empty"),
        ([1, "JS-1", "", "E", "2026-06-01", "많음"], "Row 4, column 지급금액: no number"),
        ([1, "JS-1", "", "E", "2026-06-01", 1.5], "Row 4, column 지급금액: no whole won"),
        ([1, "JS-1", "", "E", "6월", 5], "Row 4, column 지급일: no day"),
        (["", "", "", "", "", ""], "nothing in the file"),
    ],
)
def test_what_is_wrong_in_a_file_is_told_with_its_place(row, told):
    with pytest.raises(Invalid, match=told):
        read(workbook(row))


def test_a_file_without_the_columns_says_which():
    with pytest.raises(Invalid, match="지급금액"):
        read("과제번호,문서번호,지급일\r\nA,B,2026-06-01".encode())


def test_payments_are_held_against_the_file(small):
    committed(small, small.cases[0])
    data = workbook([1, "js-2026-0001", "기업 1", "E1", DAY, 39_999_999], [2, "JS-2026-0009", "", "E2", DAY, 1])
    file = spending.take_state_file(cohort=small.cohort, name="집행.xlsx", data=data, by=small.by)
    found = selectors.payments_against(file)
    assert [(one.kind, one.there.row) for one in found.differences] == [(Kind.WON, 4), (Kind.ONLY_THERE, 5)]
