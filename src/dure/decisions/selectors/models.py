"""Models of the plant's own time, as their pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from dure.decisions.models import AlarmRule, FittedModel, PredictionModel
from dure.decisions.prediction.later_picture import Words, later_picture
from dure.decisions.prediction.pace_model import Pace, pace_from
from dure.inventory.models import Item
from dure.kernel.clock import from_us
from dure.kernel.errors import Invalid
from dure.plant.models import ChangeRecord
from dure.web.problems import said, text_of

_HEAVY = ("figures", "picture")


@dataclass(frozen=True, slots=True)
class Shown:
    """newest: the last version that was learnt, None while there is too little data. said: what came of the last
    learning."""

    row: PredictionModel
    newest: FittedModel | None
    said: str

    @property
    def waits(self) -> bool:
        """Whether somebody could put a version in use that isn't."""
        return self.newest is not None and self.newest.may_be_used and self.newest.pk != self.row.in_use_id

    @property
    def pace(self) -> FittedModel | None:
        """Also of a signal: both are tried by the hours until a change is seen."""
        return self.newest if self.row.kind != PredictionModel.Kind.ENERGY else None

    @property
    def energy(self) -> FittedModel | None:
        return self.newest if self.row.kind == PredictionModel.Kind.ENERGY else None


def drift_of(rule: AlarmRule) -> int | None:
    """The model that watches the signal of a rule; None without one."""
    if rule.signal_id is None:
        return None
    return PredictionModel.objects.filter(signal=rule.signal_id).values_list("pk", flat=True).first()


def models() -> list[Shown]:
    """All subjects in the plant's order (two queries)."""
    rows = list(PredictionModel.objects.select_related("work_unit", "signal", "in_use", "decided_by").defer("days"))
    newest: dict[int, FittedModel] = {}
    for version in FittedModel.objects.defer(*_HEAVY).order_by("model", "version"):
        newest[version.model_id] = version
    return [Shown(row, newest.get(row.pk), said(row.tried)) for row in rows]


@dataclass(frozen=True, slots=True)
class Rang:
    at: datetime
    since: datetime
    slower: float


def alarms_of(row: PredictionModel) -> list[Rang]:
    """What the version in use rang at since it was learnt, the newest first."""
    return [Rang(from_us(one["at_us"]), from_us(one["since_us"]), one["slower"]) for one in reversed(row.alarms)]


@dataclass(frozen=True, slots=True)
class Level:
    """seconds: a piece; per_hour: pieces in an hour of running."""

    item: Item | None
    seconds: float

    @property
    def per_hour(self) -> float:
        return 3600 / self.seconds


@dataclass(frozen=True, slots=True)
class Version:
    """One version in full. levels: what it takes the machine to need for each item. run_length: hours of running from
    one false alarm to the next. problem: why its figures can't be read."""

    row: FittedModel
    said: str
    picture: SafeString
    levels: list[Level]
    run_length: float
    problem: str = ""

    @property
    def features(self) -> list[str]:
        return [_(one) for one in self.row.features]

    @property
    def seen(self) -> float:
        return float(self.row.verdict["params"]["seen"])

    @property
    def seen_theirs(self) -> float:
        return float(self.row.verdict["params"]["seen_theirs"])

    @property
    def size(self) -> float:
        return float(self.row.verdict["params"]["size"])


def version_of(row: FittedModel) -> Version:
    """One query."""
    try:
        pace = pace_from(row.figures)
    except Invalid as error:
        return Version(row, said(row.verdict), SafeString(""), [], 0.0, text_of(error))
    items = Item.objects.in_bulk([int(one) for one in pace.levels if one.isdecimal()])
    levels = [Level(items.get(int(one)), seconds) for one, seconds in pace.levels.items()]
    return Version(row, said(row.verdict), _picture(row, pace), levels, pace.run_length)


def _picture(row: FittedModel, pace: Pace) -> SafeString:
    values = [(int(at), float(value)) for at, value in row.picture["values"]]
    size = float(row.verdict["params"]["size"])
    days = [f"{timezone.localtime(from_us(at)):%m-%d}" for at, _value in values]
    told = _("%(hours)s hours of running from %(first)s to %(last)s; it rang %(alarms)s times.") % {
        "hours": len(values), "first": days[0], "last": days[-1], "alarms": len(row.picture["alarms"]),
    }  # fmt: skip
    words = Words(
        f"model-{row.pk}", _("Per cent slower than the level of the item, hour by hour"), told, _("usual pace"),
        _("change put in"), days,
    )  # fmt: skip
    svg = later_picture(values, row.picture["alarms"], pace.watch.calm.centre, size, words)
    return SafeString(svg)


def versions_of(row: PredictionModel) -> Sequence[FittedModel]:
    return list(row.versions.defer(*_HEAVY))


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision about a model. version: put in use, None: withdrawn."""

    record: ChangeRecord
    version: int | None
    reason: str


def decisions_of(row: PredictionModel, versions: Sequence[FittedModel]) -> list[Decided]:
    """The newest first (one query)."""
    numbers = {one.pk: one.version for one in versions}
    records = ChangeRecord.objects.filter(table="PredictionModel", row_id=row.pk).select_related("by")
    return [
        Decided(one, numbers.get(one.after["in_use"]), str(one.after.get("reason", "")))
        for one in records
        if "in_use" in one.after
    ]
