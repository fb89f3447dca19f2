"""The commands `dure results` and `dure kpi`: the pages' figures as a table or, with --json, for machines."""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import django


def results(arguments: Sequence[str]) -> int:
    """Run `dure results …` and give its exit code."""
    return _run(
        "dure results", "Quantities that were produced.", arguments, _results, ("work-unit", "CODE of a work unit")
    )


def kpi(arguments: Sequence[str]) -> int:
    """Run `dure kpi …` and give its exit code."""
    return _run("dure kpi", "KPIs after ISO 22400-2.", arguments, _kpi, None)


def _run(
    name: str,
    about: str,
    arguments: Sequence[str],
    answer: Callable[[argparse.Namespace], str],
    also: tuple[str, str] | None,
) -> int:
    parser = argparse.ArgumentParser(prog=name, description=about)
    told = "2026-03-02, 2026-03-02 08:30 (local), an ISO time with an offset, today or yesterday"
    parser.add_argument("--from", dest="start", metavar="TIME", help=f"{told}; the first data there is when left out")
    parser.add_argument(
        "--to", dest="end", metavar="TIME", help="the same; a date alone includes that day; now when left out"
    )
    parser.add_argument("--by", default="total", help="hour, shift, day, week, month, item or order")
    parser.add_argument("--scope", default="", metavar="LEVEL:CODE", help="like site:S1, area:PACK or work_unit:M1")
    if also:
        parser.add_argument(f"--{also[0]}", dest="unit", default="", metavar="CODE", help=also[1])
    else:
        parser.add_argument("--each", action="store_true", help="a row for each work unit instead of the scope's sum")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    given = parser.parse_args(arguments)
    django.setup()
    from django.db import OperationalError

    from dure.kernel.errors import DureError

    try:
        sys.stdout.write(answer(given))
    except DureError as error:
        sys.stderr.write(f"{name}: {error}\n")
        return 1
    except OperationalError as error:
        sys.stderr.write(
            f"{name}: the plant's database does not answer; is it running? ({str(error).splitlines()[0]})\n"
        )
        return 3
    return 0


def _question(given: argparse.Namespace) -> tuple[Any, Any, Any, Any]:
    """(scope, period, cut, now) of the arguments."""
    from zoneinfo import ZoneInfo

    from django.utils import timezone

    from dure.kernel import clock
    from dure.kernel.errors import Invalid
    from dure.performance import periods
    from dure.performance.scope import scope_of
    from dure.production.selectors import performance as production

    zone, now = ZoneInfo(timezone.get_default_timezone_name()), clock.now()
    scope = scope_of(getattr(given, "unit", "") or given.scope)
    seen = production.first_and_last(scope.unit_ids)
    if seen is None and not (given.start and given.end):
        raise Invalid("There is no data yet: name a period with --from and --to")
    first, last = seen or (now, now)
    start = (
        periods.parse_moment(given.start, zone, now=now)
        if given.start
        else _midnight(first.astimezone(zone).date(), zone)
    )
    end = (
        periods.parse_moment(given.end, zone, is_end=True, now=now)
        if given.end
        else _midnight(max(last, min(now, last)).astimezone(zone).date() + timedelta(days=1), zone)
    )
    # A recording of the past is over when its data is, whatever the clock says.
    return scope, periods.Period(start, end, zone), periods.parse_by(given.by), now


def _midnight(day: date, zone: Any) -> Any:
    from dure.performance.periods import midnight

    return midnight(day, zone)


def _results(given: argparse.Namespace) -> str:
    from dure.performance import payload

    found = payload.results(*_question(given))
    if given.json:
        return json.dumps(found, ensure_ascii=False) + "\n"
    names = ("work_unit", "start", "date", "shift", "item", "order", "produced", "good", "reject", "rework", "by_hand")
    rows = [*found["results"], {"work_unit": "total", **found["total"]}]
    return _table(names, rows)


def _kpi(given: argparse.Namespace) -> str:
    from dure.performance import payload
    from dure.performance.scope import Level

    scope, period, by, now = _question(given)
    scopes = scope.grouped(Level.WORK_UNIT) if given.each else [scope]
    found = payload.kpis(scopes or [scope], period, by, now)
    if given.json:
        return json.dumps(found, ensure_ascii=False) + "\n"
    main = ("oee", "availability", "effectiveness", "quality_ratio")
    names = ("name", "start", "date", "shift", "item", "order", *main)
    rows = [row | {code: _percent(row["kpis"][code]) for code in main} for row in found["rows"]]
    return _table(names, rows)


def _percent(figure: dict[str, Any]) -> str:
    return "–" if figure["value"] is None else f"{figure['value']:.1%}" + ("*" if figure["notes"] else "")


def _table(names: Sequence[str], rows: Sequence[dict[str, Any]]) -> str:
    """Columns of equal width; a column that is empty in all rows is left out."""
    used = [name for name in names if any(row.get(name) is not None for row in rows)]
    texts = [used, *([("" if row.get(name) is None else str(row[name])) for name in used] for row in rows)]
    widths = [max(len(text) for text in column) for column in zip(*texts, strict=True)]
    return "".join(
        "  ".join(text.ljust(w) for text, w in zip(line, widths, strict=True)).rstrip() + "\n" for line in texts
    )
