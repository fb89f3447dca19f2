"""A machine that works slower than it did: have somebody look at it."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as mark

from dure.decisions.models import PredictionModel
from dure.decisions.sources.of_models import OfModels
from dure.decisions.sources.registry import Advised, Figure, in_languages, register
from dure.kernel.clock import from_us

RECENT = timedelta(days=7)
"""What rang longer ago isn't advised about any more."""
LASTS = 0.5
"""Share of the change that has to be there still."""


class SlowMachines(OfModels):
    kind = "prediction"
    name = gettext_lazy("Models of the plant's own time")
    of = PredictionModel.Kind.PACE
    job = gettext_lazy("Find out why it works slower")

    def advice(self, row: PredictionModel, now: datetime) -> Advised | None:
        return _advice(row, now)


def _advice(row: PredictionModel, now: datetime) -> Advised | None:
    """None when it didn't ring lately, rang for a faster pace, or the machine is back where it was."""
    last = row.alarms[-1] if row.alarms else None
    if last is None or row.level is None or row.followed_until is None:
        return None
    rang = from_us(last["at_us"])
    slower = float(last["slower"])
    if slower <= 0 or rang < now - RECENT or row.level < LASTS * slower:
        return None
    since = from_us(last["since_us"])

    def say() -> tuple[str, str]:
        marks = {
            "unit": row.work_unit, "percent": round(row.level or 0.0, 1),
            "since": f"{timezone.localtime(since):%m-%d %H:%M}",
        }  # fmt: skip
        return (
            _("%(unit)s works %(percent)s %% slower: find out why") % marks,
            _("Held against what each item took before, it has been slower since about %(since)s.") % marks,
        )

    at = row.followed_until
    return Advised(
        SlowMachines.kind, f"{row.kind}:{row.work_unit_id}", str(last["at_us"]), in_languages(say),
        [Figure(mark("Slower than it was learnt, last 8 hours of running"), round(row.level, 1), "%", at)], rang,
        {"model": row.pk, "version": row.in_use.version if row.in_use else 0}, deadline=rang + RECENT,
        effect=round(row.level, 1), effect_unit=mark("per cent of its pace"), kpi="effectiveness",
        scope=f"work_unit:{row.work_unit.code}",
    )  # fmt: skip


register(SlowMachines())
