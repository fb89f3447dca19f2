"""`dure hub`: the side of a region."""

import argparse
import sys

from dure.cli.asking import on_plant
from dure.cli.plant import add_home, add_up_options, chosen_home, run
from dure.config import side
from dure.config.language import chosen, say
from dure.config.side import Side

BROKEN = 1


def main(arguments: list[str]) -> int:
    """`up` runs the hub of the folder in the foreground, `verify` and `rekey` look after what it keeps."""
    parser = argparse.ArgumentParser("dure hub", description=say("Run the hub of a region"))
    verbs = parser.add_subparsers(dest="verb", required=True)
    add_up_options(verbs.add_parser("up", help=say("Start the hub and keep it running until Ctrl-C")), Side.HUB)
    add_home(verbs.add_parser("verify", help=say("Say whether the trail is as it was written")))
    rekey = verbs.add_parser("rekey", help=say("Seal personal data under a new key"))
    add_home(rekey)
    rekey.add_argument("--keep", action="store_true", help=say("keep the old keys, for backups that need them"))
    options = parser.parse_args(arguments)
    if options.verb == "up":
        return run(options, Side.HUB)
    side.check(chosen_home(options), Side.HUB)
    home = ["--home", str(options.home)] if options.home else []
    if options.verb == "verify":
        return on_plant(home, _verify)
    return on_plant(home, lambda _rest: _rekey(keep=options.keep))


def _verify(_rest: list[str]) -> int:
    """0 when the trail holds, 1 when it doesn't; the first break is named first."""
    from django.utils import translation

    from dure.programme.selectors.trail_check import verify
    from dure.programme.trail_words import said_of

    found = verify()
    if not found.breaks:
        text = say("The trail holds: entries %(first)s to %(last)s.", first=found.first, last=found.last)
        sys.stdout.write(f"{text}\n{found.head}\n")
        return 0
    with translation.override(chosen()):
        sys.stdout.write("".join(f"{said_of(one)}\n" for one in found.breaks))
    return BROKEN


def _rekey(*, keep: bool) -> int:
    from dure.programme import personal
    from dure.programme.scope import EVERYTHING, within
    from dure.programme.services.contacts import renew_keys

    with within(EVERYTHING):
        count = renew_keys(by=None)
    if not keep:
        personal.forget_old_keys()
    sys.stdout.write(say("Sealed again under a new key: %(count)s.", count=count) + "\n")
    return 0
