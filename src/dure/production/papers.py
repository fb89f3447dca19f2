"""What is known of the making of a work order, for the genealogy of its lots: machines, people, times, results."""

from collections.abc import Collection, Mapping
from decimal import Decimal

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from dure.inventory.papers import Paper
from dure.production.models import Completion, OperationRun, ProductionResult, WorkOrder


def told(numbers: Collection[str]) -> Mapping[str, Paper]:
    """Work orders by number. Four queries, whatever the numbers."""
    orders = {row.pk: row.number for row in WorkOrder.objects.filter(number__in=numbers).only("pk", "number")}
    if not orders:
        return {}
    facts: dict[int, list[tuple[str, str]]] = {pk: [] for pk in orders}
    runs = OperationRun.objects.filter(work_order__in=orders).select_related("work_unit", "started_by", "ended_by")
    for run in runs.order_by("started_at"):
        facts[run.work_order_id].append((run.work_unit.name, _told_of(run)))
    for pk, good, reject in _results(orders):
        facts[pk].append((_("Counted result"), _pieces(good, reject)))
    for one in Completion.objects.filter(order__in=orders, undone_at=None).select_related("made_by"):
        when = f"{timezone.localtime(one.made_at):%m-%d %H:%M}"
        text = f"{_pieces(one.good.normalize(), one.rejected.normalize())} · {when} {one.made_by or ''}".strip()
        facts[one.order_id].append((_("Taken into stock"), text))
    return {
        number: Paper(
            number=number,
            kind=_("Work order"),
            page="production:order-paper",
            args=(number,),
            facts=tuple(facts[pk]),
            values="production:order-values",
        )
        for pk, number in orders.items()
    }


def _pieces(good: Decimal, reject: Decimal) -> str:
    return _("good %(good)s, reject %(reject)s") % {"good": f"{good:f}", "reject": f"{reject:f}"}


def _told_of(run: OperationRun) -> str:
    """From when to when, and who began and ended it."""
    end = f"{timezone.localtime(run.ended_at):%H:%M}" if run.ended_at else ""
    people = dict.fromkeys(str(one) for one in (run.started_by, run.ended_by) if one)
    return f"{timezone.localtime(run.started_at):%m-%d %H:%M}–{end} {', '.join(people)}".strip()


def _results(orders: Collection[int]) -> list[tuple[int, Decimal, Decimal]]:
    rows = ProductionResult.objects.filter(run__work_order__in=orders).order_by().values_list("run__work_order")
    sums = rows.annotate(Sum("good"), Sum("reject"))
    return [(pk, good.normalize(), reject.normalize()) for pk, good, reject in sums]
