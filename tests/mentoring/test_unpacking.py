"""Files from outside: what is too much, broken or not what it says is refused before it is unpacked."""

import io
import json
import struct
import zipfile

import pytest
from openpyxl import Workbook

from dure.kernel.errors import Invalid
from dure.mentoring import assessment_sheet, peer_sheet
from dure.mentoring.card_file import FORMAT, NAME, unpacked
from dure.mentoring.unpacking import BOOK, CARD, MB, Limits, Unreadable, opened, sheets

SMALL = Limits(packed=100_000, unpacked=1000, parts=2)


def zipped(*parts: tuple[str, bytes], how: int = zipfile.ZIP_DEFLATED, note: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as file:
        for name, data in parts:
            file.writestr(name, data)
        file.comment = note
    return out.getvalue()


def why(data: bytes, limits: Limits = SMALL) -> str:
    try:
        with opened(data, limits) as file:
            for one in file.namelist():
                file.read(one)
    except Unreadable as error:
        return str(error)
    return ""


def test_a_file_within_its_limits_is_read():
    assert why(zipped(("a", b"1" * 500), ("b", b"2" * 500))) == ""
    assert why(zipped(("a", b"1"), note=b"a note of its maker")) == ""


def test_a_bomb_is_refused_by_what_its_directory_says():
    assert why(zipped(("a", b"0" * 1001))) == "large"
    assert why(zipped(("a", b"0" * 600), ("b", b"0" * 600))) == "large"
    assert why(zipped(("a", b""), ("b", b""), ("c", b""))) == "large"
    assert why(b"x" * 100_001) == "large"


def test_a_directory_that_says_less_than_it_lists_is_refused():
    data = bytearray(zipped(*((f"{n}", b"") for n in range(400))))
    end = data.rfind(b"PK\x05\x06")
    data[end + 8 : end + 12] = struct.pack("<HH", 1, 1)
    assert why(bytes(data)) == "large"


def test_a_part_that_holds_more_than_it_says_gives_no_more_than_that():
    data = bytearray(zipped(("a", b"0" * 5000)))
    at = data.rfind(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<L", 10)
    assert why(bytes(data)) == "broken"


def test_other_ways_of_packing_and_same_names_are_refused():
    assert why(zipped(("a", b"1"), how=zipfile.ZIP_LZMA)) == "broken"
    assert why(zipped(("a", b"1"), how=zipfile.ZIP_BZIP2)) == "broken"
    with pytest.warns(UserWarning, match="Duplicate"):
        twice = zipped(("a", b"1"), ("a", b"2"))
    assert why(twice) == "broken"


@pytest.mark.parametrize(
    "data", [b"", b"PK", b"PK\x05\x06", zipped(("a", b"1"))[:-10]], ids=["empty", "start", "end", "cut"]
)
def test_what_is_no_zip_is_broken(data):
    assert why(data) == "broken"


def test_bytes_that_do_not_unpack_are_broken():
    data = bytearray(zipped(("a", bytes(range(256)) * 3)))
    data[35:60] = b"\xff" * 25
    assert why(bytes(data)) == "broken"


def card(text: str | bytes) -> bytes:
    return zipped((NAME, text.encode() if isinstance(text, str) else text))


@pytest.mark.parametrize("text", [
    "[" * 200_000, f'{{"format": "{FORMAT}", "cost_won": NaN}}', f'{{"format": "{FORMAT}", "cost_won": 1e999}}',
    f'{{"format": "{FORMAT}", "title": "a\\u0000b"}}', b"\xff\xfe", f'{{"format": "{FORMAT}", "pictures": [5]}}',
])  # fmt: skip
def test_a_card_of_wrong_values_is_broken(text):
    with pytest.raises(Unreadable, match="broken"):
        unpacked(card(text))


def test_a_card_lists_no_more_pictures_than_a_card_has():
    text = json.dumps({"format": FORMAT, "pictures": [{"name": "1.png"}] * 9})
    with pytest.raises(Unreadable, match="large"):
        unpacked(card(text))
    with pytest.raises(Unreadable, match="broken"):
        unpacked(card(json.dumps({"format": FORMAT, "pictures": [{"name": "../../etc/passwd", "sha256": ""}]})))
    assert CARD.unpacked == 41 * MB


def a_book(*rows: list[object], sheet_count: int = 1, far: str = "") -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for _n in range(sheet_count - 1):
        book.create_sheet()
    if far:
        book.active[far] = 1
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_sheets_are_read_as_rows_of_so_many_columns():
    assert sheets(a_book(["a"], [1, 2, 3]), [2], 10) == [[("a", None), (1, 2)]]


@pytest.mark.parametrize(("data", "reason"), [
    (a_book(["a"], far="XFD1048576"), "large"), (a_book(*([n] for n in range(11))), "large"),
    (b"PK no workbook", "broken"), (zipped(("a", b"1")), "broken"),
    (zipped(("xl/workbook.xml", b"0" * (BOOK.unpacked + 1))), "large"),
])  # fmt: skip
def test_workbooks_that_are_refused(data, reason):
    with pytest.raises(Unreadable, match=reason):
        sheets(data, [2], 10)
    with pytest.raises(Unreadable, match="kind"):
        sheets(a_book(["a"]), [2, 2], 10)


def test_figures_of_peers_are_refused_in_words():
    head = ",".join(peer_sheet.COLUMNS)
    for data, told in (
        (a_book(["a"], far="XFD1048576"), "too much"), (f"{head}\n".encode() * 20_001, "too much"),
        (b'"' + b"x" * 200_000, "read"), (f"{head}\n1000,food,,1e999999999,1,2,3,2026-01-01".encode(), "no number"),
        (f"{head}\n1000,food,,9,1e99,2,3,2026-01-01".encode(), "no number"),
    ):  # fmt: skip
        with pytest.raises(Invalid, match=told):
            peer_sheet.read(data)


def test_a_table_of_too_many_rows_is_refused_in_words():
    with pytest.raises(Invalid, match="too much"):
        assessment_sheet.read(a_book(["a"], sheet_count=2, far="A1048576"))
    with pytest.raises(Invalid, match="no workbook"):
        assessment_sheet.read(a_book(["a"]))
