"""What was decided for a cohort, as of any day: rules, money, places, targets."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from dure.mentoring.models.factories import CITY_CHOICES
from dure.programme.models import BudgetEntry, Cohort, Firm, QuotaEntry, Round, SupportType, TargetEntry, TypeRule
from dure.programme.selection import Quota
from dure.programme.selectors.as_of import AsOf, decided

Source = BudgetEntry.Source
PUBLIC = frozenset({Source.PROVINCE, Source.CITY})
CITIES: Mapping[str, Any] = dict(CITY_CHOICES)


def rule_on(type: SupportType, at: AsOf) -> TypeRule | None:  # noqa: A002 - the field's name
    """The version that holds; None before the first."""
    return decided(TypeRule.objects.filter(type=type), at).last()


def rules_of(type: SupportType, at: AsOf) -> QuerySet[TypeRule]:  # noqa: A002 - the field's name
    """All versions that were known, the newest first, also those that only hold later."""
    known = TypeRule.objects.filter(type=type, recorded_at__lte=at.known)
    return known.select_related("recorded_by", "taken_back_by").order_by("-version")


@dataclass(frozen=True, slots=True)
class Cell:
    """won: None where nothing was ever entered. column: key of the type, or "none"."""

    column: str
    label: str
    won: Decimal | None


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """of: source (or city) with its name."""

    of: str
    label: str
    cells: list[Cell]
    total: Decimal

    @property
    def more(self) -> str:
        """What else an address names to ask for the row's entries."""
        return f"&paid_by={Source.CITY}" if self.of == "none" else ""


@dataclass(frozen=True, slots=True)
class Budget:
    """columns: types with their names, "" for money of no type. totals: of the columns."""

    columns: list[tuple[str, str]]
    rows: list[BudgetRow]
    cities: list[BudgetRow]
    totals: list[Cell]
    total: Decimal

    @property
    def public_share(self) -> Decimal | None:
        paid = sum((row.total for row in self.rows if row.of in PUBLIC), Decimal(0))
        return paid / self.total if self.total else None


def budget_entries(
    cohort: Cohort,
    at: AsOf,
    *,
    paid_by: str = "",
    city: str = "",
    type: str = "",  # noqa: A002 - the field's name
) -> QuerySet[BudgetEntry]:
    """type: key of a type; "none" as it or as city: entries that name none."""
    rows = decided(BudgetEntry.objects.filter(cohort=cohort), at)
    if paid_by:
        rows = rows.filter(paid_by=paid_by)
    if city:
        rows = rows.filter(city="" if city == "none" else city)
    if type:
        rows = rows.filter(type=None) if not type.isdecimal() else rows.filter(type=int(type))
    return rows.select_related("type", "recorded_by", "taken_back_by")


def budget_on(cohort: Cohort, at: AsOf) -> Budget:
    entries = list(budget_entries(cohort, at))
    types = {str(one.pk): one.code for one in cohort.programme.types.all()}
    columns = [*types.items(), *([("none", _("no type"))] if any(e.type_id is None for e in entries) else [])]

    def row(of: str, label: str, rows: Sequence[BudgetEntry]) -> BudgetRow:
        cells: dict[str, Decimal] = {}
        for entry in rows:
            key = "none" if entry.type_id is None else str(entry.type_id)
            cells[key] = cells.get(key, Decimal(0)) + entry.won
        return BudgetRow(
            of, label, [Cell(key, name, cells.get(key)) for key, name in columns], sum(cells.values(), Decimal(0))
        )

    rows = [row(key, str(label), [e for e in entries if e.paid_by == key]) for key, label in Source.choices]
    named = [code for code in CITIES if any(e.city == code for e in entries)]
    cities = [row(code, str(CITIES[code]), [e for e in entries if e.city == code]) for code in named]
    if rest := [e for e in entries if not e.city and e.paid_by == Source.CITY]:
        cities.append(row("none", _("not divided yet"), rest))
    totals = [
        Cell(key, name, sum((one.cells[at_].won or Decimal(0) for one in rows), Decimal(0)))
        for at_, (key, name) in enumerate(columns)
    ]
    return Budget(columns, rows, cities, totals, sum((one.total for one in rows), Decimal(0)))


@dataclass(frozen=True, slots=True)
class Places:
    """Of a part of a round, as of a day."""

    type: SupportType | None
    city: str
    sector: str
    most: int | None
    least: int

    @property
    def label(self) -> str:
        return part_label(self.type, self.city, self.sector)


