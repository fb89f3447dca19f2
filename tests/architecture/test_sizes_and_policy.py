"""Files stay small enough to read, and pages keep to the strict content-security policy."""

import ast
import re
import statistics
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "dure"
LONGEST_FILE = 400
FUNCTION_MEDIAN, FUNCTION_NINTH_DECILE = 10, 30
_INLINE = {
    "a script in the page": re.compile(r"<script(?![^>]*\b(?:src=|type=.application/json))[^>]*>", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "an event attribute": re.compile(r"<[^>]+\son[a-z]+\s*=", re.IGNORECASE),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "htmx that needs eval": re.compile(r"\bhx-(?:on|vals\s*=\s*['\"]js:)", re.IGNORECASE),
    "something from elsewhere": re.compile(r"(?:src|href)\s*=\s*['\"](?:https?:)?//", re.IGNORECASE),
}
_TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)


def written_by_hand(suffix: str) -> list[Path]:
    """Files of the house that a person reads and writes."""
    found = [*SOURCE.rglob(f"*.{suffix}"), *(ROOT / "tests").rglob(f"*.{suffix}")]
    return [file for file in found if "migrations" not in file.parts and not file.stem.endswith("_pb2")]


def test_no_file_is_too_long():
    lengths = {file: len(file.read_text("utf-8").splitlines()) for file in written_by_hand("py")}
    wrong = {str(file.relative_to(ROOT)): length for file, length in lengths.items() if length > LONGEST_FILE}
    assert not wrong


def test_functions_are_short():
    lengths = sorted(
        (node.end_lineno or node.lineno) - node.lineno + 1
        for file in SOURCE.rglob("*.py")
        if "migrations" not in file.parts and not file.stem.endswith("_pb2")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    assert statistics.median(lengths) <= FUNCTION_MEDIAN
    assert lengths[len(lengths) * 9 // 10] <= FUNCTION_NINTH_DECILE


def test_templates_keep_to_the_policy():
    wrong = [
        f"{file.relative_to(SOURCE)}: {what}"
        for file in SOURCE.rglob("templates/**/*.html")
        for what, pattern in _INLINE.items()
        if pattern.search(_TAG.sub("", file.read_text("utf-8")))
    ]
    assert not wrong, "\n".join(wrong)


def test_scripts_need_no_eval():
    pattern = re.compile(r"\beval\(|new Function\(|document\.write\(|innerHTML\s*=")
    wrong = [str(file) for file in SOURCE.rglob("static/**/*.js") if pattern.search(file.read_text("utf-8"))]
    assert not wrong


def test_digits_are_those_that_int_reads():
    """`"²".isdigit()` holds, and int("²") fails: an address or a form with it would end in an error of the program."""
    wrong = [str(file.relative_to(ROOT)) for file in SOURCE.rglob("*.py") if ".isdigit()" in file.read_text("utf-8")]
    assert not wrong
