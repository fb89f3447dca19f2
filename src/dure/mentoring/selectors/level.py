"""The level of the plant as it was computed, its thresholds and claims, and how far the navigation goes."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from dure.mentoring.level import BY_KEY, CRITERIA, USUAL, Figure, Judged, Level, Threshold, shown_up_to
from dure.mentoring.models import LevelClaim, LevelDay, LevelFigure, LevelRules, ShownModules

WEEKS = 26


@dataclass(frozen=True, slots=True)
class Standing:
    """The level of a day with its criteria. trends: criterion → its figure at the end of each of the last 26 weeks, the
    oldest first, None where nothing was computed or there was no data."""

    row: LevelDay
    level: Level
    judged: list[Judged]
    trends: Mapping[str, list[float | None]]


def standing() -> Standing | None:
    """As it was computed last; None: never. Three queries."""
    row = LevelDay.objects.select_related("rules").order_by("-day").first()
    if row is None:
        return None
    return Standing(row, Level(row.level), judged_of(row), trends(row.day))


def level_now() -> Level:
    """As it was computed last. One query."""
    found = LevelDay.objects.order_by("-day").values_list("level", flat=True).first()
    return Level(found or 0)


def judged_of(row: LevelDay) -> list[Judged]:
    """The criteria of a day in their order."""
    rows = {one.criterion: one for one in row.figures.all()}
    return [_judged(rows[one.key]) for one in CRITERIA if one.key in rows]


def _judged(row: LevelFigure) -> Judged:
    figure = Figure(row.value, row.part, row.whole)
    return Judged(BY_KEY[row.criterion], Threshold(row.reach, row.keep), figure, row.holds)


def weeks_before(day: date) -> list[date]:
    """The last days of the 26 weeks that end with a day, the oldest first."""
    return [day - timedelta(weeks=n) for n in range(WEEKS - 1, -1, -1)]


def trends(day: date) -> dict[str, list[float | None]]:
    """The figure of each criterion that was computed last in each week. One query."""
    first = day - timedelta(weeks=WEEKS)
    rows = LevelFigure.objects.filter(of_day__day__gt=first, of_day__day__lte=day).order_by("of_day__day")
    found: dict[str, dict[int, float | None]] = defaultdict(dict)
    for key, at, value in rows.values_list("criterion", "of_day__day", "value"):
        found[key][(day - at).days // 7] = value
    return {key: [found[key].get(week) for week in range(WEEKS - 1, -1, -1)] for key in BY_KEY}


def levels_by_week(day: date) -> list[int | None]:
    """The level that was computed last in each of the last 26 weeks, the oldest first."""
    rows = LevelDay.objects.filter(day__gt=day - timedelta(weeks=WEEKS), day__lte=day).order_by("day")
    found = {(day - at).days // 7: level for at, level in rows.values_list("day", "level")}
    return [found.get(week) for week in range(WEEKS - 1, -1, -1)]


def held_before(day: date) -> set[str]:
    """Keys of the criteria that held when the level was computed last before a day."""
    before = LevelDay.objects.filter(day__lt=day).order_by("-day").first()
    if before is None:
        return set()
    return set(before.figures.filter(holds=True).values_list("criterion", flat=True))


def rules() -> QuerySet[LevelRules]:
    """All versions of the thresholds, the newest first."""
    return LevelRules.objects.select_related("published_by")


def rules_in_force(day: date) -> LevelRules | None:
    """The version that counts on a day; None: nobody has published one, the first proposal counts."""
    return LevelRules.objects.filter(in_force_from__lte=day).order_by("-version").first()


def thresholds_of(row: LevelRules | None) -> dict[str, Threshold]:
    """Criterion → threshold; of None the first proposal."""
    if row is None:
        return dict(USUAL)
    kept = {one.criterion: Threshold(one.reach, one.keep, one.is_asked) for one in row.thresholds.all()}
    return {key: kept[key] for key in USUAL if key in kept}


def days() -> QuerySet[LevelDay]:
    return LevelDay.objects.select_related("rules").prefetch_related("figures")


def claims() -> QuerySet[LevelClaim]:
    """The newest first."""
    return LevelClaim.objects.order_by("-claimed_on", "-pk")


def claim_on(day: date) -> LevelClaim | None:
    """The newest claim that is valid on a day."""
    rows = claims().filter(claimed_on__lte=day).exclude(until__lt=day)
    return rows.first()


def chosen_modules() -> ShownModules | None:
    """What the plant has chosen to show; None: nothing, so everything."""
    return ShownModules.objects.first()


def highest_shown() -> int | None:
    """Up to which level the navigation goes; None: all of it. One query where nobody has chosen, else two."""
    row = chosen_modules()
    if row is None or row.choice == ShownModules.Choice.ALL:
        return None
    fixed = None if row.choice == ShownModules.Choice.NEXT else Level(int(row.choice))
    return int(shown_up_to(fixed, level_now() if fixed is None else Level.NONE))
