"""What an MTConnect device model says: devices and their data items, and how to read a value of one.

Pure: used by the gateway's mtconnect and shdr connectors, by the demonstration machines and by
replay. Reads MTConnectDevices documents of any version 1.0 to 2.x.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.etree import ElementTree as ET

from dure.kernel.errors import Invalid
from dure.kernel.observation import Quality, Value
from dure.kernel.shdr import Kind

_NUMBER = re.compile(r"[+-]?(\d+)(\.\d*)?([eE][+-]?\d+)?|[+-]?\.\d+([eE][+-]?\d+)?", re.ASCII)
_KINDS = {"MESSAGE": Kind.MESSAGE, "ALARM": Kind.CONDITION}
_NUMERIC_EVENTS = frozenset(
    {"PART_COUNT", "LINE", "LINE_NUMBER", "BLOCK_COUNT", "TOOL_OFFSET", "HARDNESS", "CYCLE_COUNT"}
    | {"AXIS_FEEDRATE_OVERRIDE", "PATH_FEEDRATE_OVERRIDE", "ROTARY_VELOCITY_OVERRIDE"}
    | {"ACTIVATION_COUNT", "DEACTIVATION_COUNT", "LOAD_COUNT", "UNLOAD_COUNT", "TRANSFER_COUNT"}
)


class DataItem(NamedTuple):
    """One data item of a device. units is empty where it has none; source is what an adapter may call it."""

    device: str
    id: str
    name: str
    category: str
    type: str
    sub_type: str = ""
    units: str = ""
    representation: str = "VALUE"
    source: str = ""

    @property
    def kind(self) -> Kind:
        """How many SHDR fields a reading of it has."""
        if self.category == "CONDITION":
            return Kind.CONDITION
        if self.representation == "TIME_SERIES":
            return Kind.TIME_SERIES
        return _KINDS.get(self.type, Kind.VALUE)

    @property
    def is_number(self) -> bool:
        """A single number is expected, not a text, a word of a list, or a set of values."""
        if self.representation not in ("VALUE", "DISCRETE") or self.units.endswith("_3D"):
            return False
        return self.category == "SAMPLE" or self.type in _NUMERIC_EVENTS or bool(self.units)


@dataclass(frozen=True, slots=True)
class Device:
    """One device (machine) of a model with its data items in the order of the document."""

    id: str
    name: str
    uuid: str
    description: str
    items: tuple[DataItem, ...]


@dataclass(frozen=True)
class Catalogue:
    """All devices of a model. Ids are unique in a document, names only within their device."""

    devices: tuple[Device, ...]
    _by_key: dict[tuple[str, str], DataItem] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        for device in self.devices:
            for item in device.items:
                for owner in ("", device.name, device.id, device.uuid):
                    for key in (item.id, item.name, item.source):
                        if key:
                            self._by_key.setdefault((owner, key), item)

    def find(self, key: str, device: str = "") -> DataItem | None:
        """The data item that a key (id, name or source) means within a device, else anywhere, else None."""
        return self._by_key.get((device, key)) or self._by_key.get(("", key))

    def by_key(self, device: str = "") -> dict[str, DataItem]:
        """Key (id, name, source) → data item, of one device or of all (first one wins)."""
        return {key: item for (owner, key), item in self._by_key.items() if owner == device}

    def kind_of(self, device: str, key: str) -> Kind | None:
        """For `shdr.parse_line`: how a key's fields are laid out; None when the model lacks it."""
        item = self.find(key, device)
        return None if item is None else item.kind


class _NoDoctype(ET.TreeBuilder):
    """Refuses a document type, and with it every entity that could grow or read a file."""

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        raise Invalid("An XML document with a document type (DTD) isn't accepted")


def parse_xml(data: bytes) -> ET.Element:
    """The root of an XML document without DTD. Raises Invalid when it can't be read."""
    parser = ET.XMLParser(target=_NoDoctype())  # noqa: S314 - a DTD is refused by its target
    try:
        parser.feed(data)
        root: ET.Element = parser.close()
    except (ET.ParseError, LookupError, ValueError) as error:
        raise Invalid("Not a readable XML document: %(reason)s", reason=str(error)) from error
    return root


def local(element: ET.Element) -> str:
    """The tag without its namespace, which differs in every version of the standard."""
    return str(element.tag).rpartition("}")[2]


