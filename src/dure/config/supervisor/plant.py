"""What makes up the running plant of one folder: engines, addresses, and the environment of its parts."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from dure.config import preflight, side
from dure.config.engines.nats import Nats, free_port
from dure.config.engines.postgres import APP, OWNER, Postgres
from dure.config.home import Home
from dure.config.troubles import Trouble

DEFAULT_LISTEN = "127.0.0.1:8000"
PARTS = side.PARTS[side.Side.PLANT]
"""They are stopped in the order of STOP_ORDER."""
STOP_ORDER = ("gateway", "receiver", "recorder", "worker", "web", "nats", "postgres")


@dataclass(frozen=True, slots=True)
class Listen:
    """Where the pages are served."""

    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> "Listen":
        """`host:port`, `:port` (every address of the computer) or `port` (this computer only)."""
        host, colon, port = text.rpartition(":")
        try:
            number = int(port)
        except ValueError as error:
            raise Trouble("%(text)s is not an address: write host:port.", text=text) from error
        return cls((host.strip("[]") or "0.0.0.0") if colon else "127.0.0.1", number)

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def url(self) -> str:
        """Address to type into a browser on this computer."""
        host = "localhost" if self.host in ("0.0.0.0", "127.0.0.1", "::", "::1") else self.host
        return f"http://{host}:{self.port}/"


@dataclass(slots=True)
class Plant:
    """The engines of a folder; None where an outside one is set."""

    home: Home
    listen: Listen
    postgres: Postgres | None
    nats: Nats | None
    parts: tuple[str, ...] = PARTS
    https: Listen | None = None
    """where the pages are served over https too, with the plant's own certificate"""

    def database_url(self) -> str:
        return os.environ["DURE_DATABASE_URL"] if self.postgres is None else self.postgres.url(APP)

    def owner_url(self) -> str:
        """Address for migrations: the owner of the tables."""
        if self.postgres is not None:
            return self.postgres.url(OWNER)
        return os.environ.get("DURE_OWNER_DATABASE_URL") or os.environ["DURE_DATABASE_URL"]

    def nats_url(self) -> str:
        return os.environ["DURE_NATS_URL"] if self.nats is None else self.nats.url()

    def environment(self, name: str) -> Mapping[str, str]:
        """Environment of the part `name`. The owner's and the superuser's logins are not in it."""
        inherited = {key: value for key, value in os.environ.items() if key != "DURE_OWNER_DATABASE_URL"}
        return inherited | {
            "DURE_HOME": str(self.home.path),
            "DURE_DATABASE_URL": self.database_url(),
            "DURE_NATS_URL": self.nats_url(),
            "DURE_SECRET_KEY": os.environ.get("DURE_SECRET_KEY") or self.home.secret("django"),
            "DURE_LISTEN": str(self.listen),
            "DURE_HTTPS_LISTEN": str(self.https or ""),
            "DURE_DATABASE_POOL": "1" if name == "web" else "0",
            "DJANGO_SETTINGS_MODULE": "dure.config.settings",
            "PGAPPNAME": f"dure {name}",
            "PYTHONUNBUFFERED": "1",
            "PYTHONUTF8": "1",
        }

    def command(self, name: str) -> list[str]:
        return [sys.executable, "-m", "dure", name]


def plant_of(
    home: Home, listen: Listen, parts: tuple[str, ...] = PARTS, *, https: Listen | None = None, attached: bool = False
) -> Plant:
    """The plant of a folder as the environment asks for it.

    attached: its engines are running already, under another process, at the addresses noted there.
    """
    postgres = None
    if not os.environ.get("DURE_DATABASE_URL"):
        passwords = {role: home.secret(role) for role in ("postgres", OWNER, APP)}
        postgres = Postgres(home.postgres, passwords, port=_postgres_port(home, attached=attached))
    nats = None
    if not os.environ.get("DURE_NATS_URL"):
        nats = Nats(home.nats, home.secret("nats"), _nats_port(home, attached=attached), _nats_host())
    return Plant(home, listen, postgres, nats, parts, https)


def _postgres_port(home: Home, *, attached: bool) -> int:
    """Where sockets are files the port is only a part of their name; on Windows a free one is chosen and noted."""
    if os.name == "posix":
        return 5432
    noted = preflight.read_version(home).get("postgres_port")
    if isinstance(noted, int) and (attached or _usable(noted)):
        return noted
    port = free_port()
    preflight.note_version(home, postgres_port=port)
    return port


def _nats_host() -> str:
    wanted = os.environ.get("DURE_NATS_LISTEN", "")
    return wanted.rpartition(":")[0] or "127.0.0.1"


def _nats_port(home: Home, *, attached: bool) -> int:
    """The set port, else the one chosen at the first start, so that gateways elsewhere find it again."""
    wanted = os.environ.get("DURE_NATS_LISTEN", "").rpartition(":")[2]
    if wanted:
        return int(wanted)
    noted = preflight.read_version(home).get("nats_port")
    if isinstance(noted, int) and (attached or _usable(noted)):
        return noted
    port = free_port()
    preflight.note_version(home, nats_port=port)
    return port


def _usable(port: int) -> bool:
    try:
        preflight.check_port("127.0.0.1", port)
    except Trouble:
        return False
    return True