def part_label(type: SupportType | None, city: str, sector: str = "") -> str:  # noqa: A002 - the field's name
    named = [type.code if type else "", str(CITIES.get(city, city)), sector]
    return " · ".join(filter(None, named)) or _("all together")


def quota_log(round: Round, at: AsOf) -> QuerySet[QuotaEntry]:  # noqa: A002 - the row's name
    """All entries that hold and were known, the newest first."""
    rows = decided(QuotaEntry.objects.filter(round=round), at)
    return rows.select_related("type", "recorded_by", "taken_back_by").order_by("-decided_on", "-pk")


def places_on(round: Round, at: AsOf) -> list[Places]:  # noqa: A002 - the row's name
    """Parts that have places, or had some that were moved away; what was taken back leaves none behind."""
    gone = Q(takes_back=None) & (Q(taken_back_by=None) | Q(taken_back_by__recorded_at__gt=at.known))
    sums: dict[tuple[int | None, str, str], dict[str, int]] = {}
    types: dict[int | None, SupportType | None] = {None: None}
    for row in quota_log(round, at).filter(gone):
        part = sums.setdefault((row.type_id, row.city, row.sector), {})
        part[row.bound] = part.get(row.bound, 0) + row.places
        types[row.type_id] = row.type
    most, least = QuotaEntry.Bound.MOST, QuotaEntry.Bound.LEAST
    found = [
        Places(types[key], city, sector, part.get(most), part.get(least, 0))
        for (key, city, sector), part in sums.items()
    ]
    order = list(CITIES)
    return sorted(
        found,
        key=lambda one: (one.type.code if one.type else "", order.index(one.city) if one.city else -1, one.sector),
    )


def quotas_on(round: Round, at: AsOf) -> list[Quota]:  # noqa: A002 - the row's name
    """As `selection.select` takes them, for candidates with `traits_of`."""
    return [
        Quota(one.label, _where(one.type, one.city, one.sector), one.least, one.most) for one in places_on(round, at)
    ]


def traits_of(firm: Firm, type: SupportType, quotas: Iterable[Quota]) -> dict[str, str]:  # noqa: A002 - the field's name
    """What quotas look at. A firm counts under the sector of a quota that its own begins with."""
    sectors = {quota.where["sector"] for quota in quotas if "sector" in quota.where}
    own = firm.sector.strip().upper()
    return _where(type, firm.city, next((one for one in sectors if own.startswith(one)), own))


def _where(type: SupportType | None, city: str, sector: str) -> dict[str, str]:  # noqa: A002 - the field's name
    named = {"type": type.code if type else "", "city": city, "sector": sector}
    return {name: value for name, value in named.items() if value}


def targets_on(cohorts: Iterable[Cohort], at: AsOf) -> dict[tuple[int, int | None, str], TargetEntry]:
    """(cohort, type, city) → the target that holds; parts without one are left out."""
    rows = decided(TargetEntry.objects.filter(cohort__in=cohorts), at).select_related("type", "recorded_by")
    held = {(row.cohort_id, row.type_id, row.city): row for row in rows}
    return {part: row for part, row in held.items() if row.firms is not None}


def target_log(cohort: Cohort, at: AsOf) -> QuerySet[TargetEntry]:
    """All that hold or held and were known, the newest first."""
    rows = decided(TargetEntry.objects.filter(cohort=cohort), at)
    return rows.select_related("type", "recorded_by", "taken_back_by").order_by("-decided_on", "-pk")


def sum_of(entries: Iterable[BudgetEntry]) -> Decimal:
    return sum((entry.won for entry in entries), Decimal(0))


def label_of(entry: QuotaEntry | TargetEntry) -> str:
    return part_label(entry.type, entry.city, getattr(entry, "sector", ""))


def labelled(entries: Sequence[Any]) -> Sequence[Any]:
    """Each with the name of its part as `label`."""
    for entry in entries:
        entry.label = label_of(entry)
    return entries


def movable(round: Round, at: AsOf) -> list[tuple[str, str]]:  # noqa: A002 - the row's name
    """(key, label) of parts from which places can go; the key: bound|type|city|sector."""
    bounds = dict(QuotaEntry.Bound.choices)
    found = []
    for one in places_on(round, at):
        for bound, places in ((QuotaEntry.Bound.MOST, one.most), (QuotaEntry.Bound.LEAST, one.least)):
            if places:
                key = "|".join([bound, str(one.type.pk) if one.type else "", one.city, one.sector])
                found.append((key, f"{one.label}: {bounds[bound]} {places}"))
    return found
