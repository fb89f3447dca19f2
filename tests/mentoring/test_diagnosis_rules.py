"""Kappa against published examples, points, levels, radar, and the workbook of a table there and back."""

import math
from decimal import Decimal

import pytest

from dure.kernel.errors import Invalid
from dure.mentoring import assessment_sheet, peer_sheet, scoring
from dure.mentoring.agreement import agreement, kappa
from dure.mentoring.assessment_sheet import SheetItem, SheetModule, SheetTable
from dure.mentoring.first_korean import KOREAN
from dure.mentoring.first_own import OWN
from dure.mentoring.measured import MEASURED
from dure.mentoring.radar import MIDDLE_X, MIDDLE_Y, RADIUS, radar
from dure.mentoring.scoring import Given, Sum

# Two dermatologists, SAS/STAT User's Guide, PROC FREQ, "Agreement Study" (data set SkinCondition).
SKIN = [[10, 4, 1, 0], [5, 10, 12, 2], [2, 4, 12, 5], [0, 2, 6, 13]]
# Husbands and wives, Hout et al. 1987, as in Agresti, Categorical Data Analysis, and R's vcd::SexualFun.
COUPLES = [[7, 7, 2, 3], [2, 8, 3, 7], [1, 5, 4, 9], [2, 8, 9, 14]]


def pairs(table: list[list[int]]) -> list[tuple[int, int]]:
    return [(i, j) for i, row in enumerate(table) for j, count in enumerate(row) for _ in range(count)]


@pytest.mark.parametrize(("table", "value", "error"), [(SKIN, 0.5082, 0.0655), (COUPLES, 0.2374, 0.0783)])
def test_linear_kappa_and_its_error_as_published(table, value, error):
    """SAS prints 0.5082 and 0.0655 for the first, vcd's Kappa 0.2374 and 0.07832 for the second."""
    found = kappa(pairs(table), 3, power=1)
    assert found is not None
    assert (round(found.value, 4), round(found.error, 4)) == (value, error)
    assert math.isclose(found.high - found.value, 1.96 * found.error, rel_tol=1e-4)


@pytest.mark.parametrize("power", [1, 2])
@pytest.mark.parametrize("table", [SKIN, COUPLES])
def test_the_error_is_that_of_the_delta_method(table, power):
    """Independently: the derivative of kappa by each cell's share, taken by small steps, gives the same variance."""
    n, k = sum(map(sum, table)), len(table)
    shares = [[count / n for count in row] for row in table]

    def value(p):
        whole = sum(map(sum, p))
        weight = [[1 - (abs(i - j) / (k - 1)) ** power for j in range(k)] for i in range(k)]
        row = [sum(p[i]) / whole for i in range(k)]
        column = [sum(p[i][j] for i in range(k)) / whole for j in range(k)]
        seen = sum(p[i][j] * weight[i][j] for i in range(k) for j in range(k)) / whole
        chance = sum(row[i] * column[j] * weight[i][j] for i in range(k) for j in range(k))
        return (seen - chance) / (1 - chance)

    def slope(i, j, step=1e-6):
        up, down = ([list(row) for row in shares] for _ in range(2))
        up[i][j] += step
        down[i][j] -= step
        return (value(up) - value(down)) / (2 * step)

    slopes = [[slope(i, j) for j in range(k)] for i in range(k)]
    mean = sum(shares[i][j] * slopes[i][j] for i in range(k) for j in range(k))
    spread = sum(shares[i][j] * slopes[i][j] ** 2 for i in range(k) for j in range(k)) - mean**2
    found = kappa(pairs(table), k - 1, power=power)
    assert found is not None
    assert math.isclose(found.value, value(shares), rel_tol=1e-9)
    assert math.isclose(found.error, math.sqrt(spread / n), rel_tol=1e-4)


def test_agreement_at_its_ends():
    full = agreement([(0, 0), (3, 3), (5, 5), (2, 2)], 5)
    assert full.linear is not None
    assert (full.same, full.near, full.linear.value, full.linear.error, full.is_rough) == (4, 0, 1.0, 0.0, True)
    assert agreement([(3, 3)] * 8, 5).linear is None
    assert agreement([], 5).quadratic is None
    turned = agreement([(0, 5), (5, 0)] * 5, 5)
    assert turned.linear is not None
    assert math.isclose(turned.linear.value, -1)
    with pytest.raises(ValueError, match="0 to 5"):
        agreement([(0, 6)], 5)


def test_points_by_levels_and_what_does_not_apply():
    """20 of 20 points at level 5, 10 of 25 at level 2; 30 of 45 possible, and 30 points left out, are 50 of 75."""
    rows = [Given("a", "x", 20, 5), Given("a", "x", 25, 2), Given("b", "y", 30, None, is_left_out=True)]
    found = scoring.result(rows, 5)
    assert (found.total.earned, found.total.possible, found.total.points) == (30, 45, 75)
    assert (found.total.score, found.total.share, found.total.is_whole) == (Decimal("50.0"), Decimal("66.7"), True)
    assert (found.by_module["a"].share, found.by_module["b"].share) == (Decimal("66.7"), None)
    assert not scoring.result([Given("a", "x", 20, None)], 5).total.is_whole
    assert scoring.result([], 5).total.score is None
    old = {"a": Sum(points=10, possible=10, earned=Decimal(5)), "c": Sum()}
    assert scoring.changes(found.by_module, old) == {"a": Decimal("16.7")}


