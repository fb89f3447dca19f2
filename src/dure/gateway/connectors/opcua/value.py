"""OPC UA values, status codes and times as observations say them."""

import dataclasses
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from asyncua import ua

from dure.gateway.connector import BadData
from dure.kernel import clock
from dure.kernel.observation import Quality, Value

_ABSENT = frozenset(
    {
        ua.StatusCodes.BadNoCommunication,
        ua.StatusCodes.BadWaitingForInitialData,
        ua.StatusCodes.BadNotConnected,
        ua.StatusCodes.BadServerNotConnected,
        ua.StatusCodes.BadOutOfService,
        ua.StatusCodes.BadNoData,
        ua.StatusCodes.BadShutdown,
    }
)
_CODE = 0xFFFF0000
_OVERFLOW = 0x0480
"""Info bits of a data value (OPC 10000-4, 7.39): DataValue type with Overflow set."""


def quality_of(status: ua.StatusCode | None) -> Quality:
    """Good, Uncertain and Bad classes (OPC 10000-8, 6.3); without communication the value is MISSING."""
    code = 0 if status is None else status.value
    if code & _CODE in _ABSENT:
        return Quality.MISSING
    severity = code >> 30
    return Quality.GOOD if severity == 0 else Quality.UNCERTAIN if severity == 1 else Quality.BAD


def overflowed(status: ua.StatusCode | None) -> bool:
    """The server dropped changes because its queue was full."""
    return status is not None and status.value & _OVERFLOW == _OVERFLOW


def is_unknown_node(status: ua.StatusCode | None) -> bool:
    unknown = (ua.StatusCodes.BadNodeIdUnknown, ua.StatusCodes.BadNodeIdInvalid)
    return status is not None and status.value & _CODE in unknown


def time_us(value: ua.DataValue, now_us: int) -> int:
    """The source's time, else the server's, else `now_us`."""
    moment = value.SourceTimestamp or value.ServerTimestamp
    if moment is None:
        return now_us
    return clock.to_us(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def plain(value: Any, path: Sequence[str | int] = ()) -> Value:
    """The value, or the element or field at `path` within it. Raises BadData where there is none.

    Texts of other types: time as ISO 8601, bytes as hexadecimal, arrays and structures as JSON.
    """
    for step in path:
        value = _step(value, step)
    value = _simple(value)
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise BadData("a value of type %(kind)s can't be read", kind=type(value).__name__)


def _step(value: Any, step: str | int) -> Any:
    if isinstance(value, list):
        try:
            return value[int(step)]
        except (IndexError, ValueError) as error:
            raise BadData(
                "there is no element %(step)s; the array has %(count)s", step=step, count=len(value)
            ) from error
    if dataclasses.is_dataclass(value) and hasattr(value, str(step)) and not str(step).startswith("_"):
        return getattr(value, str(step))
    raise BadData("there is no field %(step)s", step=step)


def _simple(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).isoformat()
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, ua.LocalizedText):
        return value.Text or ""
    if isinstance(value, ua.QualifiedName):
        return value.Name or ""
    if isinstance(value, ua.NodeId):
        return value.to_string()
    if isinstance(value, ua.Variant):
        return _simple(value.Value)
    if isinstance(value, list):
        return [_simple(one) for one in value]
    if isinstance(value, ua.ExtensionObject):
        raise BadData("the server doesn't describe this structure")
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _simple(getattr(value, field.name)) for field in dataclasses.fields(value)}
    return str(value) if not isinstance(value, bool | int | float | str | None) else value
