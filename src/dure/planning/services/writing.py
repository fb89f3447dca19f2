"""Putting a plan into the tables, by COPY."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import connection

from dure.planning import sources
from dure.planning.models import Advice, Dismissal, ItemMark, Peg, Proposal
from dure.planning.quantities import unscaled
from dure.planning.selectors.inputs import Inputs
from dure.planning.words import Act, Need, Plan
from dure.planning.words import Proposal as Proposed

NO_RECIPE = "no_recipe"


def clear(items: Collection[int] | None) -> None:
    """Forget what the plan said of the items, or of all."""
    for rows in (Proposal.objects.filter(status=Proposal.Status.OPEN), Peg.objects.all(), Advice.objects.all()):
        (rows if items is None else rows.filter(item_id__in=items))._raw_delete(rows.db)  # noqa: SLF001 - nothing points at them


def write(found: Plan, inputs: Inputs, drawn: Mapping[int, Iterable[Need]]) -> None:
    """drawn: what orders that weren't planned again draw, by the item that they make."""
    drawers = {need.source: parent for parent, needs in drawn.items() for need in needs}
    drawers |= {one.source: one.item for one in inputs.problem.coming if one.start is not None}
    drawers |= {one.source: one.item for one in found.proposals}
    dates = _Dates(inputs)
    _copy(Proposal, _PROPOSAL, (_proposal(one, inputs, dates) for one in found.proposals))
    _copy(
        Peg,
        ("item_id", "supply", "need", "need_item_id", "quantity", "day", "number"),
        (
            (p.item, p.supply, p.need, drawers.get(p.need), unscaled(p.quantity), dates[p.day], p.day)
            for p in found.pegs
        ),
    )
    _copy(Advice, _ADVICE, _advice(found, inputs, dates))


def write_marks(marks: Mapping[int, int], *, everything: bool) -> None:
    rows = ItemMark.objects.all()
    (rows if everything else rows.filter(item_id__in=list(marks)))._raw_delete(rows.db)  # noqa: SLF001 - nothing points at them
    _copy(ItemMark, ("item_id", "mark"), marks.items())


def forget_dismissed() -> None:
    """What was ignored and isn't said any more: should it come back, it is seen again."""
    table, said = Dismissal._meta.db_table, (Proposal._meta.db_table, Advice._meta.db_table)  # noqa: SLF001
    there = " AND ".join(f"NOT EXISTS (SELECT FROM {t} t WHERE t.item_id = d.item_id AND t.key = d.key)" for t in said)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} d WHERE {there}")  # noqa: S608 - names of tables


class _Dates(dict[int, date]):
    """Dates of day numbers, each worked out once."""

    def __init__(self, inputs: Inputs) -> None:
        super().__init__()
        self._days = inputs.days

    def __missing__(self, number: int) -> date:
        found = self[number] = self._days.day(number)
        return found


_PROPOSAL = (
    "item_id", "number", "kind", "status", "quantity", "wanted", "release_on", "due_on", "needed_on", "was_firm", "key",
)  # fmt: skip


def _proposal(one: Proposed, inputs: Inputs, dates: _Dates) -> tuple[Any, ...]:
    late = max(inputs.problem.today - one.start, 0)
    kind, needed = inputs.kinds[one.item], dates[one.day]
    quantity = unscaled(one.quantity)
    return (
        one.item, sources.parse(one.source).part, kind, Proposal.Status.OPEN.value, quantity, unscaled(one.wanted),
        dates[one.start + late], dates[one.day + late], needed, False, f"{kind}:{needed}:{quantity.normalize():f}",
    )  # fmt: skip


_ADVICE = ("item_id", "act", "source", "day", "to_day", "quantity", "because", "key")


def _advice(found: Plan, inputs: Inputs, dates: _Dates) -> Iterator[tuple[Any, ...]]:
    needed = {one.source: one.day for one in found.proposals}
    for one in found.exceptions:
        day, to_day = one.day, one.to_day
        if one.act == Act.LATE:
            # Of a proposal people ask when it is needed and when it can be there.
            day, to_day = needed[one.source], needed[one.source] + inputs.problem.today - one.day
        told = None if to_day is None else dates[to_day]
        source = "" if one.act == Act.LATE else one.source
        quantity = unscaled(one.quantity)
        key = f"{one.act}:{source}:{dates[day]}:{told}:{quantity.normalize():f}"
        yield (one.item, one.act.value, one.source, dates[day], told, quantity, one.because, key)
    for item, lacking in _without_recipe(found.proposals, inputs).items():
        yield (item, NO_RECIPE, lacking.source, dates[lacking.start], None, unscaled(lacking.quantity), "", NO_RECIPE)


def _without_recipe(proposals: Iterable[Proposed], inputs: Inputs) -> dict[int, Proposed]:
    """Item → its first proposal that has nothing to be made of."""
    found: dict[int, Proposed] = {}
    for one in proposals:
        if inputs.kinds[one.item] != Proposal.Kind.MAKE or one.item in found:
            continue
        day = max(one.start, inputs.problem.today)
        if not any(part.holds_on(day) for part in inputs.problem.boms.get(one.item, ())):
            found[one.item] = one
    return found


def _copy(model: type[Any], columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    table = model._meta.db_table  # noqa: SLF001 - Django's documented name
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as pipe:
        for row in rows:
            pipe.write_row(row)
