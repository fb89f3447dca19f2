"""A plant as JSON: the fields of `plant.Plant`, by their names. Pure: text in, a plant out, and back.

What has a usual value may be left out. A distribution is a number (always the same), or {"kind": …} with the fields of
one of `KINDS`; so are the orders: "list", "demand" or "full".
"""

import json
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from dure.kernel.errors import Invalid
from dure.planning.simulation import chance
from dure.planning.simulation.plant import AlwaysFull, Demand, OrderList, Plant

KINDS: dict[str, type] = {
    "fixed": chance.Fixed, "uniform": chance.Uniform, "exponential": chance.Exponential,
    "lognormal": chance.Lognormal, "weibull": chance.Weibull, "empirical": chance.Empirical,
    "mixture": chance.Mixture, "list": OrderList, "demand": Demand, "full": AlwaysFull,
}  # fmt: skip
_WORDS = {kind: word for word, kind in KINDS.items()}
T = TypeVar("T")


def read(text: str) -> Plant:
    """Raises Invalid with the place of what can't be read."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Invalid("The plant is no JSON: %(why)s", why=error) from error
    found = _made(Plant, data, "plant")
    assert isinstance(found, Plant)
    return found


def as_json(plant: Plant) -> str:
    """What `read` reads; usual values are left out."""
    return json.dumps(_told(plant), ensure_ascii=False, indent=1)


def rows_of(value: Any) -> Any:
    """A frozen dataclass of this package as what JSON can hold; `made_of` reads it."""
    return _told(value)


def made_of(kind: type[T], rows: Any, at: str) -> T:
    """A frozen dataclass from its JSON. Raises Invalid with the place of what can't be read."""
    found = _made(kind, rows, at)
    assert isinstance(found, kind)
    return found


def read_figures(text: str) -> dict[str, float]:
    """Measured figures by their names. Raises Invalid for what is no object of numbers."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Invalid("The figures are no JSON: %(why)s", why=error) from error
    if not isinstance(data, dict):
        raise Invalid("%(at)s: %(value)s is not what is asked for.", at="figures", value=_short(data))
    return {name: _made(float, value, name) for name, value in data.items()}


def _told(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_told(one) for one in value]
    if isinstance(value, chance.Fixed):
        return value.value
    if not is_dataclass(value):
        return value
    found = {"kind": _WORDS[type(value)]} if type(value) in _WORDS else {}
    return found | {one.name: _told(own) for one in fields(value) if (own := getattr(value, one.name)) != one.default}


def _made(kind: Any, data: Any, at: str) -> Any:
    """A value of a type, from its JSON."""
    origin, parts = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return _one_of(parts, data, at)
    if kind is chance.Distribution:
        return _one_of(tuple(one for one in KINDS.values() if issubclass(one, chance.Distribution)), data, at)
    if origin is tuple:
        return _tuple(parts, data, at)
    if is_dataclass(kind):
        return _fields(kind, data, at)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _word(kind, data, at)
    is_number = kind is float and isinstance(data, int) and not isinstance(data, bool)
    if (type(data) is not kind and not is_number) or data in (float("inf"), float("-inf")) or data != data:  # noqa: PLR0124
        raise Invalid("%(at)s: %(value)s is not what is asked for.", at=at, value=_short(data))
    return data


def _one_of(kinds: tuple[Any, ...], data: Any, at: str) -> Any:
    if data is None and NoneType in kinds:
        return None
    if isinstance(data, int | float) and chance.Fixed in kinds:
        return _fields(chance.Fixed, {"value": data}, at)
    rest = [one for one in kinds if one is not NoneType]
    if len(rest) == 1:
        return _made(rest[0], data, at)
    known = {_WORDS[one]: one for one in rest}
    word = data.get("kind") if isinstance(data, dict) else None
    if not isinstance(word, str) or word not in known:
        raise Invalid("%(at)s: its kind is one of %(known)s.", at=at, known=", ".join(known))
    return _fields(known[word], {name: value for name, value in data.items() if name != "kind"}, at)


def _tuple(parts: tuple[Any, ...], data: Any, at: str) -> tuple[Any, ...]:
    if not isinstance(data, list) or (parts[-1] is not ... and len(data) != len(parts)):
        raise Invalid("%(at)s: %(value)s is not what is asked for.", at=at, value=_short(data))
    kinds = [parts[0]] * len(data) if parts[-1] is ... else parts
    return tuple(
        _made(kind, one, f"{at}[{number}]") for number, (kind, one) in enumerate(zip(kinds, data, strict=True))
    )


def _fields(kind: Any, data: Any, at: str) -> Any:
    if not isinstance(data, dict):
        raise Invalid("%(at)s: %(value)s is not what is asked for.", at=at, value=_short(data))
    hints = get_type_hints(kind)
    known = {one.name: one for one in fields(kind)}
    if unknown := sorted(set(data) - set(known)):
        raise Invalid("%(at)s has nothing called “%(name)s”. There are: %(known)s.", at=at, name=unknown[0],
                      known=", ".join(known))  # fmt: skip
    for one in known.values():
        if one.name not in data and one.default is MISSING and one.default_factory is MISSING:
            raise Invalid("%(at)s: “%(name)s” is missing.", at=at, name=one.name)
    made = {name: _made(hints[name], value, f"{at}.{name}") for name, value in data.items()}
    return kind(**made)


def _word(kind: type[Enum], data: Any, at: str) -> Enum:
    known = [str(one.value) for one in kind]
    if data not in known:
        raise Invalid("%(at)s: its kind is one of %(known)s.", at=at, known=", ".join(known))
    return kind(data)


def _short(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False)[:60]
