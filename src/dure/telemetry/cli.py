"""The commands of telemetry: `dure history`."""

from collections.abc import Sequence

import django


def main(arguments: Sequence[str]) -> int:
    """Run `dure history …` and give its exit code."""
    django.setup()
    from dure.telemetry.history import cli

    return cli.main(arguments)
