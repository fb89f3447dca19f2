"""Selection under quotas, held against all plans there are."""

import random
from decimal import Decimal
from itertools import combinations

import pytest

from dure.programme.selection import BadSelection, Candidate, Quota, Reason, select

CITIES = ("jeonju", "gunsan", "wanju")
TYPES = ("JS1", "JS2")


def best_of_all(candidates, quotas, cut_off):
    """Aims of the best plan, by looking at every subset: shortfall, places, points, sum of ranks."""
    order = sorted((c for c in candidates if c.score >= cut_off), key=lambda c: (-c.score, c.ident))
    best = None
    for size in range(len(order) + 1):
        for plan in combinations(range(len(order)), size):
            inside = [sum(q.covers(order[at]) for at in plan) for q in quotas]
            if any(q.most is not None and n > q.most for q, n in zip(quotas, inside, strict=True)):
                continue
            short = sum(max(0, q.least - n) for q, n in zip(quotas, inside, strict=True))
            aims = (-short, size, sum(order[at].score for at in plan), -sum(plan))
            best = aims if best is None else max(best, aims)
    return best


def aims_of(selection, candidates, quotas, cut_off):
    order = sorted((c for c in candidates if c.score >= cut_off), key=lambda c: (-c.score, c.ident))
    plan = [at for at, c in enumerate(order) if c.ident in selection.selected]
    inside = [sum(q.covers(order[at]) for at in plan) for q in quotas]
    short = sum(max(0, q.least - n) for q, n in zip(quotas, inside, strict=True))
    return (-short, len(plan), sum(order[at].score for at in plan), -sum(plan))


@pytest.mark.parametrize("seed", range(60))
def test_equals_the_best_of_all_plans(seed):
    chance = random.Random(seed)
    candidates = [
        Candidate(
            ident,
            Decimal(chance.randint(40, 100)) + Decimal(chance.choice([0, 0, 125, 500])) / 1000,
            {"city": chance.choice(CITIES), "type": chance.choice(TYPES)},
        )
        for ident in range(chance.randint(3, 9))
    ]
    quotas = [Quota("all", most=chance.randint(1, 6))]
    quotas += [Quota(t, {"type": t}, most=chance.randint(0, 4)) for t in TYPES]
    for city in CITIES:
        least = chance.randint(0, 2)
        quotas.append(
            Quota(city, {"city": city}, least=least, most=chance.choice([None, least + chance.randint(0, 2)]))
        )
    quotas.append(Quota("wanju JS1", {"city": "wanju", "type": "JS1"}, least=chance.randint(0, 1)))
    cut_off = Decimal(60)
    found = select(candidates, quotas, cut_off)
    assert aims_of(found, candidates, quotas, cut_off) == best_of_all(candidates, quotas, cut_off)
    assert set(found.refused) == {c.ident for c in candidates} - set(found.selected)


def test_a_place_kept_for_a_county_is_told():
    """Two places, one of them for Wanju: the second best of Jeonju waits behind a lower score, and is told why."""
    candidates = [
        Candidate(1, Decimal(90), {"city": "jeonju"}),
        Candidate(2, Decimal(85), {"city": "jeonju"}),
        Candidate(3, Decimal(70), {"city": "wanju"}),
        Candidate(4, Decimal(65), {"city": "wanju"}),
        Candidate(5, Decimal(55), {"city": "wanju"}),
    ]
    quotas = [Quota("places", most=2), Quota("Wanju", {"city": "wanju"}, least=1)]
    found = select(candidates, quotas, Decimal(60))
    assert found.selected == (1, 3)
    assert found.waiting == (2, 4)
    assert (found.refused[2].reason, found.refused[2].lower) == (Reason.GIVEN, (3,))
    assert (found.refused[4].reason, found.refused[4].quotas) == (Reason.FULL, ("places",))
    assert found.refused[5].reason is Reason.BELOW


def test_a_least_that_nobody_can_take_is_told():
    found = select(
        [Candidate(1, Decimal(50), {"city": "muju"})], [Quota("Muju", {"city": "muju"}, least=2)], Decimal(60)
    )
    assert (found.selected, dict(found.missing)) == ((), {"Muju": 2})


def test_equal_scores_keep_the_order_of_arrival():
    candidates = [Candidate(ident, Decimal(80), {}) for ident in (7, 3, 5)]
    assert select(candidates, [Quota("places", most=2)], Decimal(0)).selected == (3, 5)


@pytest.mark.parametrize(
    ("candidates", "quotas"),
    [
        ([Candidate(1, Decimal(1), {}), Candidate(1, Decimal(2), {})], []),
        ([Candidate(1, Decimal("1.0001"), {})], []),
        ([], [Quota("a", least=2, most=1)]),
        ([], [Quota("a"), Quota("a")]),
    ],
)
def test_contradictions_are_refused(candidates, quotas):
    with pytest.raises(BadSelection):
        select(candidates, quotas, Decimal(0))


def test_a_round_of_the_programmes_size_is_solved():
    """176 firms for 70 places over three types and fourteen places: every quota holds."""
    chance = random.Random(1)
    cities = [f"c{n}" for n in range(14)]
    candidates = [
        Candidate(n, Decimal(chance.randint(500, 1000)) / 10, {"city": chance.choice(cities), "type": kind})
        for n, kind in enumerate(["JS1"] * 53 + ["JS2"] * 95 + ["JS3"] * 28)
    ]
    most = {"JS1": 22, "JS2": 45, "JS3": 4}
    quotas = [Quota(kind, {"type": kind}, most=places) for kind, places in most.items()]
    quotas += [Quota(city, {"city": city}, least=2, most=9) for city in cities]
    found = select(candidates, quotas, Decimal(60))
    chosen = [c for c in candidates if c.ident in found.selected]
    assert len(chosen) == 71
    assert {kind: sum(c.traits["type"] == kind for c in chosen) for kind in most} == most
    assert all(2 <= sum(c.traits["city"] == city for c in chosen) <= 9 for city in cities)
