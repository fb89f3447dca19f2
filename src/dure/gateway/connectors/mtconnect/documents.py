"""MTConnectStreams and MTConnectError documents as values."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple
from xml.etree import ElementTree as ET

from dure.gateway.connector import BadData
from dure.kernel.errors import Invalid
from dure.kernel.mtconnect import local, parse_xml
from dure.kernel.shdr import time_us

_LEVELS = {"Normal", "Warning", "Fault", "Unavailable"}


class Reported(NamedTuple):
    """One observation of a stream. level is empty unless it is a condition; time None when unreadable."""

    device: str
    id: str
    sequence: int
    time_us: int | None
    text: str
    level: str = ""
    native_code: str = ""


@dataclass(frozen=True, slots=True)
class Streams:
    """A `current` or `sample` answer: whose numbering it is, what comes next, and the observations."""

    instance: str
    first: int
    next: int
    created_us: int | None
    reported: tuple[Reported, ...]


class AgentError(Exception):
    """The agent answered with an MTConnectError document; code such as OUT_OF_RANGE."""

    def __init__(self, code: str, text: str) -> None:
        self.code = code
        super().__init__(f"{code}: {text}" if text else code)


def read_streams(data: bytes) -> Streams:
    """Raises AgentError for an error document, BadData for anything else that isn't one of streams."""
    try:
        root = parse_xml(data)
    except Invalid as error:
        raise BadData(str(error)) from error
    if local(root) == "MTConnectError":
        raise _error(root)
    header = next((child for child in root if local(child) == "Header"), None)
    if local(root) != "MTConnectStreams" or header is None:
        raise BadData("Expected an MTConnectStreams document, got %(element)s", element=local(root))
    try:
        return Streams(
            header.get("instanceId", ""),
            int(header.get("firstSequence", "0")),
            int(header.attrib["nextSequence"]),
            time_us(header.get("creationTime", "")),
            tuple(_reported(root)),
        )
    except (KeyError, ValueError) as error:
        raise BadData("A sequence number is missing or unreadable: %(reason)s", reason=error) from error


def _error(root: ET.Element) -> AgentError:
    found = [child for child in root.iter() if child.get("errorCode")]
    if not found:
        return AgentError("ERROR", "")
    return AgentError(found[0].get("errorCode", ""), (found[0].text or "").strip())


def _reported(root: ET.Element) -> Iterator[Reported]:
    for stream in root.iter():
        if local(stream) != "DeviceStream":
            continue
        device = stream.get("name") or stream.get("uuid") or ""
        for element in stream.iter():
            if element.get("dataItemId") and element.get("sequence"):
                yield _one(device, element)


def _one(device: str, element: ET.Element) -> Reported:
    tag = local(element)
    is_condition = tag in _LEVELS
    return Reported(
        device,
        element.attrib["dataItemId"],
        int(element.attrib["sequence"]),
        time_us(element.get("timestamp", "")),
        _text(element),
        tag if is_condition else "",
        element.get("nativeCode", "") if is_condition else "",
    )


def _text(element: ET.Element) -> str:
    """The text, or the entries of a data set or table as `key=value` pairs."""
    if len(element) == 0:
        return element.text or ""
    pairs = []
    for entry in element:
        inner = " ".join(f"{cell.get('key', '')}={cell.text or ''}" for cell in entry)
        pairs.append(f"{entry.get('key', '')}={{{inner}}}" if inner else f"{entry.get('key', '')}={entry.text or ''}")
    return " ".join(pairs)
