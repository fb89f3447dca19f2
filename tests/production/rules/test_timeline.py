"""What holds when, and putting what was computed again into what stands."""

from datetime import UTC, datetime, timedelta

from dure.production.splicing import INSTANT, Piece, Stop, fitted, spliced
from dure.production.timeline import ALWAYS_US, Span, Timeline, beginnings, holding

ZERO = datetime(2026, 3, 2, tzinfo=UTC)


def at(minute: int) -> datetime:
    return ZERO + timedelta(minutes=minute)


def chain(*pieces: tuple[int, str]) -> list[Piece]:
    """(minute, state) in order; the last one goes on."""
    ends = [at(minute) for minute, _ in pieces[1:]]
    return [Piece(at(m), end, state, "") for (m, state), end in zip(pieces, [*ends, None], strict=True)]


def test_what_holds_is_found_by_time_and_made_once() -> None:
    spans = [Span(ALWAYS_US, 10, "a"), Span(10, 20, "b"), Span(30, None, "c")]
    asked: list[int] = []

    def make(time_us: int) -> str:
        asked.append(time_us)
        return "".join(holding(spans, time_us)) or "-"

    line = Timeline(beginnings(spans), make)
    assert [line.at(t) for t in (-5, 9, 10, 19, 20, 29, 30, 10**18)] == ["a", "a", "b", "b", "-", "-", "c", "c"]
    assert len(asked) == 4


def test_a_line_without_changes_holds_always() -> None:
    assert Timeline([], lambda _: "x").at(0) == "x"


def test_a_span_replaces_what_stands_and_like_neighbours_become_one() -> None:
    stand = chain((0, "idle"), (10, "producing"), (20, "idle"), (40, "down"))
    again = chain((0, "idle"), (10, "producing"), (30, "down"))
    assert spliced(stand, again, at(20), None) == chain((0, "idle"), (10, "producing"), (30, "down"))
    assert spliced(stand, again, at(20), at(40)) == chain((0, "idle"), (10, "producing"), (30, "down"))
    assert spliced(stand, again, at(35), at(38)) == chain(
        (0, "idle"), (10, "producing"), (20, "idle"), (35, "down"), (38, "idle"), (40, "down")
    )
    assert spliced(stand, again, None, None) == again
    assert spliced(stand, [], None, None) == []
    assert spliced([], again, at(5), None)[0].start == at(5)


def test_named_stops_take_the_bounds_that_were_computed() -> None:
    named = [Stop(1, at(0), at(10)), Stop(2, at(10), at(20)), Stop(3, at(50), at(60))]
    stops, free = fitted(named, [(at(2), at(25)), (at(70), None)])
    assert stops == [
        Stop(1, at(2), at(10)), Stop(2, at(10), at(25)), Stop(3, at(50), at(50) + INSTANT),
    ]  # fmt: skip
    assert free == [1]


def test_a_named_stop_that_was_two_names_the_first() -> None:
    stops, free = fitted([Stop(1, at(0), at(60))], [(at(0), at(10)), (at(30), at(60))])
    assert (stops, free) == ([Stop(1, at(0), at(10))], [1])


def test_a_stop_that_goes_on_stays_open() -> None:
    assert fitted([Stop(1, at(5), None)], [(at(0), None)]) == ([Stop(1, at(0), None)], [])
