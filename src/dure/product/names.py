"""Names of revisions, one after the other. Pure."""

import re

_NUMBER = re.compile(r"^(.*?)(\d+)$")
_LETTERS = re.compile(r"^(.*?)([A-Z]+)$")


def next_revision(name: str) -> str:
    """A → B, Z → AA, 1 → 2, R09 → R10, R-Z → R-AA; any other gets a 2 behind it."""
    if found := _NUMBER.match(name):
        return found[1] + str(int(found[2]) + 1).zfill(len(found[2]))
    if found := _LETTERS.match(name):
        return found[1] + _after(found[2])
    return f"{name}2"


def _after(letters: str) -> str:
    if letters == "Z" * len(letters):
        return "A" * (len(letters) + 1)
    if letters[-1] == "Z":
        return _after(letters[:-1]) + "A"
    return letters[:-1] + chr(ord(letters[-1]) + 1)
