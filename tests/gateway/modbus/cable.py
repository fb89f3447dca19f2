"""A serial cable without hardware: two pseudo-terminals with everything passed between them."""

import asyncio
import os
import pty
import tty
from types import TracebackType
from typing import Self


class Cable:
    """`ends` are the names of two serial ports that are joined. noises: how many of the next pieces from the
    first end to the second arrive unreadable."""

    def __init__(self) -> None:
        self.noises = 0

    async def __aenter__(self) -> Self:
        pairs = [pty.openpty(), pty.openpty()]
        self._open = [end for pair in pairs for end in pair]
        for end in self._open:
            tty.setraw(end)
        self.ends = tuple(os.ttyname(slave) for _, slave in pairs)
        (one, _), (other, _) = pairs
        loop = asyncio.get_running_loop()
        loop.add_reader(one, self._pass, one, other, True)
        loop.add_reader(other, self._pass, other, one, False)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for end in self._open:
            asyncio.get_running_loop().remove_reader(end)
            os.close(end)

    def _pass(self, source: int, target: int, disturbed: bool) -> None:
        data = os.read(source, 4096)
        if disturbed and self.noises:
            self.noises -= 1
            data = b"?" * len(data)
        os.write(target, data)
