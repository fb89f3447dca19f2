"""The one folder that holds everything of an installation, and the secrets in it.

`DURE_HOME` names it; without it the folder is `dure` in the user's own data folder. Nothing
here knows Django, so that the supervisor and a gateway on a small box can use it.
"""

import os
import secrets
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Home:
    """Names of the folders and files of one installation."""

    path: Path

    @property
    def postgres(self) -> Path:
        return self.path / "postgres"

    @property
    def nats(self) -> Path:
        return self.path / "nats"

    @property
    def history(self) -> Path:
        return self.path / "history"

    @property
    def media(self) -> Path:
        return self.path / "media"

    @property
    def spool(self) -> Path:
        return self.path / "gateway"

    @property
    def log(self) -> Path:
        return self.path / "log"

    @property
    def run(self) -> Path:
        return self.path / "run"

    @property
    def secret_folder(self) -> Path:
        return self.path / "secret"

    @property
    def authority(self) -> Path:
        """Certificate that devices are told to trust, where the plant serves https itself."""
        return self.secret_folder / "https_authority.crt"

    @property
    def version_file(self) -> Path:
        return self.path / "version.json"

    @property
    def state_file(self) -> Path:
        return self.run / "status.json"

    @property
    def lock_file(self) -> Path:
        return self.run / "lock"

    def make(self) -> None:
        """Make the folders; only the owner may look into those that hold data or secrets."""
        self.path.mkdir(parents=True, exist_ok=True)
        for folder in (self.history, self.media, self.spool, self.log, self.run, self.secret_folder):
            folder.mkdir(mode=0o700, exist_ok=True)

    def secret(self, name: str) -> str:
        """The secret called `name`; made at its first use, readable by the owner only."""
        file = self.secret_folder / name
        try:
            return file.read_text("ascii").strip()
        except FileNotFoundError:
            pass
        self.secret_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        value = secrets.token_urlsafe(48)
        try:
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:  # another process of this installation was faster
            return file.read_text("ascii").strip()
        with os.fdopen(handle, "w", encoding="ascii") as stream:
            stream.write(value + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        return value

    def has_secret(self, name: str) -> bool:
        return (self.secret_folder / name).is_file()


def default_path() -> Path:
    """Where an installation lives when nobody says otherwise."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", str(Path.home()))) / "Dure"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "Dure"
    return Path(os.environ.get("XDG_DATA_HOME", str(Path.home() / ".local" / "share"))) / "dure"


def current() -> Home:
    """The installation that this process belongs to."""
    given = os.environ.get("DURE_HOME")
    return Home((Path(given).expanduser() if given else default_path()).resolve())
