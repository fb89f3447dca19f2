"""The SHDR line parser: each rule of the format, then every recording against simple counts."""

import gzip
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.kernel.mtconnect import read_devices
from dure.kernel.shdr import Entry, Kind, Reader, heartbeat_ms, parse_line, split, time_us
from tests import recordings

NOON = 1_486_468_800_000_000  # 2017-02-07T12:00:00Z, from `date -u -d … +%s`


def _of(line: str) -> list[Entry]:
    return list(parse_line(line))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2017-02-07T12:00:00Z", NOON),
        ("2017-02-07T12:00:00.5Z", NOON + 500_000),
        ("2017-02-07T12:00:00.1234567Z", NOON + 123_456),
        ("2017-02-07T12:00:00.000001Z", NOON + 1),
        ("2017-02-07T12:00:00", NOON),
        ("2017-02-07T21:00:00+09:00", NOON),
        ("2017-02-07T07:30:00-0430", NOON),
        ("2017-02-07T12:00:00.25Z@100.0", NOON + 250_000),
        ("1969-12-31T23:59:59.5Z", -500_000),
        ("2017", None),
        ("2017-13-07T12:00:00Z", None),
        ("", None),
    ],
)
def test_times(text: str, expected: int | None) -> None:
    assert time_us(text) == expected


def test_several_pairs_share_the_time_of_their_line() -> None:
    got = _of("2017-02-07T12:00:00Z|avail|AVAILABLE|mode|AUTOMATIC|count|12\r\n")
    assert [(e.time_us, e.key, e.value) for e in got] == [
        (NOON, "avail", "AVAILABLE"),
        (NOON, "mode", "AUTOMATIC"),
        (NOON, "count", "12"),
    ]


def test_a_condition_keeps_level_code_and_text() -> None:
    [got] = _of("2017-02-07T12:00:00Z|system|FAULT|4711|100|HIGH|Öl zu heiß, 온도 높음")
    assert (got.kind, got.value, got.native_code) == (Kind.CONDITION, "FAULT", "4711")
    assert got.fields == ("4711", "100", "HIGH", "Öl zu heiß, 온도 높음")


def test_three_pairs_are_not_taken_for_a_condition() -> None:
    got = _of("2017-02-07T12:00:00Z|a|UNAVAILABLE|b|UNAVAILABLE|c|1")
    assert [e.key for e in got] == ["a", "b", "c"]


@pytest.mark.parametrize("level", ["UNAVAILABLE", "Unavailable", "unavailable "])
def test_unavailable_in_any_spelling(level: str) -> None:
    [got] = _of(f"2017-02-07T12:00:00Z|system|{level}||||")
    assert got.kind is Kind.CONDITION
    assert got.is_unavailable


def test_device_prefix_and_missing_times() -> None:
    assert _of("|Mazak01:exec|ACTIVE") == [Entry(None, "exec", "ACTIVE", device="Mazak01")]
    assert _of("exec|ACTIVE") == [Entry(None, "exec", "ACTIVE")]
    assert _of("12345.5|exec|ACTIVE") == [Entry(None, "exec", "ACTIVE")]


def test_pipe_in_quotes() -> None:
    [got] = _of('2017-02-07T12:00:00Z|text|"a \\| b"')
    assert got.value == "a | b"
    assert split('x|"unclosed|y') == ["x", '"unclosed', "y"]


def test_with_a_model_message_and_time_series_take_their_fields() -> None:
    kinds = {"msg": Kind.MESSAGE, "wave": Kind.TIME_SERIES}
    got = list(parse_line("2017-02-07T12:00:00Z|msg|42|Change tool|wave|3|100|1 2 3|n|1", lambda _d, k: kinds.get(k)))
    assert [(e.key, e.value, e.fields) for e in got] == [
        ("msg", "Change tool", ("42",)),
        ("wave", "3", ("100", "1 2 3")),
        ("n", "1", ()),
    ]


def test_commands_and_fragments_give_nothing() -> None:
    for line in (
        "* PONG 10000",
        "*adapterVersion:2|x",
        "2017",
        "2017.919363",
        "",
        "2017-02-07T12:00:00Z|@REMOVE_ASSET@|1|2",
    ):
        assert _of(line) == []
    assert heartbeat_ms("* PONG 10000\n") == 10_000
    assert heartbeat_ms("* PONG") is None


def test_multiline_assets_are_skipped_and_a_lost_end_does_not_silence_the_machine() -> None:
    lines = [
        "2017-02-07T12:00:00Z|@ASSET@|1.2|CuttingTool|--multiline--A",
        "<a>x|y</a>",
        "--multiline--A",
        "2017-02-07T12:00:00Z|n|1",
        "2017-02-07T12:00:00Z|@ASSET@|1.3|CuttingTool|--multiline--B",
        "<a/>",
        "2017-02-07T12:00:00Z|n|2",
        "2017-02-07T12:00:00Z|n|3",
    ]
    assert [e.value for e in Reader().all(lines)] == ["1", "2", "3"]


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=200))
def test_any_text_is_read_or_left_out(text: str) -> None:
    for entry in Reader().all(["2017-02-07T12:00:00Z|" + text, text]):
        assert entry.key


@given(st.lists(st.text(alphabet='ab|\\"\n:@*-', max_size=30), max_size=10))
def test_hostile_lines_never_give_more_entries_than_bars(lines: list[str]) -> None:
    assert len(list(Reader().all(lines))) <= sum(line.count("|") + 1 for line in lines)


def _files() -> list[Path]:
    found = recordings.folder()
    return sorted([*found.glob("**/dev/**/*.txt.gz"), *found.glob("**/*.shdr.gz"), *found.glob("*/okuma.txt.gz")])


def _simple_count(path: Path) -> Counter[str]:
    """Readings per key by rules that need no parser: one per condition line, else one per pair."""
    conditions = set(re.findall(r"(?:name|id)=.(\w+)", _condition_tags(path)))
    counts: Counter[str] = Counter()
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            cells = line.rstrip("\r\n").split("|")
            if not re.match(r"\d{4}-\d\d-\d\dT", line) or cells[1].startswith("@"):
                continue
            keys = [key for key in cells[1::2] if key]  # a condition of another model ends in blanks
            counts.update([cells[1]] if cells[1] in conditions else keys)
    return counts


def _condition_tags(path: Path) -> str:
    model = next(p for p in path.parents if (p / "Devices.xml").exists()) / "Devices.xml"
    tags = re.findall(r"<DataItem[^>]*>", model.read_text(encoding="utf-8"))
    return " ".join(tag for tag in tags if "CONDITION" in tag)


def test_every_recording_reads_to_the_same_counts_as_simple_code() -> None:
    files = _files()
    assert len(files) == 65
    total = 0
    for path in files:
        model = next(p for p in path.parents if (p / "Devices.xml").exists()) / "Devices.xml"
        catalogue = read_devices(model.read_bytes())
        expected = _simple_count(path)
        for kind_of in (None, catalogue.kind_of):
            with gzip.open(path, "rt", encoding="utf-8") as lines:
                entries = list(Reader(kind_of).all(lines))
            assert Counter(entry.key for entry in entries) == expected, path.name
            assert all(entry.time_us is not None for entry in entries), path.name
        total += len(entries)
    assert total > 2_300_000
