"""Partners, prices, orders, call-offs and stock."""

from datetime import datetime

from tests.exchange.workbooks.book import Book


def partner_list() -> bytes:
    """A list of partners from an accounting program: numbers as numbers, telephone without its zero, two contacts of
    one firm under a merged cell, a number whose check digit is wrong."""
    book = Book("거래처.xlsx")
    book.sheet(
        "거래처",
        [
            ["거래처 명부", None, None, None, None, None, None, None],
            ["NO", "상호", "사업자등록번호", "대표자", "구분", "전화번호", "담당자", "휴대폰", "우편번호", "주소"],
            [
                1,
                "㈜한빛상사",
                1248100998,
                "김대표",
                "매출",
                3112345678,
                "이과장",
                1012345678,
                6236,
                "경기도 가상시 한빛로 1",
            ],
            [None, None, None, None, None, None, "박대리", "010-2222-3333", None, None],
            [
                2,
                "두리식품 주식회사",
                "220-81-62517",
                "박대표",
                "매입",
                "02-123-4567",
                None,
                None,
                "04524",
                "서울시 가상구 두리길 2",
            ],
            [3, "세움포장", "120-81-47520", "최대표", "매입", None, None, None, None, None],
            [4, "가온유통", "２１４－８６－７６３７９", "정대표", "매출/매입", None, None, None, None, None],
        ],
        merge=["A1:H1", "B3:B4"],
    )
    return book.bytes()


def price_sheet() -> bytes:
    """Prices with won signs, dates in five spellings, a partner written in another way, one from 100 on."""
    book = Book("단가.xlsx")
    book.sheet(
        "판매단가",
        [
            ["판매 단가표 (VAT 별도)"],
            ["거래처", "품목코드", "품명", "단위", "최소수량", "단가(원)", "적용일"],
            ["한빛상사", "N-200", "쌀국수 200g", "EA", None, "₩1,200", "2026.11.3"],
            ["(주)한빛상사", "N-200", "쌀국수 200g", "EA", 100, "1,150원", "26년 11월 3일"],
            ["주식회사 한빛상사", "N-400", "쌀국수 400g", "개", None, 2100, 46329],
            ["가온유통", "N-200", "쌀국수 200g", "박스", None, "27,000", datetime(2026, 11, 3)],  # noqa: DTZ001 # as Excel has it
            ["가온유통", "N-400", "쌀국수 400g", "박스", None, "23,000", "2026-13-03"],
            ["없는상사", "N-400", "쌀국수 400g", "EA", None, 2000, "2026-11-03"],
        ],
    )
    return book.bytes()


def opening_stock() -> bytes:
    """Stock at the month's end: place merged over its rows, lots, dates in several spellings, brackets for less than
    nothing, a subtotal for each place, quantities in boxes."""
    book = Book("재고실사.xlsx")
    book.sheet(
        "재고",
        [
            ["재고 실사표", None, None, None, None, None, None],
            ["실사일 2026-11-20", None, None, None, None, None, None],
            ["창고", "품목코드", "품명", "LOT NO", "수량", "단위", "단가", "소비기한"],
            ["STOCK", "N-200", "쌀국수 200g", "261101", "1,200", "EA", 700, "2027.5.1"],
            [None, "N-200", "쌀국수 200g", "261102", 10, "BOX", 16800, "2027년 5월 2일"],
            [None, "RICE", "멥쌀가루", "R-77", "1,500.5", "kg", "1,800", 46478],
            ["소계", None, None, None, "2,710.5", None, None, None],
            ["COLD", "N-400", "쌀국수 400g", "261103", "(5)", "EA", 1300, None],
            [None, "TAPE", "테이프", None, "12롤", None, None, None],
            ["합계", None, None, None, 99, None, None, None],
        ],
        merge=["A1:G1", "A4:A6", "A8:A9"],
    )
    return book.bytes()


def purchase_orders() -> bytes:
    """Orders as a customer sends them: number merged over its lines, the customer's item codes, dates as serials."""
    book = Book("발주서.xlsx")
    book.sheet("표지", [["발 주 서"], ["수신: 귀사"]])
    book.sheet(
        "발주내역",
        [
            ["발주번호", "발주일", "거래처", "품번", "품명", "수량", "단위", "단가", "납기일"],
            ["PO-11-01", "2026.11.18", "한빛상사", "HB-0200", "쌀국수 200g", "1,200", "EA", "1,150", 46357],
            [None, None, None, "N-400", "쌀국수 400g", 300, "EA", 2100, "26.12.4"],
            ["PO-11-02", "2026.11.19", "한빛상사", "N-200", "쌀국수 200g", "10 BOX", None, 28000, "12월 중"],
            ["총계", None, None, None, None, 1510, None, None, None],
        ],
        merge=["A2:A3", "B2:B3", "C2:C3"],
    )
    return book.bytes()


def call_off_sheet() -> bytes:
    """Daily call-offs of a parent company: a column for each day, week's sums hidden among them."""
    book = Book("납입지시.xlsx")
    book.sheet(
        "D+5",
        [
            ["일일 납입지시", None, None, None, None, None],
            ["품번", "품명", "11/23", "11/24", "11/25(수)", "주계"],
            ["HB-0200", "쌀국수 200g", 100, "1,50", 120, 370],
            ["N-400", "쌀국수 400g", None, 40, "-", 40],
        ],
        merge=["A1:F1"],
    )
    return book.bytes()
