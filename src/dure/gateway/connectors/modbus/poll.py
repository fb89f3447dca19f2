"""One round of reading: blocks in, values by point out, with refused blocks taken apart."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dure.gateway import sentence
from dure.gateway.connector import BadData, Unreachable
from dure.gateway.connectors.modbus.address import Point
from dure.gateway.connectors.modbus.decode import decode, scaled
from dure.gateway.connectors.modbus.line import ABSENT, PASSING, ModbusLine, NoAnswer, Refused
from dure.gateway.connectors.modbus.plan import Block, blocks
from dure.gateway.sentence import Sentence
from dure.kernel.observation import Quality, Value

RETRY_REFUSED = 60
RETRY_SILENT = 15


@dataclass(frozen=True, slots=True)
class Taken:
    """What one point gave."""

    point: Point
    value: Value
    quality: Quality


class Poll:
    """Reads all points. A block that is refused is split until the bad address stands alone; the split
    stays for the next rounds, and an address refused by itself is asked again every 60 rounds. A unit
    that is silent while others answer is asked again every 15 rounds."""

    def __init__(self, line: ModbusLine, points: Sequence[Point], max_gap: int, problem: Callable[[str], None]) -> None:
        self._line, self._problem = line, problem
        self._blocks = blocks(points, max_gap)
        self._resting: dict[Block, int] = {}
        self._silent: dict[int, int] = {}
        self._said: set[str] = set()

    async def round(self) -> list[Taken]:
        """Every point once. Raises Unreachable when no unit answers at all."""
        taken: list[Taken] = []
        silent = self._left_alone()
        heard: set[int] = set()
        for block in list(self._blocks):
            if block.unit not in silent:
                try:
                    taken += await self._read(block)
                    heard.add(block.unit)
                    continue
                except NoAnswer as error:
                    silent.add(block.unit)
                    self._silent[block.unit] = RETRY_SILENT
                    self._say(
                        f"unit {block.unit}",
                        Sentence("Unit %(unit)s doesn't answer: %(reason)s", unit=block.unit, reason=error),
                    )
            taken += _without(block, Quality.MISSING)
        if silent and not heard:
            raise Unreachable("No answer from unit %(units)s", units=", ".join(map(str, sorted(silent))))
        for unit in heard:
            self._said.discard(f"unit {unit}")
        return taken

    def _left_alone(self) -> set[int]:
        """Silent units that aren't asked this time: waiting for one would hold up the others."""
        self._silent = {unit: rounds - 1 for unit, rounds in self._silent.items() if rounds > 0}
        return set() if len(self._silent) == len({one.unit for one in self._blocks}) else set(self._silent)

    async def _read(self, block: Block) -> list[Taken]:
        if self._resting.get(block, 0) > 0:
            self._resting[block] -= 1
            return _without(block, Quality.BAD)
        try:
            values = await self._line.read(block.unit, block.table, block.start, block.count)
        except Refused as error:
            return await self._refused(block, error)
        if block in self._resting:
            del self._resting[block]
            self._said.difference_update(one.address for one in block.points)
        return [self._value(block, point, values) for point in block.points]

    async def _refused(self, block: Block, error: Refused) -> list[Taken]:
        if error.code in ABSENT:
            raise NoAnswer(sentence.of(error)) from error
        if error.code in PASSING:
            self._say(f"busy {block.unit}", Sentence("Unit %(unit)s: %(reason)s", unit=block.unit, reason=error))
            return _without(block, Quality.BAD)
        if block.is_single:
            self._resting[block] = RETRY_REFUSED
            for point in block.points:
                self._say(point.address, Sentence("%(place)s: %(reason)s", place=point.address, reason=error))
            return _without(block, Quality.BAD)
        parts = block.halves()
        at = self._blocks.index(block)
        self._blocks[at : at + 1] = parts
        return [one for part in parts for one in await self._read(part)]

    def _value(self, block: Block, point: Point, values: Sequence[int]) -> Taken:
        at = point.start - block.start
        words = values[at : at + point.words]
        try:
            if block.is_bits:
                return Taken(point, bool(words[0]), Quality.GOOD)
            raw = decode(words, point.type_name, point.order, point.detail)
        except BadData as error:
            self._say(point.address, Sentence("%(place)s: %(reason)s", place=point.address, reason=error))
            return Taken(point, None, Quality.BAD)
        self._said.discard(point.address)
        return Taken(point, scaled(raw, point.scale, point.plus), Quality.GOOD)

    def _say(self, what: str, text: str) -> None:
        if what not in self._said:
            self._said.add(what)
            self._problem(text)


def _without(block: Block, quality: Quality) -> list[Taken]:
    return [Taken(point, None, quality) for point in block.points]
