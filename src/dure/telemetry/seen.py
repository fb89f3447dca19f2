"""Which sequences of a source were taken already: a set of whole numbers kept as merged ranges. Pure."""

from bisect import bisect_right
from collections.abc import Iterable


class SeenSequences:
    """Ranges [from, to] with both ends included, sorted, never touching one another."""

    __slots__ = ("_ends", "_starts")

    def __init__(self, flat: Iterable[int] = ()) -> None:
        numbers = list(flat)
        self._starts = numbers[0::2]
        self._ends = numbers[1::2]

    def flat(self) -> list[int]:
        """[from, to, from, to, …], as the table keeps it."""
        return [number for pair in zip(self._starts, self._ends, strict=True) for number in pair]

    def take_run(self, sequences: list[int]) -> bool:
        """Add `sequences` at once when they follow each other and lie beyond all that was taken; False, and
        nothing is added, when they don't."""
        first, ends = sequences[0], self._ends
        if type(first) is not int or (ends and first <= ends[-1]):
            return False
        last = first + len(sequences) - 1
        if sequences[-1] != last or sequences != list(range(first, last + 1)):
            return False
        if ends and first == ends[-1] + 1:
            ends[-1] = last
        else:
            self._starts.append(first)
            ends.append(last)
        return True

    def take(self, sequence: int) -> bool:
        """Add `sequence`; False when it was there already. O(1) for the next in a row."""
        starts, ends = self._starts, self._ends
        if ends and sequence == ends[-1] + 1:
            ends[-1] = sequence
            return True
        at = bisect_right(starts, sequence) - 1
        if at >= 0 and sequence <= ends[at]:
            return False
        joins_left = at >= 0 and ends[at] == sequence - 1
        joins_right = at + 1 < len(starts) and starts[at + 1] == sequence + 1
        if joins_left and joins_right:
            ends[at] = ends.pop(at + 1)
            starts.pop(at + 1)
        elif joins_left:
            ends[at] = sequence
        elif joins_right:
            starts[at + 1] = sequence
        else:
            starts.insert(at + 1, sequence)
            ends.insert(at + 1, sequence)
        return True
