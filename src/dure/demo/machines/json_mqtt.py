"""Dryer: plain JSON on a topic with Korean letters and a space."""

import json

from dure.demo.floor import Floor, of
from dure.demo.machines.mqtt import Link
from dure.demo.names import topic
from dure.kernel import clock


async def serve(floor: Floor) -> None:
    (machine,) = of("mqtt")
    link = Link(floor, f"demo-{machine.code}")
    try:
        await link.open()
        async for moments in floor.moments(machine):
            for moment in moments:
                document = {"ts": clock.from_us(moment.time_us).isoformat(), **moment.readings}
                await link.send(topic(machine), json.dumps(document, ensure_ascii=False).encode())
    finally:
        await link.close()
