"""Addresses of nodes, their elements and fields."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from asyncua import ua

from dure.gateway.connector import Rejected

_ELEMENT = re.compile(r"(.+)\[(\d{1,9})\]", re.DOTALL)
_URI = re.compile(r"nsu=([^;]+);(.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Target:
    """A node and what of its value is meant."""

    address: str
    node: ua.NodeId
    path: tuple[str | int, ...] = ()


def parse(address: str, namespaces: Sequence[str]) -> Target:
    """The node of an address. A `[3]` at its end is taken for part of the id, as some makers use it so;
    `element` gives the other reading. Raises Rejected."""
    text, _, fields = address.partition("#/")
    path = tuple(step for step in fields.split("/") if step)
    found = _URI.fullmatch(text)
    if found is not None:
        if found[1] not in namespaces:
            raise Rejected(
                "%(address)s: the server has no namespace %(namespace)s", address=address, namespace=found[1]
            )
        text = f"ns={namespaces.index(found[1])};{found[2]}"
    try:
        return Target(address, ua.NodeId.from_string(text), path)
    except (ua.UaError, ValueError) as error:
        raise Rejected("%(address)s: not a node id such as ns=2;s=Press1.Count", address=address) from error


def element(target: Target) -> Target | None:
    """The same address read as an element of an array, None when it doesn't end in `[n]`."""
    name = target.node.Identifier
    if not isinstance(name, str):
        return None
    found = _ELEMENT.fullmatch(name)
    if found is None:
        return None
    node = ua.NodeId(found[1], target.node.NamespaceIndex)
    return Target(target.address, node, (int(found[2]), *target.path))


def element_of_number(address: str, namespaces: Sequence[str]) -> Target | None:
    """`ns=2;i=5[3]`: with a numeric id the element can't be part of the id."""
    found = _ELEMENT.fullmatch(address.partition("#/")[0])
    if found is None or not re.search(r"(^|;)i=\d+$", found[1]):
        return None
    base = parse(found[1], namespaces)
    return Target(address, base.node, (int(found[2]), *parse("i=1#/" + address.partition("#/")[2], ()).path))
