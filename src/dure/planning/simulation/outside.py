"""A plant played in another process: begun, asked how far it is, ended at any moment. Pure but for the process."""

import json
import queue
import subprocess
import sys
import threading
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from dure.planning.simulation.describing import Description
from dure.planning.simulation.formats import as_json
from dure.planning.simulation.tally import Outcome

Asked = Sequence[tuple[str, int]]
"""(policy, seed) of each run, in their order"""


class Failed(Exception):
    """The process ended before all runs were made; the text is the end of what it complained of."""


class Playing:
    """Use it with `with`: at the end of the block the process is gone. outcomes: by policy, in the order asked for."""

    def __init__(self, of: Description, runs: Asked) -> None:
        self.outcomes: dict[str, list[Outcome]] = defaultdict(list)
        self.left = len(runs)
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._complaint: list[str] = []
        self._process = subprocess.Popen(
            [sys.executable, "-m", "dure.planning.simulation.playing"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
        )  # fmt: skip
        asked = {"plant": as_json(of.plant), "days": of.days, "warm_up_days": of.warm_up_days, "runs": list(runs)}
        self._threads = [
            threading.Thread(target=one, args=rest, daemon=True)
            for one, *rest in ((self._write, json.dumps(asked)), (self._read,), (self._listen,))
        ]
        for one in self._threads:
            one.start()

    def wait(self, seconds: float) -> None:
        """Until a run was made, or so long. Raises Failed."""
        try:
            line = self._lines.get(timeout=seconds)
        except queue.Empty:
            return
        if line is None:
            self._threads[-1].join()
            raise Failed("".join(self._complaint)[-2000:])
        told: dict[str, Any] = json.loads(line)
        self.outcomes[told["policy"]].append(Outcome(told["figures"], told["ended"], told["due"]))
        self.left -= 1

    def __enter__(self) -> "Playing":
        return self

    def __exit__(self, *_error: object) -> None:
        self._process.kill()
        self._process.wait()
        for one in self._threads:
            one.join()
        for pipe in (self._process.stdout, self._process.stderr):
            assert pipe is not None
            pipe.close()

    def _write(self, text: str) -> None:
        assert self._process.stdin is not None
        with suppress(OSError), self._process.stdin as pipe:  # the reader tells why
            pipe.write(text + "\n")

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.endswith("\n"):
                self._lines.put(line)
        self._lines.put(None)

    def _listen(self) -> None:
        assert self._process.stderr is not None
        self._complaint.extend(self._process.stderr)
