import codecs
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.gateway.connector import BadData
from dure.gateway.connectors.csv_folder import cells, table
from dure.gateway.connectors.csv_folder.table import Layout
from dure.kernel.observation import Quality, Value

SEOUL = ZoneInfo("Asia/Seoul")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", 0),
        ("-3", -3),
        (" 12 ", 12),
        ("1,234", 1_234),
        ("1,234,567.5", 1_234_567.5),
        ("0.50", 0.5),
        (".5", 0.5),
        ("1e3", 1_000.0),
        ("1 234", 1_234),
        ("007", "007"),
        ("12,34", "12,34"),
        ("e5", "e5"),
        ("가동", "가동"),
        ("TRUE", True),
        ("3 mm", "3 mm"),
        ("2026-06-01", "2026-06-01"),
    ],
)
def test_values(text: str, expected: Value) -> None:
    found, quality = cells.value(text, decimal_comma=False)
    assert (found, type(found), quality) == (expected, type(expected), Quality.GOOD)


@pytest.mark.parametrize(("text", "expected"), [("1.234,5", 1_234.5), ("0,5", 0.5), ("1.234", 1_234), ("-7,25", -7.25)])
def test_values_with_a_decimal_comma(text: str, expected: Value) -> None:
    assert cells.value(text, decimal_comma=True) == (expected, Quality.GOOD)


@pytest.mark.parametrize(
    ("text", "quality"),
    [("", Quality.MISSING), ("-", Quality.MISSING), ("NaN", Quality.MISSING), ("#DIV/0!", Quality.BAD)],
)
def test_no_value_is_not_zero(text: str, quality: Quality) -> None:
    assert cells.value(text, decimal_comma=False) == (None, quality)


NINE_05_03 = int(datetime(2026, 6, 1, 0, 5, 3, tzinfo=UTC).timestamp()) * 1_000_000


@pytest.mark.parametrize(
    "text",
    [
        "2026-06-01 09:05:03",
        "2026-06-01T09:05:03+09:00",
        "2026-06-01T00:05:03Z",
        "2026/6/1 9:05:03",
        "2026.06.01 09:05:03",
        "2026. 6. 1. 오전 9:05:03",
        "2026. 6. 1. 9:05:03 AM",
        "2026년 6월 1일 9시 5분 3초",
        "2026년 6월 1일 오전 9시 5분 3초",
        "20260601090503",
        "20260601 090503",
        "1780272303",
        "1780272303000",
        "1780272303000000",
    ],
)
def test_times_of_one_moment(text: str) -> None:
    assert cells.time(text, "", SEOUL) == NINE_05_03


def test_other_times() -> None:
    midnight_us = NINE_05_03 - (9 * 3_600 + 5 * 60 + 3) * 1_000_000
    assert cells.time("2026-06-01", "", SEOUL) == midnight_us
    assert cells.time("2026. 6. 1. 오전 12:00:00", "", SEOUL) == midnight_us
    assert cells.time("2026. 6. 1. 오후 12:00:00", "", SEOUL) == midnight_us + 43_200_000_000
    assert cells.time("2026-06-01 09:05:03.25", "", SEOUL) == NINE_05_03 + 250_000
    assert cells.time("01.06.2026 09:05:03", "%d.%m.%Y %H:%M:%S", SEOUL) == NINE_05_03


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2026-13-01", "2026-06-01 25:00", "06/01/2026", "2026. 6. 1. 오후 13:00"]
)
def test_no_time(text: str) -> None:
    with pytest.raises(BadData):
        cells.time(text, "", SEOUL)


def test_separators_and_headings() -> None:
    top = table.heading('a;"b;c",;x', Layout(time_columns=("a",)))
    assert top.delimiter == ";"
    assert top.names == ("a", "b;c,", "x") or top.names == ("a", "b;c", "x")
    assert table.heading("t\t수량\t수량", Layout()).names == ("t", "수량", "수량 (3)")
    assert table.heading("5,6", Layout(header_row=0)).names == ("1", "2")
    assert table.heading("a,b", Layout(columns=("b", "gone"))).missing == ("gone",)
    with pytest.raises(BadData, match="no column t"):
        table.heading("a,b", Layout(time_columns=("t",)))


def test_rows_wait_for_their_end_and_quotes_may_hold_line_ends() -> None:
    data = b'a,b\r\n"x\ny",2\n3,'
    assert [row.data for row in table.rows(data, 0, whole=False)] == [b"a,b", b'"x\ny",2']
    assert [row.data for row in table.rows(data, 0, whole=True)] == [b"a,b", b'"x\ny",2', b"3,"]


def test_a_quote_that_is_never_closed_costs_one_row() -> None:
    data = b'1,"2\n' + b"3,4\n" * 50_000
    found = [row.data for row in table.rows(data, 0, whole=True)]
    assert found[0] == b'1,"2'
    assert found.count(b"3,4") == 50_000


@given(st.binary(max_size=300), st.booleans())
def test_rows_of_any_bytes_cover_them(data: bytes, whole: bool) -> None:
    at = 0
    for row in table.rows(data, 0, whole):
        assert row.end > at
        assert data[at : row.end].rstrip(b"\r\n") == row.data
        at = row.end
    assert not whole or at == len(data)


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_is_a_row_or_says_why_not(title: str, text: str) -> None:
    layout = Layout(zone=SEOUL)
    try:
        top = table.heading(title, layout)
        found = table.observations(text, 3, top, layout, epoch="e", now_us=NINE_05_03)
    except BadData:
        return
    assert len({one.sequence for one in found}) == len(found)


@given(st.text(max_size=40))
def test_any_text_is_a_time_or_none(text: str) -> None:
    try:
        assert isinstance(cells.time(text, "", SEOUL), int)
    except BadData:
        return


@given(st.text(st.characters(codec="cp949", exclude_characters="\0"), min_size=1, max_size=40))
def test_a_row_in_any_usual_encoding_is_the_same_text_or_is_refused(text: str) -> None:
    for encoding in ("utf-8", "utf-8-sig", "cp949"):
        data = text.encode(encoding)
        found = table.decoded(data, ("utf-8", "cp949"))
        assert found == text or (encoding == "cp949" and found.encode() == data)
    for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
        data = (b"" if encoding == "utf-16" else codecs.BOM_UTF16_LE if "le" in encoding else codecs.BOM_UTF16_BE) + (
            text.encode(encoding)
        )
        with pytest.raises(BadData, match="UTF-16"):
            table.decoded(data, ("utf-8", "cp949"))
