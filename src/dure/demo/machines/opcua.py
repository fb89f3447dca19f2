"""Extruder: an OPC UA server with its counters, PackML state and temperature."""

from datetime import datetime

from asyncua import Server, ua
from asyncua.common.node import Node

from dure.demo.floor import Floor, of
from dure.kernel import clock

NAMESPACE = "urn:dure:demo:machines"
_TYPES = {
    "total": ua.VariantType.UInt32,
    "reject": ua.VariantType.UInt32,
    "state": ua.VariantType.String,
    "temperature": ua.VariantType.Double,
}


async def serve(floor: Floor) -> None:
    server = Server()
    await server.init()
    server.set_endpoint(f"opc.tcp://127.0.0.1:{floor.ports.opcua}/")
    server.set_server_name("Demonstration extruder")
    server.set_security_policy([ua.SecurityPolicyType.NoSecurity])
    await server.register_namespace(NAMESPACE)
    nodes = await _nodes(server, floor)
    async with server:
        shown: dict[Node, object] = {}
        async for _ in floor.ticks():
            for machine in of("opcua"):
                moment = floor.now(machine)
                for reading, value in moment.readings.items():
                    node = nodes[machine.code, reading]
                    if shown.get(node) != value:
                        shown[node] = value
                        await server.write_attribute_value(node.nodeid, _value(reading, value, moment.time_us))


async def _nodes(server: Server, floor: Floor) -> dict[tuple[str, str], Node]:
    found = {}
    for machine in of("opcua"):
        folder = await server.nodes.objects.add_object(ua.NodeId(machine.code, 2), ua.QualifiedName(machine.code, 2))
        for reading, value in floor.now(machine).readings.items():
            found[machine.code, reading] = await folder.add_variable(
                ua.NodeId(f"{machine.code}.{reading}", 2), ua.QualifiedName(reading, 2), value, _TYPES[reading]
            )
    return found


def _value(reading: str, value: object, time_us: int) -> ua.DataValue:
    moment: datetime = clock.from_us(time_us).replace(tzinfo=None)
    return ua.DataValue(Value=ua.Variant(value, _TYPES[reading]), SourceTimestamp=moment, ServerTimestamp=moment)
