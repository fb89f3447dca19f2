"""Tables in sheets as firms have them: made here cell by cell, with what must come out stated."""

import io
from collections.abc import Sequence

import pytest
from openpyxl import Workbook

from dure.exchange.sheets import grid, layout, matching, words
from dure.exchange.sheets.matching import Wanted
from dure.kernel.errors import Invalid

ITEMS = [
    Wanted("code", ["품목코드", "품번", "코드", "item code"]),
    Wanted("name", ["품명", "품목명", "제품명", "item name"]),
    Wanted("specification", ["규격", "사양", "spec"]),
    Wanted("unit", ["단위", "unit", "UOM"], lambda raw: words.text(raw) in {"EA", "kg", "BOX", "개"}),
    Wanted("price", ["단가", "판매단가", "price"]),
    Wanted("quantity", ["수량", "재고", "qty"]),
]
KNOWN = {name for one in ITEMS for name in one.known_as()}


def book(rows: Sequence[Sequence[object]], *, merge: Sequence[str] = (), hide: Sequence[int] = ()) -> bytes:
    workbook = Workbook()
    sheet = workbook.active
    for row in rows:
        sheet.append(list(row))
    for block in merge:
        sheet.merge_cells(block)
    for number in hide:
        sheet.row_dimensions[number].hidden = True
    data = io.BytesIO()
    workbook.save(data)
    return data.getvalue()


def read(data: bytes, name: str = "a.xlsx") -> tuple[layout.Table, dict[str, str]]:
    """(table, field → column letter)"""
    (only,) = grid.read(data, name)
    table = layout.find(only, lambda title: title in KNOWN)
    assert table is not None
    samples = {column.at: [row.cells[column.at] for row in table.rows[:20]] for column in table.columns}
    found = matching.propose(table.columns, samples, ITEMS)
    return table, {match.field: grid.column_name(at) for at, match in found.items()}


def first(table: layout.Table) -> list[object]:
    return [row.cells[0] for row in table.rows]


def test_a_plain_table() -> None:
    table, found = read(book([["품목코드", "품명", "단위"], ["A1", "쌀국수", "EA"], ["A2", "소스", "EA"]]))
    assert (first(table), found) == (["A1", "A2"], {"code": "A", "name": "B", "unit": "C"})


def test_title_rows_and_blank_rows_before_the_table() -> None:
    table, found = read(
        book(
            [
                ["2026년 품목 리스트", None, None],
                [None, None, "작성일: 2026.3.2"],
                [],
                [None, "품 번", "품 명"],
                [None, "A1", "쌀국수"],
            ],
            merge=["A1:C1"],
        )
    )
    assert (table.header, found) == ((4,), {"code": "B", "name": "C"})
    assert table.skipped == {1: "title", 2: "title"}


def test_two_rows_of_titles() -> None:
    table, found = read(
        book(
            [
                ["품목", None, "거래", None],
                ["코드", "품목명", "단위", "단가(원)"],
                ["A1", "쌀국수", "EA", 3000],
            ],
            merge=["A1:B1", "C1:D1"],
        )
    )
    assert table.header == (1, 2)
    assert [column.title for column in table.columns] == [
        "품목 / 코드",
        "품목 / 품목명",
        "거래 / 단위",
        "거래 / 단가(원)",
    ]
    assert found == {"code": "A", "name": "B", "unit": "C", "price": "D"}


def test_totals_hidden_rows_repeated_titles_and_remarks_are_left_out() -> None:
    rows = [
        ["코드", "품명", "수량"],
        ["A1", "쌀국수", 10],
        ["A2", "소스", 20],
        [None, "소 계", 30],
        ["코드", "품명", "수량"],
        ["A3", "육수", 5],
        ["합계", None, 35],
        ["※ 수량은 3월 2일 기준임", None, None],
    ]
    table, _ = read(book(rows, hide=[3]))
    assert first(table) == ["A1", "A3"]
    assert table.skipped == {3: "hidden", 4: "total", 5: "titles again", 7: "total", 8: "remark"}


def test_a_cell_merged_over_rows_holds_for_all_of_them() -> None:
    table, found = read(
        book(
            [["구분", "품번", "품명"], ["면", "A1", "쌀국수"], [None, "A2", "우동"], ["소스", "B1", "간장"]],
            merge=["A2:A3"],
        )
    )
    assert (first(table), found) == (["면", "면", "소스"], {"code": "B", "name": "C"})


def test_a_column_without_a_title_is_known_by_its_contents() -> None:
    _, found = read(book([["품번", "품명", "?"], ["A1", "쌀국수", "EA"], ["A2", "소스", "kg"]]))
    assert found["unit"] == "C"


@pytest.mark.parametrize("encoding", ["cp949", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_text_files(encoding: str, mark: str) -> None:
    lines = [["품목코드", "품명", "규격"], ["A1", "쌀국수", "200g×10"], ["A2", "소스", "1L"]]
    data = "\r\n".join(mark.join(line) for line in lines).encode(encoding)  # type: ignore[arg-type]
    table, found = read(data, "품목.csv")
    assert (first(table), found["specification"]) == (["A1", "A2"], "C")


def test_what_a_person_chose_before_is_proposed_again() -> None:
    columns = [layout.Column(0, "우리코드"), layout.Column(1, "품명")]
    found = matching.propose(columns, {}, ITEMS, {words.key("우리코드"): "code"})
    assert {at: match.field for at, match in found.items()} == {0: "code", 1: "name"}


def test_formulas_without_a_result_are_known() -> None:
    (only,) = grid.read(book([["코드", "수량"], ["A1", "=1+2"]]), "a.xlsx")
    assert only.formulas == {(2, 1)}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "old Excel file"),
        (b"PK\x03\x04 broken", "save it again"),
        (b"\x80\x81\xff\xfe\x00\x01\x02", "no text"),
        (book([[]]), "nothing in the file"),
    ],
)
def test_files_that_are_none(data: bytes, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        grid.read(data, "a.xlsx")
