"""A mark that changes whenever the tables might have to be migrated."""

import hashlib
from importlib.metadata import version
from pathlib import Path

import dure

_OTHERS = ("django", "django-otp", "procrastinate")


def of_migrations() -> str:
    """Same mark: same migrations, so that a start may skip them."""
    root = Path(dure.__file__).parent
    digest = hashlib.sha256(dure.__version__.encode())
    for file in sorted(root.glob("*/migrations/*.py")):
        digest.update(str(file.relative_to(root)).encode() + file.read_bytes())
    for name in _OTHERS:
        digest.update(f"{name} {version(name)}".encode())
    return digest.hexdigest()[:24]
