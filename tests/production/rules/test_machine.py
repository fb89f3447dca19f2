"""What observations of one work unit mean together."""

from decimal import Decimal

import pytest

from dure.kernel.observation import AGAIN, STILL, Observation, Quality, Value
from dure.production.effects import Counted, HeldBack, StateAt, Stopped
from dure.production.machine import pass_time, take
from dure.production.memory import from_json, to_json
from dure.production.roles import Role
from dure.production.unit import CountedFrom, UnitState
from dure.production.unit_rules import ProgramMakes, SignalRule, UnitMemory, UnitRules

TOTAL, REJECT, STATE, FAULT, PROGRAM = (
    SignalRule(number, role)
    for number, role in enumerate((Role.TOTAL, Role.REJECT, Role.STATE, Role.FAULT, Role.PROGRAM), 1)
)
S = 1_000_000


class Story:
    """A unit that is told observations; sums what comes out."""

    def __init__(self, *signals: SignalRule, **rules: object) -> None:
        self.rules = UnitRules(signals=signals, **rules)  # type: ignore[arg-type]
        self.memory = UnitMemory()
        self.effects: list[object] = []

    def sees(
        self, signal: SignalRule, at_s: float, value: Value, quality: Quality = Quality.GOOD, epoch: str = "g-1"
    ) -> "Story":
        seen = Observation("a", value, int(at_s * S), quality, epoch)
        # Through JSON each time: what is kept between batches must be all there is.
        self.memory = from_json(to_json(self.memory))
        self.effects += take(self.rules, self.memory, signal, seen)
        return self

    def is_copied(self, signal: SignalRule, at_s: float, value: Value) -> "Story":
        """The gateway says a value again that stood when the line opened."""
        return self.sees(signal, at_s, value, epoch="g-1" + STILL)

    def waits_until(self, at_s: float) -> "Story":
        self.effects += pass_time(self.rules, self.memory, int(at_s * S))
        return self

    def total(self, column: str) -> Decimal:
        return sum((getattr(e, column) for e in self.effects if isinstance(e, Counted)), Decimal(0))

    def states(self) -> list[tuple[float, str]]:
        return [(e.time_us / S, e.state.value) for e in self.effects if isinstance(e, StateAt)]


def test_total_and_reject_counters_make_good_parts() -> None:
    story = Story(TOTAL, REJECT).sees(TOTAL, 0, 100).sees(REJECT, 0, 5).sees(TOTAL, 10, 110).sees(REJECT, 11, 7)
    assert (story.total("produced"), story.total("good"), story.total("reject")) == (10, 8, 2)


def test_good_and_reject_counters_make_the_total() -> None:
    good = SignalRule(9, Role.GOOD)
    story = Story(good, REJECT).sees(good, 0, 0).sees(REJECT, 0, 0).sees(good, 5, 4).sees(REJECT, 6, 1)
    assert (story.total("produced"), story.total("good"), story.total("reject")) == (5, 4, 1)


def test_pieces_per_count() -> None:
    pair = SignalRule(1, Role.TOTAL, pieces=Decimal(2))
    assert Story(pair).sees(pair, 0, 0).sees(pair, 1, 3).total("produced") == 6


def test_a_unit_with_only_a_counter_stops_at_its_last_count() -> None:
    story = Story(TOTAL, idle_after_s=60).sees(TOTAL, 0, 0).sees(TOTAL, 10, 1).sees(TOTAL, 20, 2)
    story.waits_until(80)
    assert story.states() == [(0, "idle"), (10, "producing")]
    story.waits_until(81).sees(TOTAL, 100, 3)
    assert story.states() == [(0, "idle"), (10, "producing"), (20, "idle"), (100, "producing")]


def test_ticks_do_not_change_what_holds() -> None:
    def told(ticks: bool) -> list[tuple[float, str]]:
        story = Story(TOTAL, idle_after_s=60)
        for at in (0, 10, 20, 200, 210, 500):
            if ticks:
                for moment in range(int(at) - 150, int(at), 30):
                    story.waits_until(moment)
            story.sees(TOTAL, at, at)
        return story.states()

    assert told(ticks=True) == told(ticks=False)


