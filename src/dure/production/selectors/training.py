"""What operations ask of people: who can do what now, what ends soon, and whom to train."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dure.kernel import clock
from dure.plant.models import Person, PersonSkill, Skill, WorkCenter
from dure.plant.roles import Role
from dure.plant.selectors import active_people
from dure.product.models import Operation, Routing
from dure.product.selectors import in_force
from dure.production.models import OrderOperation, WorkOrder
from dure.production.operating import Status

_ENOUGH = 2
"""With one person alone the work stands as soon as that one is ill."""


@dataclass(frozen=True, slots=True)
class Demand:
    """Operations of one name that need a skill of a level. items: what is made by them. waiting: open in orders."""

    name: str
    skill: Skill
    level: int
    items: tuple[str, ...]
    waiting: int


@dataclass(frozen=True, slots=True)
class Need:
    """A skill of a level with the people who have it. ending: those of them whose skill ends soon, with its last day.

    learning: who has it of a lower level. ended: who had it.
    """

    skill: Skill
    level: int
    operations: tuple[str, ...]
    waiting: int
    able: tuple[Person, ...]
    ending: tuple[tuple[Person, date], ...]
    learning: tuple[Person, ...]
    ended: tuple[tuple[Person, date], ...]

    @property
    def staying(self) -> int:
        """People who will still be able when what ends soon has ended."""
        return len(self.able) - len(self.ending)

    @property
    def is_need(self) -> bool:
        return self.staying < _ENOUGH

    @property
    def word(self) -> str | Promise:
        if not self.able:
            return _("Nobody can do it")
        if not self.staying:
            return _("Expires soon for all")
        return _("Only one person") if self.is_need else _("Enough")


def demands(*, work_center: int | None = None) -> list[Demand]:
    """What the routings in force and the open orders ask for, by operation, skill and level. Two queries."""
    routings = Routing.objects.filter(in_force(timezone.localdate(clock.now())), item__is_active=True)
    ruled = Operation.objects.filter(routing__in=routings, skill__isnull=False)
    rows = OrderOperation.objects.exclude(status__in=[Status.DONE, Status.SKIPPED]).filter(
        order__status__in=WorkOrder.OPEN, operation__skill__isnull=False
    )
    if work_center is not None:
        ruled, rows = ruled.filter(work_center=work_center), rows.filter(work_center=work_center)
    items: dict[tuple[str, Skill, int], dict[str, None]] = defaultdict(dict)
    waiting: dict[tuple[str, Skill, int], int] = defaultdict(int)
    for one in ruled.select_related("skill", "routing__item").order_by("name", "routing__item__name"):
        items[one.name, one.skill, one.skill_level][one.routing.item.name] = None
    for row in rows.select_related("operation__skill", "order__item").order_by("name", "order__item__name"):
        key = (row.operation.name, row.operation.skill, row.operation.skill_level)
        items[key][row.order.item.name] = None
        waiting[key] += 1
    return [
        Demand(name, skill, level, tuple(made), waiting[name, skill, level])
        for (name, skill, level), made in sorted(items.items(), key=lambda one: (one[0][1].name, one[0][2], one[0][0]))
    ]


def lines() -> QuerySet[WorkCenter]:
    """Lines that one may look at alone."""
    return WorkCenter.objects.filter(is_active=True)


def people_and_skills(today: date) -> tuple[list[Person], dict[tuple[int, int], PersonSkill]]:
    """Operators in service and whoever else has a skill; (person, skill) → how well and until when."""
    people = list(active_people().filter(Q(roles__contains=[Role.OPERATOR]) | Q(skills__isnull=False)).distinct())
    there = [one for one in people if not one.has_left(today)]
    held = PersonSkill.objects.filter(person__in=there)
    return there, {(row.person_id, row.skill_id): row for row in held}


def training_needs(wanted: Sequence[Demand], today: date) -> list[Need]:
    """One for each skill and level; what is missing most comes first."""
    people, held = people_and_skills(today)
    grouped: dict[tuple[Skill, int], list[Demand]] = defaultdict(list)
    for one in wanted:
        grouped[one.skill, one.level].append(one)
    found = []
    for (skill, _level), rows in grouped.items():
        has = [(person, held[person.pk, skill.pk]) for person in people if (person.pk, skill.pk) in held]
        found.append(_need(rows, has, today))
    return sorted(found, key=lambda one: (one.staying, -one.waiting, one.skill.name, one.level))


def _need(rows: Sequence[Demand], has: Sequence[tuple[Person, PersonSkill]], today: date) -> Need:
    """rows: of one skill and level. has: who holds the skill of any level, also where it has ended."""
    level = rows[0].level
    able = [(person, row) for person, row in has if row.level >= level and not row.has_ended(today)]
    return Need(
        skill=rows[0].skill,
        level=level,
        operations=tuple(dict.fromkeys(one.name for one in rows)),
        waiting=sum(one.waiting for one in rows),
        able=tuple(person for person, _row in able),
        ending=tuple((person, row.valid_to) for person, row in able if row.valid_to and row.ends_soon(today)),
        learning=tuple(person for person, row in has if row.level < level and not row.has_ended(today)),
        ended=tuple((person, row.valid_to) for person, row in has if row.valid_to and row.has_ended(today)),
    )
