"""A practice card as a file for another factory: a zip with `card.json` and its pictures. Pure.

Nothing of it is believed before it was looked at: it is opened within limits, names in the zip are only those that the
card itself lists and never places on the disk, and each picture has to have the digest that the card tells.
"""

import hashlib
import io
import json
import math
import zipfile
from typing import Any, NamedTuple

from dure.mentoring.unpacking import CARD, Unreadable, opened

FORMAT = "dure-practice-card/1"
NAME = "card.json"
MOST_TEXT, MOST_PICTURE, MOST_PICTURES = 256 * 1024, 5 * 1024 * 1024, 8
"""Bytes of the text and of each picture; number of pictures."""


class Picture(NamedTuple):
    side: str
    note: str
    ending: str
    data: bytes


class Unpacked(NamedTuple):
    facts: dict[str, Any]
    pictures: list[Picture]


def packed(facts: dict[str, Any], pictures: list[Picture]) -> bytes:
    """The same card gives the same bytes."""
    listed = [
        {
            "name": f"{number}.{one.ending}", "side": one.side, "note": one.note,
            "sha256": hashlib.sha256(one.data).hexdigest(),
        }
        for number, one in enumerate(pictures, start=1)
    ]  # fmt: skip
    text = json.dumps({"format": FORMAT, **facts, "pictures": listed}, ensure_ascii=False, indent=1, sort_keys=True)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        _put(file, NAME, text.encode())
        for row, one in zip(listed, pictures, strict=True):
            _put(file, row["name"], one.data)
    return out.getvalue()


def _put(file: zipfile.ZipFile, name: str, data: bytes) -> None:
    file.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)


def unpacked(data: bytes) -> Unpacked:
    """Raises Unreadable."""
    with opened(data, CARD) as file:
        facts = _facts(_read(file, NAME, MOST_TEXT))
        listed = facts.pop("pictures", [])
        if not isinstance(listed, list) or len(listed) > MOST_PICTURES:
            raise Unreadable("large")
        return Unpacked(facts, [_picture(file, row) for row in listed])


def _facts(text: bytes) -> dict[str, Any]:
    """Raises Unreadable; also for signs and numbers that no database keeps."""
    try:
        found = json.loads(text, parse_float=_finite, parse_constant=_finite)
    except (ValueError, RecursionError) as error:
        raise Unreadable("broken") from error
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise Unreadable("kind")
    if b"\0" in text or rb"\u0000" in text:
        raise Unreadable("broken")
    return found


def _finite(text: str) -> float:
    found = float(text)
    if not math.isfinite(found):
        raise Unreadable("broken")
    return found


def _picture(file: zipfile.ZipFile, row: dict[str, str]) -> Picture:
    data = _read(file, row["name"], MOST_PICTURE)
    if hashlib.sha256(data).hexdigest() != row["sha256"]:
        raise Unreadable("broken")
    return Picture(str(row["side"]), str(row["note"]), row["name"].rpartition(".")[2], data)


def _read(file: zipfile.ZipFile, name: str, most: int) -> bytes:
    with file.open(name) as part:
        found = part.read(most + 1)
    if len(found) > most:
        raise Unreadable("large")
    return found
