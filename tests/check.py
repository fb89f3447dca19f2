"""Everything that `make check` looks at before the tests: format, lint, types, boundaries, migrations, deployment.

All checks run, then those that failed are named, so that one run shows all there is to do.
"""

import os
import subprocess
import sys
import time

DEPLOYMENT = {
    "DURE_HTTPS": "1",
    "DURE_HOSTS": "plant.example",
    "DURE_SECRET_KEY": "only-for-checking-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2,
}
BOTH_SIDES = {"DJANGO_SETTINGS_MODULE": "tests.settings"}
CHECKS: tuple[tuple[str, tuple[str, ...], dict[str, str]], ...] = (
    ("format", ("-m", "ruff", "format", "--check", "--quiet", "."), {}),
    ("lint", ("-m", "ruff", "check", "--quiet", "."), {}),
    ("types", ("-m", "mypy"), {}),
    ("boundaries", ("-c", "from importlinter.cli import lint_imports; raise SystemExit(lint_imports())"), {}),
    ("migrations", ("-m", "dure", "manage", "makemigrations", "--check", "--dry-run"), BOTH_SIDES),
    ("deployment", ("-m", "dure", "manage", "check", "--deploy", "--fail-level", "WARNING"), DEPLOYMENT),
)


def run(name: str, arguments: tuple[str, ...], env: dict[str, str]) -> bool:
    """Whether the check passed; its output is shown only when it didn't."""
    start = time.monotonic()
    ran = subprocess.run(
        [sys.executable, *arguments],
        env=os.environ | env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    passed = ran.returncode == 0
    mark = "ok" if passed else "FAILED"
    sys.stdout.write(f"{name:<12} {mark} ({time.monotonic() - start:.1f} s)\n{'' if passed else ran.stdout}")
    sys.stdout.flush()
    return passed


def main() -> int:
    wanted = sys.argv[1:]
    chosen = [check for check in CHECKS if not wanted or check[0] in wanted]
    failed = [name for name, arguments, env in chosen if not run(name, arguments, env)]
    if failed:
        sys.stdout.write(f"Failed: {', '.join(failed)}\n")
    return int(bool(failed))


if __name__ == "__main__":
    raise SystemExit(main())
