"""What is in a payload: JSON, a number, a word, in UTF-8 or CP949. Pure."""

import json
import re
from collections.abc import Iterator
from typing import Any

from dure.gateway.connector import BadData
from dure.kernel.observation import Value

MAX_FIELDS = 1000
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?")
_LEADING_ZERO = re.compile(r"[+-]?0\d")
_NOT_A_NUMBER = {"nan", "inf", "-inf", "+inf", "infinity", "-infinity", "1.#qnan", "#n/a"}
_WORD = {"true": True, "false": False}


def _refuse(constant: str) -> Any:
    raise BadData("%(words)s is not a number", words=constant)


_decoder = json.JSONDecoder(parse_constant=_refuse)


def text(payload: bytes) -> str:
    """The text of a payload: UTF-8, else CP949, as older Korean devices send; BadData when it is neither."""
    try:
        return payload.decode().removeprefix("\ufeff")
    except UnicodeDecodeError:
        pass
    try:
        return payload.decode("cp949")
    except UnicodeDecodeError as error:
        raise BadData("neither UTF-8 nor CP949 text") from error


def read(payload: bytes) -> Any:
    """The JSON document, number, truth value or text in a payload; None when it is empty.

    Text that begins like a JSON object or list and is none is BadData, and so is not-a-number.
    """
    words = text(payload).strip(" \t\r\n\0")
    if not words:
        return None
    try:
        document, end = _decoder.raw_decode(words)
        if end < len(words):
            raise ValueError("more text follows its end")
        return document
    except RecursionError as error:
        raise BadData("JSON nested too deeply") from error
    except ValueError as error:
        if words[0] in '{["':
            raise BadData("broken JSON: %(reason)s", reason=error) from error
        return scalar_text(words)


def scalar_text(words: str) -> Value:
    """A number or truth value written as text, else the text itself. Leading zeros make an identifier."""
    if words.lower() in _WORD:
        return _WORD[words.lower()]
    if words.lower() in _NOT_A_NUMBER:
        raise BadData("%(words)s is not a number", words=words)
    if "\0" in words:
        raise BadData("binary data")
    return number(words)


def number(words: str) -> Value:
    """The number that `words` say; `words` themselves when they say none."""
    if len(words) > 60 or not _NUMBER.fullmatch(words) or _LEADING_ZERO.match(words):
        return words
    try:
        return int(words)
    except ValueError:
        return float(words)


def steps(pointer: str) -> tuple[str, ...]:
    """The steps of a JSON pointer (RFC 6901); BadData unless it is empty or begins with a slash."""
    if not pointer:
        return ()
    if not pointer.startswith("/"):
        raise BadData("A JSON pointer begins with a slash: %(pointer)s", pointer=pointer)
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in pointer[1:].split("/"))


def find(document: Any, path: tuple[str, ...]) -> Any:
    """What lies at a path of a document; LookupError when nothing does."""
    for step in path:
        if isinstance(document, dict):
            document = document[step]
        elif isinstance(document, list) and step.isdecimal():
            document = document[int(step)]
        else:
            raise LookupError(step)
    return document


def leaves(document: Any, pointer: str = "") -> Iterator[tuple[str, Value]]:
    """Pointer and value of every number, text, truth value and null of a document, in its order."""
    if isinstance(document, dict):
        for name, below in document.items():
            yield from leaves(below, f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}")
    elif isinstance(document, list):
        for at, below in enumerate(document):
            yield from leaves(below, f"{pointer}/{at}")
    else:
        yield pointer, document
