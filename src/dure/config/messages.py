"""Texts in the user's language without GNU gettext: reading `.po`, writing `.mo`.

`python -m dure.config.messages` compiles every catalogue of the house. It also runs when a
wheel is built and when `dure` starts from a source tree whose catalogues are newer.
"""

import ast
import struct
import sys
from dataclasses import dataclass, field
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
_MAGIC = 0x950412DE


@dataclass(slots=True)
class Entry:
    """One message of a catalogue. texts has one item, or one for each plural form."""

    ident: str = ""
    plural: str = ""
    context: str = ""
    texts: dict[int, str] = field(default_factory=dict)
    fuzzy: bool = False

    @property
    def key(self) -> str:
        """What the compiled catalogue looks the message up by."""
        prefix = f"{self.context}\x04" if self.context else ""
        return prefix + (f"{self.ident}\x00{self.plural}" if self.plural else self.ident)

    @property
    def value(self) -> str:
        return "\x00".join(self.texts[number] for number in sorted(self.texts))

    @property
    def translated(self) -> bool:
        return bool(self.texts) and all(self.texts.values()) and not self.fuzzy


def parse(text: str) -> list[Entry]:
    """Entries of a `.po` file, the header (empty id) included. Raises ValueError with the line's number."""
    entries: list[Entry] = []
    entry, place, fuzzy = Entry(), "", False
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if line.startswith("#,"):
            fuzzy = fuzzy or "fuzzy" in line
        if not line or line.startswith("#"):
            continue
        word, rest = _split(line)
        if word in ("msgctxt", "msgid") and (place.startswith("msgstr") or not place):
            entry = Entry(fuzzy=fuzzy)
            entries.append(entry)
            fuzzy = False
        place = word or place
        try:
            _add(entry, place, ast.literal_eval(rest))
        except (SyntaxError, ValueError, KeyError) as error:
            raise ValueError(f"line {number}: {raw}") from error
    return entries


def _split(line: str) -> tuple[str, str]:
    if line.startswith('"'):
        return "", line
    word, _, rest = line.partition(" ")
    return word, rest.strip()


def _add(entry: Entry, place: str, piece: str) -> None:
    if place == "msgctxt":
        entry.context += piece
    elif place == "msgid":
        entry.ident += piece
    elif place == "msgid_plural":
        entry.plural += piece
    elif place == "msgstr":
        entry.texts[0] = entry.texts.get(0, "") + piece
    elif place.startswith("msgstr["):
        number = int(place[7:-1])
        entry.texts[number] = entry.texts.get(number, "") + piece
    else:
        raise KeyError(place)


def binary(entries: list[Entry]) -> bytes:
    """The compiled catalogue (GNU MO, little endian, sorted ids, no hash table)."""
    pairs = sorted(
        (entry.key.encode(), entry.value.encode()) for entry in entries if entry.translated or not entry.ident
    )
    count, start = len(pairs), 28
    at = start + 16 * count
    ids: list[tuple[int, int]] = []
    texts: list[tuple[int, int]] = []
    body = b""
    for column, table in ((0, ids), (1, texts)):
        for pair in pairs:
            table.append((len(pair[column]), at + len(body)))
            body += pair[column] + b"\x00"
    head = struct.pack("<7I", _MAGIC, 0, count, start, start + 8 * count, 0, at)
    return head + b"".join(struct.pack("<2I", *row) for row in (*ids, *texts)) + body


def catalogues(root: Path = HOUSE) -> list[Path]:
    """Every `.po` file of the house."""
    return sorted(root.glob("**/locale/*/LC_MESSAGES/*.po"))


def compile_all(root: Path = HOUSE) -> list[Path]:
    """Write each `.mo` that is missing or older than its `.po`; those written."""
    written = []
    for source in catalogues(root):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        part = target.with_suffix(".part")
        part.write_bytes(binary(parse(source.read_text("utf-8"))))
        part.replace(target)
        written.append(target)
    return written


if __name__ == "__main__":
    for path in compile_all():
        sys.stdout.write(f"{path.relative_to(HOUSE)}\n")
