"""Runs every measurement in turn, each in a process of its own; fails when one of them fails.

python -m bench [NAME ...]
"""

import os
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent


def names() -> list[str]:
    return sorted(file.stem for file in HERE.glob("*.py") if not file.stem.startswith("_"))


def measure(name: str) -> bool:
    """Whether the measurement came to its end; what it found stands on the standard output."""
    print(f"== {name}", flush=True)
    start = time.monotonic()
    path = os.pathsep.join(filter(None, (str(HERE.parent), os.environ.get("PYTHONPATH"))))
    ran = subprocess.run([sys.executable, "-m", f"bench.{name}"], env=os.environ | {"PYTHONPATH": path}, check=False)
    print(f"== {name}: {'done' if ran.returncode == 0 else 'FAILED'} in {time.monotonic() - start:.0f} s", flush=True)
    return ran.returncode == 0


def main() -> int:
    wanted = sys.argv[1:] or names()
    if unknown := set(wanted) - set(names()):
        print(f"There is no measurement {', '.join(sorted(unknown))}. There are: {', '.join(names())}", file=sys.stderr)
        return 2
    came_through = [measure(name) for name in wanted]
    return int(not all(came_through))


if __name__ == "__main__":
    raise SystemExit(main())
