"""The few figures of safety that everybody should see."""

from dataclasses import dataclass
from datetime import date

from dure.plant.models import Site
from dure.safety.calm import Calm
from dure.safety.models import CorrectiveAction, NearMiss, RiskAssessment, Suggestion
from dure.safety.selectors.accidents import calm_of
from dure.safety.selectors.risks import due


@dataclass(frozen=True, slots=True)
class Board:
    """calm: None before anything was entered. All of a site, but suggestions answered count from the year's start."""

    calm: Calm | None
    near_misses: int
    near_misses_month: int
    open_actions: int
    late_actions: int
    due_assessments: int
    waiting_suggestions: int
    done_suggestions: int


def board(site: Site, today: date) -> Board:
    """Of a site, today. Counts of things, never of people."""
    here = {"area__site": site}
    told = NearMiss.objects.filter(**here)
    asked = CorrectiveAction.objects.filter(closed_at=None, **here)
    ideas = Suggestion.objects.filter(**here)
    return Board(
        calm=calm_of(site, today),
        near_misses=told.exclude(status=NearMiss.Status.DONE).count(),
        near_misses_month=told.filter(reported_on__gte=today.replace(day=1), reported_on__lte=today).count(),
        open_actions=asked.count(),
        late_actions=asked.filter(due_on__lt=today).count(),
        due_assessments=RiskAssessment.objects.filter(due(today), **here).count(),
        waiting_suggestions=ideas.filter(
            status__in=[Suggestion.Status.NEW, Suggestion.Status.CONSIDERED]
        ).count(),
        done_suggestions=ideas.filter(status=Suggestion.Status.DONE, reported_on__year=today.year).count(),
    )  # fmt: skip
