"""The tree of a server, for the connect wizard and for collecting everything."""

from collections import deque
from collections.abc import Callable, Sequence

from asyncua import Client, ua
from asyncua.common.node import Node

from dure.gateway.connector import BadData, Found
from dure.gateway.connectors.opcua.address import parse
from dure.gateway.connectors.opcua.value import plain, quality_of
from dure.gateway.sentence import Sentence
from dure.kernel.observation import Quality, Value

MOST_VARIABLES = 2000
_MOST_UNITS = 200
_NUMBERS = (int, float)


async def browse(client: Client, path: str) -> Sequence[Found]:
    """What stands directly below the node `path`."""
    node = client.get_node(parse(path, await client.get_namespace_array()).node) if path else client.nodes.objects
    children = await _children(node)
    readable = [one for one in children if one.NodeClass == ua.NodeClass.Variable]
    nodes = [client.get_node(one.NodeId) for one in readable]
    values = await client.read_attributes(nodes) if nodes else []
    found = [Found(_name(one), path=one.NodeId.to_string()) for one in children if _is_folder(one)]
    for at, (reference, of, value) in enumerate(zip(readable, nodes, values, strict=True)):
        found.append(_found(reference, value, await _unit(of, value) if at < _MOST_UNITS else ""))
    return found


async def variables(client: Client, problem: Callable[[str], None]) -> list[ua.NodeId]:
    """Every variable below Objects but those about the server itself and mere properties; at most 2000."""
    found: dict[ua.NodeId, None] = {}
    seen = {client.nodes.objects.nodeid, ua.NodeId(ua.ObjectIds.Server)}
    waiting = deque([client.nodes.objects])
    while waiting:
        for one in await _children(waiting.popleft()):
            if _is_signal(one):
                found[one.NodeId] = None
            if one.NodeId not in seen:
                seen.add(one.NodeId)
                waiting.append(client.get_node(one.NodeId))
        if len(found) > MOST_VARIABLES:
            problem(
                Sentence(
                    "The server has more than %(limit)s variables; choose the ones to collect",
                    limit=MOST_VARIABLES,
                )
            )
            break
    return list(found)[:MOST_VARIABLES]


async def _children(node: Node) -> list[ua.ReferenceDescription]:
    return list(
        await node.get_references(
            refs=ua.ObjectIds.HierarchicalReferences,
            direction=ua.BrowseDirection.Forward,
            nodeclassmask=ua.NodeClass.Object | ua.NodeClass.Variable,
            includesubtypes=True,
        )
    )


def _is_signal(one: ua.ReferenceDescription) -> bool:
    is_variable = one.NodeClass == ua.NodeClass.Variable and one.NodeId.NamespaceIndex != 0
    return bool(is_variable and one.TypeDefinition != ua.NodeId(ua.ObjectIds.PropertyType))


def _is_folder(one: ua.ReferenceDescription) -> bool:
    return bool(one.NodeClass == ua.NodeClass.Object)


def _name(one: ua.ReferenceDescription) -> str:
    return str(one.DisplayName.Text or one.BrowseName.Name or one.NodeId.to_string())


def _found(one: ua.ReferenceDescription, value: ua.DataValue, unit: str) -> Found:
    quality = quality_of(value.StatusCode)
    read: Value = None
    try:
        read = plain(value.Value.Value) if value.Value is not None else None
    except BadData:
        quality = Quality.BAD
    address = str(one.NodeId.to_string())
    return Found(_name(one), address, "", read, quality, unit, _type_name(value))


def _type_name(value: ua.DataValue) -> str:
    if value.Value is None or value.Value.VariantType is None:
        return ""
    kind = value.Value.VariantType.name
    return f"{kind}[{len(value.Value.Value)}]" if isinstance(value.Value.Value, list) else str(kind)


async def _unit(node: Node, value: ua.DataValue) -> str:
    """The text of the EngineeringUnits property (OPC 10000-8, 5.6.3), empty without one."""
    if value.Value is None or not isinstance(value.Value.Value, _NUMBERS) or isinstance(value.Value.Value, bool):
        return ""
    try:
        information = await (await node.get_child("0:EngineeringUnits")).read_value()
    except ua.UaError:
        return ""
    text = getattr(getattr(information, "DisplayName", None), "Text", None)
    return str(text or "")
