"""How many cases had come how far on a day, and the targets they are held against: sums without names.

Sums are for every role of the region, so they count all cases whatever the reader's seat shows (`EVERYTHING`); nothing
but counts leaves this module.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from dure.programme.models import CaseStep, Cohort, SupportType, TargetEntry
from dure.programme.progress import Milestone, reached, share
from dure.programme.scope import EVERYTHING, within
from dure.programme.selectors.as_of import AsOf
from dure.programme.selectors.decisions import CITIES, part_label, targets_on

Part = tuple[int, int | None, str]
"""Cohort, type (None: all of them), city ("": all of them)."""


def counts_on(cohorts: Iterable[Cohort], at: AsOf) -> dict[Part, Counter[Milestone]]:
    """Cases by how far they had come, for each cohort, type, city and both. A type and a city are those that the case
    and its firm have now."""
    found: dict[Part, Counter[Milestone]] = {}
    with within(EVERYTHING):
        steps = CaseStep.objects.filter(
            case__round__cohort__in=cohorts, taken_on__lte=at.day, recorded_at__lte=at.known
        ).order_by("case_id", "taken_on", "pk")
        rows = list(steps.values_list("case_id", "case__round__cohort_id", "case__type_id", "firm__city", "end"))
    for (_case, cohort, kind, city), one in groupby(rows, key=lambda row: row[:4]):
        come = reached([row[4] for row in one])
        for part in {(cohort, None, ""), (cohort, kind, ""), (cohort, None, city), (cohort, kind, city)}:
            found.setdefault(part, Counter()).update(come)
    return found


@dataclass(frozen=True, slots=True)
class Line:
    """A part of a cohort: its target, and how many came how far. share: whole percent of the target that finished."""

    cohort: Cohort
    label: str
    kind: str
    target: TargetEntry | None
    counts: Counter[Milestone]

    @property
    def wanted(self) -> int | None:
        return self.target.firms if self.target else None

    @property
    def applied(self) -> int:
        return self.counts[Milestone.APPLIED]

    @property
    def selected(self) -> int:
        return self.counts[Milestone.SELECTED]

    @property
    def agreed(self) -> int:
        return self.counts[Milestone.AGREED]

    @property
    def finished(self) -> int:
        return self.counts[Milestone.FINISHED]

    @property
    def share(self) -> int | None:
        return share(self.finished, self.wanted)


def lines_on(cohorts: Sequence[Cohort], types: Sequence[SupportType], at: AsOf) -> list[Line]:
    """For each cohort: all together, each type, each city with a target or cases, and parts of both with a target."""
    targets, counts = targets_on(cohorts, at), counts_on(cohorts, at)
    found = []
    for cohort in cohorts:
        cities = [city for city in CITIES if (cohort.pk, None, city) in targets.keys() | counts.keys()]
        parts: list[tuple[SupportType | None, str, str]] = [(None, "", "all")]
        parts += [(one, "", "type") for one in types]
        parts += [(None, city, "city") for city in cities]
        parts += [(one, city, "both") for one in types for city in CITIES if (cohort.pk, one.pk, city) in targets]
        for kind, city, css in parts:
            key = (cohort.pk, kind.pk if kind else None, city)
            label = part_label(kind, city)
            found.append(Line(cohort, label, css, targets.get(key), counts.get(key, Counter())))
    return found
