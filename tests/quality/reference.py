"""Published figures that the rules are held against; each row and case names its source."""

import csv
import json
from functools import cache
from pathlib import Path
from typing import Any

from tests import recordings


def _file(name: str) -> Path:
    return recordings.folder().parent / "reference" / name


@cache
def rows(name: str) -> list[dict[str, str]]:
    """Of a table of the reference, such as `arl_reference.csv`."""
    with _file(name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@cache
def examples() -> dict[str, Any]:
    """Worked examples by their id."""
    told = json.loads(_file("spc_worked_examples.json").read_text(encoding="utf-8"))
    return {one["id"]: one for one in told["examples"]}
