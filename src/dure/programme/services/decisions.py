"""What is decided for a programme: rules, money, places, targets. Rows are only added; each verb is one transaction.

Whoever decides names the day from when it holds and what it rests on; the hub notes when it learned of it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import accumulate, groupby
from typing import Any, TypeVar
from uuid import uuid4

from django.db import transaction

from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import Person
from dure.plant.services.records import add_row
from dure.programme import eligibility
from dure.programme.funding import FundingRule
from dure.programme.models import BudgetEntry, CaseStep, Cohort, QuotaEntry, Round, SupportType, TargetEntry, TypeRule
from dure.programme.models.calls import Decided

_SECTOR = re.compile(r"[A-U](\d{2,4})?")
Bound = QuotaEntry.Bound
D = TypeVar("D", bound=Decided)


@dataclass(frozen=True, slots=True)
class Part:
    """What a quota or a target is for; nothing said: for all."""

    type: SupportType | None = None
    city: str = ""
    sector: str = ""


@transaction.atomic
def decide_rule(
    *, type: SupportType, decided_on: date, source: str, rate: Decimal, cap: Decimal,  # noqa: A002 - the field's name
    sources: Mapping[str, Decimal], by: Person, unit: Decimal = Decimal(1), eligibility_rules: Mapping[str, Any],
    cut_off: Decimal = Decimal(0),
) -> TypeRule:  # fmt: skip
    """The next version. Raises BadRule or BadCondition for a rule that can't be, Conflict when nothing would differ."""
    SupportType.objects.select_for_update().get(pk=type.pk)
    paying = {name: weight for name, weight in sources.items() if weight}
    FundingRule(rate, cap, paying, unit)
    if not 0 <= cut_off <= 100:
        raise Invalid("The least score lies between 0 and 100.")
    made = TypeRule(
        type=type, rate=rate, cap=cap, unit=unit, sources={name: str(weight) for name, weight in paying.items()},
        eligibility=eligibility.checked(eligibility_rules), cut_off=cut_off,
    )  # fmt: skip
    before = _holding(TypeRule.objects.filter(type=type), decided_on)
    if before is not None and _content(before) == _content(made):
        raise Conflict("Nothing differs from version %(version)s.", version=before.version)
    return _add_rule(made, decided_on, source, by)


@transaction.atomic
def decide_budget(
    *, cohort: Cohort, paid_by: str, won: Decimal, decided_on: date, source: str, by: Person, city: str = "",
    type: SupportType | None = None,  # noqa: A002 - the field's name
) -> BudgetEntry:  # fmt: skip
    """Won that come, or go (below zero). Raises Invalid for part of a won, Conflict when more goes than is there."""
    held = Cohort.objects.select_for_update().get(pk=cohort.pk)
    _refuse_foreign(type, held)
    if not won or won != won.to_integral_value():
        raise Invalid("Amounts are whole won and not nought.")
    made = BudgetEntry(cohort=held, paid_by=paid_by, won=won, city=city, type=type)
    _add(made, decided_on, source, by)
    _refuse_overdrawn(made)
    return made


@transaction.atomic
def decide_quota(
    *, round: Round, part: Part, places: int, decided_on: date, source: str, by: Person,  # noqa: A002 - the row's name
    bound: str = Bound.MOST,
) -> QuotaEntry:  # fmt: skip
    """Places for a part of a round, or taken from it (below zero).

    Raises Invalid for no places or a sector that can't be, Conflict when a part would have less than none, a least
    above its most, or sectors would overlap.
    """
    held = _locked(round)
    made = _quota(held, part, bound, places)
    _add(made, decided_on, source, by)
    _refuse_bad_quotas(held)
    return made


@transaction.atomic
def move_places(
    *, round: Round, taken_from: Part, given_to: Part, places: int, decided_on: date,  # noqa: A002 - the row's name
    source: str, by: Person, bound: str = Bound.MOST,
) -> tuple[QuotaEntry, QuotaEntry]:  # fmt: skip
    """Two entries with one move. Raises as `decide_quota`, and Invalid for a move to where the places are."""
    if places < 1:
        raise Invalid("At least one place moves.")
    if _named(taken_from) == _named(given_to):
        raise Invalid("The places move to another part than the one they come from.")
    held, move = _locked(round), uuid4()
    rows = [_quota(held, taken_from, bound, -places), _quota(held, given_to, bound, places)]
    for row in rows:
        row.move = move
        _add(row, decided_on, source, by)
    _refuse_bad_quotas(held)
    return rows[0], rows[1]


