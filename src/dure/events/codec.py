"""Events as JSON and back, by the types of their fields."""

import dataclasses
import types
import typing
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, TypeVar, Union

T = TypeVar("T")
_OWN = ("event_id", "happened_at")


def encode(event: Any) -> dict[str, Any]:
    """The fields of an event dataclass as JSON values, without its number and time."""
    return {
        field.name: _plain(getattr(event, field.name)) for field in dataclasses.fields(event) if field.name not in _OWN
    }


def decode(kind: type[T], data: dict[str, Any]) -> T:
    """An event of `kind` from what `encode` gave. Fields that the class no longer has are left out."""
    hints = typing.get_type_hints(kind)
    known = {field.name for field in dataclasses.fields(kind)}  # type: ignore[arg-type]
    return kind(**{name: _typed(value, hints[name]) for name, value in data.items() if name in known})


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise TypeError(f"An event cannot carry a {type(value).__name__}")


def _typed(value: Any, hint: Any) -> Any:
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if value is None:
        return None
    if origin in (Union, types.UnionType):
        return _typed(value, next(part for part in inner if part is not type(None)))
    if origin is tuple:
        return tuple(_typed(item, inner[0]) for item in value)
    if origin is list:
        return [_typed(item, inner[0]) for item in value]
    if hint in (datetime, date):
        return hint.fromisoformat(value)
    if isinstance(hint, type) and issubclass(hint, Enum | Decimal):
        return hint(value)
    return value
