"""The rules of energy, each case worked out in the head."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from dure.kernel.errors import Invalid
from dure.performance.energy.demand import billed, forecast, together
from dure.performance.energy.flow import SECOND_US, Kind, Reading, Rule, flows, in_order, quarters
from dure.performance.energy.shares import During, Used, shares
from dure.performance.energy.tariff import Band, DayKind, Saturday, Season, Tariff, hours_in, months_in

MINUTE = 60 * SECOND_US


def read(*rows: tuple[float, float | None]) -> list[Reading]:
    """(minute, value)."""
    return [Reading(int(minute * MINUTE), value) for minute, value in rows]


def by_minute(rule: Rule, rows: list[Reading]) -> dict[int, float]:
    return {at // MINUTE: round(one.kwh, 6) for at, one in quarters(rule, rows).items() if one.kwh}


COUNTER = Rule(Kind.COUNTER)
CASES = [
    ("a rise within a quarter hour", COUNTER, read((1, 100), (11, 105)), {0: 5}),
    ("over the border by time", COUNTER, read((10, 100), (20, 110)), {0: 5, 15: 5}),
    ("repeated readings count nothing", COUNTER, read((1, 100), (11, 105), (11, 105), (1, 100)), {0: 5}),
    ("a late one changes when, not how much", COUNTER, read((0, 100), (30, 130), (15, 120)), {0: 20, 15: 10}),
    ("a reset counts what was made since zero", COUNTER, read((1, 100), (5, 104), (9, 3)), {0: 7}),
    ("over a known top", Rule(Kind.COUNTER, modulus=1000), read((1, 990), (9, 5)), {0: 15}),
    ("a long fall is no rollover", Rule(Kind.COUNTER, modulus=1000), read((1, 400), (9, 5)), {0: 5}),
    ("ten pulses for a kWh", Rule(Kind.COUNTER, 0.1), read((1, 0), (9, 30)), {0: 3}),
    ("missing readings are stepped over", COUNTER, read((1, 100), (5, None), (9, 108)), {0: 8}),
    ("zero shown for a while is no reset", Rule(Kind.COUNTER, most_kw=100), read((1, 900), (2, 0), (9, 910)), {0: 10}),
    ("a leap is doubted", Rule(Kind.COUNTER, most_kw=100), read((1, 900), (6, 905), (9, 5000)), {0: 5}),
    ("power holds until the next", Rule(Kind.POWER), read((0, 60), (10, 30), (15, None)), {0: 12.5}),
    ("power holds no longer than it may", Rule(Kind.POWER, span_s=300), read((0, 60), (12, 60), (13, None)), {0: 6}),
    ("what is missing is nothing", Rule(Kind.POWER), read((0, 60), (5, None), (10, 60), (12, None)), {0: 7}),
    ("feeding in counts nothing", Rule(Kind.POWER), read((0, -60), (10, 60), (11, None)), {0: 1}),
    ("watts", Rule(Kind.POWER, 0.001), read((0, 60_000), (10, None)), {0: 10}),
    ("an amount is of the interval before it", Rule(Kind.AMOUNT), read((15, 4), (30, 6)), {0: 4, 15: 6}),
    ("an amount said again", Rule(Kind.AMOUNT), read((15, 4), (15.5, 4), (30, 6), (30, 7)), {0: 4, 15: 7}),
    ("hourly amounts", Rule(Kind.AMOUNT, span_s=3600), read((60, 8)), {0: 2, 15: 2, 30: 2, 45: 2}),
]


@pytest.mark.parametrize(("rule", "rows", "wanted"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_readings_become_kwh(rule: Rule, rows: list[Reading], wanted: dict[int, float]) -> None:
    assert by_minute(rule, rows) == wanted


def test_a_gap_is_counted_and_says_that_its_time_is_not_known() -> None:
    found = quarters(COUNTER, read((0, 0), (60, 8)))
    assert [(one.kwh, one.spread, one.known_s) for at, one in sorted(found.items()) if at < 60 * MINUTE] == [
        (2, 2, 900)
    ] * 4


def test_what_is_doubted_is_told() -> None:
    found = quarters(Rule(Kind.COUNTER, most_kw=100), read((1, 900), (9, 5000)))
    assert (found[0].kwh, found[0].doubted) == (0, 4100)


def test_a_wrong_clock_is_not_spread_over_years() -> None:
    found = quarters(COUNTER, [Reading(0, 5.0), *read((60_000, 6), (60_010, 7))])
    assert len(found) < 4
    assert sum(one.kwh for one in found.values()) == 1


def test_the_running_quarter_hour() -> None:
    """6 kWh in five minutes (72 kW), ten to go: 18 kWh, so 72 kW; 15 kWh would be the limit of 60 kW."""
    ran = list(flows(COUNTER, in_order(read((0, 0), (5, 6)))))
    found = forecast(ran, 5 * MINUTE, 60)
    assert (found.used_kwh, found.left_s, found.kw_now) == pytest.approx((6, 600, 72))
    assert found.kw == pytest.approx(72)
    assert found.passes
    assert found.spare_kw == pytest.approx(54)  # 9 kWh in ten minutes
    assert found.too_much_kw == pytest.approx(18)


def test_nothing_measured_is_no_forecast() -> None:
    found = forecast([], 5 * MINUTE, 60)
    assert (found.kw_now, found.kw, found.passes) == (None, None, False)
    other = forecast(list(flows(COUNTER, in_order(read((0, 0), (5, 6))))), 5 * MINUTE, 60)
    assert together([other, found], 60).kw is None
    assert together([other, other], 60).kw == pytest.approx(144)


def test_the_bill_takes_the_highest_of_the_counted_months() -> None:
    peaks = {date(2026, 5, 1): 80.0, date(2026, 4, 1): 300.0, date(2026, 1, 1): 120.0, date(2025, 5, 1): 500.0}
    months = frozenset({12, 1, 2, 7, 8, 9})
    assert billed(peaks, date(2026, 5, 1), months, 30) == billed({date(2026, 1, 1): 120.0}, date(2026, 5, 1), months, 0)
    assert billed(peaks, date(2026, 5, 1), months, 30).month == date(2026, 1, 1)
    assert billed(peaks, date(2026, 4, 1), months, 30).kw == 300
    assert billed({date(2026, 5, 1): 10.0}, date(2026, 5, 1), months, 30).kw == 30


@pytest.mark.parametrize(
    ("text", "hours"),
    [("8-11, 12-13", {8, 9, 10, 12}), ("22:00-2:00", {22, 23, 0, 1}), ("", set()), ("0-24", set(range(24)))],
)
def test_hours(text: str, hours: set[int]) -> None:
    assert hours_in(text) == hours


@pytest.mark.parametrize("text", ["8", "8-8", "25-26", "a-b", "8-11 12-13"])
def test_no_hours(text: str) -> None:
    with pytest.raises(Invalid):
        hours_in(text)


def test_months() -> None:
    assert months_in("11-2, 6") == {11, 12, 1, 2, 6}
    for text in ("13", "²"):
        with pytest.raises(Invalid):
            months_in(text)


def season(name: str, since: str, saturday: Saturday = Saturday.SAME, light: str = "50") -> Season:
    prices = {Band.LIGHT: Decimal(light), Band.MEDIUM: Decimal(100), Band.HEAVY: Decimal(200)}
    days = date.fromisoformat(since)
    return Season(name, days, months_in("1-12"), hours_in("8-10"), hours_in("10-12"), prices, saturday)


@pytest.mark.parametrize(
    ("moment", "band"),
    [
        ("2026-05-04 07:59", Band.LIGHT),
        ("2026-05-04 08:00", Band.MEDIUM),
        ("2026-05-04 10:00", Band.HEAVY),
        ("2026-05-04 12:00", Band.LIGHT),
        ("2026-05-09 10:00", Band.MEDIUM),  # Saturday
        ("2026-05-10 10:00", Band.LIGHT),  # Sunday
        ("2026-05-05 10:00", Band.LIGHT),  # a holiday
        ("2026-05-06 10:00", Band.LIGHT),  # entered as one
    ],
)
def test_bands(moment: str, band: Band) -> None:
    tariff = Tariff(
        [season("a", "2026-01-01", Saturday.MEDIUM)], {date(2026, 5, 6): DayKind.HOLIDAY},
        lambda day: day == date(2026, 5, 5),
    )  # fmt: skip
    assert tariff.at(datetime.fromisoformat(moment)).band is band


def test_the_latest_price_list_holds_and_before_the_first_there_is_none() -> None:
    tariff = Tariff([season("a", "2026-01-01"), season("b", "2026-03-01", light="60")])
    moments = [datetime(2025, 12, 31, tzinfo=UTC), datetime(2026, 2, 28, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC)]
    prices = [tariff.at(moment).price for moment in moments]
    assert prices == [None, 50, 60]


def test_shares_by_time_sum_to_the_use() -> None:
    used = [Used(0, 900, 9.0), Used(900, 1800, 4.0)]
    spans = [During(0, 300, "a"), During(200, 300, "b"), During(600, 1800, "b")]
    found = [(one.start, one.key, round(one.kwh, 9), one.is_whole) for one in shares(used, spans)]
    # First: a 200 s + 50 s, b 50 s + 300 s, nothing 300 s; nine kWh over 900 s.
    assert sorted(found, key=str) == sorted(
        [(0, "a", 2.5, False), (0, "b", 3.5, False), (0, None, 3.0, False), (900, "b", 4.0, True)], key=str
    )
