"""Numbers of documents: without gaps within a period, whatever is written at the same time."""

from collections.abc import Callable, Iterable
from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from dure.events.statements import Slot, fixed, rows_of
from dure.events.together import together
from dure.plant import numbering
from dure.plant.models import NumberSeries, Person
from dure.plant.services.records import add_row, change_row


def next_number(kind: str, on: date, *, pattern: str = "") -> str:
    """The next number of a kind of document on a day: `next_number("sales_order", day)`. See `next_numbers`."""
    return next_numbers(kind, on, 1, pattern=pattern)[0]


@together
def next_numbers(kind: str, on: date, count: int, *, pattern: str = "") -> list[str]:
    """The next `count` numbers of a kind.

    Called in the transaction that writes the documents: others that want a number of the same
    period wait for its end, and when it is rolled back its numbers are given to the next one.
    So take it late. pattern: for a kind that has none yet, see `numbering`.
    """
    if count < 1:
        return []
    chosen = next(iter(_pattern(kind)), None)
    if chosen is None:
        chosen = _begin(kind, pattern or numbering.first_pattern(kind))
    ((last,),) = rows_of(
        "INSERT INTO plant_numberperiod AS p (series_id, period, last) VALUES (%s, %s, %s)"
        " ON CONFLICT (series_id, period) DO UPDATE SET last = p.last + excluded.last RETURNING last",
        [kind, numbering.period(chosen, on), count],
    )
    return [numbering.numbered(chosen, on, n) for n in range(last - count + 1, last + 1)]


def unused_numbers(
    kind: str, on: date, count: int, used: Callable[[list[str]], Iterable[str]], *, pattern: str = ""
) -> list[str]:
    """As `next_numbers`, without those that are `used`: somebody may have typed one that looks like them."""
    numbers: list[str] = []
    while len(numbers) < count:
        more = next_numbers(kind, on, count - len(numbers), pattern=pattern)
        taken = set(used(more))
        numbers += [number for number in more if number not in taken]
    return numbers


@fixed
def _pattern(kind: Slot) -> QuerySet[NumberSeries, str]:
    return NumberSeries.objects.filter(kind=kind).order_by().values_list("pattern", flat=True)


def _begin(kind: str, pattern: str) -> str:
    numbering.check(pattern)
    NumberSeries.objects.bulk_create([NumberSeries(kind=kind, pattern=pattern)], ignore_conflicts=True)
    return NumberSeries.objects.values_list("pattern", flat=True).get(kind=kind)


@transaction.atomic
def set_number_pattern(*, kind: str, pattern: str, by: Person | None) -> NumberSeries:
    """Number a kind of document by another pattern from now on. A pattern used before counts on where it was.

    Raises Invalid for a pattern that can't number documents, or by which another kind is numbered.
    """
    numbering.check(pattern)
    numbering.check_alone(pattern, NumberSeries.objects.exclude(kind=kind).values_list("pattern", flat=True))
    row = NumberSeries.objects.select_for_update().filter(kind=kind).first()
    if row is None:
        row = NumberSeries(kind=kind, pattern=pattern)
        add_row(row, by=by)
    else:
        change_row(row, {"pattern": pattern}, by=by)
    return row
