"""Topics seen and the fields of their last payloads, as the connect wizard shows them. Pure."""

from collections.abc import Sequence

from dure.gateway.broker.seen import Seen
from dure.gateway.connector import BadData, Found
from dure.gateway.connectors.mqtt import payload
from dure.gateway.connectors.mqtt.address import join
from dure.kernel.observation import Quality, Value

_LEVEL, _TOPIC = "level:", "topic:"
_LISTED = 300


def browse(seen: Sequence[Seen], path: str) -> list[Found]:
    """What lies under `path`: the next topic levels, or the fields of one topic's payload."""
    if path.startswith(_TOPIC):
        topic = path[len(_TOPIC) :]
        return [found for one in seen if one.topic == topic for found in _fields(one)]
    return _level(seen, path.removeprefix(_LEVEL))


def _level(seen: Sequence[Seen], prefix: str) -> list[Found]:
    below = [one for one in seen if one.topic.startswith(prefix)]
    if len(below) <= _LISTED // 10:
        return [_topic(one, one.topic[len(prefix) :]) for one in below]
    folders = dict.fromkeys(
        one.topic[len(prefix) :].partition("/")[0] for one in below if "/" in one.topic[len(prefix) :]
    )
    found = [Found(f"{name}/", path=f"{_LEVEL}{prefix}{name}/") for name in folders]
    return found + [_topic(one, one.topic[len(prefix) :]) for one in below if "/" not in one.topic[len(prefix) :]]


def _topic(one: Seen, name: str) -> Found:
    """A topic: a folder when its payload has fields, else a value."""
    try:
        document = payload.read(one.payload)
    except BadData as error:
        return Found(name or one.topic, one.topic, quality=Quality.BAD, type_name=str(error)[:80])
    if isinstance(document, dict | list):
        return Found(name or one.topic, path=f"{_TOPIC}{one.topic}", type_name="json")
    return _leaf(name or one.topic, one.topic, document)


def _fields(one: Seen) -> list[Found]:
    try:
        document = payload.read(one.payload)
    except BadData as error:
        return [Found(one.topic, one.topic, quality=Quality.BAD, type_name=str(error)[:80])]
    leaves = [leaf for leaf, _ in zip(payload.leaves(document), range(_LISTED), strict=False)]
    return [_leaf(pointer or one.topic, join(one.topic, pointer), value) for pointer, value in leaves]


def _leaf(name: str, address: str, value: Value) -> Found:
    kinds = {bool: "boolean", int: "number", float: "number", str: "text"}
    quality = Quality.MISSING if value is None else Quality.GOOD
    return Found(name, address, value=value, quality=quality, type_name=kinds.get(type(value), ""))
