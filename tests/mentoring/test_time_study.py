"""Standard times by hand. The examples are worked out beside each figure; t from printed tables of Student's t."""

from decimal import Decimal

import pytest

from dure.mentoring.time_study import Allowances, cycles_needed, deviation, figures, outliers


def seconds(*values: str) -> list[Decimal]:
    return [Decimal(one) for one in values]


def test_a_standard_time_by_hand():
    # mean (10 + 12 + 11 + 11) ÷ 4 = 11; × 1.10 = 12.1; × (1 + 0.05 + 0.04 + 0.03) = 13.552
    allowed = Allowances(Decimal(5), Decimal(4), Decimal(3))
    found = figures(seconds("10", "12", "11", "11"), rating=Decimal(110), allowances=allowed)
    assert (found.count, found.mean, found.least, found.most) == (4, 11, 10, 12)
    assert (found.normal, found.standard) == (Decimal("12.1"), Decimal("13.552"))
    # squares of 1, 1, 0, 0 over 3: s = √(2/3)
    assert found.deviation == pytest.approx((2 / 3) ** 0.5)


@pytest.mark.parametrize(
    ("rating", "pieces", "normal", "standard"),
    [
        ("100", "1", "20", "23"),
        ("90", "1", "18", "20.7"),
        ("125", "1", "25", "28.75"),
        ("100", "8", "2.5", "2.875"),
        ("80", "0.5", "32", "36.8"),
    ],
)
def test_rating_and_pieces(rating, pieces, normal, standard):
    found = figures(
        seconds("20", "20", "20"), rating=Decimal(rating), allowances=Allowances(delay=Decimal(15)),
        pieces=Decimal(pieces),
    )  # fmt: skip
    assert (found.normal, found.standard) == (Decimal(normal), Decimal(standard))


def test_cycles_needed_by_hand():
    # mean 10, s = √(10/4) = 1.5811; t(4; 0.975) = 2.776; (2.776 · 1.5811 ÷ (0.05 · 10))² = 77.1 → 78
    readings = seconds("8", "9", "10", "11", "12")
    assert cycles_needed(readings) == 78
    # 10 %: 19.27 → 20; with 90 % confidence t = 2.132: (2.132 · 1.5811 ÷ 1)² = 11.4 → 12
    assert cycles_needed(readings, Decimal(10)) == 20
    assert cycles_needed(readings, Decimal(10), Decimal(90)) == 12
    assert cycles_needed(seconds("7", "7", "7")) == 1


def test_too_few_readings_say_so():
    assert figures([], rating=Decimal(100), allowances=Allowances()) is None
    one = figures(seconds("5"), rating=Decimal(100), allowances=Allowances())
    assert (one.deviation, one.needed, one.is_enough) == (None, None, False)
    assert cycles_needed(seconds("5", "6")) is None
    assert deviation([]) is None


def test_outliers_by_hand():
    # quartiles 10 and 12 (of 9, 10, 11, 12, 30): fences 7 and 15
    assert outliers(seconds("30", "10", "9", "12", "11")) == [0]
    assert outliers(seconds("9", "10", "11", "12", "15")) == []
    assert outliers(seconds("9", "10", "11", "12", "15.1")) == [4]
    assert outliers(seconds("1", "10", "10", "10")) == []
