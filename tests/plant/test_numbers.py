"""Document numbers: patterns, periods, no gaps and no doubles when many write at once."""

import threading
from datetime import date

import pytest
from django.db import connection, transaction

from dure.kernel.errors import Invalid
from dure.plant import numbering
from dure.plant.models import ChangeRecord, NumberPeriod
from dure.plant.services import next_number, next_numbers, set_number_pattern

DAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("pattern", "n", "number"),
    [
        ("SO{yy}{mm}-{n:04}", 7, "SO2611-0007"),
        ("SO{yy}{mm}-{n:04}", 12345, "SO2611-12345"),
        ("{yyyy}{mm}{dd}/{n:3}", 5, "20261121/005"),
        ("발주-{n}", 15, "발주-15"),
        ("{n:06}", 1, "000001"),
    ],
)
def test_patterns(pattern: str, n: int, number: str) -> None:
    numbering.check(pattern)
    assert numbering.numbered(pattern, DAY, n) == number


@pytest.mark.parametrize(
    "pattern", ["", "SO", "{n}{n}", "{n}{x}", "{n}{", "{mm}{n}", "{yy}{dd}{n}", "SO {n}", "A" * 38 + "{n:4}", "{n:x}"]
)
def test_patterns_that_number_nothing(pattern: str) -> None:
    with pytest.raises(Invalid):
        numbering.check(pattern)


def test_the_first_pattern_is_the_kinds_initials() -> None:
    assert numbering.numbered(numbering.first_pattern("sales_order"), DAY, 1) == "SO2611-0001"


@pytest.mark.django_db
def test_each_period_counts_from_one() -> None:
    assert next_number("sales_order", DAY) == "SO2611-0001"
    assert next_number("sales_order", DAY) == "SO2611-0002"
    assert next_number("sales_order", date(2026, 12, 1)) == "SO2612-0001"
    assert next_number("sales_order", DAY) == "SO2611-0003"
    assert next_numbers("sales_order", DAY, 3) == ["SO2611-0004", "SO2611-0005", "SO2611-0006"]
    assert next_numbers("sales_order", DAY, 0) == []


@pytest.mark.django_db
def test_a_pattern_is_changed_with_history_and_counts_on_when_it_comes_back() -> None:
    next_number("lot", DAY)
    set_number_pattern(kind="lot", pattern="{yyyy}{mm}{dd}-{n:03}", by=None)
    assert next_number("lot", DAY) == "20261121-001"
    set_number_pattern(kind="lot", pattern="L{yy}{mm}-{n:04}", by=None)
    assert next_number("lot", DAY) == "L2611-0002"
    change = ChangeRecord.objects.filter(table="NumberSeries").earliest("pk")
    assert (change.before["pattern"], change.after["pattern"]) == ("L{yy}{mm}-{n:04}", "{yyyy}{mm}{dd}-{n:03}")
    with pytest.raises(Invalid):
        set_number_pattern(kind="lot", pattern="{mm}{n}", by=None)


@pytest.mark.django_db
def test_a_document_that_is_not_written_leaves_no_gap() -> None:
    next_number("sales_order", DAY)
    with pytest.raises(RuntimeError), transaction.atomic():
        assert next_number("sales_order", DAY) == "SO2611-0002"
        raise RuntimeError
    assert next_number("sales_order", DAY) == "SO2611-0002"


@pytest.mark.django_db(transaction=True)
def test_sessions_at_once_get_each_number_once() -> None:
    numbers: list[str] = []
    start = threading.Barrier(4)

    def write(session: int) -> None:
        try:
            start.wait(timeout=30)
            for turn in range(25):
                try:
                    with transaction.atomic():
                        number = next_number("sales_order", DAY)
                        if turn % 5 == session:  # some give up
                            raise InterruptedError
                        numbers.append(number)
                except InterruptedError:
                    pass
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(session,)) for session in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(numbers) == [f"SO2611-{n:04}" for n in range(1, 81)]
    assert NumberPeriod.objects.get().last == 80


@pytest.mark.django_db
def test_two_kinds_are_never_numbered_alike() -> None:
    next_number("delivery", DAY)
    with pytest.raises(Invalid, match="Another kind"):
        set_number_pattern(kind="sale_invoice", pattern="D{yy}{mm}-{n:03}", by=None)
    set_number_pattern(kind="sale_invoice", pattern="I{yy}{mm}-{n:03}", by=None)
    set_number_pattern(kind="delivery", pattern="D{yy}{mm}-{n:04}", by=None)