def test_no_data_is_not_a_stop() -> None:
    story = Story(TOTAL).sees(TOTAL, 0, 0).sees(TOTAL, 10, 1).sees(TOTAL, 15, None, Quality.MISSING)
    story.sees(TOTAL, 100, 5)
    assert story.states() == [(0, "idle"), (10, "producing"), (15, "unknown"), (100, "producing")]
    assert story.total("produced") == 5


def test_the_machines_own_words_and_a_fault() -> None:
    story = Story(STATE, FAULT).sees(STATE, 0, "ACTIVE").sees(FAULT, 5, True).sees(STATE, 6, "ACTIVE")
    story.sees(FAULT, 9, False).sees(STATE, 20, "UNAVAILABLE")
    assert story.states() == [(0, "producing"), (5, "down"), (9, "producing"), (20, "unknown")]


def test_a_late_word_holds_until_the_next_that_is_known() -> None:
    story = Story(STATE).sees(STATE, 0, "ACTIVE").sees(STATE, 20, "ACTIVE").sees(STATE, 10, "READY")
    assert story.states() == [(0, "producing"), (10, "idle"), (20, "producing")]


def test_a_stop_lasts_over_its_different_states() -> None:
    story = Story(STATE).sees(STATE, 0, "ACTIVE").sees(STATE, 10, "STOPPED").sees(STATE, 30, "READY")
    story.sees(STATE, 70, "ACTIVE")
    assert [e for e in story.effects if isinstance(e, Stopped)] == [Stopped(10 * S, 70 * S)]


BOX = (
    ProgramMakes("PLATE.NC", item=1, operation=1, operations=2),
    ProgramMakes("PLATE-2.NC", item=1, operation=2, operations=2),
    ProgramMakes("TEST*", is_trial=True),
)


def test_a_plate_needs_two_cycles_and_a_trial_makes_none() -> None:
    story = Story(STATE, PROGRAM, counted_from=CountedFrom.CYCLES, programs=BOX)
    at = 0
    for program in ("PLATE.NC", "PLATE-2.NC", "TEST1.NC", "PLATE.NC", "PLATE-2.NC", "PLATE.NC", "OTHER.NC"):
        story.sees(PROGRAM, at, program).sees(STATE, at + 1, "ACTIVE").sees(STATE, at + 9, "PROGRAM_COMPLETED")
        story.sees(STATE, at + 10, "READY")
        at += 20
    assert (story.total("produced"), story.total("cycles")) == (2, 7)


def test_the_same_programs_tell_a_counter_of_operations_apart() -> None:
    story = Story(TOTAL, PROGRAM, programs=BOX).sees(TOTAL, 0, 1065)
    for at, program in enumerate(("PLATE.NC", "PLATE-2.NC", "TEST.NC"), 1):
        story.sees(PROGRAM, at * 10, program).sees(TOTAL, at * 10 + 5, 1065 + at)
    assert (story.total("produced"), story.total("cycles")) == (1, 3)


def test_an_interrupted_program_is_one_cycle_and_an_aborted_one_none() -> None:
    story = Story(STATE, counted_from=CountedFrom.CYCLES)
    for at, word in enumerate(
        ["ACTIVE", "FEED_HOLD", "ACTIVE", "INTERRUPTED", "ACTIVE", "READY", "ACTIVE", "STOPPED", "READY"]
    ):
        story.sees(STATE, at, word)
    assert story.total("produced") == 1


def test_unreadable_counters_count_nothing() -> None:
    story = Story(TOTAL).sees(TOTAL, 0, 5)
    for at, value in enumerate(("abc", -3, float("nan"), None, "7"), 1):
        story.sees(TOTAL, at, value)
    assert story.total("produced") == 2


def test_states_of_memory_survive_json() -> None:
    story = Story(STATE, FAULT, TOTAL).sees(STATE, 0, "ACTIVE").sees(FAULT, 1, True).sees(TOTAL, 2, "1.5")
    assert from_json(to_json(story.memory)) == story.memory
    assert from_json({}) == UnitMemory()
    assert story.memory.state is UnitState.DOWN