@transaction.atomic
def decide_target(
    *, cohort: Cohort, firms: int, decided_on: date, source: str, by: Person, city: str = "",
    type: SupportType | None = None,  # noqa: A002 - the field's name
) -> TargetEntry:  # fmt: skip
    """Takes the place of the earlier target of the same part. Raises Conflict when nothing would differ."""
    held = Cohort.objects.select_for_update().get(pk=cohort.pk)
    _refuse_foreign(type, held)
    before = _holding(TargetEntry.objects.filter(cohort=held, type=type, city=city), decided_on)
    if before is not None and before.firms == firms:
        raise Conflict("The target is %(firms)s already.", firms=firms)
    made = TargetEntry(cohort=held, type=type, city=city, firms=firms)
    _add(made, decided_on, source, by)
    return made


@transaction.atomic
def take_back(*, entry: Decided, reason: str, by: Person) -> Decided:
    """A further entry that undoes one from its day on; what was reported before stays as it was known.

    Raises Invalid without a reason, Conflict for one that was taken back, that takes back another, that later ones
    rest on, or that cases were decided by.
    """
    if not reason.strip():
        raise Invalid("Say why it is taken back.")
    match entry:
        case BudgetEntry():
            Cohort.objects.select_for_update().get(pk=entry.cohort_id)
            _refuse_done(entry)
            made: Decided = _against(entry, reason, won=-entry.won)
            _add(made, entry.decided_on, entry.source, by)
            _refuse_overdrawn(entry)
        case QuotaEntry():
            held = _locked(entry.round)
            made = _against_quota(entry, reason, by)
            _refuse_bad_quotas(held)
        case TargetEntry():
            Cohort.objects.select_for_update().get(pk=entry.cohort_id)
            before = _before(entry, TargetEntry.objects.filter(**_part_of(entry)))
            made = _against(entry, reason, firms=before.firms if before else None)
            _add(made, entry.decided_on, entry.source, by)
        case TypeRule():
            made = _against_rule(entry, reason, by)
        case _:
            raise TypeError(entry)
    return made


def _against_quota(entry: QuotaEntry, reason: str, by: Person) -> QuotaEntry:
    """A move goes back with both of its entries."""
    rows = list(QuotaEntry.objects.filter(move=entry.move)) if entry.move else [entry]
    move, made = uuid4() if entry.move else None, {}
    for row in rows:
        _refuse_done(row)
        made[row.pk] = _against(row, reason, places=-row.places, move=move)
        _add(made[row.pk], row.decided_on, row.source, by)
    return made[entry.pk]


def _against_rule(entry: TypeRule, reason: str, by: Person) -> TypeRule:
    SupportType.objects.select_for_update().get(pk=entry.type_id)
    before = _before(entry, TypeRule.objects.filter(type_id=entry.type_id))
    if before is None:
        raise Conflict("No version held before this one. Decide another version instead.")
    if CaseStep.objects.filter(rule=entry).exists():
        raise Conflict("Cases were decided by this version. Decide another version instead.")
    made = _against(entry, reason, **_content(before))
    return _add_rule(made, entry.decided_on, entry.source, by)


def _against(entry: D, reason: str, **values: Any) -> D:
    """A copy of the entry that takes it back, with other values."""
    skipped = {"id", "recorded_at", "recorded_by", "takes_back", "reason"}
    kept = {f.name: getattr(entry, f.name) for f in entry._meta.concrete_fields if f.name not in skipped}  # noqa: SLF001
    return type(entry)(**(kept | values), takes_back=entry, reason=reason.strip())


def _refuse_done(entry: Decided) -> None:
    if entry.takes_back_id is not None:
        raise Conflict("This takes another decision back. Decide anew instead.")
    if type(entry)._default_manager.filter(takes_back=entry.pk).exists():  # noqa: SLF001 - Django's name
        raise Conflict("This was taken back already.")


