"""Lathe: an SHDR adapter on TCP that loses its line in the breaks."""

import asyncio

from dure.demo import feed
from dure.demo.floor import TICK_S, Floor, of
from dure.kernel import clock


async def serve(floor: Floor) -> None:
    (machine,) = of("shdr")

    async def client(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asking = asyncio.create_task(_answer(reader, writer))
        try:
            await _tell(floor, writer)
        except ConnectionError:
            pass
        finally:
            asking.cancel()
            writer.close()

    while True:
        if floor.plant.is_on_line(machine, clock.now_us()):
            server = await asyncio.start_server(client, "127.0.0.1", floor.ports.shdr)
            try:
                while floor.plant.is_on_line(machine, clock.now_us()):
                    await asyncio.sleep(TICK_S)
            finally:
                server.close()
        await asyncio.sleep(TICK_S)


async def _tell(floor: Floor, writer: asyncio.StreamWriter) -> None:
    """First what holds now, then every change with its own time, for as long as the line is there."""
    (machine,) = of("shdr")
    last = clock.now_us()
    shown = feed.readings(floor.plant, machine, last)
    writer.write(_line(last, "execution", str(shown["state"])) + _line(last, "partcount", str(shown["total"])))
    async for now_us in floor.ticks():
        if not floor.plant.is_on_line(machine, now_us):
            return
        for at, item, value in feed.cycles(floor.plant, machine, last, now_us):
            writer.write(_line(at, item, value))
        await writer.drain()
        last = now_us


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while line := await reader.readline():
        if line.startswith(b"* PING"):
            writer.write(b"* PONG 5000\n")


def _line(time_us: int, item: str, value: str) -> bytes:
    moment = clock.from_us(time_us).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return f"{moment}|{item}|{value}\n".encode()
