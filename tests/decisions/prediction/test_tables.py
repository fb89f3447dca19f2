"""No leak: features of the past only, splits by time and group with an embargo, and what would find one."""

from math import isnan, nan

import pytest

from dure.decisions.prediction.past import Asked, Feature, Past, Series, looking_ahead, table_of
from dure.decisions.prediction.table import Table, by_group, by_time
from dure.kernel.errors import Invalid

SIGNAL = Series((10, 20, 30, 40), (1.0, 2.0, nan, 4.0))


def test_a_past_ends_before_its_moment() -> None:
    past = Past({"s": SIGNAL}, 30)
    assert (past.values("s"), past.last("s"), past.mean("s")) == ((1.0, 2.0), 2.0, 1.5)
    assert past.values("s", 15) == (2.0,)
    assert Past({"s": SIGNAL}, 41).values("s") == (1.0, 2.0, 4.0)
    assert isnan(Past({"s": SIGNAL}, 10).last("s"))


def test_what_comes_later_changes_no_row() -> None:
    """The whole future is another: each row before it stays as it was."""
    features: dict[str, Feature] = {
        "last": lambda past: past.last("s"),
        "mean": lambda past: past.mean("s", 25),
        "count": lambda past: len(past.values("s")),
    }
    other = Series((*SIGNAL.known_us[:2], 31, 33, 39), (1.0, 2.0, 1e9, -1e9, nan))
    asked = [Asked(moment, moment + 5, 0.0) for moment in (5, 15, 30)]
    first, second = (table_of(features, {"s": series}, asked) for series in (SIGNAL, other))
    assert repr(first.rows) == repr(second.rows)
    assert first.rows[2] == (2.0, 1.5, 2.0)


def test_a_feature_that_looks_ahead_is_found() -> None:
    """It keeps the series and reads the end of it."""

    def make(series: object) -> dict[str, Feature]:
        kept = series["s"].values  # type: ignore[index]
        return {
            "honest": lambda past: past.mean("s"),
            "newest of all": lambda _past: kept[-1],
            "scaled by all": lambda past: past.last("s") / max(kept),
        }

    series = {"s": Series((10, 20, 30, 40), (1.0, 2.0, 3.0, 4.0))}
    assert looking_ahead(make, series, [15, 25]) == ["newest of all", "scaled by all"]


def test_series_stand_in_order() -> None:
    with pytest.raises(Invalid, match="order"):
        Series((2, 1), (0.0, 0.0))
    with pytest.raises(Invalid, match="moment for each value"):
        Series((2,), (0.0, 0.0))


def hours(count: int, horizon: int = 0, groups: int = 1) -> Table:
    """A row an hour, its outcome known `horizon` hours later."""
    moments = tuple(range(count))
    return Table(
        ("x",), tuple((float(at),) for at in moments), tuple(float(at % 2) for at in moments), moments,
        tuple(at + horizon for at in moments), tuple(str(at * groups // count) for at in moments),
    )  # fmt: skip


def test_tables_refuse_what_does_not_fit() -> None:
    with pytest.raises(Invalid, match="order of their time"):
        Table(("x",), ((1.0,), (1.0,)), (0.0, 1.0), (2, 1), (2, 2), ("", ""))
    with pytest.raises(Invalid, match="can't be known before"):
        Table(("x",), ((1.0,),), (0.0,), (2,), (1,), ("",))
    with pytest.raises(Invalid, match="value for every column"):
        Table(("x", "y"), ((1.0,),), (0.0,), (2,), (2,), ("",))


@pytest.mark.parametrize(("horizon", "embargo"), [(0, 0), (6, 0), (6, 3)])
def test_splits_by_time_leave_out_what_was_not_known(horizon: int, embargo: int) -> None:
    table = hours(200, horizon)
    splits = by_time(table, tests=5, embargo_us=embargo)
    assert [at for split in splits for at in split.test] == list(range(100, 200))
    for split in splits:
        first = table.moments[split.test[0]]
        assert split.calibrate
        assert max(table.known[at] for at in split.calibrate) <= first - embargo
        assert max(table.known[at] for at in split.learn) <= table.moments[split.calibrate[0]] - embargo
        assert not set(split.learn) & set(split.calibrate)
    assert splits[0].calibrate[-1] == 100 - max(1, horizon + embargo)


def test_splits_by_group() -> None:
    table = hours(100, groups=10)
    ordered = by_group(table, least=4, calibrate=0.25)
    assert [{table.groups[at] for at in split.test} for split in ordered] == [{str(at)} for at in range(4, 10)]
    assert all(max(split.learn + split.calibrate) < min(split.test) for split in ordered)
    apart = by_group(table, in_order=False)
    assert len(apart) == 10
    for split in apart:
        parts = [{table.groups[at] for at in part} for part in split]
        assert not parts[0] & parts[1] | parts[0] & parts[2] | parts[1] & parts[2]
        assert sum(map(len, split)) == 100
    assert all(not split.calibrate for split in by_group(table, in_order=False, calibrate=0))


def test_too_few_to_split() -> None:
    with pytest.raises(Invalid, match="4 rows are too few for 5 stretches"):
        by_time(hours(4), tests=5)
    with pytest.raises(Invalid, match="2 groups are too few"):
        by_group(hours(100, groups=2))


def test_shuffling_keeps_rows_and_outcomes() -> None:
    table = hours(100, groups=10)
    other = table.shuffled(1)
    assert (other.rows, sorted(other.outcomes)) == (table.rows, sorted(table.outcomes))
    assert other.outcomes != table.outcomes
    assert table.shuffled(1) == other
    runs = Table(table.columns, table.rows, tuple(float(int(one) % 2) for one in table.groups), table.moments,
                 table.known, table.groups).shuffled(3, by_group=True)  # fmt: skip
    assert all(
        len({o for o, g in zip(runs.outcomes, runs.groups, strict=True) if g == own}) == 1 for own in "0123456789"
    )
