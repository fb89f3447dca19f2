"""`dure hub`: the side of a region."""

import argparse

from dure.cli.plant import add_up_options, run
from dure.config.language import say
from dure.config.side import Side


def main(arguments: list[str]) -> int:
    """`dure hub up`: run the hub of the folder in the foreground. 0 after an orderly stop."""
    parser = argparse.ArgumentParser("dure hub", description=say("Run the hub of a region"))
    verbs = parser.add_subparsers(dest="verb", required=True)
    add_up_options(verbs.add_parser("up", help=say("Start the hub and keep it running until Ctrl-C")), Side.HUB)
    return run(parser.parse_args(arguments), Side.HUB)
