"""How long a month's report of a site with 50 work units takes from the roll-up. Run: python -m bench.month_report

Starts a PostgreSQL of its own, fills 31 days with states, stops, results and runs as a plant would
leave them, sums the days up as the job does, and times the question behind the monthly report.
Prints one JSON object; exits with 1 when the report takes a second or more.
"""

import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from datetime import time as clock_time
from pathlib import Path

from bench._figures import Figure, tell

UNITS, DAYS, PAIRS = 50, 31, 40
"""PAIRS of producing and standing still in a shift: some 2,500 intervals of a work unit in a month."""
FIRST = date(2026, 3, 1)
LIMIT_S = 1


def main() -> int:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dure.config.settings")
    from dure.config.engines.postgres import APP, OWNER, Postgres, new_passwords

    with tempfile.TemporaryDirectory(prefix="dure-bench-", ignore_cleanup_errors=True) as folder:
        server = Postgres(Path(folder) / "postgres", new_passwords(), durable=False)
        with (Path(folder) / "postgres.log").open("wb") as log:
            server.start(log)
            try:
                server.prepare("dure")
                os.environ["DURE_DATABASE_URL"] = server.url(OWNER, "dure")
                return _measure(server.url(APP, "dure"))
            finally:
                server.stop()


def _measure(application_url: str) -> int:
    import django

    django.setup()
    from django.db import connection

    from dure.config import tables

    tables.migrate(verbosity=0)
    made = _fill()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    found = _times(made)
    connection.close()
    print(json.dumps(found))
    took = float(found["report_s"])
    name = f"month report of {UNITS} work units"
    return tell(Figure(name, f"{took:.2f} s", f"less than {LIMIT_S} s", took < LIMIT_S))


def _fill() -> dict[str, int]:
    """Rows of a month, in bulk."""
    from django.db import transaction

    from dure.inventory.models import Item
    from dure.plant.models import Area, Enterprise, Shift, Site, WorkCenter, WorkUnit
    from dure.product.models import IdealCycle
    from dure.production.models import Downtime, ProductionResult, StateInterval

    site = Site.objects.create(code="S", name="S", enterprise=Enterprise.objects.create(code="E", name="E"))
    center = WorkCenter.objects.create(code="C", name="C", area=Area.objects.create(code="A", name="A", site=site))
    for code, starts, ends in (("D", 8, 20), ("N", 20, 8)):
        Shift.objects.create(
            site=site, code=code, name=code, starts=clock_time(starts), ends=clock_time(ends), weekdays=list(range(7)),
            works_on_holidays=True, valid_from=FIRST - timedelta(days=9),
        )  # fmt: skip
    item = Item.objects.create(code="I", name="I")
    IdealCycle.objects.create(item=item, seconds=2, valid_from=_at(-9, 0))
    counts = {"intervals": 0, "results": 0, "stops": 0}
    for number in range(UNITS):
        unit = WorkUnit.objects.create(code=f"U{number}", name=f"U{number}", work_center=center)
        step = timedelta(seconds=86_400 / (2 * PAIRS))
        starts = [_at(0, 0) + n * step for n in range(DAYS * 2 * PAIRS)]
        with transaction.atomic():
            states = StateInterval.objects.bulk_create(
                StateInterval(work_unit=unit, started_at=a, ended_at=b, state=("producing", "idle")[n % 2])
                for n, (a, b) in enumerate(zip(starts, [*starts[1:], None], strict=True))
            )
            stops = Downtime.objects.bulk_create(
                Downtime(work_unit=unit, started_at=s.started_at, ended_at=s.ended_at) for s in states[1:-1:2]
            )
            results = ProductionResult.objects.bulk_create(
                ProductionResult(
                    work_unit=unit,
                    hour=_at(day, hour),
                    shift="D" if 8 <= hour < 20 else "N",
                    shift_date=FIRST + timedelta(days=day - (hour < 8)),
                    item=item,
                    source="counter",
                    produced=800,
                    good=790,
                    reject=10,
                    first_at=_at(day, hour),
                    last_at=_at(day, hour),
                )
                for day in range(DAYS)
                for hour in range(24)
            )
        for name, rows in (("intervals", states), ("results", results), ("stops", stops)):
            counts[name] += len(rows)
    return counts


def _at(day: int, hour: int):  # type: ignore[no-untyped-def] # an aware datetime
    from datetime import datetime
    from zoneinfo import ZoneInfo

    return datetime.combine(FIRST, clock_time(hour), ZoneInfo("Asia/Seoul")) + timedelta(days=day)


def _times(made: dict[str, int]) -> dict[str, object]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from dure.performance import periods, services
    from dure.performance.cells import cells
    from dure.performance.periods import By
    from dure.performance.scope import everything

    now, scope = _at(DAYS + 2, 12), everything()
    month = periods.month(FIRST, _at(0, 0).tzinfo)
    started = time.perf_counter()
    rolled = services.refresh_rollup(now=now, days=DAYS + 3)
    refresh_s = time.perf_counter() - started

    def report() -> None:
        from dure.performance import selectors

        found = cells(scope.units, month, By.DAY, now)
        selectors.rows_by_scope([scope], found)
        selectors.rows_of(scope, found)
        selectors.rows_by_scope(scope.children(), found)

    with CaptureQueriesContext(connection) as seen:
        report()
    return {
        "work_units": UNITS, "days": DAYS, **made, "rolled_days": rolled, "roll_up_s": round(refresh_s, 2),
        "queries": len(seen), "report_s": _median(report),
        "direct_day_s": _median(lambda: list(_direct(scope, now))),
    }  # fmt: skip


def _direct(scope, now):  # type: ignore[no-untyped-def]
    """One day of the site without the roll-up, as for today."""
    from dure.performance import periods, rollup

    day = periods.days(FIRST, FIRST, _at(0, 0).tzinfo)
    return rollup.compute([(unit, [FIRST]) for unit in scope.units], day, now)


def _median(work: Callable[[], object], rounds: int = 5) -> float:
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return round(statistics.median(times), 3)


if __name__ == "__main__":
    raise SystemExit(main())
