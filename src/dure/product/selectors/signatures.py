"""Who hasn't signed which work standard, for many of them at once."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from dure.kernel import clock
from dure.plant.models import Person, PersonSkill
from dure.plant.roles import Role
from dure.plant.selectors import active_people
from dure.product.models import Operation, Routing, StandardReading, StandardVersion
from dure.product.selectors.boms import in_force


def unsigned(versions: Iterable[StandardVersion]) -> dict[int, list[int]]:
    """Version id → ids of operators who should have signed it and haven't. Four queries, however many versions."""
    rows = list(versions)
    operators = set(active_people().filter(roles__contains=[Role.OPERATOR]).values_list("pk", flat=True))
    signed: dict[int, set[int]] = defaultdict(set)
    for version, person in StandardReading.objects.filter(version__in=rows).values_list("version", "person"):
        signed[version].add(person)
    needed, levels = _skills_needed(rows), _levels()
    found = {}
    for row in rows:
        skill = needed.get((row.standard.item_id, row.standard.operation_number))
        able = operators if skill is None else {p for p in operators if levels.get((p, skill[0]), 0) >= skill[1]}
        found[row.pk] = sorted(able - signed[row.pk])
    return found


def _skills_needed(rows: list[StandardVersion]) -> dict[tuple[int | None, int | None], tuple[int, int]]:
    today = timezone.localdate(clock.now())
    routings = Routing.objects.filter(in_force(today), item__in={row.standard.item_id for row in rows} - {None})
    found = Operation.objects.filter(routing__in=routings, skill__isnull=False)
    values = found.values_list("routing__item", "number", "skill", "skill_level")
    return {(item, number): (skill, level) for item, number, skill, level in values}


def _levels() -> dict[tuple[int, int], int]:
    today = timezone.localdate(clock.now())
    rows = PersonSkill.objects.filter(Q(valid_to=None) | Q(valid_to__gte=today))
    return {(person, skill): level for person, skill, level in rows.values_list("person", "skill", "level")}


@dataclass(frozen=True, slots=True)
class Unsigned:
    version: StandardVersion
    person: Person


def unsigned_rows(*, person: int | None = None) -> list[Unsigned]:
    """Every signature that is missing below a version in force, by person; only those of one person when given."""
    versions = StandardVersion.objects.filter(status=StandardVersion.Status.IN_FORCE, standard__is_active=True)
    by_key = {row.pk: row for row in versions.select_related("standard__item", "standard__work_unit")}
    found = unsigned(by_key.values())
    people = Person.objects.in_bulk({key for keys in found.values() for key in keys})
    rows = [Unsigned(by_key[version], people[key]) for version, keys in found.items() for key in keys]
    if person is not None:
        rows = [row for row in rows if row.person.pk == person]
    return sorted(rows, key=lambda row: (str(row.person), row.version.standard.number))
