"""The engines while a plant starts: whoever ends is started again, and whoever keeps ending is told about."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from dure.config.engines.process import wait_for
from dure.config.supervisor import diagnosis
from dure.config.supervisor.child import Child
from dure.config.troubles import EngineFailed

TRIES = 6
"""Quick ends of one engine in a row before the start is given up; the waits between them are six seconds together."""
PATIENCE_S = 600.0
"""An engine that runs may be reading its own log again after a power cut: ending it would only begin that anew."""
_WORD_AFTER_S = 5.0
_LOOK_S = 0.05
_GRACE_S = 2.0
log = logging.getLogger("dure.supervisor")


@dataclass(frozen=True, slots=True)
class Engine:
    """title: what people call it."""

    title: str
    child: Child
    answers: Callable[[], bool]


class Start:
    """launch starts a child; is_over tells that the start is no longer wanted; logs: folder of the parts' logs."""

    def __init__(self, launch: Callable[[Child], None], is_over: Callable[[], bool], logs: Path) -> None:
        self._launch, self._is_over, self._logs = launch, is_over, logs
        self._engines: list[Engine] = []

    def add(self, engine: Engine) -> None:
        """Start an engine; from now on every step waits for it."""
        self._engines.append(engine)
        self._launch(engine.child)

    def do(self, step: Callable[[], None]) -> None:
        """Do a step that may be repeated; again when an engine went away under it. Raises Trouble when it can't be."""
        while all(self._has_answered(engine) for engine in self._engines):
            try:
                step()
            except Exception as error:
                if not self._is_over() and not wait_for(self._one_is_away, within_s=_GRACE_S):
                    raise
                log.warning("an engine went away: %s", error)
            else:
                return

    def _one_is_away(self) -> bool:
        now = time.monotonic()
        return any(engine.child.watch(now) or not engine.answers() for engine in self._engines)

    def _has_answered(self, engine: Engine) -> bool:
        """Whether it answers; False when the start is over."""
        child, began, told = engine.child, time.monotonic(), False
        while not self._is_over():
            now = time.monotonic()
            if child.watch(now):
                log.warning("%s ended (%s) while starting", child.name, child.last_end)
            if child.process is None:
                self._again(engine, now)
            elif engine.answers():
                return True
            elif now - began > PATIENCE_S:
                raise EngineFailed("%(engine)s did not answer; see %(log)s", engine=engine.title, log=self._log(child))
            if not told and now - began > _WORD_AFTER_S:
                told = True
                log.warning("%s is still starting", engine.title)
            time.sleep(_LOOK_S)
        return False

    def _again(self, engine: Engine, now: float) -> None:
        child = engine.child
        if child.failures >= TRIES:
            self._give_up(engine)
        if child.due(now):
            child.restarts += 1
            self._launch(child)

    def _give_up(self, engine: Engine) -> NoReturn:
        child = engine.child
        tail = diagnosis.tail(self._log(child)) or child.last_end
        raise diagnosis.trouble(engine.title, tail, times=child.failures, end=child.last_end)

    def _log(self, child: Child) -> Path:
        return self._logs / f"{child.name}.log"
