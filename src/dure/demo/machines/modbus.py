"""Mixer and packer: Modbus TCP slaves whose 16-bit counters start again at 65,536.

Holding registers: 0 pieces, 1 rejects, 2 tenths of a degree.
"""

import asyncio

from pymodbus.server import ModbusTcpServer
from pymodbus.simulator import DataType, SimData, SimDevice

from dure.demo.fleet import Machine
from dure.demo.floor import Floor, of

PIECES, REJECTS, TENTHS = 0, 1, 2


async def serve(floor: Floor) -> None:
    async with asyncio.TaskGroup() as group:
        for machine in of("modbus"):
            group.create_task(_slave(floor, machine))


async def _slave(floor: Floor, machine: Machine) -> None:
    async def fresh(function: int, start: int, address: int, count: int, registers: list[int], _new: object) -> None:
        shown = floor.now(machine).readings
        registers[PIECES] = int(shown["total"])
        registers[REJECTS] = int(shown.get("reject", 0))
        registers[TENTHS] = round(float(shown.get("temperature", 0)) * 10)

    block = SimData(0, values=[0] * 16, datatype=DataType.REGISTERS)
    device = SimDevice(1, simdata=[block], action=fresh)
    server = ModbusTcpServer(device, address=("127.0.0.1", floor.ports.modbus[machine.code]))
    try:
        await server.serve_forever()
    finally:
        await server.shutdown()
