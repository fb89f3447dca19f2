"""Tablets that do work at their machines and send what was done, as the work page does (decision 0084): every act gets
its id on the device, waits in a queue in its order, and leaves it with an answer of the plant. What was done is the
truth that the plant's tables are held against."""

import http.client
import json
import random
import threading
import time
import uuid
from collections import Counter, deque
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from typing import Any

from dure.kernel import clock
from tests.faults.plant import wait_until

MOST = 50
"""Acts sent at once, as the device does."""
LIMIT_S = 8
ANSWERS_LOST = 0.1
"""Share of the sendings whose answer the device never sees: its network or its browser has gone meanwhile."""
MADE = 30
"""Pieces of an order."""
Place = tuple[str, int]
"""Code of a work unit, id of an operation of an order."""


@dataclass
class Truth:
    """What a device did. steps: ids of the rows that the acts must leave; taken_back: those of them that were undone;
    refused: ids of acts that nobody can do. good: operation → pieces."""

    made: dict[str, str] = field(default_factory=dict)
    """id of an act → what it was"""
    steps: set[str] = field(default_factory=set)
    taken_back: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    good: Counter[int] = field(default_factory=Counter)
    answers: dict[str, str] = field(default_factory=dict)
    """id of an act → the plant's answer"""
    odd: list[str] = field(default_factory=list)
    """answers that nobody expected"""


class Tablet(threading.Thread):
    """One person with one tablet. orders: the operations of each order in their sequence, begun from the left."""

    def __init__(self, name: str, port: int, token: str, badge: str, pin: str, seed: str) -> None:
        super().__init__(name=name, daemon=True)
        self.port, self.cookie = port, f"dure_tablet={token}"
        self.chance = random.Random(seed)
        self.orders: deque[list[Place]] = deque()
        self.truth = Truth()
        self.queue: deque[dict[str, Any]] = deque()
        self.sendings = 0
        self.running = threading.Event()
        self.ended = False
        self.proof = ""
        wait_until(lambda: self._logs_in(badge, pin), 120, f"somebody has logged in on {name}", every_s=1)
        self._acts = self._work()
        self._sender = threading.Thread(target=self._send, name=f"{name} sends", daemon=True)

    def _logs_in(self, badge: str, pin: str) -> bool:
        answer = self._ask("POST", "/work/person", {"badge": badge, "pin": pin}) or {}
        self.proof = answer.get("token", "")
        return bool(self.proof)

    @property
    def is_idle(self) -> bool:
        return not self.queue

    def run(self) -> None:
        self._sender.start()
        while not self.ended:
            if not self.running.wait(0.1):
                continue
            if len(self.queue) < 4 * MOST and (made := next(self._acts, None)) is not None:
                self.truth.made[made["id"]] = made["kind"]
                self.queue.append(made)
            time.sleep(self.chance.uniform(0.1, 0.8))

    # --- what is done ---------------------------------------------------------------------------------------------

    def _work(self) -> Iterator[dict[str, Any] | None]:
        """Act after act; None while there is nothing to do."""
        while True:
            if not self.orders:
                yield None
                continue
            pieces = MADE
            for place in self.orders.popleft():
                pieces = yield from self._operation(place, pieces)

    def _operation(self, place: Place, pieces: int) -> Generator[dict[str, Any], None, int]:
        """All pieces that have come, reported in three parts; now and then a pause, a loss, a report that was wrong."""
        yield self._step("start", place)
        yield self._report(place, 10)
        if self.chance.random() < 0.5:
            yield self._step("pause", place)
            yield self._step("resume", place)
        if self.chance.random() < 0.3:
            wrong = self._report(place, 7)
            yield wrong
            yield self._undo(wrong, place)
        lost = int(self.chance.random() < 0.3)
        yield self._report(place, 10 - lost, *[{"kind": "reject", "reason": None, "quantity": 1}] * lost)
        yield self._step("finish", place, good=pieces - 20)
        if self.chance.random() < 0.2:
            yield self._refused("pause", place)
        return pieces - lost

    def _made(self, kind: str, place: Place, **more: Any) -> dict[str, Any]:
        unit, operation = place
        return {
            "id": str(uuid.UUID(int=self.chance.getrandbits(128), version=4)), "kind": kind, "unit": unit,
            "operation": operation, "at": clock.now().isoformat(), "token": self.proof, **more,
        }  # fmt: skip

    def _step(self, kind: str, place: Place, **more: Any) -> dict[str, Any]:
        made = self._made(kind, place, **more)
        self.truth.steps.add(made["id"])
        if kind == "finish":
            self.truth.steps.add(str(uuid.uuid5(uuid.UUID(made["id"]), "report")))
        self.truth.good[place[1]] += more.get("good", 0)
        return made

    def _report(self, place: Place, good: int, *losses: dict[str, Any]) -> dict[str, Any]:
        return self._step("report", place, good=good, losses=list(losses))

    def _undo(self, wrong: dict[str, Any], place: Place) -> dict[str, Any]:
        self.truth.taken_back.add(wrong["id"])
        self.truth.good[place[1]] -= wrong["good"]
        return self._made("undo", place, of=wrong["id"])

    def _refused(self, kind: str, place: Place) -> dict[str, Any]:
        """As by somebody who has not seen that the operation is over."""
        made = self._made(kind, place)
        self.truth.refused.add(made["id"])
        return made

    # --- how it is sent -------------------------------------------------------------------------------------------

    def _send(self) -> None:
        while not self.ended:
            if not self._pass():
                time.sleep(self.chance.uniform(0.05, 0.3))

    def _pass(self) -> bool:
        """Send what waits; False when nothing did, or there was no network."""
        sent = list(self.queue)[:MOST]
        if not sent:
            return False
        self.sendings += 1
        is_lost = self.chance.random() < ANSWERS_LOST
        answer = self._ask("POST", "/work/acts", {"acts": sent}, is_lost=is_lost)
        if answer is None:
            return is_lost  # somebody who opens the page again sends at once
        for act, told in zip(sent, answer["answers"], strict=False):
            self._answered(act, told)
            self.queue.popleft()
        return bool(self.queue) or self.picture() is not None

    def _answered(self, act: dict[str, Any], told: dict[str, str]) -> None:
        truth, expected = self.truth, "refused" if act["id"] in self.truth.refused else "done"
        if told["id"] != act["id"] or told["state"] != expected:
            truth.odd.append(f"{self.name}: {act} was answered with {told}")
        truth.answers[act["id"]] = told["state"]

    def picture(self) -> dict[str, Any] | None:
        """What the plant shows this tablet; None without network."""
        return self._ask("GET", "/work/picture")

    def _ask(self, verb: str, path: str, body: Any = None, *, is_lost: bool = False) -> Any:
        """The plant's answer; None where there was none that the device can take as one."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LIMIT_S)
        headers = {"Cookie": self.cookie, "Content-Type": "application/json", "Accept": "application/json"}
        try:
            link.request(verb, path, None if body is None else json.dumps(body), headers)
            if is_lost:
                return None
            answer = link.getresponse()
            is_ours = (answer.getheader("Content-Type") or "").startswith("application/json")
            return json.loads(answer.read()) if answer.status == 200 and is_ours else None
        except (OSError, http.client.HTTPException, ValueError):
            return None
        finally:
            link.close()
