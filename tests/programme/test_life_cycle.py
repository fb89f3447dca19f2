"""Every step from every state by every role with everything missing, through the service and the database.

The oracle reads `life_cycle.json` itself and knows nothing of the engine.
"""

import json
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from django.db import transaction

from dure.kernel import clock
from dure.plant.today import today
from dure.programme import workflow
from dure.programme.models import ApplicationForm, Case, CaseStep
from dure.programme.scope import EVERYTHING, within
from dure.programme.selectors import facts
from dure.programme.services import cases
from tests.programme.cases import make_region

RAW = json.loads(Path(workflow.__file__).with_name("life_cycle.json").read_text("utf-8"))
STEPS = {one["name"]: one for one in RAW["steps"]}
STATES = sorted({RAW["first"]} | {one["to"] for one in RAW["steps"]})
NEEDS = sorted({need for one in RAW["steps"] for need in one.get("needs", [])} - {"reason"})
SEATS = ("firm", "agency", "province", "city", "forum", "supplier")
STRANGERS = ("firm2", "city2")
"""Another firm, and another city."""
DENIALS = {
    "nowhere": workflow.NotHere,
    "role": workflow.NotYours,
    "same": workflow.SamePerson,
    "lack": workflow.Missing,
}


def expected(name, state, who, here, reason, *, same):
    """What has to come out: an error's word, or the state after the step."""
    one = STEPS[name]
    role = {"agency2": "agency", "province2": "province"}.get(who, who)
    if state not in one["from"]:
        return "nowhere"
    if role not in one["roles"]:
        return "role"
    if one.get("four_eyes") and same:
        return "same"
    lacking = [need for need in one.get("needs", []) if (not reason.strip() if need == "reason" else need not in here)]
    return "lack" if lacking else f"to {one['to']}"


@pytest.fixture
def here(monkeypatch):
    """The facts that hold; a test fills it."""
    held = set()
    for name in NEEDS:
        known = facts.FACTS[name]
        made = facts.Fact(name, known.label, known.todo, lambda _case, name=name: name in held)
        monkeypatch.setitem(facts.FACTS, name, made)
    return held


@pytest.fixture
def region(db):
    with within(EVERYTHING):
        yield make_region()


def placed(case, state, by):
    """The case as if the last step had led it to the state."""
    CaseStep.objects.create(
        firm_id=case.firm_id, case=case, name="placed", start=case.state, end=state, taken_on=today(),
        recorded_at=clock.now(), by=by,
    )  # fmt: skip
    case.state, case.is_open = state, state not in ("closed", "withdrawn", "aftercare")
    case.save()


def all_of(case):
    row = Case.objects.filter(pk=case.pk).values().get()
    return row, list(CaseStep.objects.filter(case=case).order_by("pk").values_list("pk", "name", "end"))


def tried(case, name, by, reason):
    """The error's word or the state after it; a refusal must have changed nothing."""
    before = all_of(case)
    try:
        cases.take_step(case=case, name=name, after=before[1][-1][0], by=by, reason=reason)
    except tuple(DENIALS.values()) as error:
        assert all_of(case) == before
        return next(word for word, kind in DENIALS.items() if type(error) is kind)
    return f"to {Case.objects.values_list('state', flat=True).get(pk=case.pk)}"


def wrong_in(region, here, case, state):
    """(step, who, what is missing) → what came out, where it isn't what the data say; and how many were tried."""
    wrong, count = {}, 0
    stranger = region.keeper

    def look(name, who, reason="이유", *, same=False):
        nonlocal count
        count += 1
        by, save = region.people[who], transaction.savepoint()
        placed(case, state, by if same else stranger)
        came = tried(case, name, by, reason)
        transaction.savepoint_rollback(save)
        case.refresh_from_db()
        due = expected(name, state, who, here, reason, same=same)
        if came != due:
            wrong[name, who, reason, same, tuple(sorted(set(NEEDS) - here))] = (came, due)

    for name, one in STEPS.items():
        here.clear()
        here.update(NEEDS)
        for who in (*SEATS, *STRANGERS) if state in one["from"] else one["roles"]:
            look(name, who)
        if state not in one["from"]:
            continue
        first = one["roles"][0]
        look(name, first, same=True)
        look(name, first, reason=" ")
        for need in set(one.get("needs", [])) - {"reason"}:
            here.discard(need)
            look(name, first)
            here.add(need)
    return wrong, count


