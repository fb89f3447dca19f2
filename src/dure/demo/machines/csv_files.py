"""Labelling machine: a Windows program that adds a line to a CSV file of the day, in CP949."""

import asyncio

from dure.demo.feed import Moment
from dure.demo.floor import Floor, of
from dure.demo.simulation import local_day
from dure.kernel import clock

HEAD = "시각,생산수,불량수\n"
ENCODING = "cp949"


async def serve(floor: Floor) -> None:
    (machine,) = of("csv")
    floor.ports.csv_folder.mkdir(parents=True, exist_ok=True)
    async for moments in floor.moments(machine):
        await asyncio.to_thread(_append, floor, moments)


def _append(floor: Floor, moments: list[Moment]) -> None:
    for moment in moments:
        file = floor.ports.csv_folder / f"label-{local_day(moment.time_us):%Y%m%d}.csv"
        line = f"{clock.from_us(moment.time_us).isoformat()},{moment.readings['total']},{moment.readings['reject']}\n"
        with file.open("a", encoding=ENCODING, newline="") as stream:
            stream.write(line if stream.tell() else HEAD + line)
