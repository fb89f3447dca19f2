"""Bills of materials, operations and machines."""

from openpyxl.styles import Alignment

from tests.exchange.workbooks.book import Book


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
