"""Values as the pages of imports show them, and what differs between a row that stands and one of a sheet."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models

from dure.exchange.imports.lines import Change, Line, Outcome


def shown(value: Any) -> str:
    """As a person reads it: numbers without needless zeros, lists with commas, nothing as nothing."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "Y" if value else "N"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return str(value.code) if isinstance(value, models.Model) and hasattr(value, "code") else str(value)


def compare(line: Line, row: models.Model, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """What of `wanted` differs from the row, noted on the line; an outcome of CHANGE or SAME."""
    different = {}
    for name, value in wanted.items():
        before = getattr(row, name)
        if isinstance(before, list) and sorted(before) == sorted(value):
            continue
        if before != value:
            different[name] = value
            line.changes.append(Change(name.removesuffix("_id"), shown(before), shown(value)))
    line.outcome = Outcome.CHANGE if line.changes else Outcome.SAME
    return different
