"""What a device brings in, by hand."""

from decimal import Decimal

from dure.mentoring.payback import Device, payback

CHUTE = Device(
    cost=Decimal(3_000_000), life=3, before_s=Decimal(12), after_s=Decimal(9), pieces=Decimal(120_000),
    hour=Decimal(20_000), running=Decimal(200_000), rate=Decimal(10),
)  # fmt: skip


def test_payback_and_present_value_by_hand():
    found = payback(CHUTE)
    # 3 s · 120,000 = 360,000 s = 100 h; · 20,000 = 2,000,000; less 200,000 = 1,800,000 a year = 150,000 a month
    assert (found.saved_h, found.gross, found.net, found.months) == (100, 2_000_000, 1_800_000, 20)
    # 1,800,000 ÷ 1.1 = 1,636,363.6; ÷ 1.21 = 1,487,603.3; ÷ 1.331 = 1,352,366.6; together 4,476,333.6
    assert found.years == (Decimal(-1_363_636), Decimal(123_967), Decimal(1_476_334))
    assert (found.present, found.pays) == (1_476_334, True)


def test_without_interest_it_is_a_sum():
    found = payback(Device(Decimal(100), 4, Decimal(2), Decimal(1), Decimal(3600), Decimal(30)))
    assert (found.net, found.months, found.years) == (30, 40, (-70, -40, -10, 20))


def test_what_never_comes_back():
    slower = payback(Device(Decimal(100), 2, Decimal(1), Decimal(2), Decimal(3600), Decimal(30)))
    assert (slower.net, slower.months, slower.present, slower.pays) == (-30, None, -160, False)
    dear = payback(Device(Decimal(100), 2, Decimal(2), Decimal(1), Decimal(3600), Decimal(30), running=Decimal(30)))
    assert (dear.months, dear.present) == (None, -100)
