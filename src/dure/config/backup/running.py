"""Reaching the engines of a folder, whether its plant is running or not."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from dure.config import lock
from dure.config.engines.process import wait_for
from dure.config.home import Home
from dure.config.lock import InstanceLock
from dure.config.supervisor import logs
from dure.config.supervisor.plant import DEFAULT_LISTEN, Listen, Plant, plant_of
from dure.config.troubles import EngineFailed


@contextmanager
def engines(home: Home) -> Iterator[Plant]:
    """The plant of `home` with its engines answering: the running one's, else started for this block."""
    listen = Listen.parse(DEFAULT_LISTEN)
    if lock.held(home.lock_file):
        plant = plant_of(home, listen, attached=True)
        _wait(plant)
        yield plant
        return
    with InstanceLock(home.lock_file), ExitStack() as stack:
        plant = plant_of(home, listen)
        start(plant, stack)
        yield plant


def start(plant: Plant, stack: ExitStack) -> None:
    """Start the embedded engines; they are stopped when `stack` closes."""
    if plant.postgres is not None:
        plant.postgres.start(stack.enter_context(logs.open_log(plant.home.log, "postgres")))
        stack.callback(plant.postgres.stop)
        plant.postgres.prepare()
    if plant.nats is not None:
        plant.nats.start(stack.enter_context(logs.open_log(plant.home.log, "nats")))
        stack.callback(plant.nats.stop)


def _wait(plant: Plant, *, within_s: float = 60) -> None:
    """A plant that is just starting, or restarting an engine, gets some time."""
    end = time.monotonic() + within_s
    for engine in (plant.postgres, plant.nats):
        if engine is not None and not wait_for(engine.answers, within_s=max(1, end - time.monotonic()), every_s=0.2):
            raise EngineFailed("The running plant's engines do not answer; see: dure status")
