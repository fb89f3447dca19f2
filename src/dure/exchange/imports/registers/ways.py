"""Minutes from one place of the plant to another: a row for each way. A place is a work center or an area."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from dure.exchange.imports.fields import Field, Kind, Register
from dure.exchange.imports.lines import Act, Line, Piece
from dure.exchange.imports.lookups import Names
from dure.exchange.imports.registers.words import EDITORS
from dure.exchange.imports.values import compare
from dure.kernel.errors import Invalid
from dure.planning.models import Way
from dure.planning.selectors.ways import spots, way_rows
from dure.planning.services.ways import set_way
from dure.plant.models import Area, Person, WorkCenter

Spot = Area | WorkCenter
FIELDS = (
    Field("start", _("From"), ("출발지", "출발", "보내는곳", "보내는 작업장", "출발 작업장", "출발장소", "from"), longest=120, is_required=True, falls=True,
          example="절단", help=_("A work center or an area, by code or name.")),
    Field("end", _("To"), ("도착지", "도착", "받는곳", "받는 작업장", "도착 작업장", "도착장소", "to"), longest=120, is_required=True, example="도장동"),
    Field("minutes", _("Minutes"), ("시간(분)", "소요시간", "소요시간(분)", "이동시간", "이동시간(분)", "운반시간", "운반시간(분)", "분", "minutes"), Kind.WHOLE,
          is_required=True, example="15"),
)  # fmt: skip


class _Known:
    """Where a way can begin and end, with the ways that stand. A word that means a work center and an area means the
    work center."""

    def __init__(self) -> None:
        rows = spots()
        named = {word for one in rows if isinstance(one, WorkCenter) for word in (one.code, one.name)}

        def own(row: Spot, word: str) -> str:
            return "" if isinstance(row, Area) and word in named else word

        self.spots: Names[Spot] = Names(
            sorted(rows, key=lambda row: isinstance(row, WorkCenter)),
            lambda row: own(row, row.code) or row.name, lambda row: (own(row, row.name),),
        )  # fmt: skip
        self.ways = {(one.start, one.end): one for one in way_rows()}
        self.seen: dict[tuple[Spot, Spot], Line] = {}


def judge(lines: Sequence[Line]) -> list[Piece]:
    known = _Known()
    return [_piece(line, known) for line in lines]


def _piece(line: Line, known: _Known) -> Piece:
    start, end = (known.spots.take(line, name, label) for name, label in (("start", _("From")), ("end", _("To"))))
    line.label = f"{start or line['start'] or ''} → {end or line['end'] or ''}"
    if start is None or end is None or line["minutes"] is None or line.is_wrong:
        return Piece([line], lambda _by: None)
    if start == end and isinstance(start, WorkCenter):
        line.refuse("end", Invalid("Within a work center there is no way."), act=Act.LEAVE)
    first = known.seen.setdefault((start, end), line)
    if first is not line:
        line.refuse("end", Invalid("Row %(row)s is the same way.", row=first.number), act=Act.LEAVE)
    row = known.ways.get((start, end))
    if row is not None:
        compare(line, row, {"minutes": line["minutes"]})
    return Piece([line], partial(_write, start, end, line["minutes"]))


def _write(start: Spot, end: Spot, minutes: int, by: Person) -> Way:
    return set_way(start=start, end=end, minutes=minutes, by=by)


def export() -> Iterable[Mapping[str, Any]]:
    for one in way_rows():
        yield {"start": one.start.name, "end": one.end.name, "minutes": one.minutes}


WAYS = Register(
    "ways", _("Ways between places"), _("Minutes from one work center or area to another, for the schedule."), "right",
    EDITORS, FIELDS, judge, export, {"Way": Way}, needs=(("start",), ("end",), ("minutes",)),
)  # fmt: skip
