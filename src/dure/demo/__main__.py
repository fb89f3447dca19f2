"""`python -m dure.demo truth | machines | load | crew`."""

import sys
from importlib import import_module

_COMMANDS = {
    "truth": "dure.demo.truth",
    "machines": "dure.demo.machines.all",
    "load": "dure.demo.load",
    "crew": "dure.demo.crew",
}


def _main(arguments: list[str]) -> int:
    if not arguments or arguments[0] not in _COMMANDS:
        sys.stderr.write(f"python -m dure.demo {' | '.join(_COMMANDS)}\n")
        return 2
    return int(import_module(_COMMANDS[arguments[0]]).main(arguments[1:]))


if __name__ == "__main__":
    raise SystemExit(_main(sys.argv[1:]))
