"""Steps of a case as data: from where to where, who may, what must be there, how long it may take. Pure.

A workflow is read from plain data (`read`), which the operator of a programme keeps in versions, and checks itself:
every state can be reached, and from every state there is a way to an end. Nobody can skip: `take` is the only way on.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dure.kernel.errors import Conflict, Denied, Invalid


class BadWorkflow(Invalid):
    """The data of a workflow contradict themselves."""


class NotHere(Conflict):
    """The step doesn't begin in the state in which the case is."""


class Missing(Conflict):
    """Something that the step needs isn't there yet. needs: their names."""

    def __init__(self, needs: Sequence[str]) -> None:
        self.needs = tuple(needs)
        super().__init__("This is missing for the step: %(needs)s.", needs=", ".join(needs))


class NotYours(Denied):
    """None of the person's roles may take the step."""


class SamePerson(Denied):
    """The step asks for another person than the one who took the step before."""


@dataclass(frozen=True, slots=True)
class Step:
    """start: states in which it may be taken. needs: names of facts that must hold. four_eyes: not by whoever took the
    step before. days: within which the next step should be taken, None for no limit.
    """

    name: str
    start: frozenset[str]
    end: str
    roles: frozenset[str]
    needs: tuple[str, ...] = ()
    four_eyes: bool = False
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """A step that one of the person's roles may take from here, and what is still missing for it."""

    step: Step
    missing: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        return not self.missing


@dataclass(frozen=True, slots=True)
class Workflow:
    """first: the state of a new case. ends: states that nothing leads out of."""

    first: str
    steps: tuple[Step, ...]

    def __post_init__(self) -> None:
        names = [step.name for step in self.steps]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise BadWorkflow("Steps with the same name: %(names)s.", names=", ".join(twice))
        if nobody := sorted(step.name for step in self.steps if not step.roles or not step.start):
            raise BadWorkflow("Steps that nobody can take: %(names)s.", names=", ".join(nobody))
        if late := sorted(step.name for step in self.steps if step.days is not None and step.days < 1):
            raise BadWorkflow("A deadline is at least one day: %(names)s.", names=", ".join(late))
        reached = _closure({self.first}, lambda here: {step.end for step in self.steps if step.start & here})
        if lost := sorted(self.states - reached):
            raise BadWorkflow("States that no step leads to: %(names)s.", names=", ".join(lost))
        ending = _closure(
            set(self.ends), lambda there: {s for step in self.steps if step.end in there for s in step.start}
        )
        if stuck := sorted(self.states - ending):
            raise BadWorkflow("States from which no way leads to an end: %(names)s.", names=", ".join(stuck))

    @property
    def states(self) -> frozenset[str]:
        found = {self.first} | {step.end for step in self.steps}
        return frozenset(found.union(*(step.start for step in self.steps)))

    @property
    def ends(self) -> frozenset[str]:
        return self.states.difference(*(step.start for step in self.steps))

    def step(self, name: str) -> Step:
        """Raises NotHere when there is no such step."""
        found = next((step for step in self.steps if step.name == name), None)
        if found is None:
            raise NotHere("There is no step %(name)s.", name=name)
        return found

    def offers(self, state: str, roles: Collection[str], facts: Collection[str]) -> list[Offer]:
        """What a person with these roles may do next, open or not, in the order of the data."""
        return [
            Offer(step, tuple(need for need in step.needs if need not in facts))
            for step in self.steps
            if state in step.start and not step.roles.isdisjoint(roles)
        ]

    def take(
        self, name: str, state: str, roles: Collection[str], facts: Collection[str], *, same_person: bool = False
    ) -> str:
        """The state after the step. same_person: the one who takes it took the step before, too.

        Raises NotHere, NotYours, SamePerson or Missing, in this order.
        """
        step = self.step(name)
        if state not in step.start:
            raise NotHere("%(name)s can't be done in the state %(state)s.", name=name, state=state)
        if step.roles.isdisjoint(roles):
            raise NotYours("Your role may not do this step.")
        if step.four_eyes and same_person:
            raise SamePerson("Another person must do this step than the one who did the step before.")
        if missing := [need for need in step.needs if need not in facts]:
            raise Missing(missing)
        return step.end


def due_on(step: Step, taken_on: date) -> date | None:
    """The day by which the step after this one should be taken, None without a limit."""
    return None if step.days is None else taken_on + timedelta(days=step.days)


def read(data: Mapping[str, Any]) -> Workflow:
    """A workflow from `{"first": …, "steps": [{"name", "from": [...], "to", "roles": [...], "needs": [...],
    "four_eyes", "days"}]}`. Raises BadWorkflow with the step that is wrong.
    """
    if unknown := sorted(set(data) - {"first", "steps"}):
        raise BadWorkflow("Unknown fields: %(names)s.", names=", ".join(unknown))
    if not isinstance(data.get("first"), str) or not isinstance(data.get("steps"), list):
        raise BadWorkflow("A workflow has the fields first and steps.")
    return Workflow(data["first"], tuple(_step(at, one) for at, one in enumerate(data["steps"], 1)))


def written(workflow: Workflow) -> dict[str, Any]:
    """What `read` takes."""
    return {
        "first": workflow.first,
        "steps": [
            {"name": step.name, "from": sorted(step.start), "to": step.end, "roles": sorted(step.roles)}
            | ({"needs": list(step.needs)} if step.needs else {})
            | ({"four_eyes": True} if step.four_eyes else {})
            | ({"days": step.days} if step.days is not None else {})
            for step in workflow.steps
        ],
    }


_FIELDS = {"name": str, "from": list, "to": str, "roles": list, "needs": list, "four_eyes": bool, "days": int}
_MUST = ("name", "from", "to", "roles")


def _step(at: int, one: object) -> Step:
    if not isinstance(one, dict) or any(name not in one for name in _MUST):
        raise BadWorkflow("Step %(at)s lacks one of %(names)s.", at=at, names=", ".join(_MUST))
    wrong = [name for name, value in one.items() if name not in _FIELDS or not _fits(value, _FIELDS[name])]
    if wrong:
        raise BadWorkflow("Step %(at)s has wrong fields: %(names)s.", at=at, names=", ".join(map(str, wrong)))
    return Step(
        one["name"], frozenset(one["from"]), one["to"], frozenset(one["roles"]), tuple(one.get("needs", ())),
        one.get("four_eyes", False), one.get("days"),
    )  # fmt: skip


def _fits(value: object, kind: type) -> bool:
    if kind is list:
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    return isinstance(value, kind) and not (kind is int and isinstance(value, bool))


def _closure(known: set[str], more: Callable[[set[str]], set[str]]) -> set[str]:
    while new := more(known) - known:
        known = known | new
    return known


def unknown_needs(workflow: Workflow, known: Iterable[str]) -> list[str]:
    """Needs that nothing can ever fulfil, because no fact has their name."""
    names = frozenset(known)
    return sorted({need for step in workflow.steps for need in step.needs if need not in names})