@pytest.mark.parametrize(("score", "at"), [(None, None), ("99.9", None), ("100", 0), ("499.9", 1), ("1000", 4)])
def test_cut_offs(score, at):
    assert scoring.cut_of(None if score is None else Decimal(score), [100, 300, 500, 700, 900]) == at


def test_levels_of_a_figure():
    rising, falling = [Decimal(one) for one in (20, 40, 60)], [Decimal(one) for one in (30, 20, 10)]
    assert [scoring.level_by(Decimal(one), rising) for one in (19, 20, 59, 100)] == [0, 1, 2, 3]
    assert [scoring.level_by(Decimal(one), falling) for one in (31, 30, 15, 0)] == [0, 1, 2, 3]
    assert [scoring.step_fault([Decimal(one) for one in steps]) for steps in ([1, 2], [2, 1], [1, 1], [1, 3, 2])] == [
        False, False, True, True,
    ]  # fmt: skip
    assert scoring.percent(2, 3) == Decimal("66.6")
    assert scoring.percent(0, 0) is None


def test_the_radar_begins_at_the_top_and_goes_clockwise():
    found = radar(["n", "e", "s", "w"], [("now", [Decimal(100), Decimal(50), Decimal(0), None])])
    assert found is not None
    assert [(axis.x, axis.y) for axis in found.axes] == [
        (MIDDLE_X, MIDDLE_Y - RADIUS), (MIDDLE_X + RADIUS, MIDDLE_Y),
        (MIDDLE_X, MIDDLE_Y + RADIUS), (MIDDLE_X - RADIUS, MIDDLE_Y),
    ]  # fmt: skip
    assert [axis.anchor for axis in found.axes] == ["middle", "start", "middle", "end"]
    assert found.shapes[0].dots == ((260, 50), (320, 170), (260, 170))
    assert not found.shapes[0].path.endswith("Z")
    assert radar(["a", "b"], []) is None


def test_the_shipped_tables_have_the_published_frame():
    by_area: dict[str, int] = {}
    for module in KOREAN.modules:
        by_area[module.area] = by_area.get(module.area, 0) + sum(item.points for item in module.items)
    assert list(by_area.values()) == [100, 400, 400, 100]
    assert len(KOREAN.modules) == 10
    assert sum(item.points for module in OWN.modules for item in module.items) == 100
    assert {item.figure for module in OWN.modules for item in module.items} == set(MEASURED)
    for one in (KOREAN, OWN):
        for module in one.modules:
            for item in module.items:
                assert len(item.steps) in (0, len(one.levels) - 1)
                assert len(item.levels) in (0, len(one.levels))


def book() -> SheetTable:
    items = [
        SheetItem("=왜?", 30, "-회의록", ("없음", "조금", "다"), "", ()),
        SheetItem("BOM", 70, "", (), "bom_share", (Decimal("20.5"), Decimal(90))),
    ]
    modules = [SheetModule("전략", "lead", "리더십", 10, items[:1]), SheetModule("실행", "do", "실행", 20, items[1:])]
    return SheetTable("own", "우리 표", "여러\n줄", ["0", "1", "2"], [10, 60], ["시작", "끝"], modules)


def test_a_workbook_comes_back_as_it_was():
    assert assessment_sheet.read(assessment_sheet.write(book())) == book()


def test_a_workbook_says_where_it_is_wrong():
    wrong = book()
    wrong.modules[0].items[0] = SheetItem("", 0, "", ("a", "b"), "no_figure", ())
    with pytest.raises(Invalid) as error:
        assessment_sheet.read(assessment_sheet.write(wrong))
    text = str(error.value)
    assert all(f" {place}2:" in text for place in "DEGH"), text
    with pytest.raises(Invalid, match="no workbook"):
        assessment_sheet.read(b"PK broken")


HEAD = "table,sector,module,n,q1,median,q3,as_of\n"


def test_peers_come_from_a_file():
    data = (HEAD + "own-records,식품,work,12,20,41.5,70,2026-05-04\n").encode("utf-8-sig")
    (row,) = peer_sheet.read(data)
    assert (row["n"], row["median"], row["module"], row["made_on"].isoformat()) == (
        12, Decimal("41.5"), "work", "2026-05-04",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("own,식품,,4,20,40,60,2026-05-04", "fewer than 5"),
        ("own,식품,,9,50,40,60,2026-05-04", "rise"),
        ("own,식품,,9,x,40,60,2026-05-04", "column q1"),
        ("own,식품,,9,20,40,60,May", "no day"),
        ("own,,,9,20,40,60,2026-05-04", "sector"),
        ("own,식품,,9,1,2,3,2026-05-04\nown,식품,,9,1,2,3,2026-05-04", "second time"),
    ],
)
def test_peers_that_are_refused(line, why):
    with pytest.raises(Invalid, match=why):
        peer_sheet.read((HEAD + line).encode())
