"""What an idle plant takes: memory, time from nothing to a served page, time of later starts, size of the install.

    python -m bench.footprint

Installs this source tree with its default dependencies into a new environment, as a user would, and starts the
plant of that environment. Memory is what `dure status` says, after a minute of rest. Without an index of packages
the install is left out, and the plant of this environment is measured.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

from bench._figures import QUICK, Figure, tell
from tests.faults.plant import wait_until
from tests.faults.run import free_ports

SOURCE = Path(__file__).resolve().parent.parent
REST_S = 15 if QUICK else 60
LIMIT_MIB, FIRST_S, LATER_S, LIMIT_MB = 700, 60, 10, 300


def installed(folder: Path) -> tuple[Path, float] | None:
    """Python of a new environment with Dure in it, and how long that took; None when packages can't be had."""
    begin = time.monotonic()
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", str(SOURCE)]
    done = subprocess.run(pip, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"left out: the install ({done.stderr.strip()[-300:]})", file=sys.stderr)
        return None
    return python, time.monotonic() - begin


def size_mb(folder: Path) -> float:
    """Megabytes of the installed packages, without pip and setuptools, which any environment brings along."""
    packages = next(folder.glob("[Ll]ib*/**/site-packages"))
    ours = [one for one in packages.iterdir() if not one.name.startswith(("pip", "setuptools"))]
    return sum(file.stat().st_size for one in ours for file in [one, *one.rglob("*")] if file.is_file()) / 1e6


class Started:
    """A plant that was started just now, by the Python of an environment."""

    def __init__(self, python: Path, home: Path) -> None:
        (port,) = free_ports(1)
        self._own = {key: value for key, value in os.environ.items() if not key.startswith("DURE_")}
        self._own.pop("PYTHONPATH", None) if python != Path(sys.executable) else None
        self._command, self._home, self._url = [str(python), "-m", "dure"], home, f"http://localhost:{port}/login/"
        begin = time.monotonic()
        listen = f"127.0.0.1:{port}"
        command = [*self._command, "up", "--home", str(home), "--listen", listen]
        with (home.parent / "log").open("wb") as log:
            self.process = subprocess.Popen(command, env=self._own, stdout=log, stderr=log, cwd=home.parent)
        wait_until(self._is_served, 120, "the plant serves its pages")
        self.took_s = time.monotonic() - begin

    def _is_served(self) -> bool:
        with suppress(OSError), urllib.request.urlopen(self._url, timeout=2) as answer:
            return answer.status == 200
        return False

    def memory(self) -> dict[str, float]:
        """MiB of each part and all together, as `dure status` tells."""
        command = [*self._command, "status", "--json", "--home", str(self._home)]
        found = json.loads(subprocess.run(command, env=self._own, capture_output=True, text=True, check=True).stdout)
        parts = {part["name"]: part["memory"] / 2**20 for part in found["parts"]}
        return {**parts, "together": found["memory"] / 2**20}

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(60)


def main() -> int:
    figures: list[Figure] = []
    folder = Path(tempfile.mkdtemp(prefix="dure-bench-"))
    try:
        environment, home = folder / "environment", folder / "home"
        ready = installed(environment)
        python, install_s = ready or (Path(sys.executable), 0.0)
        if ready:
            size = size_mb(environment)
            figures.append(Figure("default install", f"{size:.0f} MB", f"less than {LIMIT_MB} MB", size < LIMIT_MB))
        first = Started(python, home)
        both = install_s + first.took_s
        figures.append(Figure("empty folder to a served page", f"{first.took_s:.1f} s"))
        if ready:
            figures.append(
                Figure("the same with the install", f"{both:.1f} s", f"less than {FIRST_S} s", both < FIRST_S)
            )
        first.stop()
        later = Started(python, home)
        figures.append(Figure("later start", f"{later.took_s:.1f} s", f"less than {LATER_S} s", later.took_s < LATER_S))
        time.sleep(REST_S)
        memory = later.memory()
        later.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    together = memory.pop("together")
    parts = ", ".join(f"{part} {mib:.0f}" for part, mib in memory.items())
    return tell(
        *figures,
        Figure("idle plant", f"{together:.0f} MiB ({parts})", f"less than {LIMIT_MIB} MiB", together < LIMIT_MIB),
    )


if __name__ == "__main__":
    raise SystemExit(main())
