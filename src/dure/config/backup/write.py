"""`dure backup`: spool, then records and the list of history files, then the event log, then pictures."""

import asyncio
import os
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import dure
from dure.config import preflight, side
from dure.config.backup import package, records, running, streams
from dure.config.engines import postgres
from dure.config.home import Home
from dure.config.supervisor.plant import Plant
from dure.config.troubles import EngineFailed

_ATTEMPTS = 5


def backup(home: Home, target: Path) -> dict[str, Any]:
    """Write everything into `target`; the facts that its manifest holds. The plant may be running."""
    with running.engines(home) as plant, tempfile.TemporaryDirectory(dir=home.run, prefix="backup-") as name:
        stage = Path(name)
        # Order matters: docs/decisions/0006-backup.md.
        copy_tree(home.spool, stage / "gateway")
        moment = _records(plant, stage)
        (stage / "streams").mkdir()
        saved = asyncio.run(streams.save(plant.nats_url(), stage / "streams"))
        copy_tree(home.media, stage / "media")
        copy_tree(home.secret_folder, stage / "secret")
        facts = {
            "dure": dure.__version__,
            "layout": preflight.FORMAT,
            "side": side.of(home),
            "postgres": postgres.MAJOR,
            "made": datetime.now(UTC).isoformat(timespec="seconds"),
            "positions": moment.positions,
            "history_files": len(moment.files),
            "streams": saved,
        }
        _write(target, stage, facts)
    return facts


def _records(plant: Plant, stage: Path) -> records.Moment:
    """Dump the tables and take hold of the history files that they list.

    Compaction may delete a replaced file between the two; then a newer moment is taken.
    """
    for _ in range(_ATTEMPTS):
        with records.moment(plant.owner_url()) as moment:
            if _take_history(plant.home, moment.files, stage / "history"):
                records.dump(plant.owner_url(), moment.snapshot, stage / "records.dump")
                return moment
    raise EngineFailed("History files vanish while they are copied; is the folder shared with another plant?")


def _take_history(home: Home, files: list[str], stage: Path) -> bool:
    """Whether every listed file could be linked (or copied, where links are not possible)."""
    shutil.rmtree(stage, ignore_errors=True)
    for path in files:
        source, target = home.history / path, stage / path
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            _link(source, target)
        except FileNotFoundError:
            return False
    return True


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copyfile(source, target)


def copy_tree(source: Path, target: Path) -> None:
    """Copy what is there; a file that goes away meanwhile was not needed any more (a sent spool segment)."""
    target.mkdir(parents=True, exist_ok=True)
    for file in sorted(path for path in source.rglob("*") if path.is_file() and not path.is_symlink()):
        place = target / file.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            shutil.copyfile(file, place)
        except FileNotFoundError:
            place.unlink(missing_ok=True)


def _write(target: Path, stage: Path, facts: dict[str, Any]) -> None:
    writer = package.Writer(target)
    try:
        for file in sorted(path for path in stage.rglob("*") if path.is_file()):
            writer.add(file.relative_to(stage).as_posix(), file)
        writer.finish(facts)
    except BaseException:
        writer.abandon()
        raise
