"""Hidden cells: against a search of everything that a reader could conclude."""

from itertools import product

import pytest

from dure.programme.disclosure import told


@pytest.mark.parametrize(
    ("counts", "shown", "total"),
    [
        ({"a": 5, "b": 12}, {"a": 5, "b": 12}, 17),
        ({"a": 0, "b": 12}, {"a": 0, "b": 12}, 12),
        ({"a": 4, "b": 12, "c": 7}, {"a": None, "b": 12, "c": None}, 23),
        ({"a": 4, "b": 3, "c": 7}, {"a": None, "b": None, "c": 7}, 14),
        ({"a": 1, "b": 2, "c": 7, "d": 9}, {"a": None, "b": None, "c": None, "d": 9}, 19),
        ({"a": 3}, {"a": None}, None),
        ({"a": 2, "b": 2}, {"a": None, "b": None}, None),
        ({"a": 2, "b": 0, "c": 0}, {"a": None, "b": 0, "c": 0}, None),
        ({}, {}, 0),
    ],
)
def test_told(counts, shown, total):
    assert told(counts) == (shown, total)


def test_no_small_count_follows_from_the_rest():
    """All tables of three cells up to 7: from what is told, each hidden small count could be another one too."""
    for cells in product(range(8), repeat=3):
        shown, total = told(dict(enumerate(cells)))
        away = [key for key, value in shown.items() if value is None]
        if not away or total is None:
            continue
        rest = total - sum(value for value in shown.values() if value is not None)
        possible = [ones for ones in product(range(1, rest + 1), repeat=len(away)) if sum(ones) == rest]
        for at, key in enumerate(away):
            if cells[key] < 5:
                assert len({ones[at] for ones in possible}) >= 2, cells
