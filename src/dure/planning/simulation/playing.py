"""Runs of a plant in a process of their own (`python -m dure.planning.simulation.playing`), so that they can be ended
at any moment and keep nobody waiting.

What is asked for comes in as one JSON object; each run goes out as a line.
"""

import contextlib
import json
import os
import sys
from typing import Any

from dure.planning.simulation.comparing import Span
from dure.planning.simulation.formats import read
from dure.planning.simulation.policy import policy_of

_NICE = 10


def main() -> None:
    """From standard input to standard output."""
    with contextlib.suppress(AttributeError, OSError):
        os.nice(_NICE)
    asked: dict[str, Any] = json.loads(sys.stdin.readline())
    plant, span = read(asked["plant"]), Span(asked["days"], asked["warm_up_days"])
    for policy, seed in asked["runs"]:
        found = span.run(plant, policy_of(policy), seed)
        told = {"policy": policy, "figures": found.figures, "ended": found.ended, "due": found.due}
        # Whoever asked may be gone: then this ends the process too.
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
