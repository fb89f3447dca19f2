"""Alarms that ring too often: wait a little longer before they ring.

The journal tells how long each ringing lasted. A longer on-delay would have kept back those that were over sooner.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from math import sqrt
from typing import Any

from django.db.models import Count
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as mark

from dure.decisions.burden import Standing
from dure.decisions.models import AlarmRecord, AlarmRule, Recommendation
from dure.decisions.selectors.alarms import standing_between
from dure.decisions.services.rules import change_rule
from dure.decisions.sources.registry import OWNER, Advised, Figure, Source, in_languages, register
from dure.kernel.errors import Conflict
from dure.plant.models import Person
from dure.plant.roles import Role

DAYS = 7
OFTEN = 14
"""Rings in a week from which on a rule is looked at: two a day."""
DELAYS_S = (10, 30, 60, 120, 300, 600)
WORTH = 0.5
"""A delay is worth it when it keeps back at least this share of the rings."""


class FrequentAlarms(Source):
    kind = "alarm"
    name = gettext_lazy("Alarms that ring too often")
    deciders = OWNER | {Role.SUPERVISOR, Role.QUALITY, Role.MAINTENANCE, Role.PLANNER}

    def found(self, now: datetime) -> list[Advised]:
        start = now - timedelta(days=DAYS)
        stood = standing_between(start, now)
        rules = AlarmRule.objects.filter(pk__in={one.rule for one in stood}, is_active=True)
        found = {rule.pk: rule for rule in rules.select_related("alarm")}
        spells: dict[int, list[Standing]] = {}
        for one in stood:
            # What rang by a former rule says nothing about the one that holds now.
            if one.rule in found and one.start >= max(start, found[one.rule].alarm.rule_since):
                spells.setdefault(one.rule, []).append(one)
        advice = (_advice(found[pk], rung, now) for pk, rung in spells.items() if len(rung) >= OFTEN)
        return [one for one in advice if one is not None]

    def accept(self, row: Recommendation, by: Person | None) -> dict[str, Any]:
        change_rule(rule=AlarmRule.objects.get(pk=row.facts["rule"]), by=by, on_delay_s=row.facts["delay_s"])
        return {"before_s": row.facts["before_s"]}

    def still_valid(self, row: Recommendation, now: datetime) -> bool:
        rule = AlarmRule.objects.filter(pk=row.facts["rule"], is_active=True).first()
        return rule is not None and rule.on_delay_s == row.facts["before_s"]

    def take_back(self, row: Recommendation, by: Person | None) -> None:
        rule = AlarmRule.objects.get(pk=row.facts["rule"])
        if rule.on_delay_s != row.facts["delay_s"]:
            raise Conflict("%(name)s was changed again meanwhile.", name=rule.name)
        change_rule(rule=rule, by=by, on_delay_s=row.outcome["before_s"])

    def link(self, row: Recommendation) -> str:
        return reverse("decisions:alarm", args=[row.facts["rule"]])

    def series(self, row: Recommendation, first: date, last: date) -> dict[date, float]:
        """Rings of each day."""
        rows = AlarmRecord.objects.filter(rule=row.facts["rule"], rings=True, at__date__range=(first, last))
        counts = dict(rows.annotate(day=TruncDate("at")).order_by().values_list("day").annotate(n=Count("pk")))
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        return {day: float(counts.get(day, 0)) for day in days}


def _advice(rule: AlarmRule, spells: Sequence[Standing], now: datetime) -> Advised | None:
    chosen = delay_for(rule.on_delay_s, spells)
    if chosen is None:
        return None
    delay, fewer = chosen
    reach = 1.96 * sqrt(fewer)
    newest = max(one.start for one in spells)
    facts = {"rule": rule.pk, "before_s": rule.on_delay_s, "delay_s": delay}

    def say() -> tuple[str, str]:
        marks = {"name": rule.name, "before": rule.on_delay_s, "after": delay, "all": len(spells), "short": fewer,
                 "days": DAYS}  # fmt: skip
        return (
            _("%(name)s: ring after %(after)s s instead of %(before)s s") % marks,
            _("It rang %(all)s times in %(days)s days; %(short)s times it was over by itself within the longer delay.")
            % marks,
        )

    return Advised(
        FrequentAlarms.kind, f"rule:{rule.pk}", f"{rule.on_delay_s}>{delay}", in_languages(say),
        [Figure(mark("Rang in a week"), len(spells), "", now), Figure(mark("Over within the delay"), fewer, "", now)],
        newest, facts, effect=-fewer, effect_low=-fewer - reach, effect_high=min(-fewer + reach, 0.0),
        effect_unit=mark("alarms a week"),
    )  # fmt: skip


def delay_for(before_s: int, spells: Sequence[Standing]) -> tuple[int, int] | None:
    """(on-delay in seconds, how many rings it would have kept back): the shortest that is worth it, None for none."""
    for delay in DELAYS_S:
        extra = timedelta(seconds=delay - before_s)
        fewer = sum(one.end is not None and one.end - one.start < extra for one in spells)
        if delay > before_s and fewer >= WORTH * len(spells):
            return delay, fewer
    return None


register(FrequentAlarms())
