"""What the connect wizard shows of an agent."""

from collections.abc import Sequence

from dure.gateway.connector import Found
from dure.gateway.connectors.mtconnect.documents import Reported, Streams
from dure.kernel.mtconnect import Catalogue, Conditions, DataItem, Device, reading, suggestion
from dure.kernel.observation import Quality, Value


def browse(catalogue: Catalogue, present: Streams, path: str) -> Sequence[Found]:
    """Devices for an empty path, else the data items of the device that `path` names."""
    if not path:
        return [Found(device.name, path=device.name, type_name=device.description) for device in catalogue.devices]
    device = next((one for one in catalogue.devices if path in (one.name, one.uuid)), None)
    return [] if device is None else _items(device, present)


def _items(device: Device, present: Streams) -> list[Found]:
    conditions = Conditions()
    values: dict[str, tuple[Value, Quality]] = {}
    items = {item.id: item for item in device.items}
    for one in sorted(present.reported, key=lambda one: one.sequence):
        if one.device == device.name and one.id in items:
            values[one.id] = _value(conditions, items[one.id], one)
    return [_found(item, *values.get(item.id, (None, Quality.MISSING))) for item in device.items]


def _value(conditions: Conditions, item: DataItem, one: Reported) -> tuple[Value, Quality]:
    if one.level:
        return conditions.apply(one.id, one.level, one.native_code, one.text)
    return reading(item, one.text)


def _found(item: DataItem, value: Value, quality: Quality) -> Found:
    return Found(
        item.name or item.id,
        f"{item.device}/{item.id}",
        value=value,
        quality=quality,
        unit=item.units,
        type_name="/".join(part for part in (item.type, item.sub_type) if part),
        suggestion=suggestion(item),
    )
