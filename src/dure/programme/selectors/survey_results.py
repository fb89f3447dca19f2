"""Results of waves: the same for whoever may read them, small groups hidden."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import SystemRandom
from statistics import fmean, median
from typing import Any

from dure.mentoring.models.factories import CITY_CHOICES
from dure.programme.models import AnonymousResponse, NamedResponse, Survey, SurveyQuestion, SurveyWave
from dure.programme.scope import EVERYTHING, within
from dure.programme.survey_figures import FEWEST, Share, difference, share, shown_groups

Kind = SurveyQuestion.Kind
SATISFIED = 4
REST = "rest"


@dataclass(frozen=True, slots=True)
class Given:
    """What one answered. under: by what it is split → its group."""

    under: dict[str, str]
    answers: dict[str, Any]


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """share, mean: None where the group is hidden."""

    group: str
    n: int | None
    share: Share | None
    mean: float | None

    @property
    def label(self) -> Any:
        return dict(CITY_CHOICES).get(self.group, self.group)

    @property
    def is_hidden(self) -> bool:
        return self.n is None


@dataclass(frozen=True, slots=True)
class QuestionFigures:
    """share: satisfied (4 and 5) or yes. n: None when fewer than `FEWEST` answered, and then nothing else is told.

    counts: label → how many, of a scale, a choice, yes and no. groups: by what it is split → its groups.
    """

    question: SurveyQuestion
    n: int | None
    share: Share | None = None
    mean: float | None = None
    median: float | None = None
    counts: tuple[tuple[str, int], ...] = ()
    texts: tuple[str, ...] = ()
    groups: tuple[tuple[str, list[GroupFigures]], ...] = ()

    @property
    def is_hidden(self) -> bool:
        return self.n is None


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """rise: share less the one of the wave before, with its interval; None for the first."""

    wave: SurveyWave
    share: Share
    mean: float | None
    rise: tuple[float, float, float] | None


def are_open(wave: SurveyWave, today: date) -> bool:
    """Of an anonymous wave only once it is over: figures that grow by one answer would tell that answer."""
    return wave.state == SurveyWave.State.OPEN and (not wave.is_anonymous or today > wave.last_on)


def results(wave: SurveyWave) -> list[QuestionFigures]:
    given = _given(wave)
    return [_figures(question, given) for question in wave.version.questions.all()]


def trend(survey: Survey, key: str, today: date) -> list[TrendPoint]:
    """Shares of one question over the waves that may be read, the earliest first."""
    points: list[TrendPoint] = []
    waves = SurveyWave.objects.filter(version__survey=survey, version__questions__key=key)
    for wave in waves.select_related("version__survey").order_by("first_on", "pk"):
        if not are_open(wave, today):
            continue
        found = _figures(wave.version.questions.get(key=key), _given(wave))
        if found.share is not None:
            rise = difference(found.share, points[-1].share) if points else None
            points.append(TrendPoint(wave, found.share, found.mean, rise))
    return points


def _given(wave: SurveyWave) -> list[Given]:
    with within(EVERYTHING):
        if wave.is_anonymous:
            rows = AnonymousResponse.objects.filter(wave=wave).values_list("group", "answers")
            return [Given({wave.grouping: group} if group else {}, answers) for group, answers in rows]
        named = NamedResponse.objects.filter(invitation__wave=wave).select_related("firm")
        return [Given({"city": row.firm.city, "sector": row.firm.sector[:3].upper()}, row.answers) for row in named]


def _figures(question: SurveyQuestion, given: list[Given]) -> QuestionFigures:
    rows = [one for one in given if question.key in one.answers]
    values = [one.answers[question.key] for one in rows]
    if len(values) < FEWEST:
        return QuestionFigures(question, None)
    match question.kind:
        case Kind.SCALE:
            return QuestionFigures(
                question, len(values), _yes(question, values), fmean(values),
                counts=tuple((str(step), values.count(step)) for step in range(1, 6)), groups=_groups(question, rows),
            )  # fmt: skip
        case Kind.YES_NO:
            return QuestionFigures(question, len(values), _yes(question, values), groups=_groups(question, rows))
        case Kind.CHOICE:
            told = Counter(values)
            counts = tuple((label, told[at]) for at, label in enumerate(question.options))
            return QuestionFigures(question, len(values), counts=counts)
        case Kind.NUMBER:
            numbers = [float(Decimal(value)) for value in values]
            return QuestionFigures(question, len(values), mean=fmean(numbers), median=median(numbers))
        case _:
            SystemRandom().shuffle(values)
            return QuestionFigures(question, len(values), texts=tuple(values))


def _yes(question: SurveyQuestion, values: list[Any]) -> Share | None:
    if question.kind == Kind.SCALE:
        return share(sum(1 for value in values if value >= SATISFIED), len(values))
    return share(sum(1 for value in values if value), len(values))


def _groups(question: SurveyQuestion, rows: list[Given]) -> tuple[tuple[str, list[GroupFigures]], ...]:
    found = []
    for split in sorted({name for one in rows for name in one.under}):
        sizes = Counter(one.under.get(split, "") for one in rows)
        shown = shown_groups(sizes)
        lines = []
        for group in sorted(sizes, key=lambda key: (key == REST, key)):
            if group not in shown:
                lines.append(GroupFigures(group, None, None, None))
                continue
            values = [one.answers[question.key] for one in rows if one.under.get(split, "") == group]
            of_scale = fmean(values) if question.kind == Kind.SCALE else None
            lines.append(GroupFigures(group, len(values), _yes(question, values), of_scale))
        found.append((split, lines))
    return tuple(found)
