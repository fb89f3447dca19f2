"""How fast an Excel file of 20,000 items becomes a register, and what it takes. Run: python -m bench.imports

Starts a PostgreSQL of its own (with syncing, as a plant's) and writes a workbook as firms have it: a title over the
table, codes with zeros in front, units in several spellings, thousands separators, a sum below. Then, in turn:

- Dure's import, through the services that the wizard's pages call: read the file, find the table, propose the columns,
  keep and try every row (kinds, units, codes twice, likely twins), write all in one transaction with a change record
  for each item, and take the whole import back;
- the least that any import does: openpyxl's reader and one `bulk_create`, which looks at nothing, keeps nothing of
  what it did and can't take it back.

Each in a process of its own, so that its memory is its own. Prints one JSON object; exits with 1 when a limit is
missed.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench._figures import QUICK, Figure, median, tell

ROWS = 2_000 if QUICK else 20_000
ROUNDS = 1 if QUICK else 3
LIMIT_ROWS, LIMIT_MIB, LIMIT_TIMES, LIMIT_MENDED_S = 200, 700, 5, 1
"""rows a second from the file to the register; memory of the process, which is the worker's in a plant; how many times
what the least import takes; seconds until a mended cell is back"""
KINDS = ("원재료", "반제품", "제품", "부자재")
UNITS = ("EA", "개", "kg", "BOX")
TITLES = ("순번", "품목코드", "품 명", "규 격", "구분", "단위", "박스입수", "안전재고", "리드타임", "비 고")


def main() -> int:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))
    from dure.config.engines.postgres import OWNER, Postgres, new_passwords

    with tempfile.TemporaryDirectory(prefix="dure-bench-", ignore_cleanup_errors=True) as folder:
        book = Path(folder) / "품목.xlsx"
        write_book(book)
        server = Postgres(Path(folder) / "postgres", new_passwords())
        with (Path(folder) / "postgres.log").open("wb") as log:
            server.start(log)
            try:
                server.prepare("dure")
                environment = os.environ | {
                    "DURE_DATABASE_URL": server.url(OWNER, "dure"),
                    "DJANGO_SETTINGS_MODULE": "dure.config.settings",
                    "PYTHONPATH": os.pathsep.join(sys.path),
                }
                run("prepare", book, environment)
                rounds = [{name: run(name, book, environment) for name in ("dure", "bare")} for _ in range(ROUNDS)]
            finally:
                server.stop()
    print(json.dumps(rounds))
    return tell(*figures(rounds))


def write_book(place: Path) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("품목마스터")
    sheet.append(["2026년 품목 관리대장"])
    sheet.append([])
    sheet.append(TITLES)
    for n in range(ROWS):
        kind, unit = KINDS[n % 4], UNITS[n % 3]
        sheet.append([
            n + 1, f"{n + 1:06}", f"부품 {n * 7919 % 100_003:05}", f"{n % 97}T*{n % 1219}*{n}", kind, unit,
            24 if n % 5 == 0 else None, f"{n % 5000:,}", n % 30, "국내산" if n % 11 == 0 else None,
        ])  # fmt: skip
    sheet.append(["합 계", None, None, None, None, None, None, ROWS])
    book.save(place)


def run(name: str, book: Path, environment: dict[str, str]) -> dict[str, float]:
    ran = subprocess.run(
        [sys.executable, "-m", "bench._imports_run", name, str(book)],
        env=environment, check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    found: dict[str, float] = json.loads(ran.stdout.splitlines()[-1])
    return found


def figures(rounds: list[dict[str, dict[str, float]]]) -> list[Figure]:
    def middle(who: str, what: str) -> float:
        return median([one[who][what] for one in rounds])

    whole = middle("dure", "read") + middle("dure", "tried") + middle("dure", "written")
    bare, rate, memory = middle("bare", "written"), ROWS / whole, middle("dure", "mib")
    return [
        Figure(
            f"import of {ROWS:,} items, file to register",
            f"{rate:,.0f} rows/s ({whole:.1f} s: read {middle('dure', 'read'):.1f},"
            f" tried {middle('dure', 'tried'):.1f}, written {middle('dure', 'written'):.1f})",
            f"at least {LIMIT_ROWS} rows/s",
            rate >= LIMIT_ROWS,
        ),
        Figure(
            "– one cell mended in the dry run, until the page comes back",
            f"{middle('dure', 'mended') * 1000:,.0f} ms",
            f"less than {LIMIT_MENDED_S:.0f} s",
            middle("dure", "mended") < LIMIT_MENDED_S,
        ),
        Figure("– taken back whole", f"{ROWS / middle('dure', 'undone'):,.0f} rows/s"),
        Figure("– memory of its process", f"{memory:,.0f} MiB", f"less than {LIMIT_MIB} MiB", memory < LIMIT_MIB),
        Figure(
            "– beside openpyxl and one bulk_create, which check nothing",
            f"{whole / bare:.1f} × their time ({ROWS / bare:,.0f} rows/s, {middle('bare', 'mib'):,.0f} MiB)",
            f"at most {LIMIT_TIMES} ×",
            whole / bare <= LIMIT_TIMES,
        ),
    ]


if __name__ == "__main__":
    raise SystemExit(main())
