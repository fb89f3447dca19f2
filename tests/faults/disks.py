"""Small disks under the folders of a plant, so that one of them can be full while the computer's own is not."""

import contextlib
import ctypes
import subprocess
import sys
from pathlib import Path

SIZES_MB = {"gateway": 48, "history": 64, "nats": 256, "postgres": 1024}
"""Room for some hundred rounds; postgres also keeps up to 512 MB of its own log."""
_CLONE_NEWNS = 0x0002_0000
_BLOCK = bytes(1 << 20)


def own_mounts() -> bool:
    """Mounts of this process are seen by its children only and vanish with the last of them, however they end."""
    if sys.platform != "linux" or ctypes.CDLL(None, use_errno=True).unshare(_CLONE_NEWNS) != 0:
        return False
    return _done("mount", "--make-rprivate", "/")


def mount(home: Path) -> bool:
    """A disk under each folder; False where this user may not mount one."""
    for name, size in SIZES_MB.items():
        folder = home / name
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _done("mount", "-t", "tmpfs", "-o", f"size={size}m,mode=700", "tmpfs", str(folder)):
            return False
    return True


def unmount(home: Path) -> None:
    for name in SIZES_MB:
        subprocess.run(["umount", "-l", str(home / name)], check=False, capture_output=True)


def fill(folder: Path) -> Path:
    """Leave no byte free; the file to delete."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        for block in (_BLOCK, bytes(4096), b"\0"):
            with contextlib.suppress(OSError):
                while file.write(block) == len(block):
                    pass
    return filler


def _done(*command: str) -> bool:
    return subprocess.run(command, check=False, capture_output=True).returncode == 0
