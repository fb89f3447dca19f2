"""Cells as they are kept with an import, and as a person sees them. Pure."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from dure.exchange.sheets.words import Raw, text


def kept(raw: object) -> Any:
    """A cell as JSON: dates and exact numbers marked, all else as it is."""
    if isinstance(raw, datetime):
        return {"t": raw.isoformat()}
    if isinstance(raw, date):
        return {"d": raw.isoformat()}
    if isinstance(raw, Decimal):
        return {"n": str(raw)}
    if raw is None or isinstance(raw, bool | int | float):
        return raw
    return str(raw).replace("\x00", "")


def raw_of(value: Any) -> Raw:
    """A kept cell as it was read."""
    if isinstance(value, Mapping):
        (kind, said), *_ = value.items()
        return {"t": datetime.fromisoformat, "d": date.fromisoformat, "n": Decimal}[kind](said)  # type: ignore[no-any-return]
    return value  # type: ignore[no-any-return]


def as_text(value: Any) -> str:
    """A kept cell as one reads it on a page, and types it again."""
    return text(raw_of(value))
