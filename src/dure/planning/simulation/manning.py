"""Which people the units of a center wait for, by the skills that operations ask for. Pure."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from dure.planning.simulation.assuming import Taken
from dure.planning.simulation.plant import Crew
from dure.planning.simulation.record import Record, Skill, Stage


class Manning:
    """A crew for each skill that most operations of a center ask for. One who has it serves one unit at a time, as for
    the scheduler; where more units ran at once than there are people, one has served several."""

    def __init__(
        self, record: Record, stages: Mapping[int, Sequence[Stage]], center_of: Mapping[int, int],
        note: Callable[..., None],
    ) -> None:  # fmt: skip
        self.record, self.center_of, self.note = record, center_of, note
        self.skill_of = {
            center: skill
            for center in sorted(set(center_of.values()))
            if (
                skill := self._skill([one for row in stages.values() for one in row if self._at(one) == center], center)
            )
        }
        self.people: dict[Skill, int] = {}
        for skill in dict.fromkeys(self.skill_of.values()):
            self._count(skill)

    @property
    def crews(self) -> tuple[Crew, ...]:
        return tuple(Crew(self._name(skill), people) for skill, people in self.people.items())

    def crew_of(self, center: int) -> str | None:
        skill = self.skill_of.get(center)
        return self._name(skill) if skill in self.people and skill else None

    def _at(self, stage: Stage) -> int:
        return self.center_of[next(iter(stage.units))]

    def _name(self, skill: Skill) -> str:
        return f"{self.record.skills.get(skill[0], skill[0])} {skill[1]}"

    def _skill(self, stages: Sequence[Stage], center: int) -> Skill | None:
        asked = Counter(one.skill for one in stages)
        if not asked:
            return None
        skill, _ = asked.most_common(1)[0]
        if len(asked) > 1:
            name = next(one.center_name for one in self.record.stations if self.center_of.get(one.id) == center)
            self.note(Taken.MIXED_SKILLS, center=name, skill=self._name(skill) if skill else "—")
        return skill

    def _count(self, skill: Skill) -> None:
        known, at_once = self.record.people.get(skill, 0), self._at_once(skill)
        if not known:
            self.note(Taken.NO_SKILL, skill=self._name(skill))
            return
        self.people[skill] = max(known, at_once)
        if at_once > known:
            self.note(Taken.MORE_PEOPLE, skill=self._name(skill), count=at_once, known=known)
        else:
            self.note(Taken.PEOPLE, skill=self._name(skill), count=known)

    def _at_once(self, skill: Skill) -> int:
        """The most units of its centers that ran at the same time."""
        units = {unit for unit, center in self.center_of.items() if self.skill_of.get(center) == skill}
        # Orders that are in one unit together are one run.
        spans = {(run.unit, run.begin, run.until(self.record.last)) for run in self.record.runs if run.unit in units}
        steps = [
            step for _, begin, end in spans if end > self.record.first for step in ((begin, 1), (end, -1))
        ]  # fmt: skip
        most = now = 0
        for _, change in sorted(steps):
            now += change
            most = max(most, now)
        return most
