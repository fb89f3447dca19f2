"""Work orders a CPU-second: create, release, consume five components, complete, with lots, beside Tryton.

    python -m bench.orders

Both use one embedded PostgreSQL, each its own database, from one process of Python; what counts is the CPU of that
process and of PostgreSQL with all its processes. Tryton (trytond with the modules production and stock_lot, an
external peer) is used through its server's ORM, installed by pip into a virtual environment of its own under
DURE_BENCH_CACHE. Single: one order a transaction. Bulk: 200 orders in one call of each verb. Before each
round the tables of both are analysed.
"""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg

from bench._figures import QUICK, Figure, skip, tell
from dure.config.engines.postgres import OWNER, Postgres, new_passwords

HERE = Path(__file__).resolve().parent
TRYTON = (
    "trytond>=8.2,<8.3",
    "trytond-production>=8.2,<8.3",
    "trytond-stock-lot>=8.2,<8.3",
    "psycopg[binary,pool]>=3.2",
)
ROUNDS = 1 if QUICK else 3
SINGLE, BULK, THEIRS = (40, 400, 10) if QUICK else (200, 2000, 30)
MORE, A_SECOND = 10, 200


@dataclass(slots=True)
class Worker:
    """A process that makes orders when told to, and says how many there are and what CPU it used."""

    process: subprocess.Popen[str]
    server: int

    def read(self) -> dict[str, float]:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith("{"):
                return dict(json.loads(line))
        raise RuntimeError(f"the worker ended with {self.process.wait()}")

    def a_second(self, kind: str, count: int) -> float:
        """Orders a CPU-second, all processes counted."""
        assert self.process.stdin is not None
        before = cpu_of(self.server) + cpu_of(self.process.pid)
        self.process.stdin.write(f"{kind} {count}\n")
        self.process.stdin.flush()
        made = self.read()["made"]
        if made != count:
            raise RuntimeError(f"{made} of {count} orders were made")
        return made / (cpu_of(self.server) + cpu_of(self.process.pid) - before)


def cpu_of(pid: int) -> float:
    """CPU seconds of a process, of its children that live and of those that have ended."""
    top = psutil.Process(pid)
    total = 0.0
    for one in [top, *top.children(recursive=True)]:
        with contextlib.suppress(psutil.NoSuchProcess):
            times = one.cpu_times()
            total += times.user + times.system
    times = top.cpu_times()
    return total + times.children_user + times.children_system


@contextlib.contextmanager
def worker(command: list[str], environment: dict[str, str], server: int, log: Path) -> Iterator[Worker]:
    with log.open("w") as errors:
        process = subprocess.Popen(
            command,
            env=os.environ | environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
        try:
            found = Worker(process, server)
            found.read()
            yield found
        except RuntimeError as error:
            raise RuntimeError(f"{error}: {log.read_text()[-2000:]}") from error
        finally:
            process.kill()
            process.wait()


def tryton_python() -> Path | None:
    """The Python of a virtual environment with Tryton, made at the first use; none when pip can't."""
    cache = Path(os.environ.get("DURE_BENCH_CACHE", Path(tempfile.gettempdir()) / "dure-bench-cache")) / "tryton"
    python = cache / "bin" / "python"
    if not (cache / "complete").exists():
        venv.create(cache, with_pip=True)
        ran = subprocess.run([python, "-m", "pip", "install", "-q", *TRYTON], check=False)
        if ran.returncode:
            return None
        (cache / "complete").touch()
    return python


def tryton_database(python: Path, server: Postgres, folder: Path) -> Path:
    """Tryton's configuration, with its database made and filled by its own program."""
    conf, password = folder / "trytond.conf", folder / "password"
    conf.write_text(f"[database]\nuri = {server.url('postgres', '')}\n")
    password.write_text("a-password-of-the-measurements")
    with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as link:
        link.execute("CREATE DATABASE tryton TEMPLATE template0 ENCODING 'UTF8'")
    wanted = ["-u", "production", "stock_lot", "--activate-dependencies", "--email", "bench@example.com", "--all"]
    command = [python.parent / "trytond-admin", "-c", conf, "-d", "tryton", *wanted]
    subprocess.run(command, check=True, env=os.environ | {"TRYTONPASSFILE": str(password)}, stdout=subprocess.DEVNULL)
    return conf


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="dure-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        server = Postgres(folder / "postgres", new_passwords())
        with (folder / "postgres.log").open("wb") as log:
            server.start(log)
            try:
                return measured(server, folder)
            finally:
                server.stop()
                server.remove()


def measured(server: Postgres, folder: Path) -> int:
    assert server.process is not None
    server.prepare("dure")
    pid = server.process.pid
    ours = [sys.executable, "-m", "bench._orders_dure"]
    python = tryton_python()
    with contextlib.ExitStack() as stack:
        address = {"DURE_DATABASE_URL": server.url(OWNER, "dure"), "DURE_HOME": str(folder / "home")}
        dure = stack.enter_context(worker(ours, address, pid, folder / "dure.log"))
        tryton = None
        if python is not None:
            conf = tryton_database(python, server, folder)
            theirs = [str(python), str(HERE / "_orders_tryton.py"), str(conf)]
            tryton = stack.enter_context(worker(theirs, {}, pid, folder / "tryton.log"))
        rounds = []
        for _ in range(ROUNDS):
            _analyse(server, ["dure"] if tryton is None else ["dure", "tryton"])
            rounds.append(_round(dure, tryton))
    single, bulk, peer, peer_bulk = (sorted(values)[len(values) // 2] for values in zip(*rounds, strict=True))
    figures = [
        Figure("work orders/CPU-s, one a transaction", f"{single:.1f}"),
        Figure("work orders/CPU-s, in bulk", f"{bulk:.0f}", f"at least {A_SECOND}", bulk >= A_SECOND),
    ]
    if tryton is None:
        return tell(*figures) or skip("Tryton could not be installed")
    ratio = sorted(one[0] / one[2] for one in rounds)[len(rounds) // 2]
    return tell(
        *figures,
        Figure("Tryton's, one a transaction", f"{peer:.2f}"),
        Figure("Tryton's, all in one transaction and call", f"{peer_bulk:.2f}"),
        Figure("times Tryton's, one a transaction", f"{ratio:.1f}", f"at least {MORE}", ratio >= MORE),
    )


def _analyse(server: Postgres, names: list[str]) -> None:
    """Tell PostgreSQL how large the tables have become, as autovacuum does within a minute: a round is shorter, and
    statements that are planned once would keep the plans of empty tables."""
    for name in names:
        with psycopg.connect(server.url("postgres", name), autocommit=True) as link:
            link.execute("ANALYZE")


def _round(dure: Worker, tryton: Worker | None) -> tuple[float, float, float, float]:
    return (
        dure.a_second("single", SINGLE),
        dure.a_second("bulk", BULK),
        tryton.a_second("single", THEIRS) if tryton else 0.0,
        tryton.a_second("bulk", THEIRS) if tryton else 0.0,
    )


if __name__ == "__main__":
    raise SystemExit(main())