def test_every_step_from_every_state(region, here):
    case, total = region.begun(), 0
    for state in STATES:
        wrong, count = wrong_in(region, here, case, state)
        assert wrong == {}
        total += count
    pairs = [(one, state) for one in RAW["steps"] for state in STATES]
    where = [one for one, state in pairs if state in one["from"]]
    elsewhere = sum(len(one["roles"]) for one, state in pairs if state not in one["from"])
    per_step = len(SEATS) + len(STRANGERS) + 2
    assert total == elsewhere + sum(per_step + len(set(one.get("needs", [])) - {"reason"}) for one in where)


@pytest.mark.parametrize("seed", [3, 5, 8])
def test_walks_of_people_who_try_anything(region, here, seed):
    """Random steps by random people with random facts; a model beside it keeps state, last person and due day."""
    chance, last, state, is_open, taken = Random(seed), "firm", RAW["first"], True, 0
    case = region.begun()
    whos = [*SEATS, *STRANGERS, "agency2", "province2"]
    for _ in range(220):
        fitting = [name for name, one in STEPS.items() if state in one["from"]]
        if not fitting:
            break
        ahead = [name for name in fitting if name not in ("withdraw", "reject", "refuse", "terminate")]
        name = chance.choice(list(STEPS)) if chance.random() < 0.3 else chance.choice(ahead or fitting)
        who = chance.choice(whos if chance.random() < 0.5 else [w for w in whos if w[:4] in str(STEPS[name]["roles"])])
        here.clear()
        here.update(NEEDS if chance.random() < 0.7 else chance.sample(NEEDS, len(NEEDS) // 2))
        reason = chance.choice(["이유", "이유", ""])
        due = expected(name, state, who, here, reason, same=who == last)
        assert tried(case, name, region.people[who], reason) == due, (name, state, who)
        if due.startswith("to "):
            taken, last, state = taken + 1, who, due[3:]
            is_open = is_open and state not in ("closed", "withdrawn", "aftercare")
            case.refresh_from_db()
            newest = case.steps.order_by("-pk")[0]
            assert (case.state, case.is_open, newest.name, newest.by) == (state, is_open, name, region.people[who])
            days = STEPS[name].get("days")
            wanted = None if days is None else today() + timedelta(days=days)
            bound = any(state in one["from"] and "round_open" in one.get("needs", []) for one in RAW["steps"])
            assert case.due_on == (min(wanted, region.round.closes_on) if bound and wanted else wanted)
    assert taken >= 8
    assert case.steps.count() == taken + 1


def test_without_a_form_no_application_begins(region, here):
    ApplicationForm.objects.all().delete()
    here.update(NEEDS)
    case = region.begun()
    with pytest.raises(cases.Conflict, match="no application form yet"):
        cases.take_step(case=case, name="apply", after=case.steps.get().pk, by=region.people["firm"])
    assert all_of(case)[0]["state"] == "intent"
    assert len(all_of(case)[1]) == 1


def test_every_need_of_the_life_cycle_is_a_fact_with_words():
    assert set(NEEDS) | {"reason"} == set(facts.FACTS)
    built = {name for name, fact in facts.FACTS.items() if not fact.by_paper}
    assert built == {
        "reason", "round_open", "form_complete", "business_number", "consent", "no_duplicate_support", "appeal_open",
        "appeal_over", "aftercare_over",
    }  # fmt: skip


def test_every_state_and_step_has_a_word():
    from dure.programme.words import STATES as STATE_WORDS
    from dure.programme.words import STEPS as STEP_WORDS

    assert set(STATE_WORDS) == set(STATES)
    assert set(STEP_WORDS) == set(STEPS) | {"intent"}
