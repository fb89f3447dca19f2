"""Charts against published run lengths: Lucas and Saccucci (EWMA), Montgomery (CUSUM), run here on drawn values."""

from random import Random
from statistics import fmean

import pytest

from dure.decisions.prediction.budget import Budget, chart, delay, tuned
from dure.decisions.prediction.charts import Chart, Cusum, Ewma, PageHinkley, Sums
from dure.kernel.errors import Invalid
from dure.quality.spc import run_lengths
from tests.quality import reference

RUNS = 1500


def run_length(made: Chart, chance: Random, shift: float, after: int = 0) -> int:
    """Values until the alarm, of a shift that begins after so many calm ones; alarms before it begin the chart anew."""
    sums, count = Sums(), 0
    while True:
        count += 1
        sums = made.after(sums, chance.gauss(shift if count > after else 0.0, 1.0))
        if abs(made.reached(sums)) >= 1:
            if count > after:
                return count - after
            sums = Sums()


def average(made: Chart, shift: float, after: int = 0) -> tuple[float, float]:
    """Of many runs, with its standard error."""
    chance = Random(7)
    lengths = [run_length(made, chance, shift, after) for _ in range(RUNS)]
    mean = fmean(lengths)
    return mean, (fmean([(one - mean) ** 2 for one in lengths]) / RUNS) ** 0.5


def published(kind: str, first: float, second: float, shift: float) -> float:
    for row in reference.rows("arl_reference.csv"):
        figures = [part.split("=")[-1] for part in (row["par1"], row["par2"], row["shift_sigma"])]
        if row["chart"].startswith(kind) and [float(one) for one in figures] == [first, second, shift]:
            return float(row["arl_published"])
    raise AssertionError("not in the table")


@pytest.mark.parametrize("shift", [0.0, 0.5, 1.0, 2.0, 4.0])
@pytest.mark.parametrize(("slack", "threshold"), [(0.5, 4.0), (0.5, 5.0)])
def test_cusum_runs_as_long_as_published(slack: float, threshold: float, shift: float) -> None:
    mean, error = average(Cusum(slack, threshold), shift)
    assert mean == pytest.approx(published("CUSUM", slack, threshold, shift), abs=4 * error + 0.006)


@pytest.mark.parametrize("shift", [0.0, 0.5, 1.0, 2.0, 4.0])
@pytest.mark.parametrize(("weight", "width"), [(0.1, 2.814), (0.4, 3.054)])
def test_ewma_runs_as_long_as_published(weight: float, width: float, shift: float) -> None:
    mean, error = average(Ewma(weight, width), shift)
    assert mean == pytest.approx(published("EWMA", weight, width, shift), abs=4 * error + 0.06)


def test_page_hinkley_without_a_level_runs_as_long_as_a_cusum_with_one() -> None:
    """Hawkins 1987: distances from the mean of those before are independent; the first value only sets the level."""
    mean, error = average(PageHinkley(0.5, 4.0), 0.0)
    assert mean == pytest.approx(published("CUSUM", 0.5, 4.0, 0.0) + 1, abs=4 * error)


def test_page_hinkley_sees_a_shift_nearly_as_soon_once_it_knows_the_level() -> None:
    chance = Random(8)
    mean = fmean([run_length(PageHinkley(0.5, 8.0), chance, 1.0, after=1000) for _ in range(300)])
    assert mean == pytest.approx(run_lengths.cusum(0.5, 8.0, 1.0), rel=0.1)


@pytest.mark.parametrize("kind", ["ewma", "cusum", "page_hinkley"])
def test_limits_follow_from_the_budget(kind: str) -> None:
    """A false alarm every 465 or 500 values gives the published limits back."""
    if kind == "ewma":
        made = chart(kind, 500.0, 1.0)
        assert isinstance(made, Ewma)
        widths = {0.05: 2.615, 0.1: 2.814, 0.2: 2.962, 0.4: 3.054}  # Lucas and Saccucci 1990
        assert made.width == pytest.approx(widths[made.weight], abs=2e-3)
        assert delay(made, 1.0) == pytest.approx(10.3, abs=0.1)
    else:
        made = chart(kind, 465.4, 1.0)
        assert isinstance(made, Cusum | PageHinkley)
        assert (made.slack, made.threshold) == pytest.approx((0.5, 5.0), abs=1e-3)


@pytest.mark.parametrize(("run", "change"), [(30.0, 0.25), (50_000.0, 0.5), (1e6, 2.0)])
def test_thresholds_far_from_the_tables(run: float, change: float) -> None:
    """Solved once more with twice the points."""
    made = chart("cusum", run, change)
    assert isinstance(made, Cusum)
    points = 2 * max(41, int(3 * made.threshold))
    assert run_lengths.cusum_up(made.slack, made.threshold, points=points) / 2 == pytest.approx(run, rel=1e-4)


def test_budget_in_months() -> None:
    assert Budget(alarms=4, hours=160, period_s=60).run_length == 2400
    with pytest.raises(Invalid, match="above nought"):
        _ = Budget(alarms=0, hours=160, period_s=60).run_length
    with pytest.raises(Invalid, match="every 2 values"):
        _ = Budget(alarms=5000, hours=160, period_s=60).run_length
    with pytest.raises(Invalid, match="no chart"):
        chart("sma", 500.0, 1.0)


def test_tuned_limits_keep_to_the_budget_with_long_tails() -> None:
    """Laplace residuals: limits of the normal distribution alarm far too often, tuned ones about as often as asked."""
    chance = Random(3)
    tails = [chance.expovariate(2**0.5) * chance.choice((-1, 1)) for _ in range(32_000)]
    plain = chart("ewma", 300.0, 3.0)
    wide = tuned(plain, tails[:2000], 300.0)

    def alarms(made: Chart) -> int:
        sums, count = Sums(), 0
        for z in tails[2000:]:
            sums = made.after(sums, z)
            if abs(made.reached(sums)) >= 1:
                sums, count = Sums(), count + 1
        return count

    promised = 30_000 / 300
    assert alarms(plain) > 1.5 * promised
    assert 0.5 * promised < alarms(wide) < 1.5 * promised
    assert tuned(plain, tails[:2000], 300.0) == wide


def test_too_little_to_tune_with() -> None:
    with pytest.raises(Invalid, match="needs 200 values"):
        tuned(Cusum(0.5, 5.0), [0.0] * 100, 300.0)


def test_size_and_beginning_of_a_change() -> None:
    """Montgomery 9.1: the shift is the slack and the sum by its values. Five values of 2: sum 7.5, so 0.5 + 1.5."""
    made, sums = Cusum(0.5, 5.0), Sums()
    for z in (-3.0, 2.0, 2.0, 2.0, 2.0, 2.0):
        sums = made.after(sums, z)
    assert (sums.up, sums.up_count, made.size(sums)) == (7.5, 5, 2.0)
    assert made.reached(sums) == 1.5