def _before(entry: D, rows: Any) -> D | None:
    """What held before the entry. Raises Conflict when another one holds on its day instead."""
    _refuse_done(entry)
    held = _holding(rows, entry.decided_on)
    if held is None or held.pk != entry.pk:
        raise Conflict("A later decision holds on that day already. Take that one back, or decide anew.")
    found: D | None = (
        rows.filter(decided_on__lte=entry.decided_on).exclude(pk=entry.pk).order_by("decided_on", "pk").last()
    )
    return found


def _holding(rows: Any, day: date) -> Any:
    return rows.filter(decided_on__lte=day).order_by("decided_on", "pk").last()


_CONTENT = ("rate", "cap", "unit", "sources", "eligibility", "cut_off")


def _content(rule: TypeRule) -> dict[str, Any]:
    return {name: getattr(rule, name) for name in _CONTENT}


def _add_rule(rule: TypeRule, decided_on: date, source: str, by: Person) -> TypeRule:
    last = TypeRule.objects.filter(type_id=rule.type_id).order_by("-version").values_list("version", flat=True).first()
    rule.version = (last or 0) + 1
    _add(rule, decided_on, source, by)
    return rule


def _add(row: Decided, decided_on: date, source: str, by: Person) -> None:
    row.decided_on, row.source, row.recorded_at, row.recorded_by = decided_on, source.strip(), clock.now(), by
    add_row(row, by=by)


def _refuse_foreign(wanted: SupportType | None, cohort: Cohort) -> None:
    if wanted is not None and wanted.programme_id != cohort.programme_id:
        raise Invalid("%(type)s is a type of another programme.", type=wanted.code)


def _part_of(entry: TargetEntry) -> dict[str, Any]:
    return {"cohort_id": entry.cohort_id, "type_id": entry.type_id, "city": entry.city}


def _lowest(entries: Iterable[tuple[date, Any]]) -> Any:
    """The least that the running sum is at the end of any day on which something changed."""
    days = groupby(sorted(entries, key=lambda one: one[0]), key=lambda one: one[0])
    return min(accumulate(sum(amount for _day, amount in rows) for _day, rows in days))


def _refuse_overdrawn(entry: BudgetEntry) -> None:
    same = {name: getattr(entry, name) for name in ("cohort_id", "paid_by", "city", "type_id")}
    low = _lowest(BudgetEntry.objects.filter(**same).values_list("decided_on", "won"))
    if low < 0:
        raise Conflict("That is %(won)s won more than is there on some day from then on.", won=f"{-low:,.0f}")


def _named(part: Part) -> tuple[int | None, str, str]:
    return part.type.pk if part.type else None, part.city, part.sector.strip().upper()


def _locked(wanted: Round) -> Round:
    return Round.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=wanted.pk)


def _quota(held: Round, part: Part, bound: str, places: int) -> QuotaEntry:
    sector = part.sector.strip().upper()
    _refuse_foreign(part.type, held.cohort)
    if not places:
        raise Invalid("Say how many places come or go.")
    if sector and not _SECTOR.fullmatch(sector):
        raise Invalid("%(sector)s is no sector: a letter of KSIC, or with its two to four digits.", sector=sector)
    return QuotaEntry(round=held, bound=bound, type=part.type, city=part.city, sector=sector, places=places)


def _refuse_bad_quotas(held: Round) -> None:
    rows = list(QuotaEntry.objects.filter(round=held, takes_back=None, taken_back_by=None))
    parts: dict[tuple[Any, ...], dict[str, list[tuple[date, int]]]] = {}
    for row in rows:
        sums = parts.setdefault((row.type_id, row.city, row.sector), {})
        sums.setdefault(row.bound, []).append((row.decided_on, row.places))
    for sums in parts.values():
        if any(_lowest(entries) < 0 for entries in sums.values()):
            raise Conflict("A part would have fewer than no places on some day from then on.")
        if Bound.MOST in sums and Bound.LEAST in sums:
            spare = sums[Bound.MOST] + [(day, -places) for day, places in sums[Bound.LEAST]]
            if _lowest(spare) < 0:
                raise Conflict("A part would have to get more places than it may have.")
    sectors = sorted({row.sector for row in rows if row.sector})
    inside = [(wide, near) for wide in sectors for near in sectors if near != wide and near.startswith(wide)]
    if inside:
        wide, near = inside[0]
        raise Conflict("%(near)s lies inside %(wide)s; sectors of a round can't overlap.", near=near, wide=wide)
