"""Pure rules of the register: times, revisions' names, comparison, ideal cycles, approval, audits, coverage, files."""

from decimal import Decimal

import pytest

from dure.product import approval, coverage, cycles, five_s, media
from dure.product.approval import Refused, State, Step
from dure.product.comparison import compare
from dure.product.coverage import Register, Thing
from dure.product.cycles import Known, Outcome, Timed
from dure.product.names import next_revision
from dure.product.times import Step as Op
from dure.product.times import lead_s, line_up, per_piece


@pytest.mark.parametrize(
    ("name", "following"),
    [("A", "B"), ("Z", "AA"), ("AZ", "BA"), ("ZZ", "AAA"), ("1", "2"), ("9", "10"), ("R09", "R10"), ("R-Z", "R-AA"),
     ("2026-03", "2026-04"), ("draft", "draft2"), ("", "2")],
)  # fmt: skip
def test_names_of_revisions(name, following):
    assert next_revision(name) == following


def test_operations_one_after_the_other():
    # 100 pieces: 600 + 100 x 3 = 900, waits 60; then queues 40, set-up 100, 100 x 2 = 200.
    slots = line_up(
        [Op(Decimal(600), Decimal(3), wait_s=Decimal(60)), Op(Decimal(100), Decimal(2), queue_s=Decimal(40))],
        Decimal(100),
    )
    assert [(slot.start, slot.run_start, slot.end) for slot in slots] == [(0, 600, 900), (1000, 1100, 1300)]


def test_batches_are_full_or_not_but_take_as_long():
    # An oven takes 20 at a time for 900 s: 50 pieces are three times.
    assert lead_s([Op(run_s=Decimal(900), batch=Decimal(20))], Decimal(50)) == 2700
    assert lead_s([Op(run_s=Decimal(900), batch=Decimal(20))], Decimal(40)) == 1800
    assert per_piece(Decimal(900), Decimal(20)) == 45


def test_overlap_with_a_slower_next_operation():
    # The first 10 are done after 10 s; then the next runs 100 x 2 = 200 without a pause.
    slots = line_up([Op(run_s=Decimal(1), transfer=Decimal(10)), Op(run_s=Decimal(2))], Decimal(100))
    assert [(slot.run_start, slot.end) for slot in slots] == [(0, 100), (10, 210)]


def test_overlap_with_a_faster_next_operation():
    # The last 10 come after 200 s and take 10 s more, although the next could be done at 20 + 100.
    slots = line_up([Op(run_s=Decimal(2), transfer=Decimal(10)), Op(run_s=Decimal(1))], Decimal(100))
    assert [(slot.run_start, slot.end) for slot in slots] == [(0, 200), (20, 210)]


def test_a_transfer_of_all_is_no_overlap():
    assert lead_s([Op(run_s=Decimal(1), transfer=Decimal(500)), Op(run_s=Decimal(1))], Decimal(100)) == 200


def test_work_outside_takes_days_whatever_the_quantity():
    assert lead_s([Op(run_s=Decimal(1)), Op(outside_days=3), Op(run_s=Decimal(1))], Decimal(100)) == 3 * 86_400 + 200


def test_no_operations_take_no_time():
    assert lead_s([], Decimal(100)) == 0


def test_comparison():
    found = compare({"flour": {"q": 1, "u": "kg"}, "salt": {"q": 1}}, {"flour": {"q": 2, "u": "kg"}, "oil": {"q": 1}})
    assert (found.added, found.removed) == (["oil"], ["salt"])
    assert [(row.key, row.fields) for row in found.changed] == [("flour", {"q": (1, 2)})]
    assert not compare({"a": {"q": 1}}, {"a": {"q": 1}})


@pytest.mark.parametrize(
    ("known", "outcome"),
    [
        ({}, Outcome.SET),
        ({7: Known(Decimal(5), from_person=False)}, Outcome.SET),
        ({7: Known(Decimal(5), from_person=True)}, Outcome.ASK),
        ({7: Known(Decimal(4), from_person=True)}, Outcome.SAME),
        ({7: Known(Decimal(4), from_person=False)}, Outcome.SAME),
    ],
)
def test_a_routing_never_overwrites_a_persons_cycle(known, outcome):
    (found,) = cycles.proposals([Timed(1, 7, Decimal(4))], known)
    assert found.outcome is outcome


