"""Watching signals, scores, the gate and drift work on the default install, without any numeric library."""

import subprocess
import sys

LEAN = (
    "calm", "charts", "budget", "watching", "past", "table", "chances", "calibration", "scores", "gate", "backtest",
    "drift", "pictures", "pace", "held_back", "pace_model", "later_picture", "piece_energy",
    "piece_energy_model", "day_picture", "signal_model",
)  # fmt: skip
PROGRAM = """
import importlib, sys
for name in ("numpy", "scipy", "sklearn", "pandas"):
    sys.modules[name] = None
for name in {names!r}:
    importlib.import_module("dure.decisions.prediction." + name)
from dure.decisions.prediction.budget import chart
print(round(chart("cusum", 465.4, 1.0).threshold, 2))
"""


def test_nothing_else_is_needed() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(names=LEAN)], capture_output=True, text=True, check=False
    )
    assert (ran.stdout.strip(), ran.stderr) == ("5.0", "")
