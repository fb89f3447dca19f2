"""Workbooks of what is open on the first day, what is expected, why machines stop and who can do what. All made up."""

from collections.abc import Callable
from datetime import date

from tests.exchange.workbooks import Book, text_file


def open_receivables() -> bytes:
    """Debts of customers: title, two kinds of dates, won signs, firm merged over its invoices, sums of each firm, one
    that is paid, one of an unknown firm, one with more open than it was for."""
    book = Book("미수금.xlsx")
    book.sheet(
        "미수금현황",
        [
            ["거래처별 미수금 현황 (2026.11.20 현재)"],
            [],
            ["No", "거래처명", "계산서번호", "매출일자", "결제예정일", "발행금액", "미수잔액", "과세구분", "비고"],
            [1, "㈜한빛상사", "20260910-01", "2026-09-10", "26.10.10", "₩1,100,000", "1,100,000원", "과세", None],
            [
                2,
                None,
                "20261015-07",
                date(2026, 10, 15),
                date(2026, 11, 14),
                2_200_000,
                700_000,
                "과세",
                "일부 입금",
            ],
            [None, "소 계", None, None, None, None, 1_800_000, None, None],
            [3, "가온유통", "20261101-02", "26년 11월 1일", None, 550_000, 550_000, "면세", None],
            [4, "가온유통", "20260805-03", "2026.8.5", "2026.9.5", 330_000, 0, "과세", "완납"],
            [5, "없는상사", "20261102-09", "2026-11-02", None, 100_000, 100_000, "과세", None],
            [6, "가온유통", "20261103-11", "2026-11-03", None, 100_000, 120_000, "과세", None],
            ["합계", None, None, None, None, 4_380_000, 2_570_000, None, None],
        ],
        merge=["A1:I1", "B4:B5"],
    )
    return book.bytes()


def open_payables() -> bytes:
    """Debts to suppliers from an accounting program as CP949 text; one invoice twice, one day that is yet to come."""
    return text_file(
        [
            ["매입처", "전표번호", "매입일자", "지급예정일", "미지급액"],
            ["가온유통", "A-101", "20261005", "20261105", "3,300,000"],
            ["가온유통", "A-102", "2026-10-20", "", "１１０,０００"],
            ["가온유통", "A-101", "2026-10-05", "2026-11-05", "3,300,000"],
            ["가온유통", "A-103", "2027-01-05", "", "50,000"],
            ["합계", "", "", "", "6,760,000"],
        ]
    )


def forecast_months() -> bytes:
    """A sales plan: a column for each month, one with its year, customers' names for units, a dash for nothing, an
    item nobody knows, a cell that is no number."""
    book = Book("판매계획.xlsx")
    book.sheet(
        "판매계획",
        [
            ["2026년 4분기 ~ 판매계획", None, None, None, None, None],
            ["품번", "품명", "단위", "12월", "2027년 1월", "27.02"],
            ["N-200", "쌀국수 200g", "BOX", 100, "120", "-"],
            ["N-400", "쌀국수 400g", "EA", "1,500", 0, 1800],
            ["N-999", "새제품", "EA", 10, 10, 10],
            ["RICE", "멥쌀가루", "kg", "많이", 20, 20],
            ["합계", None, None, 1610, 150, 1830],
        ],
        merge=["A1:F1"],
    )
    return book.bytes()


def forecast_weeks() -> bytes:
    """A row for each week, the item under a merged cell; a week and a month that share days, no period at all."""
    book = Book("주간예측.xlsx")
    book.sheet(
        "주간",
        [
            ["품번", "주차", "예상수량"],
            ["N-200", "2026-W50", 2400],
            [None, "51주", "2,600"],
            ["N-400", "2026-12-07", 100],
            [None, "2026년 12월", 500],
            ["RICE", "다음주", 10],
        ],
        merge=["A2:A3", "A4:A5"],
    )
    return book.bytes()


def stop_reasons() -> bytes:
    """The board beside the line, typed off: groups merged, codes missing, a reason twice, a kind nobody knows."""
    book = Book("비가동사유.xlsx")
    book.sheet(
        "사유표",
        [
            ["비가동 사유 코드표", None, None, None],
            ["대분류", "코드", "사유", "유형"],
            ["설비고장", "E-01", "모터 고장", "돌발"],
            [None, "E 02", "센서 이상", "돌발"],
            ["품종교체", None, "금형 교체", "교체"],
            [None, None, "청소", "준비"],
            ["자재", "M-01", "자재 대기", "돌발정지"],
            [None, "M-02", "자재 대기 ", "모름"],
            ["관리", None, "조회", "계획"],
            [None, None, "조회", "계획"],
        ],
        merge=["A1:D1", "A3:A4", "A5:A6", "A7:A8", "A9:A10"],
    )
    return book.bytes()


def skills() -> bytes:
    """Who can do what, with the signs that such lists have; one unknown person, one level that is none."""
    book = Book("다기능.xlsx")
    book.sheet(
        "기능현황",
        [
            ["작업자 다기능 현황"],
            [],
            ["작업자", "기능명", "등급", "만료일"],
            ["김가람", "반죽", "◎", None],
            [None, "지게차 운전", "○", "2027.3.31"],
            ["이누리", "반죽", "상", None],
            ["없는사람", "반죽", "1", None],
            ["이누리", "압출", "최고", None],
            ["계", "5건", None, None],
        ],
        merge=["A1:D1", "A4:A5"],
    )
    return book.bytes()


ALL: dict[str, tuple[str, Callable[[], bytes]]] = {
    "open_receivables": ("미수금.xlsx", open_receivables),
    "open_payables": ("미지급.csv", open_payables),
    "forecast_months": ("판매계획.xlsx", forecast_months),
    "forecast_weeks": ("주간예측.xlsx", forecast_weeks),
    "stop_reasons": ("비가동사유.xlsx", stop_reasons),
    "skills": ("다기능.xlsx", skills),
}
