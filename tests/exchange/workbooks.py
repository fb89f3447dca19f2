"""Untidy workbooks as small Korean firms have them, made by code. Every name of a firm or person in them is made up."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

Rows = Sequence[Sequence[object]]


@dataclass
class Book:
    """A workbook in the making: its sheets' cells and looks."""

    name: str
    book: Workbook = field(default_factory=Workbook)
    has_sheets: bool = False

    def sheet(self, title: str, rows: Rows, *, merge: Sequence[str] = (), hide_rows: Sequence[int] = (),
              hide_columns: Sequence[str] = (), state: str = "visible") -> Worksheet:  # fmt: skip
        sheet = self.book.create_sheet() if self.has_sheets else self.book.active
        self.has_sheets = True
        assert isinstance(sheet, Worksheet)
        sheet.title = title
        for row in rows:
            sheet.append(list(row))
        for block in merge:
            sheet.merge_cells(block)
        for number in hide_rows:
            sheet.row_dimensions[number].hidden = True
        for letter in hide_columns:
            sheet.column_dimensions[letter].hidden = True
        sheet.sheet_state = state
        return sheet

    def bytes(self) -> bytes:
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()


def text_file(rows: Rows, encoding: str = "cp949") -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode(encoding)


def noodle_items() -> bytes:
    """Noodle maker: title over all columns, a date beside it, a blank row, a total, units mixed, and the zeros of codes
    only in the cells' format."""
    book = Book("품목.xlsx")
    sheet = book.sheet(
        "품목마스터",
        [
            ["2026년 품목 관리대장", None, None, None, None, None, None],
            [None, None, None, None, None, "작성일 :", "26년 11월 3일"],
            [],
            ["순번", "품목코드", "품 명", "규 격", "구분", "단위", "안전재고", "비 고"],
            [1, 101, "쌀국수 200g", "200g*24입", "완제품", "EA", "1,200", None],
            [2, 102, "쌀국수 400g", "400g*12입", "완제품", "개", "６００", None],
            [3, 201, "멥쌀가루", "20kg/포", "원재료", "kg", "2,000", "국내산"],
            [4, 202, "정제염", "20kg", "원재료", "KG", 150, None],
            [5, 301, "소포장지(200g)", "150×220", "부자재", "장", "10,000", None],
            [6, 302, "박스 5호", "400*300*250", "부자재", "EA", "500", None],
            ["합 계", None, None, None, None, None, 14450, None],
            [None, "※ 단위는 재고 단위임", None, None, None, None, None, None],
        ],
        merge=["A1:H1"],
    )
    for row in range(5, 11):
        sheet.cell(row, 2).number_format = "00000"
    sheet["A1"].font = Font(bold=True, size=16)
    return book.bytes()


def press_items() -> bytes:
    """Press shop: two title rows with groups, hidden rows of dead items, a hidden column with an older code, the same
    item written three ways, sizes with thickness in any order."""
    book = Book("자재.xlsx")
    book.sheet(
        "자재",
        [
            ["㈜ 프레스 자재 LIST", None, None, None, None, None, None],
            ["품목", None, None, "구품번", "재고", None, "조달"],
            ["품번", "품명", "규격", None, "단위", "안전재고", "L/T"],
            ["P-1001", "브라켓 LH", "SPCC 1.2T x 80 x 120", "OLD-1", "EA", 300, 7],
            ["P-1002", "브라켓 RH", "SPCC 1.2T x 80 x 120", "OLD-2", "EA", 300, 7],
            ["P-0900", "단종 브라켓", "SPCC 1.0T", "OLD-9", "EA", 0, 7],
            ["M-2001", "냉연강판", "1.2T*1219*COIL", "OLD-3", "kg", "3,500", "14일"],
            ["M-2002", "냉연 강판", "1219 × COIL × t1.2", "OLD-4", "kg", "-", 14],
            ["M-2003", "냉연강판", "1.2t x 1219 x coil", "OLD-5", "kg", None, 14],
            ["B-3001", "육각볼트", "M6*20L", "OLD-6", "EA", "5,000", 3],
            ["B-3002", "육각볼트", "M8*20L", "OLD-7", "EA", "5,000", 3],
        ],
        merge=["A1:G1", "A2:C2", "D2:D3", "E2:F2"],
        hide_rows=[6],
        hide_columns=["D"],
    )
    return book.bytes()


