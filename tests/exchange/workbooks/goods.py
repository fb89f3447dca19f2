"""Lists of items."""

from openpyxl.styles import Font

from tests.exchange.workbooks.book import Book, text_file


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
