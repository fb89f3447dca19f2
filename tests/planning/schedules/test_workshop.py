"""What the plant's words become in a problem: times, overlaps, waits, calendars, people, material; done by hand."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from dure.planning.drafting import as_followed, better
from dure.planning.scheduling.problem import After, Pin
from dure.planning.setting import Setting, setting
from dure.planning.workshop import Hand, Note, Order, Shop, Station, Weights, Work
from dure.product.times import Step

NOW = datetime(2026, 3, 4, 9, 0, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
D = Decimal
PIECE = Step(run_s=D(36))


def at(minutes: float) -> datetime:
    """From the minute that has begun."""
    return NOW.replace(second=0) + minutes * MINUTE


def shop(
    *orders: Order, stations: tuple[Station, ...] = (Station(1, "하나", ()), Station(2, "둘", ())), **more
) -> Shop:
    return Shop(NOW, orders, stations, **more)


def work(number: int = 10, left: int = 100, unit: int = 1, step: Step = PIECE, **more) -> Work:
    return Work(number, f"step {number}", ((unit, step),), D(left), **more)


def made(of: Shop) -> Setting:
    return setting(of, Weights())


def test_minutes_and_waits():
    first = work(step=Step(run_s=D(36), wait_s=D(90)))
    second = work(20, unit=2, step=Step(run_s=D(1), queue_s=D(31)))
    found = made(
        shop(
            Order(1, "W1", 1, (first, second), due=at(75.9)),
        )
    )
    job = found.problem.jobs[0]
    assert [one.modes[0].minutes for one in job.operations] == [60, 2]
    assert job.operations[1].after == (After(0, least_min=3),)
    assert job.due_min == 75


def test_a_longest_wait_and_no_pause():
    first = work(most_wait_s=D(1800), may_pause=False)
    job = made(shop(Order(1, "W1", 1, (first, work(20, unit=2))))).problem.jobs[0]
    assert (job.operations[0].may_pause, job.operations[1].after[0].most_min) == (False, 30)


def test_what_goes_over_early():
    """After 20 pieces, of which 5 went over already; the last 20 take 12 minutes of packing."""
    first = work(left=95, passed=D(5), step=Step(run_s=D(36), transfer=D(20)))
    job = made(shop(Order(1, "W1", 1, (first, work(20, unit=2))))).problem.jobs[0]
    assert job.operations[1].after == (After(0, least_min=12, overlap_min=9),)


def test_kettles_take_whole_batches():
    kettle = Step(run_s=D(1200), batch=D(40))
    assert made(shop(Order(1, "W1", 1, (work(step=kettle),)))).problem.jobs[0].operations[0].modes[0].minutes == 60


def test_what_runs_stays_and_takes_as_long_as_it_really_does():
    runs = work(left=30, runs_on=1, piece_s=D(60))
    one = made(shop(Order(1, "W1", 1, (runs,), earliest=at(500)))).problem.jobs[0]
    assert (one.operations[0].pin, one.operations[0].modes[0].minutes, one.release_min) == (Pin(1 - 1, 0), 30, 0)


def test_a_machine_is_set_up_for_what_runs_there():
    """Nothing was noted of it, or something else: ten minutes of setting up would leave no room for it at minute 0."""
    step = Step(setup_s=D(600), run_s=D(60))
    for noted in (None, (2, 10)):
        runs = Order(1, "W1", 1, (work(left=30, step=step, runs_on=1),))
        waits = Order(2, "W2", 2, (work(left=5, step=step),))
        of = shop(runs, waits, stations=(Station(1, "하나", (), state=noted),))
        assert {task.job: (task.start_min, task.end_min) for task in better(of, Weights(), limit_s=0.1).tasks} == {
            0: (0, 30), 1: (40, 45),
        }  # fmt: skip


def test_shifts_and_stops():
    stations = (Station(1, "하나", ((at(-60), at(120)), (at(180), at(400))), stands_until=at(30.5)),)
    found = made(shop(Order(1, "W1", 1, (work(),)), stations=stations))
    assert found.problem.calendars == (((31, 120), (180, 400)),)
    assert as_followed(shop(Order(1, "W1", 1, (work(),)), stations=stations), Weights()).tasks[0].start_min == 31


def test_people_who_are_away():
    needs = work(skill=(5, 2))
    person = Hand("person", 9, "김", frozenset({("skill", 5, 2)}), ((at(10), at(70)),))
    found = as_followed(shop(Order(1, "W1", 1, (needs,)), hands=(person,)), Weights())
    assert [(one.start_min, one.end_min, one.helpers) for one in found.tasks] == [(0, 120, (0,))]
    # Written down twice, the shorter absence within the longer one: 10 minutes before it, 50 after it.
    twice = replace(person, away=((at(10), at(100)), (at(20), at(50))))
    found = as_followed(shop(Order(1, "W1", 1, (needs,)), hands=(twice,)), Weights())
    assert [(one.start_min, one.end_min) for one in found.tasks] == [(0, 150)]
    without = made(shop(Order(1, "W1", 1, (needs,))))
    assert [one.note for one in without.notes if one.note is not Note.NO_SHIFT] == [Note.NO_SKILL]


def test_material_that_nobody_ordered_comes_after_its_lead_time():
    uses = work(uses=((77, D(50)),))
    of = shop(Order(1, "W1", 1, (uses,)), stock={77: [(NOW, D(20))]}, lead_days={77: 2})
    found = as_followed(of, Weights())
    assert found.tasks[0].start_min == 2 * 1440
    assert Note.ASSUMED in {one.note for one in found.setting.notes}


def test_an_order_that_takes_the_pieces_of_another():
    parts, whole = Order(1, "P", 1, (work(),)), Order(2, "A", 2, (work(unit=2),), needs=((1, 10),))
    starts = {task.job: task.start_min for task in as_followed(shop(whole, parts), Weights()).tasks}
    assert starts == {0: 60, 1: 0}


def test_what_nothing_can_do_is_left_out_with_a_note():
    lost = Work(10, "glue", (), D(1))
    found = made(shop(Order(1, "W1", 1, (lost,)), Order(2, "W2", 1, (work(),))))
    assert [order.number for order in found.orders] == ["W2"]
    assert (found.notes[0].note, found.notes[0].about) == (Note.NOWHERE, (1, 10))


def test_what_others_do_takes_its_days_and_no_machine():
    outside = replace(work(20), ways=(), outside=Step(outside_days=2))
    found = as_followed(shop(Order(1, "W1", 1, (work(), outside, work(30)))), Weights())
    assert [task.end_min for task in found.tasks] == [60, 60 + 2 * 1440, 120 + 2 * 1440]


def test_a_lock_holds_and_gives_way_where_it_must():
    held = work(was=(1, at(90)), is_locked=True)
    kept = as_followed(shop(Order(1, "W1", 1, (held,))), Weights())
    assert kept.tasks[0].start_min == 90
    stands = (Station(1, "하나", (), stands_until=at(200)), Station(2, "둘", ()))
    later = as_followed(shop(Order(1, "W1", 1, (held,)), stations=stands), Weights())
    assert later.tasks[0].start_min == 200
    assert Note.LOCK in {one.note for one in later.setting.notes}


def test_what_begins_soon_is_left_alone():
    """The second order is late behind the first, which begins in a moment."""
    first = Order(1, "W1", 1, (work(was=(1, at(0))),), due=at(600))
    rush = Order(2, "W2", 1, (work(left=50),), due=at(35))
    of = shop(first, rush)
    assert better(of, Weights(), limit_s=0.1, frozen_min=30).late() == {0: 0, 1: 55}
    assert better(of, Weights(), limit_s=0.1, frozen_min=0).late() == {0: 0, 1: 0}


def test_the_same_seed_gives_the_same_plan():
    orders = [Order(n, f"W{n}", n, (work(left=20 + 7 * n), work(20, 30, 2)), due=at(40 * n)) for n in range(1, 9)]
    one, two = (better(shop(*orders), Weights(), limit_s=0.3, seed=5) for _ in range(2))
    assert one.result is not None
    assert two.result is not None
    assert one.result.cost == two.result.cost


def test_a_line_that_runs_goes_on_whatever_it_should_have_waited_for():
    """Both machines of a line run; the first has more left, and stands for half an hour."""
    person = Hand("person", 9, "김", frozenset({("skill", 5, 1)}))
    first = work(left=90, runs_on=1, skill=(5, 1))
    second = work(20, left=20, unit=2, runs_on=2, skill=(5, 1))
    stations = (Station(1, "하나", (), stands_until=at(30)), Station(2, "둘", ()))
    of = shop(Order(1, "W1", 1, (first, second, work(30, left=10))), stations=stations, hands=(person,))
    found = as_followed(of, Weights())
    assert [(one.start_min, one.end_min) for one in found.tasks] == [(30, 84), (0, 54), (84, 90)]