def plating_wrong() -> bytes:
    """Plating shop: letters in numbers, an unknown unit, a kind nobody knows, a code twice, a name missing."""
    book = Book("도금 약품.xlsx")
    book.sheet(
        "약품",
        [
            ["코드", "품명", "구분", "단위", "안전재고", "리드타임"],
            ["C-01", "황산니켈", "원료", "kg", "l50", 7],
            ["C-02", "염화니켈", "원료", "키로", 100, 7],
            ["C-03", "광택제", "원재로", "L", 20, "7.5"],
            ["C-01", "황산 니켈(신)", "원료", "kg", 10, 7],
            ["C-05", None, "원료", "kg", 10, 7],
            ["C-06", "탈지제", "원료", "kg", "(30)", 7],
            ["C-07", "활성탄", "소모품", "kg", 5, 7],
        ],
    )
    return book.bytes()


def kimchi_csv() -> bytes:
    """Kimchi maker: a text file as Korean Excel writes it, allergens in a list, packings written into a cell."""
    return text_file(
        [
            ["품목코드", "품목명", "규격", "구분", "단위", "입수", "소비기한(일)", "로트관리", "알레르기", "원산지"],
            ["K-100", "포기김치 1kg", "1kg", "제품", "봉", "10봉/BOX", "30", "Y", "새우, 대두", "국내산"],
            ["K-101", "포기김치 5kg", "5kg", "제품", "봉", "2", "30일", "Y", "새우·대두", "국내산"],
            ["R-100", "절임배추", "", "원재료", "kg", "", "3", "Y", "", "국내산(해남)"],
            ["R-101", "새우젓", "2kg/통", "원재료", "kg", "", "180", "Y", "새우", "국내산"],
            ["R-102", "고춧가루", "", "원재료", "kg", "20", "365", "Y", "", "중국산"],
            ["합계", "", "", "", "", "", "", "", "", ""],
        ]
    )


def kimchi_bom_indented() -> bytes:
    """Kimchi maker: recipe by indentation of the code, subtotals in the middle, amounts with their unit in the cell."""
    book = Book("배합비.xlsx")
    sheet = book.sheet(
        "배합",
        [
            ["배합비 (1봉 기준)", None, None, None],
            ["자재코드", "자재명", "소요량", "로스율(%)"],
            ["K-100", "포기김치 1kg", None, None],
            ["  R-100", "절임배추", "0.82kg", 3],
            ["  YANG", "양념", "0.18 kg", None],
            ["    R-102", "고춧가루", "0.3 kg", 1],
            ["    R-101", "새우젓", "100 g", 1],
            ["  P-1", "파우치 1kg", "1매", None],
            ["소계", None, 1.0, None],
            ["K-101", "포기김치 5kg", None, None],
            ["  R-100", "절임배추", "4.1kg", 3],
            ["  YANG", "양념", "0.9 kg", None],
        ],
        merge=["A1:D1"],
    )
    sheet["A1"].alignment = Alignment(horizontal="center")
    return book.bytes()


def cosmetics_bom_levels() -> bytes:
    """Cosmetics: several levels by a level column, one of them left out, a share instead of a percentage."""
    book = Book("BOM.xlsx")
    book.sheet(
        "BOM",
        [
            ["Lv", "품번", "품명", "소요량", "단위", "LOSS율"],
            [0, "CR-50", "수분크림 50ml", 1, "EA", None],
            [1, "BULK-1", "크림 벌크", 52, "g", 0.02],
            [2, "RM-1", "정제수", "0.7", "kg", None],
            [2, "RM-2", "글리세린", "0.3", "kg", None],
            [1, "JAR", "크림 용기", 1, "EA", 1],
            [1, "CAP", "캡", 1, "EA", 1],
        ],
    )
    return book.bytes()


def bom_broken_levels() -> bytes:
    """A level left out (1 → 3), a component nobody knows, a part of itself, a quantity of nothing."""
    book = Book("BOM 오류.xlsx")
    book.sheet(
        "BOM",
        [
            ["레벨", "품번", "품명", "수량", "단위"],
            [1, "CR-50", "수분크림 50ml", None, None],
            [3, "RM-1", "정제수", 1, "kg"],
            [1, "BULK-1", "크림 벌크", None, None],
            [2, "RM-01", "정제수", 0.7, "kg"],
            [2, "BULK-1", "크림 벌크", 1, "kg"],
            [2, "RM-2", "글리세린", 0, "kg"],
        ],
    )
    return book.bytes()


