"""A piece that takes more energy than it should: have somebody look for the leak."""

from datetime import date, datetime, timedelta
from itertools import takewhile

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as mark

from dure.decisions.models import PredictionModel, Recommendation
from dure.decisions.prediction.piece_energy_model import DAY_US, Seen
from dure.decisions.sources.of_models import OfModels, model_of
from dure.decisions.sources.registry import Advised, Figure, in_languages, register
from dure.kernel.clock import from_us

RECENT = timedelta(days=3)
"""A day that is over for longer isn't advised about any more; a weekend lies within."""


class DearPieces(OfModels):
    kind = "energy"
    name = gettext_lazy("Energy of a piece")
    of = PredictionModel.Kind.ENERGY
    job = gettext_lazy("Find out why a piece takes more energy")
    stale_after = RECENT

    def advice(self, row: PredictionModel, now: datetime) -> Advised | None:
        return _advice(row, now)

    def series(self, row: Recommendation, first: date, last: date) -> dict[date, float] | None:
        """Per cent more than expected, of the days that the version in use has followed."""
        days = {
            timezone.localdate(from_us(one.day_us)): one.more
            for one in map(Seen._make, model_of(row).days)
            if one.is_over
        }
        return {day: value for day, value in days.items() if first <= day <= last}


def _advice(row: PredictionModel, now: datetime) -> Advised | None:
    """None unless the newest day that is over was dear. The mark is the day on which it began: the days that follow
    say nothing new."""
    over = [one for one in map(Seen._make, row.days) if one.is_over]
    dear = list(takewhile(lambda one: one.is_dear, reversed(over)))
    if not dear:
        return None
    last, since = dear[0], dear[-1]
    ended = from_us(last.day_us + DAY_US)
    if ended < now - RECENT:
        return None

    def say() -> tuple[str, str]:
        marks = {
            "unit": row.work_unit, "percent": round(last.more, 1), "kwh": f"{last.kwh / last.pieces:.3g}",
            "should": f"{last.expected / last.pieces:.3g}", "day": f"{timezone.localtime(from_us(last.day_us)):%m-%d}",
            "since": f"{timezone.localtime(from_us(since.day_us)):%m-%d}",
        }  # fmt: skip
        return (
            _("%(unit)s: a piece took %(percent)s %% more energy than it should: find out why") % marks,
            _(
                "On %(day)s a piece took %(kwh)s kWh where %(should)s were to be expected by running time, standing "
                "time and what was made. It has been outside of its interval since %(since)s."
            )
            % marks,
        )

    figures = [
        Figure(mark("kWh of a piece"), round(last.kwh / last.pieces, 4), "kWh", ended),
        Figure(mark("kWh of a piece, expected"), round(last.expected / last.pieces, 4), "kWh", ended),
        Figure(mark("kWh of a piece, upper edge of the interval"), round(last.high / last.pieces, 4), "kWh", ended),
        Figure(mark("pieces of that day"), round(last.pieces, 1), "", ended),
    ]
    return Advised(
        DearPieces.kind, f"{row.kind}:{row.work_unit_id}", str(since.day_us), in_languages(say), figures,
        from_us(since.day_us + DAY_US), {"model": row.pk, "version": row.in_use.version if row.in_use else 0},
        deadline=ended + RECENT, effect=round(last.more, 1), effect_low=round(100 * (last.kwh / last.high - 1), 1),
        effect_high=round(100 * (last.kwh / last.low - 1), 1),
        effect_unit=mark("per cent more than a piece should take"),
    )  # fmt: skip


register(DearPieces())
