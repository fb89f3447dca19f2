"""`dure rebuild`: results and states computed again from the event log, compared with the tables, written if wished."""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from dure.cli.asking import on_plant
from dure.config.language import mark, say
from dure.kernel.errors import DureError, NotFound

if TYPE_CHECKING:
    from dure.production.rebuild import Comparison, Window

EQUAL, DIFFERENT, IMPOSSIBLE = 0, 1, 10
MOST_LINES = 20
KINDS = {
    "results": mark("rows of results"),
    "intervals": mark("state intervals"),
    "held": mark("held counts"),
    "stops": mark("stops"),
}
COLUMNS = {
    "results": ("hour", "shift_date", "shift", "run", "item", "operation", "source", "produced", "good", "reject",
                "rework", "cycles", "unseen", "first", "last"),
    "intervals": ("from", "to", "state", "word"),
    "held": ("time", "signal", "before", "after", "quantity", "proposal", "reason"),
    "stops": ("from",),
}  # fmt: skip
"""What stands in a row after its work unit."""


def main(arguments: list[str]) -> int:
    """0 when the tables are what the log gives (or were made so), 1 when they differ, 10 when it can't be told."""
    options = _parser()
    return on_plant(arguments, lambda rest: _answer(options.parse_args(rest)), options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "dure rebuild", description=say("Compute results again from the event log and compare them")
    )
    add = parser.add_argument
    add(
        "--work-unit",
        action="append",
        default=[],
        metavar="CODE",
        help=say("only this one; may be given several times"),
    )
    add("--from", dest="since", metavar="TIME", help=say("only what began at or after it, as in 2026-03-02 08:30"))
    add("--to", dest="until", metavar="TIME", help=say("only what began before it"))
    add("--apply", action="store_true", help=say("write what the event log gives; what people decided stays"))
    add("--json", action="store_true", help=say("print one JSON object"))
    return parser


def _answer(given: argparse.Namespace) -> int:
    from django.conf import settings
    from django.db import DatabaseError
    from nats.errors import Error as NatsError

    from dure.production import rebuild, recounting

    try:
        window = _window(given)
        found = rebuild.compare(settings.NATS_URL, window, _show if sys.stderr.isatty() else None)
        outcome = None
        if given.apply and found.differences:
            outcome = recounting.count_again(settings.NATS_URL, window)
    except DureError as error:
        sys.stderr.write(_both(error) + "\n")
        return IMPOSSIBLE
    except (DatabaseError, NatsError, OSError) as error:
        sys.stderr.write(say("The plant's database or event log does not answer: %(why)s", why=str(error)) + "\n")
        return IMPOSSIBLE
    written = None if outcome is None else {"rows": outcome.changed_rows, "corrections": outcome.corrections_to_check}
    _tell(found, written, is_json=given.json)
    return DIFFERENT if found.differences and written is None else EQUAL


def _window(given: argparse.Namespace) -> "Window":
    from django.conf import settings

    from dure.performance.periods import parse_moment
    from dure.plant.models import WorkUnit
    from dure.production.models import UnitRecord
    from dure.production.rebuild import Window

    zone = ZoneInfo(settings.TIME_ZONE)
    known = dict(WorkUnit.objects.filter(code__in=given.work_unit).values_list("code", "pk"))
    for code in given.work_unit:
        if code not in known:
            raise NotFound("There is no work unit %(code)s", code=code)
    units = list(known.values()) or None
    if given.apply and units is None:
        units = list(UnitRecord.objects.values_list("work_unit_id", flat=True))
    return Window(
        units,
        parse_moment(given.since, zone) if given.since else None,
        parse_moment(given.until, zone, is_end=True) if given.until else None,
    )


def _tell(found: "Comparison", written: dict[str, int] | None, *, is_json: bool) -> None:
    codes = _codes()
    if is_json:
        document = {
            "equal": not found.differences,
            "position": found.position,
            "rows": found.rows,
            "differences": {
                kind: {
                    "only_in_tables": [_named(kind, row, codes) for row in difference.only_in_tables],
                    "only_in_log": [_named(kind, row, codes) for row in difference.only_in_log],
                }
                for kind, difference in found.differences.items()
            },
            "written": written,
        }
        sys.stdout.write(json.dumps(document, ensure_ascii=False, default=str) + "\n")
        return
    for line in _lines(found, codes):
        sys.stdout.write(line + "\n")
    if written is not None:
        text = say("Written: %(rows)s rows. Corrections by people on changed rows, kept: %(corrections)s.", **written)
        sys.stdout.write(text + "\n")


def _lines(found: "Comparison", codes: dict[int, str]) -> list[str]:
    counted = ", ".join(f"{number} {say(KINDS[kind])}" for kind, number in found.rows.items())
    lines = [say("Read up to message %(position)s of the event log; in the tables: %(counted)s.",
                 position=found.position, counted=counted)]  # fmt: skip
    if not found.differences:
        return [*lines, say("Everything is equal.")]
    for kind, difference in found.differences.items():
        lines.append(say("Different %(kind)s:", kind=say(KINDS[kind])))
        for rows, place in (
            (difference.only_in_tables, say("only in the tables")),
            (difference.only_in_log, say("only from the event log")),
        ):
            lines += [f"  {place}: {_plain(kind, row, codes)}" for row in rows[:MOST_LINES]]
            if len(rows) > MOST_LINES:
                lines.append("  " + say("… and %(more)s more", more=len(rows) - MOST_LINES))
    return lines


def _named(kind: str, row: Sequence[Any], codes: dict[int, str]) -> dict[str, Any]:
    return {"work_unit": codes.get(row[0], row[0]), **dict(zip(COLUMNS[kind], row[1:], strict=True))}


def _plain(kind: str, row: Sequence[Any], codes: dict[int, str]) -> str:
    named = _named(kind, row, codes)
    unit = named.pop("work_unit")
    told = (f"{name} {_text(value)}" for name, value in named.items() if value not in (None, "", 0))
    return f"{unit}: " + ", ".join(told)


def _text(value: Any) -> str:
    if not isinstance(value, datetime):
        return f"{value.normalize():f}" if hasattr(value, "normalize") else str(value)
    from django.utils import timezone

    local = timezone.localtime(value)
    return f"{local:%Y-%m-%d %H:%M:%S}" + (f".{local.microsecond:06d}" if local.microsecond else "")


def _codes() -> dict[int, str]:
    from dure.plant.models import WorkUnit

    return dict(WorkUnit.objects.values_list("pk", "code"))


def _show(done: int, of: int) -> None:
    sys.stderr.write(f"\r{done:,} / {of:,}" + ("" if done < of else "\n"))


def _both(error: DureError) -> str:
    """Contexts keep their own texts; the command's catalogue does not have them."""
    from django.utils import translation

    with translation.override("ko"):
        korean = translation.gettext(error.message)
    return f"{korean % error.params if error.params else korean}\n{error}"