def test_an_idle_that_only_late_news_made_is_withdrawn() -> None:
    """Time passed while the counts of 21 and 22 s were on their way: they show that it never stood still."""
    story = Story(TOTAL, idle_after_s=5).sees(TOTAL, 0, 0).sees(TOTAL, 20, 1).waits_until(60)
    assert story.states()[-1] == (20, "idle")
    story.sees(TOTAL, 21, 2).sees(TOTAL, 22, 3)
    assert story.states()[-1] == (20, "producing")
    assert [e for e in story.effects if isinstance(e, Stopped)] == [Stopped(0, 20 * S)]
    assert (story.memory.state, story.memory.state_us, story.memory.stop_us) == (UnitState.PRODUCING, 20 * S, None)


def test_a_cycle_whose_end_comes_late_is_counted() -> None:
    """The line was cut at 30 s; what the machine's own buffer kept comes after."""
    story = Story(STATE, counted_from=CountedFrom.CYCLES).sees(STATE, 0, "ACTIVE")
    story.sees(STATE, 30, None, Quality.MISSING).sees(STATE, 20, "READY").sees(STATE, 25, "ACTIVE")
    story.sees(STATE, 40, "ACTIVE").sees(STATE, 50, "READY")
    assert story.total("produced") == 2
    assert story.states()[:2] == [(0, "producing"), (30, "unknown")]


def test_a_word_in_the_midst_of_a_cycle_takes_it_back() -> None:
    story = Story(STATE, counted_from=CountedFrom.CYCLES).sees(STATE, 0, "ACTIVE").sees(STATE, 50, "READY")
    assert story.total("produced") == 1
    story.sees(STATE, 20, "STOPPED")
    assert story.total("produced") == 0


def test_a_fault_that_is_still_on_when_data_comes_back() -> None:
    story = Story(STATE, FAULT).sees(STATE, 0, "ACTIVE").sees(FAULT, 5, True)
    story.sees(STATE, 10, None, Quality.MISSING).sees(STATE, 20, "ACTIVE").sees(FAULT, 30, False)
    assert story.states() == [(0, "producing"), (5, "down"), (10, "unknown"), (20, "down"), (30, "producing")]


def test_what_was_made_in_a_gap_is_told_apart() -> None:
    """Of 40 s between two readings the line was cut for 30: 30 of the 40 pieces have no production time."""
    story = Story(TOTAL).sees(TOTAL, 0, 0).sees(TOTAL, 10, 10).sees(TOTAL, 20, None, Quality.MISSING)
    story.sees(TOTAL, 50, 50).sees(TOTAL, 60, 60)
    assert (story.total("produced"), story.total("unseen")) == (60, 30)


def test_a_gap_of_the_state_alone_marks_what_the_counter_told_in_it() -> None:
    story = Story(TOTAL, STATE).sees(STATE, 0, "ACTIVE").sees(TOTAL, 0, 0)
    story.sees(STATE, 10, None, Quality.MISSING).sees(TOTAL, 20, 10).sees(STATE, 30, "ACTIVE").sees(TOTAL, 40, 30)
    # 10 of the first 20 s and 10 of the next 20 s without data: half of the 10 and half of the 20 pieces.
    assert (story.total("produced"), story.total("unseen")) == (30, 15)


def test_a_counter_that_is_gone_while_the_state_is_known_marks_nothing() -> None:
    story = Story(TOTAL, STATE).sees(STATE, 0, "ACTIVE").sees(TOTAL, 0, 0)
    story.sees(TOTAL, 10, None, Quality.MISSING).sees(TOTAL, 40, 40)
    assert (story.total("produced"), story.total("unseen")) == (40, 0)


