"""Starts the load generator beside the measurement and reads what it tells."""

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Any


@dataclass(slots=True)
class Loaded:
    """What the load generator told: seconds since 1970, CPU seconds without the preparation."""

    began: float
    ended: float
    cpu_s: float


class Load:
    """A load generator that runs; `plan` as bench._mqtt_load reads it. Messages are made before the first is sent."""

    def __init__(self, port: int, plan: dict[str, Any]) -> None:
        command = [sys.executable, "-m", "bench._mqtt_load", str(port)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(plan))
        self.process.stdin.close()

    def finish(self) -> Loaded:
        """Wait until everything was acknowledged."""
        assert self.process.stdout is not None
        told = self.process.stdout.read()
        if self.process.wait(60) != 0:
            raise RuntimeError("the load generator failed")
        found = json.loads(told)
        return Loaded(found["began"], found["ended"], found["cpu_s"])

    def stop(self) -> None:
        """End it before it has sent everything."""
        self.process.kill()
        self.process.wait(10)
