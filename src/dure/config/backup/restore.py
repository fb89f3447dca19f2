"""`dure restore`: into an empty folder, all of it or nothing."""

import asyncio
import os
import shutil
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from dure.config import preflight, side
from dure.config.backup import package, records, running, streams
from dure.config.engines import postgres
from dure.config.home import Home
from dure.config.supervisor.plant import DEFAULT_LISTEN, Listen, plant_of
from dure.config.troubles import NewerData, NotEmpty, NotWritable


def restore(home: Home, source: Path) -> dict[str, Any]:
    """Make the plant of `source` in the empty folder of `home`; the manifest's facts.

    It is built beside the folder and takes its name at the end. Raises NotEmpty, Damaged, NewerData.
    """
    if home.path.exists() and any(home.path.iterdir()):
        raise NotEmpty("%(folder)s is not empty; restore needs an empty folder.", folder=home.path)
    building = Home(home.path.with_name(f"{home.path.name}.restoring"))
    try:
        shutil.rmtree(building.path, ignore_errors=True)
        building.path.mkdir(mode=0o700, parents=True)
    except OSError as error:
        raise NotWritable(
            "The folder %(folder)s cannot be written: %(reason)s. Choose another with DURE_HOME.",
            folder=home.path,
            reason=error.strerror or error,
        ) from error
    try:
        facts = _build(building, source)
        if home.path.exists():
            home.path.rmdir()
        building.path.rename(home.path)
    finally:
        shutil.rmtree(building.path, ignore_errors=True)
    return facts


def _build(home: Home, source: Path) -> dict[str, Any]:
    stage = home.path / "stage"
    facts = package.unpack(source, stage)
    _check(facts, source)
    for name in ("gateway", "history", "media", "secret"):
        if (stage / name).is_dir():
            (stage / name).rename(home.path / name)
    # The gateway went on numbering after the backup: it must begin a series of its own. And its cursor may be
    # ahead of the copied queue: without it everything in the queue is sent again, and known by its sequence.
    for name in ("spool.json", "cursor"):
        for file in home.spool.rglob(name):
            file.unlink()
    home.make()
    for file in home.secret_folder.iterdir():
        file.chmod(0o600)
    with ExitStack() as stack:
        plant = plant_of(home, Listen.parse(DEFAULT_LISTEN))
        running.start(plant, stack)
        records.load(plant.owner_url(), stage / "records.dump")
        made = asyncio.run(streams.load(plant.nats_url(), stage / "streams", facts["streams"]))
        if made is not None:
            records.follow_log(plant.owner_url(), made)
    shutil.rmtree(stage)
    shutil.rmtree(home.run, ignore_errors=True)
    home.version_file.unlink(missing_ok=True)
    preflight.note_version(home, side=facts.get("side", side.Side.PLANT))
    if hasattr(os, "sync"):
        os.sync()
    return facts


def _check(facts: dict[str, Any], source: Path) -> None:
    newer = facts.get("format", 0) > package.FORMAT or facts.get("layout", 0) > preflight.FORMAT
    if newer or facts.get("postgres", 0) > postgres.MAJOR:
        raise NewerData("%(file)s was written by a newer Dure (%(version)s).", file=source, version=facts.get("dure"))