def machinery_bom_parents() -> bytes:
    """Machine builder: parent merged over its parts, several tables on one sheet, a note beside the table."""
    book = Book("기계 BOM.xlsx")
    book.sheet(
        "BOM",
        [
            ["제 품", "자품번", "소요량", "단위", None, "메모"],
            ["CONV-1", "FRAME", 1, "EA", None, "도면 12번 참고"],
            [None, "MOTOR", 2, "EA", None, None],
            [None, "BELT", "3.5", "m", None, "길이 확인!!"],
            ["CONV-2", "FRAME", 1, "EA", None, None],
            [None, "MOTOR", 4, "EA", None, None],
            [],
            [],
            ["거래처명", "품명", "단가", None, None, None],
            ["한빛상사", "모터", 35000, None, None, None],
        ],
        merge=["A2:A4", "A5:A6"],
    )
    return book.bytes()


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


def machine_ledger() -> bytes:
    """Ledger of machines: place merged, years with 년, power with its unit, one machine twice."""
    book = Book("설비대장.xlsx")
    book.sheet(
        "설비",
        [
            ["설 비 관 리 대 장"],
            ["관리번호", "설비명", "라인명", "제작사", "모델명", "제작년도", "정격전력", "비고"],
            ["PR-01", "프레스 80톤", "프레스 1라인", "가온기계", "GP-80", "2014년", "7.5 kW", None],
            ["PR-02", "프레스 110톤", None, "가온기계", "GP-110", 2018, 11, None],
            ["WD-01", "용접로봇", "용접라인", None, None, None, None, "2호기 예정"],
            ["PR-02", "프레스 110톤(중복)", "프레스 1라인", None, None, None, None, None],
        ],
        merge=["A1:H1", "C3:C4"],
    )
    return book.bytes()


def routing_sheet() -> bytes:
    """Operations of items: item merged, set-up in minutes and cycle in seconds by the titles, machines in one cell."""
    book = Book("공정.xlsx")
    book.sheet(
        "공정표",
        [
            ["품목코드", "품명", "공정순서", "공정명", "작업장", "설비", "준비시간(분)", "C/T(초)", "외주여부"],
            ["N-200", "쌀국수 200g", 10, "반죽", "1라인", None, 15, 1.2, "X"],
            [None, None, 20, "압출", "1라인", "M1, M2", "30분", "2.5초", "X"],
            [None, None, 30, "살균", None, None, None, None, "O"],
            ["N-400", "쌀국수 400g", 10, "반죽", "2라인", None, 15, 2, "X"],
        ],
        merge=["A2:A4", "B2:B4"],
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


def no_codes() -> bytes:
    """A list without codes at all, next to another sheet that is hidden, with full-width letters and line breaks."""
    book = Book("소모품.xlsx")
    book.sheet("옛날", [["품목코드", "품명"], ["X", "버림"]], state="hidden")
    book.sheet(
        "소모품",
        [
            ["품명", "규격", "단위", "구분"],
            ["장갑\n(코팅)", "Ｌ", "켤레", "소모품"],
            ["마스크", "KF94", "EA", "소모품"],
            ["장갑 (코팅)", "L", "EA", "소모품"],
        ],
    )
    return book.bytes()


ALL: dict[str, tuple[str, Callable[[], bytes]]] = {
    "noodle_items": ("품목.xlsx", noodle_items),
    "press_items": ("자재.xlsx", press_items),
    "plating_wrong": ("도금 약품.xlsx", plating_wrong),
    "kimchi_csv": ("김치.csv", kimchi_csv),
    "kimchi_bom_indented": ("배합비.xlsx", kimchi_bom_indented),
    "cosmetics_bom_levels": ("BOM.xlsx", cosmetics_bom_levels),
    "bom_broken_levels": ("BOM 오류.xlsx", bom_broken_levels),
    "machinery_bom_parents": ("기계 BOM.xlsx", machinery_bom_parents),
    "partner_list": ("거래처.xlsx", partner_list),
    "price_sheet": ("단가.xlsx", price_sheet),
    "opening_stock": ("재고실사.xlsx", opening_stock),
    "machine_ledger": ("설비대장.xlsx", machine_ledger),
    "routing_sheet": ("공정.xlsx", routing_sheet),
    "purchase_orders": ("발주서.xlsx", purchase_orders),
    "call_off_sheet": ("납입지시.xlsx", call_off_sheet),
    "no_codes": ("소모품.xlsx", no_codes),
}
TODAY = date(2026, 11, 21)
