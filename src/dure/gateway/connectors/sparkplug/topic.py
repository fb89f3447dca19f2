"""Sparkplug topics: `spBv1.0/group/type/edge[/device]` and `spBv1.0/STATE/host`. Pure."""

from typing import NamedTuple

from dure.gateway.connector import BadData

NAMESPACE = "spBv1.0"
NODE_TYPES = ("NBIRTH", "NDEATH", "NDATA", "NCMD")
DEVICE_TYPES = ("DBIRTH", "DDEATH", "DDATA", "DCMD")


class Topic(NamedTuple):
    """Who speaks and what kind of message it is; device is empty for the edge node itself."""

    group: str
    kind: str
    edge: str
    device: str = ""

    @property
    def node(self) -> tuple[str, str]:
        return self.group, self.edge


def parse(text: str) -> Topic:
    """The parts of a topic; BadData when it isn't one of Sparkplug's."""
    parts = text.split("/")
    if parts[0] != NAMESPACE or not all(parts):
        raise BadData("not a Sparkplug topic: %(text)s", text=text)
    if len(parts) == 4 and parts[2] in NODE_TYPES:
        return Topic(parts[1], parts[2], parts[3])
    if len(parts) == 5 and parts[2] in DEVICE_TYPES:
        return Topic(parts[1], parts[2], parts[3], parts[4])
    raise BadData("not a Sparkplug topic: %(text)s", text=text)


def prefix(group: str, edge: str, device: str = "") -> str:
    """What the addresses of an edge node's or a device's metrics begin with."""
    return f"{group}/{edge}/{device}:" if device else f"{group}/{edge}:"


def state_topic(host: str) -> str:
    """Where a host application says whether it is online."""
    return f"{NAMESPACE}/STATE/{host}"


def command_topic(group: str, edge: str) -> str:
    """Where an edge node listens for commands."""
    return f"{NAMESPACE}/{group}/NCMD/{edge}"
