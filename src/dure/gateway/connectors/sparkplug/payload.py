"""Sparkplug B payloads: bytes to metrics, and the one command that Dure sends. Pure."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from google.protobuf.message import DecodeError  # type: ignore[import-untyped]

from dure.gateway.connector import BadData
from dure.gateway.connectors.sparkplug import datatype
from dure.gateway.connectors.sparkplug.datatype import DataType, Unsupported
from dure.gateway.connectors.sparkplug.schema import Payload
from dure.kernel.observation import Quality, Value

MAX_ITEMS = 256
"""Arrays up to this length are taken apart; longer ones are data for another tool."""
_QUALITIES = {0: Quality.BAD, 192: Quality.GOOD, 500: Quality.UNCERTAIN}
"""The values that the specification allows for the property `Quality`: bad, good, stale."""
REBIRTH = "Node Control/Rebirth"


class Metric(NamedTuple):
    """One metric of a payload, not yet interpreted: what it means may be known from a birth only."""

    name: str
    alias: int | None
    time_ms: int
    datatype: int
    is_null: bool
    is_historical: bool
    field: str | None
    raw: Any
    properties: Any


class Message(NamedTuple):
    """A payload: time (0 where it has none), sequence number (None where it has none), metrics."""

    time_ms: int
    seq: int | None
    metrics: list[Metric]


def decode(data: bytes) -> Message:
    """The payload in `data`; BadData when it is none."""
    payload = Payload()
    try:
        payload.ParseFromString(data)
    except DecodeError as error:
        raise BadData("not a Sparkplug B payload") from error
    if payload.HasField("seq") and payload.seq > 255:
        raise BadData("a sequence number above 255: %(seq)s", seq=payload.seq)
    seq = payload.seq if payload.HasField("seq") else None
    return Message(payload.timestamp, seq, [_metric(one) for one in payload.metrics])


def _metric(one: Any) -> Metric:
    field = one.WhichOneof("value")
    return Metric(
        one.name,
        one.alias if one.HasField("alias") else None,
        one.timestamp,
        one.datatype,
        one.is_null,
        one.is_historical,
        field,
        getattr(one, field) if field else None,
        one.properties if one.HasField("properties") else None,
    )


def values(name: str, kind: DataType, metric: Metric) -> Iterator[tuple[str, DataType, Value]]:
    """Name, type and value of what a metric holds: itself, or the members of a structured one.

    Members are named `metric/member`. Unsupported when it holds what no observation can.
    """
    if metric.is_null or metric.field is None:
        yield name, kind, None
    elif kind is DataType.TEMPLATE and metric.field == "template_value":
        yield from _members(name, metric.raw)
    elif kind is DataType.DATASET and metric.field == "dataset_value":
        yield from _columns(name, metric.raw)
    elif datatype.is_array(kind) and metric.field == "bytes_value":
        found = datatype.items(kind, metric.raw)
        if len(found) > MAX_ITEMS:
            raise Unsupported("an array of %(count)s items", count=len(found))
        yield from ((f"{name}/{at}", kind, item) for at, item in enumerate(found))
    elif kind in (DataType.BYTES, DataType.FILE, DataType.PROPERTY_SET, DataType.PROPERTY_SET_LIST):
        raise Unsupported("a value of type %(kind)s", kind=kind.name)
    else:
        yield name, kind, datatype.scalar(kind, metric.field, metric.raw)


def _members(name: str, template: Any, depth: int = 0) -> Iterator[tuple[str, DataType, Value]]:
    if template.is_definition:
        return
    if depth > 8:
        raise BadData("templates nested too deeply")
    for one in template.metrics:
        member = _metric(one)
        kind = datatype.known(member.datatype) or datatype.implied(member.field)
        if member.field == "template_value":
            yield from _members(f"{name}/{member.name}", member.raw, depth + 1)
        else:
            yield from values(f"{name}/{member.name}", kind, member)


def _columns(name: str, table: Any) -> Iterator[tuple[str, DataType, Value]]:
    """A table of one row is a set of named values; one of more rows is not a value at a time."""
    columns, types = list(table.columns), list(table.types)
    if len(columns) != len(types) or any(len(row.elements) != len(columns) for row in table.rows):
        raise BadData("a DataSet whose rows don't fit its columns")
    if len(table.rows) > 1:
        raise Unsupported("a DataSet of %(count)s rows", count=len(table.rows))
    for row in table.rows:
        for column, number, element in zip(columns, types, row.elements, strict=True):
            kind, field = datatype.known(number), element.WhichOneof("value")
            value = datatype.scalar(kind, field, getattr(element, field)) if field else None
            yield f"{name}/{column}", kind, value


def is_definition(metric: Metric) -> bool:
    """Whether a metric only says how a template looks."""
    return metric.field == "template_value" and bool(metric.raw.is_definition)


def quality(metric: Metric) -> Quality:
    """What the property `Quality` says; GOOD where there is none, BAD where it says nonsense."""
    found = properties(metric).get("Quality", 192)
    return _QUALITIES.get(found, Quality.BAD) if isinstance(found, int) else Quality.BAD


def properties(metric: Metric) -> dict[str, Value]:
    """The plain properties of a metric by name; nested ones are left out."""
    if metric.properties is None:
        return {}
    found: dict[str, Value] = {}
    for key, one in zip(metric.properties.keys, metric.properties.values, strict=False):
        field = one.WhichOneof("value")
        if one.is_null or field is None:
            continue
        try:
            found[key] = datatype.scalar(datatype.known(one.type), field, getattr(one, field))
        except BadData:
            found[key] = None
    return found


def rebirth_request(now_ms: int) -> bytes:
    """The only command that Dure sends: be born again. It has no sequence number (it is no edge node's)."""
    payload = Payload(timestamp=now_ms)
    payload.metrics.add(name=REBIRTH, timestamp=now_ms, datatype=DataType.BOOLEAN, boolean_value=True)
    return bytes(payload.SerializeToString())