def read_devices(data: bytes) -> Catalogue:
    """The device model in an MTConnectDevices document (`probe` answer or Devices.xml)."""
    root = parse_xml(data)
    if local(root) != "MTConnectDevices":
        raise Invalid("Expected an MTConnectDevices document, got %(name)s", name=local(root))
    found = (device for group in root if local(group) == "Devices" for device in group)
    return Catalogue(tuple(_device(element) for element in found if local(element) in ("Device", "Agent")))


def reading(item: DataItem | None, text: str) -> tuple[Value, Quality]:
    """The value that a reading's text stands for, and how far to believe it.

    UNAVAILABLE in any spelling is MISSING; so is an empty number. A number that can't be read
    stays as text and is BAD. Without a model whatever is plainly a number is one.
    """
    bare = text.strip()
    if bare.upper() == "UNAVAILABLE":
        return None, Quality.MISSING
    if item is None:
        return (_plain(bare) if bare else text), Quality.GOOD
    if not item.is_number:
        return text, Quality.GOOD
    if not bare:
        return None, Quality.MISSING
    return _number(bare)


_MEANINGS = {
    "EXECUTION": "state",
    "PART_COUNT": "total",
    "PROGRAM": "program",
    "PART_ID": "part_id",
    "SERIAL_NUMBER": "part_id",
    "PART_SERIAL_NUMBER": "part_id",
}


def suggestion(item: DataItem) -> str:
    """A guess of what a data item means to the plant, from its type (MTConnect part 2), or empty.

    The words are those of telemetry's meanings.
    """
    if item.category == "CONDITION":
        return "alarm"
    if item.type == "PART_COUNT" and item.sub_type in ("GOOD", "BAD"):
        return "good" if item.sub_type == "GOOD" else "reject"
    return _MEANINGS.get(item.type, "measurement" if item.category == "SAMPLE" else "")


class Conditions:
    """The alarms that are active on each data item; an item may have several at once."""

    def __init__(self) -> None:
        self._active: dict[str, dict[str, str]] = {}

    def apply(self, address: str, level: str, native_code: str, text: str) -> tuple[str | None, Quality]:
        """What the item says after this change: `NORMAL`, or `FAULT 4711 text; WARNING …`, worst first.

        NORMAL with a code ends that alarm, without a code all of them; UNAVAILABLE is MISSING.
        """
        level = level.strip().upper()
        active = self._active.setdefault(address, {})
        if level == "UNAVAILABLE":
            active.clear()
            return None, Quality.MISSING
        if level != "NORMAL":
            active[native_code] = " ".join(part for part in (level, native_code, text.strip()) if part)
        elif native_code:
            active.pop(native_code, None)
        else:
            active.clear()
        return "; ".join(sorted(active.values())) or "NORMAL", Quality.GOOD


def _device(element: ET.Element) -> Device:
    ident, name = element.get("id", ""), element.get("name", "")
    words = next((child for child in element if local(child) == "Description"), None)
    description = " ".join((words.text or "").split()) if words is not None else ""
    items = tuple(_item(name or ident, found) for found in _data_items(element))
    return Device(ident, name or ident, element.get("uuid", ""), description, items)


def _data_items(element: ET.Element) -> Iterator[ET.Element]:
    return (child for child in element.iter() if local(child) == "DataItem")


def _item(device: str, element: ET.Element) -> DataItem:
    source = next((child.text for child in element if local(child) == "Source"), "")
    return DataItem(
        device,
        element.get("id", ""),
        element.get("name", ""),
        element.get("category", "").upper(),
        element.get("type", "").rpartition(":")[2].upper(),
        element.get("subType", "").rpartition(":")[2].upper(),
        element.get("units", ""),
        element.get("representation", "VALUE").upper(),
        (source or "").strip(),
    )


def _number(text: str) -> tuple[Value, Quality]:
    found = _NUMBER.fullmatch(text)
    if found is None:
        return text, Quality.BAD
    is_whole = not any(found.group(2, 3, 4)) and found[1] is not None
    # Beyond 18 digits a whole number no longer fits the 64 bits that the tables keep.
    return (int(text) if is_whole and len(text) <= 18 else float(text)), Quality.GOOD


def _plain(text: str) -> Value:
    found = _NUMBER.fullmatch(text)
    if found is None or (found[1] and len(found[1]) > 1 and found[1].startswith("0")) or text.startswith("+"):
        return text
    return _number(text)[0]
