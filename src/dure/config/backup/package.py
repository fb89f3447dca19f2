"""The file itself: a tar whose last member says what is in it and how each member hashes."""

import contextlib
import hashlib
import io
import json
import os
import tarfile
from pathlib import Path
from typing import IO, Any

from dure.config import preflight
from dure.config.troubles import Damaged

FORMAT = 1
MANIFEST = "manifest.json"
_BLOCK = 1024 * 1024


class _Hashing(io.RawIOBase):
    """Reads through to another file and hashes what passes."""

    def __init__(self, inner: IO[bytes]) -> None:
        self.inner = inner
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self.inner.read(size)
        self.digest.update(data)
        return data


class Writer:
    """Adds members to `target`, which appears only when all is written and synced."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.part = target.with_name(target.name + ".part")
        self.sums: dict[str, str] = {}
        self._stream = os.fdopen(os.open(self.part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
        self._tar = tarfile.open(fileobj=self._stream, mode="w", format=tarfile.PAX_FORMAT)  # noqa: SIM115

    def add(self, name: str, file: Path) -> None:
        """Add one file that doesn't change any more."""
        with file.open("rb") as inner:
            info = self._tar.gettarinfo(arcname=name, fileobj=inner)
            info.uid = info.gid = 0
            info.uname = info.gname = ""
            through = _Hashing(inner)
            self._tar.addfile(info, through)
            self.sums[name] = through.digest.hexdigest()

    def finish(self, facts: dict[str, Any]) -> None:
        """Write the manifest, sync, and give the file its name."""
        body = json.dumps({"format": FORMAT, "members": self.sums, **facts}, indent=1).encode()
        info = tarfile.TarInfo(MANIFEST)
        info.size, info.mode = len(body), 0o600
        self._tar.addfile(info, io.BytesIO(body))
        self._tar.close()
        self._stream.flush()
        os.fsync(self._stream.fileno())
        self._stream.close()
        self.part.replace(self.target)
        _sync_folder(self.target.parent)

    def abandon(self) -> None:
        with contextlib.suppress(OSError):  # what is still to be written may have no room
            self._stream.close()
        self.part.unlink(missing_ok=True)


def unpack(source: Path, folder: Path) -> dict[str, Any]:
    """Unpack into `folder` and check every member; the manifest. Raises Damaged."""
    found: dict[str, str] = {}
    manifest: dict[str, Any] | None = None
    try:
        with tarfile.open(source, "r:") as tar:
            for member in tar:
                stream = tar.extractfile(member)
                if stream is None:
                    raise Damaged("%(file)s is not a backup of Dure.", file=source)
                if member.name == MANIFEST:
                    manifest = json.loads(stream.read())
                else:
                    found[member.name] = _take(stream, _place(folder, member.name, source))
    except (tarfile.TarError, OSError, ValueError) as error:
        if isinstance(error, OSError) and preflight.is_full(error):
            raise
        raise Damaged("%(file)s cannot be read: %(reason)s", file=source, reason=error) from error
    if manifest is None or manifest.get("members") != found:
        raise Damaged("%(file)s is damaged: its contents do not agree with its checksums.", file=source)
    return manifest


def _place(folder: Path, name: str, source: Path) -> Path:
    """Where a member goes; never outside `folder`."""
    target = (folder / name).resolve()
    if not target.is_relative_to(folder.resolve()):
        raise Damaged("%(file)s is not a backup of Dure.", file=source)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return target


def _take(stream: IO[bytes], target: Path) -> str:
    digest = hashlib.sha256()
    with target.open("wb") as out:
        target.chmod(0o600)
        while block := stream.read(_BLOCK):
            digest.update(block)
            out.write(block)
        out.flush()
        os.fsync(out.fileno())
    return digest.hexdigest()


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
