"""Questions about work standards, who has read them and who hasn't."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from dure.events.statements import Slot, fixed
from dure.inventory.models import Item
from dure.kernel import clock
from dure.plant.models import Person, PersonSkill, WorkUnit
from dure.plant.roles import Role
from dure.plant.selectors import active_people
from dure.plant.services import facts_of
from dure.product.models import (
    DraftEdit,
    Operation,
    Routing,
    StandardCheck,
    StandardComment,
    StandardHazard,
    StandardLimit,
    StandardReading,
    StandardStep,
    StandardVersion,
    WorkStandard,
)
from dure.product.selectors.boms import in_force
from dure.product.versions import Pair, aligned

PART_TABLES: dict[str, Any] = {
    "step": StandardStep,
    "limit": StandardLimit,
    "check": StandardCheck,
    "hazard": StandardHazard,
}
_KEYS = {"step": "text", "limit": "name", "check": "text", "hazard": "text"}


def versions() -> QuerySet[StandardVersion]:
    return StandardVersion.objects.select_related(
        "standard__item", "standard__work_unit", "written_by", "reviewed_by", "approved_by"
    )


def version_at(
    *, item: Item | None, operation_number: int | None = None, work_unit: WorkUnit | None = None
) -> StandardVersion | None:
    """The standard in force for what is being done: the one that says most about it.

    That of the item's operation on this work unit comes before that of the operation, this before that
    of the item on the work unit, and this before that of the work unit whatever it makes. One query.
    """
    at = (item and item.pk, operation_number, work_unit and work_unit.pk)
    return max(_in_force(*at), key=_says, default=None)


@fixed
def _in_force(item: Slot, operation_number: Slot, work_unit: Slot) -> QuerySet[StandardVersion]:
    return versions().filter(
        Q(standard__item=item) | Q(standard__item=None),
        Q(standard__work_unit=work_unit) | Q(standard__work_unit=None),
        Q(standard__operation_number=operation_number) | Q(standard__operation_number=None),
        status=StandardVersion.Status.IN_FORCE,
        standard__is_active=True,
    ).order_by("standard__number", "number")  # fmt: skip


def _says(version: StandardVersion) -> tuple[bool, bool, bool]:
    standard = version.standard
    return standard.item_id is not None, standard.operation_number is not None, standard.work_unit_id is not None


@dataclass(frozen=True, slots=True)
class Reader:
    """Someone who should have read the version. signed_at: none while it isn't signed."""

    person: Person
    signed_at: datetime | None


def readers(version: StandardVersion) -> list[Reader]:
    """Operators in service, only those with the skill where the operation needs one, and whoever signed anyhow."""
    signed = dict(StandardReading.objects.filter(version=version).values_list("person", "signed_at"))
    wanted = Q(roles__contains=[Role.OPERATOR])
    if (needed := _skill_needed(version.standard)) is not None:
        wanted &= Q(pk__in=_skilled(*needed))
    people = active_people().filter(wanted | Q(pk__in=signed))
    return [Reader(person, signed.get(person.pk)) for person in people]


def _skill_needed(standard: WorkStandard) -> tuple[int, int] | None:
    """(skill id, level) that the operation needs by the routing in force today."""
    if standard.operation_number is None:
        return None
    routing = Routing.objects.filter(in_force(timezone.localdate(clock.now())), item=standard.item_id)
    rows = Operation.objects.filter(routing__in=routing, number=standard.operation_number, skill__isnull=False)
    return rows.values_list("skill", "skill_level").first()


def _skilled(skill: int, level: int) -> QuerySet[PersonSkill]:
    today = timezone.localdate(clock.now())
    rows = PersonSkill.objects.filter(Q(valid_to=None) | Q(valid_to__gte=today), skill=skill, level__gte=level)
    return rows.values("person")


def not_signed(version: StandardVersion) -> list[Person]:
    """Who hasn't read it yet."""
    return [row.person for row in readers(version) if row.signed_at is None]


def waiting_for(person: Person) -> QuerySet[StandardVersion]:
    """Versions in force that the person hasn't signed yet."""
    signed = StandardReading.objects.filter(person=person).values("version")
    return versions().filter(status=StandardVersion.Status.IN_FORCE, standard__is_active=True).exclude(pk__in=signed)


def comments_of(version: StandardVersion) -> QuerySet[StandardComment]:
    return version.comments.select_related("written_by")


def version_rows(version: StandardVersion) -> dict[str, list[Any]]:
    """Parts of a version by kind, in their order."""
    return {kind: list(table.objects.filter(version=version)) for kind, table in PART_TABLES.items()}


def compare_versions(before: StandardVersion | None, after: StandardVersion) -> dict[str, list[Pair]]:
    """Kind of part → rows side by side; everything is new beside no version."""
    old = version_rows(before) if before is not None else {kind: [] for kind in PART_TABLES}
    new = version_rows(after)
    return {kind: aligned(_facts(old[kind]), _facts(new[kind]), _KEYS[kind]) for kind in PART_TABLES}


def _facts(rows: list[Any]) -> list[dict[str, Any]]:
    """Values of each row as they are kept with a change, numbers without zeros that say nothing."""
    found = []
    for row in rows:
        facts = {name: value for name, value in facts_of(row).items() if name not in ("id", "version", "position")}
        numbers = {name: getattr(row, name) for name in facts if isinstance(getattr(row, name), Decimal)}
        found.append(facts | {name: f"{Decimal(value).normalize():f}" for name, value in numbers.items()})
    return found


def version_before(version: StandardVersion) -> StandardVersion | None:
    return versions().filter(standard=version.standard_id, number__lt=version.number).order_by("-number").first()


def newest_version(standard: WorkStandard) -> StandardVersion:
    """The one being worked on, else the one in force, else the last."""
    return versions().filter(standard=standard).order_by("-number")[0]


def can_undo_standard(version: StandardVersion) -> bool:
    edits = DraftEdit.objects.filter(table="StandardVersion", row_id=version.pk, is_undone=False)
    return version.status == StandardVersion.Status.DRAFT and edits.exists()


def wrote_standard(version: StandardVersion, person: Person) -> bool:
    """Whether the person wrote or edited it, and so may neither review nor approve it."""
    edits = DraftEdit.objects.filter(table="StandardVersion", row_id=version.pk, edited_by=person)
    return version.written_by_id == person.pk or edits.exists()


def standard_by_operation(item: Item) -> dict[int, int]:
    """Operation number of the item → id of the version that is in force, or of the one being worked on."""
    rows = StandardVersion.objects.filter(standard__item=item, standard__is_active=True, standard__work_unit=None)
    rows = rows.exclude(status=StandardVersion.Status.RETIRED).exclude(standard__operation_number=None)
    # The one in force comes last and stays.
    in_order = sorted(
        rows.values_list("standard__operation_number", "pk", "status"), key=lambda row: row[2] == "in_force"
    )
    return {number: key for number, key, _status in in_order}
