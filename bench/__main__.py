"""Runs every measurement in turn, each in a process of its own, and ends with one table.

    python -m bench [--quick] [NAME ...]

Fails when a measurement fails or misses its limit. --quick (or DURE_BENCH_QUICK=1): shorter runs.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench._figures import Figure

HERE = Path(__file__).resolve().parent


def names() -> list[str]:
    return sorted(file.stem for file in HERE.glob("*.py") if not file.stem.startswith("_"))


def measure(name: str, environment: dict[str, str]) -> bool:
    """Whether the measurement came to its end and held its limits; what it found stands on the standard output."""
    print(f"== {name}", flush=True)
    start = time.monotonic()
    ran = subprocess.run([sys.executable, "-m", f"bench.{name}"], env=environment, check=False)
    print(f"== {name}: {'done' if ran.returncode == 0 else 'FAILED'} in {time.monotonic() - start:.0f} s", flush=True)
    return ran.returncode == 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("--quick", action="store_true", help="shorter runs, noisier figures")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(names())}")
    given = parser.parse_args()
    if unknown := set(given.names) - set(names()):
        print(f"There is no measurement {', '.join(sorted(unknown))}. There are: {', '.join(names())}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="dure-bench-") as folder:
        figures = Path(folder) / "figures"
        path = os.pathsep.join(filter(None, (str(HERE.parent), os.environ.get("PYTHONPATH"))))
        environment = os.environ | {"PYTHONPATH": path, "DURE_BENCH_FIGURES": str(figures)}
        if given.quick:
            environment["DURE_BENCH_QUICK"] = "1"
        came_through = [measure(name, environment) for name in given.names or names()]
        print(table(figures), flush=True)
    return int(not all(came_through))


def table(figures: Path) -> str:
    """All figures of the run."""
    if not figures.exists():
        return ""
    rows = [Figure(**json.loads(line)) for line in figures.read_text("utf-8").splitlines()]
    width = max(len(row.name) for row in rows)
    return "\n".join(f"{row.name:<{width}}  {row.line().removeprefix(f'{row.name}: ')}" for row in rows)


if __name__ == "__main__":
    raise SystemExit(main())
