"""`dure up` and `dure down`."""

import argparse
import contextlib
import logging
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

from dure.config import home, lock, preflight, side
from dure.config.engines.process import EngineError, wait_for
from dure.config.language import say
from dure.config.lock import InstanceLock
from dure.config.side import Side
from dure.config.supervisor import diagnosis
from dure.config.supervisor.other import Other
from dure.config.supervisor.plant import DEFAULT_LISTEN, Listen, plant_of
from dure.config.supervisor.supervise import Supervisor
from dure.config.troubles import DiskFull, EngineFailed, NotRunning


def up(arguments: list[str]) -> int:
    """Run the plant of the folder in the foreground. 0 after an orderly stop."""
    parser = argparse.ArgumentParser("dure up", description=say("Start the plant and keep it running until Ctrl-C"))
    add_up_options(parser)
    return run(parser.parse_args(arguments))


def add_up_options(parser: argparse.ArgumentParser, of: Side = Side.PLANT) -> None:
    """The options that `up` and `demo` share."""
    add_home(parser)
    parser.add_argument(
        "--listen",
        default=os.environ.get("DURE_LISTEN", DEFAULT_LISTEN),
        help=say("address of the pages, host:port; 0.0.0.0:8000 lets tablets in the hall in"),
    )
    parser.add_argument(
        "--https",
        default=os.environ.get("DURE_HTTPS_LISTEN", ""),
        metavar="HOST:PORT",
        help=say("serve the pages over https too, with a certificate of the plant's own, for cameras and offline work"),
    )
    parser.add_argument("--until-ends", type=int, metavar="PID", help=say("stop in order when this process has ended"))
    parser.add_argument(
        "--parts", default=",".join(side.PARTS[of]), help=say("which parts to run, with commas; engines always run")
    )


def run(options: argparse.Namespace, of: Side = Side.PLANT) -> int:
    """Check the folder, then supervise until stopped."""
    place = chosen_home(options)
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s", level=logging.INFO)
    listen = Listen.parse(options.listen)
    https = Listen.parse(options.https) if options.https else None
    preflight.check_folder(place)
    preflight.check_version(place)
    preflight.check_clock(place)
    side.check(place, of)
    parts = tuple(name for name in side.PARTS[of] if name in options.parts.split(","))
    if not os.environ.get("DURE_LINK_LISTEN"):
        parts = tuple(name for name in parts if name != "receiver")
    # Before the lock is held nothing may be noted: another instance may be using what is noted.
    with InstanceLock(place.lock_file), said(place):
        preflight.note_version(place, side=of)
        # To the other stream: what starts a plant may wait for the line that says where it runs.
        sys.stderr.write(say("The plant is starting. The first time takes a minute or two.") + "\n")
        Supervisor(plant_of(place, listen, parts, https=https), _READY[of], until_of(options)).run()
    return 0


@contextlib.contextmanager
def said(place: home.Home) -> Iterator[None]:
    """What an engine or the disk says becomes a Trouble with a sentence."""
    try:
        yield
    except EngineError as error:
        raise diagnosis.trouble_of(error) from error
    except OSError as error:
        if preflight.is_full(error):
            raise DiskFull("The disk of %(folder)s is full. Make room, then try again.", folder=place.path) from error
        raise


def until_of(options: argparse.Namespace) -> Other | None:
    """The process of `--until-ends`."""
    return None if options.until_ends is None else Other(options.until_ends)


def down(arguments: list[str]) -> int:
    """Ask the running supervisor to stop and wait until it has."""
    parser = argparse.ArgumentParser("dure down", description=say("Stop the running plant in order"))
    add_home(parser)
    parser.add_argument("--wait", type=float, default=90, help=say("seconds to wait at most"))
    options = parser.parse_args(arguments)
    place = chosen_home(options)
    pid = lock.holder(place.lock_file)
    if pid is None:
        raise NotRunning("No plant is running on %(folder)s.", folder=place.path)
    _ask(pid, place.run / "stop")
    if not wait_for(lambda: not lock.held(place.lock_file), within_s=options.wait, every_s=0.1):
        raise EngineFailed("The plant did not stop within %(seconds)s seconds.", seconds=int(options.wait))
    return 0


def add_home(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--home", type=Path, default=None, help=say("folder of the installation (DURE_HOME)"))


def chosen_home(options: argparse.Namespace) -> home.Home:
    """The folder of `--home`, made known to this process and its children."""
    if options.home is not None:
        os.environ["DURE_HOME"] = str(options.home.expanduser().resolve())
    return home.current()


def _ask(pid: int, request: Path) -> None:
    if sys.platform == "win32":  # a process without a console cannot be sent Ctrl-Break
        request.touch()
        return
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


_READY = {
    side.Side.PLANT: lambda url: _say(say("The plant is running: %(url)s", url=url)),
    side.Side.HUB: lambda url: _say(say("The hub is running: %(url)s", url=url)),
}
