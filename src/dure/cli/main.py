import os
import sys


def main(arguments: list[str] | None = None) -> int:
    given = sys.argv[1:] if arguments is None else arguments
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dure.config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["dure", *given[1:]])
    return 0
