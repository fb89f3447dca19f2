"""`python -m dure.demo crew`: the people of the demonstration as a process of their own."""

import logging
import time
from argparse import ArgumentParser
from datetime import date
from pathlib import Path

import django

log = logging.getLogger(__name__)
LOOK_S = 1.0


def main(arguments: list[str] | None = None) -> int:
    """Work until the process is asked to end."""
    parser = ArgumentParser("python -m dure.demo crew")
    parser.add_argument("--folder", type=Path, required=True)
    given = parser.parse_args(arguments)
    logging.basicConfig(level=logging.WARNING)
    django.setup()
    from django.db import Error, close_old_connections

    from dure.demo import home
    from dure.demo.people import Crew
    from dure.demo.simulation import Plant
    from dure.kernel.errors import DureError

    remembered = home.read(given.folder)
    if remembered is None:
        parser.error("this folder isn't a demonstration's")
    crew = Crew(Plant(remembered.seed, date.fromisoformat(remembered.origin)))
    while True:
        try:
            crew.look()
        except (DureError, Error):
            log.exception("The crew looks again")
        close_old_connections()
        time.sleep(LOOK_S)
