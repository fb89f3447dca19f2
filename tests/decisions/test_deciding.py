"""What may become of a recommendation, and how fast people decide."""

from datetime import UTC, datetime, timedelta

import pytest

from dure.decisions.deciding import Decided, Status, Verb, after, is_stale, pace
from dure.kernel.errors import Conflict

T = datetime(2026, 3, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)
S, V = Status, Verb
WAYS = {
    (S.OPEN, V.ACCEPTED): S.ACCEPTED, (S.LATER, V.ACCEPTED): S.ACCEPTED,
    (S.OPEN, V.DECLINED): S.DECLINED, (S.LATER, V.DECLINED): S.DECLINED,
    (S.OPEN, V.PUT_OFF): S.LATER, (S.LATER, V.PUT_OFF): S.LATER, (S.LATER, V.CAME_BACK): S.OPEN,
    (S.OPEN, V.EXPIRED): S.EXPIRED, (S.LATER, V.EXPIRED): S.EXPIRED,
    (S.OPEN, V.SUPERSEDED): S.SUPERSEDED, (S.LATER, V.SUPERSEDED): S.SUPERSEDED,
    (S.OPEN, V.WITHDRAWN): S.WITHDRAWN, (S.LATER, V.WITHDRAWN): S.WITHDRAWN,
    (S.ACCEPTED, V.UNDONE): S.OPEN, (S.DECLINED, V.UNDONE): S.OPEN, (S.LATER, V.UNDONE): S.OPEN,
}  # fmt: skip


@pytest.mark.parametrize("verb", [verb for verb in Verb if verb is not Verb.PROPOSED])
@pytest.mark.parametrize("status", list(Status))
def test_every_way(status: Status, verb: Verb):
    if (status, verb) in WAYS:
        assert after(status, verb) is WAYS[status, verb]
    else:
        with pytest.raises(Conflict):
            after(status, verb)


def test_stale_is_older_than_its_limit():
    assert not is_stale(T, 6 * HOUR, T + 6 * HOUR)
    assert is_stale(T, 6 * HOUR, T + 6 * HOUR + timedelta(seconds=1))


def test_pace():
    rows = [
        Decided(T, T + HOUR, S.ACCEPTED), Decided(T, T + 3 * HOUR, S.ACCEPTED), Decided(T, T + 5 * HOUR, S.DECLINED),
        Decided(T, None, S.EXPIRED), Decided(T, None, S.OPEN), Decided(T, None, S.WITHDRAWN),
        Decided(T, None, S.SUPERSEDED),
    ]  # fmt: skip
    found = pace(rows)
    # Asked were five, decided three, of which two accepted. 1, 3, 5 h: median 3 h, 90 % point 3 + 0.8 · 2 = 4.6 h.
    assert (found.asked, found.decided, found.share) == (5, 3, 0.6)
    assert found.accepted == pytest.approx(2 / 3)
    assert found.median == 3 * HOUR
    assert found.p90 == timedelta(hours=4.6)
    assert pace([]) == type(found)(0, 0, None, None, None, None)
