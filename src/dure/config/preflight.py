"""What must be true before anything is started: folder, disk, data version, ports, roles."""

import errno
import json
import os
import shutil
import socket
import time
from datetime import UTC, datetime
from pathlib import Path

import dure
from dure.config.engines import postgres
from dure.config.home import Home
from dure.config.troubles import DiskFull, NewerData, NotWritable, OlderData, PortTaken, UnsafeRole, WrongClock

_FIRST_SANE = datetime(2026, 1, 1, tzinfo=UTC).timestamp()
_CLOCK_MAY_GO_BACK_S = 3600
FORMAT = 1
"""Version of the folder's layout; raised when an older Dure could not read it."""


def check_folder(home: Home) -> None:
    """Make the folders. Raises NotWritable or DiskFull."""
    try:
        home.make()
        probe = home.run / f"probe-{os.getpid()}"
        probe.write_bytes(b"x" * 4096)
        probe.unlink()
    except OSError as error:
        if is_full(error):
            raise DiskFull("The disk of %(folder)s is full. Make room, then try again.", folder=home.path) from error
        raise NotWritable(
            "The folder %(folder)s cannot be written: %(reason)s. Choose another with DURE_HOME.",
            folder=home.path,
            reason=error.strerror or error,
        ) from error
    _check_space(home)


def is_full(error: OSError) -> bool:
    """Whether the system refused because there is no room."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT)


def _check_space(home: Home) -> None:
    wanted = int(os.environ.get("DURE_MIN_FREE_MB", "300"))
    free = shutil.disk_usage(home.path).free // 1_000_000
    if free < wanted:
        raise DiskFull(
            "Only %(free)s MB are free on the disk of %(folder)s; at least %(wanted)s MB are needed. "
            "Make room, or choose another folder with DURE_HOME.",
            free=free,
            wanted=wanted,
            folder=home.path,
        )


def read_version(home: Home) -> dict[str, object]:
    """What is noted about the data in the folder; empty for a new folder."""
    try:
        noted = json.loads(home.version_file.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise NewerData("%(file)s cannot be read.", file=home.version_file) from error
    return noted if isinstance(noted, dict) else {}


def note_version(home: Home, **more: object) -> None:
    """Note which versions the data in the folder now belong to."""
    noted = read_version(home) | {"format": FORMAT, "dure": dure.__version__} | more
    write_json(home.version_file, noted)


def write_json(file: Path, content: object) -> None:
    """Replace `file` in one step, so that a reader never sees half of it."""
    part = file.with_name(f"{file.name}.{os.getpid()}.part")
    part.write_text(json.dumps(content, ensure_ascii=False, indent=1), "utf-8")
    part.replace(file)


def check_version(home: Home) -> None:
    """Raises NewerData or OlderData when this Dure may not touch the folder's data."""
    found = read_version(home).get("format", FORMAT)
    if not isinstance(found, int) or found > FORMAT:
        raise NewerData(
            "The data in %(folder)s belong to a newer Dure (format %(found)s, this one knows %(known)s). "
            "Install the newer version.",
            folder=home.path,
            found=found,
            known=FORMAT,
        )
    _check_cluster(home)


def _check_cluster(home: Home) -> None:
    try:
        major = int((home.postgres / "PG_VERSION").read_text().strip())
    except (FileNotFoundError, ValueError):
        return
    params = {"folder": home.postgres, "found": major, "known": postgres.MAJOR}
    if major > postgres.MAJOR:
        raise NewerData(
            "The data in %(folder)s are of PostgreSQL %(found)s; this Dure brings %(known)s. "
            "Install the newer version.",
            **params,
        )
    if major < postgres.MAJOR:
        raise OlderData(
            "The data in %(folder)s are of PostgreSQL %(found)s; this Dure brings %(known)s. "
            "Make a backup with the Dure that wrote them and restore it with this one.",
            **params,
        )


def check_clock(home: Home, now: float | None = None) -> None:
    """Raises WrongClock when the computer's clock (now: epoch seconds) cannot be right.

    A plant that goes on with it would put today's parts into days long past. The last word of the
    supervisor before tells how far time had come.
    """
    if os.environ.get("DURE_ACCEPT_CLOCK") == "1":
        return
    shown = time.time() if now is None else now
    try:
        last = home.state_file.stat().st_mtime
    except OSError:
        last = 0.0
    if shown >= max(_FIRST_SANE, last - _CLOCK_MAY_GO_BACK_S):
        return
    raise WrongClock(
        "The computer's clock says %(now)s, which cannot be right: %(than)s is past. Set the clock, let it be kept by "
        "NTP, and start again. If it is right: DURE_ACCEPT_CLOCK=1",
        now=_moment(shown),
        than=_moment(max(_FIRST_SANE, last)),
    )


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds).astimezone().isoformat(" ", "minutes")


def check_port(host: str, port: int, *, setting: str = "--listen") -> None:
    """Raises PortTaken when nobody can listen on the port; setting: where another is chosen."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        if os.name == "posix":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTaken(
                "The port %(port)s on %(host)s cannot be used (%(reason)s). Choose another with %(setting)s.",
                setting=setting,
                host=host,
                port=port,
                reason=error.strerror or error,
            ) from error


def check_role(url: str) -> None:
    """Raises UnsafeRole when row-level security would be void for the role of the pages and jobs."""
    role = postgres.unsafe_role(url)
    if role is not None:
        raise UnsafeRole(
            "The database role %(role)s is a superuser or bypasses row security. "
            "Give Dure a role with NOSUPERUSER NOBYPASSRLS.",
            role=role,
        )