def test_a_machine_that_does_two_operations_has_no_single_cycle():
    rows = [Timed(1, 7, Decimal(4)), Timed(2, 7, Decimal(6)), Timed(2, 8, Decimal(6)), Timed(3, 9, Decimal(0))]
    assert [found.timed.work_unit_id for found in cycles.proposals(rows, {})] == [8]


def test_the_way_of_a_standard():
    state, writers = State.DRAFT, frozenset({1})
    for step, by in ((Step.SUBMIT, 1), (Step.ENDORSE, 2), (Step.APPROVE, 3), (Step.PUT_IN_FORCE, 1), (Step.RETIRE, 1)):
        state = approval.judge(state, step, by=by, writers=writers).to
        assert state is not None
    assert state is State.RETIRED
    assert approval.steps_from(State.RETIRED) == []
    assert approval.steps_from(State.REVIEW) == [Step.ENDORSE, Step.SEND_BACK]


def test_what_is_in_no_row_of_the_table_is_refused():
    for state in State:
        for step in Step:
            verdict = approval.judge(state, step, by=9, writers=frozenset(), comment="x")
            assert (verdict.refused is Refused.NOT_FROM_HERE) == ((state, step) not in approval.TRANSITIONS)


@pytest.mark.parametrize("step", [Step.ENDORSE, Step.APPROVE])
def test_nobody_approves_own_work(step):
    state = State.REVIEW if step is Step.ENDORSE else State.REVIEWED
    assert approval.judge(state, step, by=1, writers=frozenset({1, 2})).refused is Refused.OWN_WORK
    assert approval.judge(state, step, by=None, writers=frozenset({1, 2})).refused is None


def test_sending_back_needs_words():
    for state in (State.REVIEW, State.REVIEWED):
        refused = approval.judge(state, Step.SEND_BACK, by=2, writers=frozenset(), comment=" ").refused
        assert refused is Refused.COMMENT_MISSING


def test_score_of_an_audit():
    given = five_s.Given
    found = five_s.result([given("sort", 4, 5), given("sort", 3, 5), given("shine", 2, 10), given("set", None, 5)])
    # 9 of 20; sort 7 of 10, shine 2 of 10; one question isn't answered and counts for nothing.
    assert (found.total, found.by_pillar, found.answered, found.asked) == (45, {"sort": 70, "shine": 20}, 3, 4)
    assert five_s.result([given("sort", None, 5)]).total is None
    assert five_s.percent(2, 3) == Decimal("66.7")


def test_coverage_counts_things_once_in_all_and_in_each_area():
    things = [
        Thing(Register.BOM, "a", True, frozenset({1, 2})),
        Thing(Register.BOM, "b", False, frozenset({1})),
        Thing(Register.ROUTING, "a", True, frozenset({1, 2})),
        Thing(Register.EQUIPMENT, "m", False, frozenset({2})),
        Thing(Register.STANDARD, "x", True),
    ]
    found = coverage.count(things)
    assert (found.total.covered, found.total.needed, found.total.percent) == (3, 5, 60)
    assert {area: (row.covered, row.needed) for area, row in found.by_area.items()} == {
        1: (2, 3),
        2: (2, 3),
        None: (1, 1),
    }
    assert found.by_area[1].percent == Decimal("66.6")
    assert [gap.label for gap in found.by_register[Register.BOM].gaps] == ["b"]
    assert found.by_register[Register.PARTNERS].percent is None
    assert found.by_area_and_register[2, Register.EQUIPMENT].percent == 0


def test_all_but_one_of_many_is_not_100_percent():
    things = [Thing(Register.BOM, str(n), n > 0) for n in range(3000)]
    assert coverage.count(things).total.percent == Decimal("99.9")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\xff\xd8\xff\xe0JFIF", media.JPEG),
        (b"\x89PNG\r\n\x1a\n0000", media.PNG),
        (b"RIFF0000WEBPVP8 ", media.WEBP),
        (b"\x00\x00\x00\x18ftypmp42", media.MP4),
        (b"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm", media.WEBM),
        (b"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\x82\x88matroska", None),
        (b"%PDF-1.7\n", media.PDF),
        (b"AC1032\x00\x00", media.DWG),
        (b"  0\r\nSECTION\r\n  2\r\nHEADER", media.DXF),
        (b"ISO-10303-21;\nHEADER;", media.STEP),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>", None),
        (b"<html>", None),
        (b"\x00\x00\x00\x18ftypheic", None),
        (b"PK\x03\x04", None),
        (b"", None),
    ],
)
def test_files_are_known_by_their_content(data, kind):
    assert media.kind_of(data) is kind
