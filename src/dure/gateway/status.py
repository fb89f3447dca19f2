"""How a connection and a gateway do, as the pages show it."""

from collections import deque
from collections.abc import Callable
from typing import Any, Literal

from dure.gateway import sentence

State = Literal[
    "connected",
    "connecting",
    "silent",
    "unreachable",
    "rejected",
    "disabled",
    "missing_dependency",
    "failed",
]
PROBLEMS = 20


class Health:
    """The state of one connection, since when, and what a person should know about it."""

    def __init__(self, now_us: Callable[[], int], changed: Callable[[], None]) -> None:
        self._now_us, self._changed = now_us, changed
        self.state: State = "connecting"
        self.message: str = ""
        self.since_us = now_us()
        self.last_us: int | None = None
        """When something last arrived."""
        self.observations = 0
        self.problems: deque[dict[str, Any]] = deque(maxlen=PROBLEMS)

    def become(self, state: State, message: str = "") -> bool:
        """True when this is a change of state (the message alone may change without being one)."""
        if state == self.state:
            self.message = message
            return False
        self.state, self.message, self.since_us = state, message, self._now_us()
        self._changed()
        return True

    def problem(self, text: str) -> None:
        """Remembers a problem; the same one again only moves its time."""
        for one in self.problems:
            if one["text"] == text:
                self.problems.remove(one)
                break
        self.problems.append({"time_us": self._now_us(), "text": text})

    def as_json(self) -> dict[str, Any]:
        return {
            "state": self.state,
            "since_us": self.since_us,
            **sentence.as_json(self.message),
            "last_us": self.last_us,
            "observations": self.observations,
            "problems": [_problem(one) for one in self.problems],
        }


def _problem(one: dict[str, Any]) -> dict[str, Any]:
    said = sentence.as_json(one["text"])
    return {"time_us": one["time_us"], "text": said["message"], "id": said["id"], "params": said["params"]}
