"""Putting a plan into the tables, by COPY."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db import connection

from dure.planning import sources
from dure.planning.models import Advice, Dismissal, ItemMark, Peg, Proposal
from dure.planning.quantities import unscaled
from dure.planning.selectors.inputs import Inputs
from dure.planning.words import Act, Need, Plan
from dure.planning.words import Proposal as Proposed

NO_RECIPE = "no_recipe"
OPEN = Proposal.Status.OPEN.value


def clear(items: Collection[int] | None) -> None:
    """Forget what the plan said of the items, or of all."""
    for rows in (Proposal.objects.filter(status=OPEN), Peg.objects.all(), Advice.objects.all()):
        (rows if items is None else rows.filter(item_id__in=items))._raw_delete(rows.db)  # noqa: SLF001 - nothing points at them


def write(found: Plan, inputs: Inputs, drawn: Mapping[int, Iterable[Need]]) -> None:
    """drawn: what orders that weren't planned again draw, by the item that they make."""
    drawers = {need.source: parent for parent, needs in drawn.items() for need in needs}
    drawers |= {one.source: one.item for one in inputs.problem.coming if one.start is not None}
    drawers |= {one.source: one.item for one in found.proposals}
    texts = _Texts(inputs)
    _copy(Proposal, _PROPOSAL, (_proposal(one, inputs, texts) for one in found.proposals))
    _copy(
        Peg,
        ("item_id", "supply", "need", "need_item_id", "quantity", "day", "number"),
        (
            (item, supply, need, drawers.get(need), texts.quantities[quantity], texts.days[day], day)
            for item, supply, need, quantity, day in found.pegs
        ),
    )
    _copy(Advice, _ADVICE, _advice(found, inputs, texts))


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


class _Texts:
    """Days and quantities as COPY takes them, and quantities as keys tell them. Each worked out once: there are few."""

    def __init__(self, inputs: Inputs) -> None:
        self.days = _Once(lambda number: inputs.days.day(number).isoformat())
        self.quantities = _Once(lambda quantity: f"{unscaled(quantity):f}")
        self.short = _Once(lambda quantity: f"{unscaled(quantity).normalize():f}")


class _Once(dict[int, str]):
    def __init__(self, tell: Callable[[int], str]) -> None:
        super().__init__()
        self._tell = tell

    def __missing__(self, number: int) -> str:
        found = self[number] = self._tell(number)
        return found


_PROPOSAL = (
    "item_id", "number", "kind", "status", "quantity", "wanted", "release_on", "due_on", "needed_on", "was_firm", "key",
)  # fmt: skip


def _proposal(one: Proposed, inputs: Inputs, texts: _Texts) -> tuple[Any, ...]:
    late = max(inputs.problem.today - one.start, 0)
    kind, needed, quantities = inputs.kinds[one.item], texts.days[one.day], texts.quantities
    return (
        one.item, sources.parse(one.source).part, kind, OPEN, quantities[one.quantity], quantities[one.wanted],
        texts.days[one.start + late], texts.days[one.day + late], needed, False,
        f"{kind}:{needed}:{texts.short[one.quantity]}",
    )  # fmt: skip


_ADVICE = ("item_id", "act", "source", "day", "to_day", "quantity", "because", "key")


def _advice(found: Plan, inputs: Inputs, texts: _Texts) -> Iterator[tuple[Any, ...]]:
    days, quantities = texts.days, texts.quantities
    needed = {one.source: one.day for one in found.proposals}
    for one in found.exceptions:
        day, to_day = one.day, one.to_day
        if one.act == Act.LATE:
            # Of a proposal people ask when it is needed and when it can be there.
            day, to_day = needed[one.source], needed[one.source] + inputs.problem.today - one.day
        told = None if to_day is None else days[to_day]
        source = "" if one.act == Act.LATE else one.source
        key = f"{one.act}:{source}:{days[day]}:{told}:{texts.short[one.quantity]}"
        yield (one.item, one.act.value, one.source, days[day], told, quantities[one.quantity], one.because, key)
    for item, lacking in _without_recipe(found.proposals, inputs).items():
        yield (item, NO_RECIPE, lacking.source, days[lacking.start], None, quantities[lacking.quantity], "", NO_RECIPE)


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