def test_a_value_that_is_only_said_again_is_no_new_message() -> None:
    """What stands after a silence, at a new connection or at a broker was counted when it was new."""
    each = SignalRule(1, Role.TOTAL, each_message=True)
    rules, memory = UnitRules(signals=(each,)), UnitMemory()
    seen = [
        Observation("a", 3, 0, epoch="g-1", sequence=1),
        Observation("a", 3, 60 * S, epoch="g-1" + AGAIN, sequence=1),
        Observation("a", 3, 61 * S, epoch="g-1", sequence=2),
    ]
    effects = [effect for one in seen for effect in take(rules, memory, each, one)]
    assert sum(effect.produced for effect in effects if isinstance(effect, Counted)) == 6


@pytest.mark.parametrize("order", [(0, 1, 2), (0, 2, 1)], ids=["late", "in order"])
def test_a_piece_older_than_the_copy_of_the_value_before_counts_once(order: tuple[int, ...]) -> None:
    """The machine's clock is behind, or its news was on its way when the line opened."""
    story = Story(TOTAL, STATE, fastest_cycle_s=Decimal(240))
    tell = (
        lambda: story.sees(TOTAL, 0, 172),
        lambda: story.is_copied(TOTAL, 60, 172),
        lambda: story.sees(TOTAL, 50, 173),
    )
    for step in order:
        tell[step]()
    story.sees(TOTAL, 290, 174)
    assert story.total("produced") == 2
    assert not [effect for effect in story.effects if isinstance(effect, HeldBack)]


def test_a_copy_is_where_counting_starts_when_nothing_was_read_before() -> None:
    assert Story(TOTAL).is_copied(TOTAL, 0, 172).sees(TOTAL, 60, 174).total("produced") == 2


def test_a_copied_counter_ends_missing_data() -> None:
    story = Story(TOTAL).sees(TOTAL, 0, 172).sees(TOTAL, 10, None, Quality.MISSING).is_copied(TOTAL, 60, 172)
    assert story.states() == [(0, "idle"), (10, "unknown"), (60, "idle")]


def test_a_word_older_than_the_copy_of_the_one_before_takes_its_place() -> None:
    story = Story(STATE, counted_from=CountedFrom.CYCLES).sees(STATE, 0, "ACTIVE")
    story.sees(STATE, 10, None, Quality.MISSING).is_copied(STATE, 60, "ACTIVE").sees(STATE, 40, "READY")
    assert story.states() == [(0, "producing"), (10, "unknown"), (60, "producing"), (40, "idle"), (60, "idle")]
    story.sees(STATE, 45, "ACTIVE").sees(STATE, 55, "READY").sees(STATE, 70, "ACTIVE").sees(STATE, 80, "READY")
    assert story.states()[5:] == [
        *((45, "producing"), (60, "producing"), (55, "idle"), (60, "idle")),
        *((70, "producing"), (80, "idle")),
    ]
    assert story.total("cycles") == 3


def test_a_word_from_before_the_loss_takes_no_copys_place() -> None:
    story = Story(STATE, counted_from=CountedFrom.CYCLES).sees(STATE, 0, "ACTIVE")
    story.sees(STATE, 10, None, Quality.MISSING).is_copied(STATE, 60, "READY").sees(STATE, 5, "READY")
    assert story.states()[3:] == [(5, "idle"), (10, "unknown")]
    assert story.total("cycles") == 1


def test_a_copy_of_a_word_that_is_over_says_nothing() -> None:
    story = Story(STATE).sees(STATE, 0, "ACTIVE").sees(STATE, 10, None, Quality.MISSING)
    story.sees(STATE, 50, "READY").is_copied(STATE, 60, "ACTIVE")
    assert story.states() == [(0, "producing"), (10, "unknown"), (50, "idle")]


def test_a_fault_older_than_the_copy_of_the_value_before_is_taken() -> None:
    story = Story(STATE, FAULT).sees(STATE, 0, "ACTIVE").sees(FAULT, 0, False)
    story.is_copied(FAULT, 60, False).sees(FAULT, 50, True)
    assert story.states() == [(0, "producing"), (50, "down")]


def test_a_program_older_than_the_copy_of_the_one_before_is_taken() -> None:
    story = Story(STATE, PROGRAM).sees(PROGRAM, 0, "PLATE").is_copied(PROGRAM, 60, "PLATE").sees(PROGRAM, 50, "COVER")
    assert story.memory.program == "COVER"
