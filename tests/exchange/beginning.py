"""Workbooks of a firm that begins: open purchases, people, places of stock, work standards. Every name is made up."""

from collections.abc import Callable

from tests.exchange.workbooks import Book


def open_purchases() -> bytes:
    """Purchases: what was ordered beside what is still to come, supplier merged, a row that has come, a sum."""
    book = Book("미입고현황.xlsx")
    book.sheet(
        "미입고",
        [
            ["발주 미입고 현황", None, None, None, None, None, None, None],
            ["발주번호", "발주일", "업체명", "품번", "품명", "발주수량", "미입고수량", "단가", "입고예정일"],
            ["26-1103", "26.11.3", "가온유통", "RICE", "멥쌀가루", "2,000", "1,500", "1,800", "2026년 12월 1일"],
            [None, None, None, "TAPE", "테이프", 50, 20, 900, "26.12.4"],
            ["26-1107", "26.11.7", "가온유통", "RICE", "멥쌀가루", 500, 0, 1800, "2026-11-20"],
            ["26-1110", "26.11.10", "가온유동", "RICE", "멥쌀가루", 500, 500, 1800, "2026-12-10"],
            ["합계", None, None, None, None, 3050, 2020, None, None],
        ],
        merge=["A1:H1", "A3:A4", "B3:B4", "C3:C4"],
    )
    return book.bytes()


def staff() -> bytes:
    """Staff list: one who left, one twice, a role that nobody knows, a log-in name with a blank."""
    book = Book("사원명부.xlsx")
    book.sheet(
        "명부",
        [
            ["사 원 명 부"],
            [],
            ["NO", "사번", "성 명", "부서", "재직여부", "퇴사일"],
            [1, "1001", "김가람", "생산", "Y", None],
            [2, "1002", "이누리", "생산, 품질관리", "Y", None],
            [3, "1003", "박다솜", "설비보전", "N", "2026.10.31"],
            [4, "1002", "이누리", "생산", "Y", None],
            [5, "1 005", "최라온", "생산관리", "Y", None],
            [6, "1006", "정마루", "조리", "Y", None],
            ["계", None, "6명"],
        ],
        merge=["A1:F1"],
    )
    return book.bytes()


def stores() -> bytes:
    """Stores: shelves before the store that they are in, a store for goods under check, an unknown one above."""
    book = Book("창고.xlsx")
    book.sheet(
        "창고",
        [
            ["창고코드", "창고명", "구분", "상위창고", "사용여부"],
            ["F-1", "냉동 1열", "보관", "냉동창고", "Y"],
            ["FRZ", "냉동창고", "창고", None, "Y"],
            ["IQC", "수입검사대기", "검사대기", None, "Y"],
            ["F-2", "냉동 2열", "보관", "없는창고", "Y"],
            ["COLD", "냉장창고(1공장)", "창고", None, "Y"],
        ],
    )
    return book.bytes()


def standards() -> bytes:
    """Work standards as one long table: item merged, operation by name and by number, limits beside the steps, a target
    out of its limits, a machine's own standard."""
    book = Book("작업표준.xlsx")
    book.sheet(
        "작업표준",
        [
            ["작업표준서 총괄표"],
            [
                "품번",
                "공정",
                "설비",
                "작업내용",
                "핵심포인트",
                "작업조건",
                "단위",
                "하한",
                "기준",
                "상한",
                "자주검사항목",
                "검사방법",
                "위험요인",
                "대책",
                "보호구",
            ],
            [
                "N-200",
                "반죽",
                None,
                "가루를 넣는다",
                "체로 친다",
                "물 온도",
                "℃",
                18,
                20,
                22,
                "반죽 상태",
                "육안",
                "끼임",
                "정지 후 청소",
                "장갑, 마스크",
            ],
            [None, None, None, "물을 붓는다", None, "반죽 시간", "분", 10, None, 12, None, None, None, None, None],
            [None, 20, None, "압출한다", None, "압력", "bar", 60, 90, 80, None, None, None, None, None],
            [None, "건조", None, "말린다", None, None, None, None, None, None, None, None, None, None, None],
            [
                None,
                None,
                "M1",
                "시동 전 점검",
                None,
                None,
                None,
                None,
                None,
                None,
                "오일 높이",
                "게이지",
                "감전",
                "전원 차단",
                "안전화",
            ],
        ],
        merge=["A1:O1", "A3:A6"],
    )
    return book.bytes()


ALL: dict[str, tuple[str, Callable[[], bytes]]] = {
    "open_purchases": ("미입고현황.xlsx", open_purchases),
    "staff": ("사원명부.xlsx", staff),
    "stores": ("창고.xlsx", stores),
    "standards": ("작업표준.xlsx", standards),
}
