"""A run that names no operation: the first of its order that its work unit can do."""

from dure.planning.unnamed import first_on

CUT, BEND, PAINT = "cut", "bend", "paint"
ABLE = {CUT: {1, 2}, BEND: {2}, PAINT: {3}}


def test_the_first_that_its_work_unit_can_do():
    assert first_on((CUT, BEND, PAINT), 2, ABLE.__getitem__) == CUT
    assert first_on((BEND, CUT, PAINT), 2, ABLE.__getitem__) == BEND
    assert first_on((CUT, BEND, PAINT), 3, ABLE.__getitem__) == PAINT
    assert first_on((CUT, BEND), 3, ABLE.__getitem__) is None
