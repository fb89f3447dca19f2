"""Steps as data: every way there is, who may, what is missing; and the life cycle that comes along."""

import copy
import json
from datetime import date
from pathlib import Path

import pytest

from dure.programme import workflow
from dure.programme.workflow import BadWorkflow, Missing, NotHere, NotYours, SamePerson, Step, Workflow

LIFE_CYCLE = Path(workflow.__file__).with_name("life_cycle.json")
DATA = json.loads(LIFE_CYCLE.read_text("utf-8"))
LIFE = workflow.read(DATA)
ROLES = sorted(set().union(*(step.roles for step in LIFE.steps)))
EVERY_FACT = sorted({need for step in LIFE.steps for need in step.needs})


@pytest.mark.parametrize("step", DATA["steps"], ids=lambda step: step["name"])
def test_each_step_from_each_state_by_each_role(step):
    """The whole table of states × roles: a step goes on where the data say so, and is refused everywhere else."""
    for state in LIFE.states:
        for role in ROLES:
            if state not in step["from"]:
                with pytest.raises(NotHere):
                    LIFE.take(step["name"], state, {role}, EVERY_FACT)
            elif role not in step["roles"]:
                with pytest.raises(NotYours):
                    LIFE.take(step["name"], state, {role}, EVERY_FACT)
            else:
                assert LIFE.take(step["name"], state, {role}, EVERY_FACT) == step["to"]


@pytest.mark.parametrize("step", DATA["steps"], ids=lambda step: step["name"])
def test_nothing_that_is_needed_can_be_left_out(step):
    for left_out in step.get("needs", []):
        facts = set(EVERY_FACT) - {left_out}
        with pytest.raises(Missing) as error:
            LIFE.take(step["name"], step["from"][0], set(step["roles"]), facts)
        assert error.value.needs == (left_out,)


@pytest.mark.parametrize("step", [s for s in DATA["steps"] if s.get("four_eyes")], ids=lambda step: step["name"])
def test_four_eyes(step):
    with pytest.raises(SamePerson):
        LIFE.take(step["name"], step["from"][0], set(step["roles"]), EVERY_FACT, same_person=True)


def test_the_ends_of_the_life_cycle():
    assert LIFE.ends == {"closed", "withdrawn"}


def test_the_usual_way_from_intent_to_close():
    way = [
        "visit", "apply", "submit", "admit", "review", "inspect", "interview", "select", "agree", "start", "check",
        "finish", "ask-corrections", "correct", "pass", "settle", "close",
    ]  # fmt: skip
    state = LIFE.first
    for name in way:
        state = LIFE.take(name, state, LIFE.step(name).roles, EVERY_FACT)
    assert state == "closed"


def test_offers_tell_what_is_missing():
    offers = LIFE.offers("submitted", {"agency"}, {"rules_checked"})
    assert [(o.step.name, o.missing) for o in offers] == [
        ("return", ("reason",)), ("admit", ("no_duplicate_support",)), ("refuse", ("reason",)),
    ]  # fmt: skip
    assert not any(offer.is_open for offer in offers)
    assert LIFE.offers("submitted", {"city"}, EVERY_FACT) == []


def test_due_days():
    assert workflow.due_on(LIFE.step("submit"), date(2026, 12, 25)) == date(2027, 1, 4)
    assert workflow.due_on(LIFE.step("close"), date(2026, 12, 25)) is None


def test_written_and_read_again():
    assert workflow.read(json.loads(json.dumps(workflow.written(LIFE)))) == LIFE


def test_needs_without_a_fact_are_found():
    assert workflow.unknown_needs(LIFE, set(EVERY_FACT) - {"hearing"}) == ["hearing"]


def changed(change):
    data = copy.deepcopy(DATA)
    change(data)
    return data


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda d: d["steps"].append(d["steps"][0]), "same name: visit"),
        (
            lambda d: d["steps"].append({"name": "x", "from": ["nowhere"], "to": "closed", "roles": ["agency"]}),
            "leads to: nowhere",
        ),
        (lambda d: d["steps"].append({"name": "x", "from": ["intent"], "to": "y", "roles": []}), "nobody can take: x"),
        (lambda d: d["steps"][0].update(days=0), "at least one day: visit"),
        (lambda d: d["steps"][0].update(days="soon"), "wrong fields: days"),
        (lambda d: d["steps"][0].update(role=["agency"]), "wrong fields: role"),
        (lambda d: d["steps"][0].pop("to"), "Step 1 lacks"),
        (lambda d: d.pop("first"), "first and steps"),
        (lambda d: d.update(note="x"), "Unknown fields: note"),
    ],
)
def test_contradictions_are_told(change, told):
    with pytest.raises(BadWorkflow) as error:
        workflow.read(changed(change))
    assert told in str(error.value)


def test_a_circle_without_an_end_is_refused():
    steps = (Step("go", frozenset({"a"}), "b", frozenset({"r"})), Step("back", frozenset({"b"}), "a", frozenset({"r"})))
    with pytest.raises(BadWorkflow, match="no way leads to an end"):
        Workflow("a", steps)
