"""What is missing for a criterion: things by name, each with the page on which it is put right."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from dure.decisions.models import AlarmRecord, PredictionModel, Recommendation
from dure.decisions.selectors.recommendations import title_of
from dure.mentoring.selectors import level_deciding as deciding
from dure.mentoring.selectors import level_figures as figures
from dure.mentoring.selectors.level_figures import Window, window
from dure.product.coverage import Register
from dure.production.models import ProductionResult
from dure.web.templatetags.dure import clock_span
from dure.web.templatetags.dure import number as counted

MOST = 200
"""So many rows are looked through for a list; their number is told with it."""
Address = tuple[tuple[str, int | str], ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is missing. page, key: the form that closes it, as a URL name and its arguments; told: more of
    it."""

    label: str
    told: str = ""
    page: str = ""
    key: Address = ()


def gaps_of(key: str, *, day: date, now: datetime) -> list[Gap]:
    """Everything that keeps a criterion from its threshold, of the days it is measured over; for the registers in the
    order of the register, else the newest first."""
    return list(_FINDERS[key](window(day, now))) if key in _FINDERS else []


_REGISTERS = {
    "bom": Register.BOM, "routing": Register.ROUTING, "standard": Register.STANDARD, "equipment": Register.EQUIPMENT,
    "partners": Register.PARTNERS,
}  # fmt: skip


def _of_register(register: Register) -> Callable[[Window], Iterable[Gap]]:
    def found(span: Window) -> Iterable[Gap]:
        things = figures.registers(span.day).by_register[register].gaps
        return [Gap(one.label, "", one.form, one.key) for one in things]

    return found


def _areas(span: Window) -> Iterable[Gap]:
    return [Gap(area.name, "", "product:audit_add") for area, is_done in figures.areas_audited(span.day) if not is_done]


def _by_hand(span: Window) -> Iterable[Gap]:
    """Work units with what people entered or confirmed of them, the most first."""
    rows = figures.results_in(span).exclude(source__in=figures.MACHINE).order_by()
    sums = rows.values_list("work_unit__code", "work_unit__name", "source").annotate(n=Sum("produced")).order_by("-n")
    names = dict(ProductionResult.Source.choices)
    return [
        Gap(f"{code} {name}", f"{names[source]}: {counted(pieces)}", "production:connections")
        for code, name, source, pieces in sums[:MOST]
    ]


def _stops(span: Window) -> Iterable[Gap]:
    rows = figures.stops_in(span).filter(reason=None).select_related("work_unit").order_by("-started_at")[:MOST]
    for row in rows:
        length = (row.ended_at or span.end) - row.started_at
        told = f"{timezone.localtime(row.started_at):%m-%d %H:%M} · {clock_span(length)}"
        yield Gap(str(row.work_unit), told, "production:stop", (("downtime_id", row.pk),))


def _silent(span: Window) -> Iterable[Gap]:
    return [
        Gap(f"{unit.code} {unit.name}", "", "production:connections")
        for unit, is_heard in figures.units_heard(span)
        if not is_heard
    ]


def _advice(is_schedule: bool) -> Callable[[Window], Iterable[Gap]]:
    def found(span: Window) -> Iterable[Gap]:
        rows = deciding.waiting(span)
        rows = rows.filter(kind=deciding.SCHEDULE) if is_schedule else rows.exclude(kind=deciding.SCHEDULE)
        return [_advised(row) for row in rows[:MOST]]

    return found


def _advised(row: Recommendation) -> Gap:
    told = f"{timezone.localtime(row.made_at):%m-%d %H:%M} · {row.get_status_display()}"
    return Gap(title_of(row), told, "decisions:recommendation", (("pk", row.pk),))


def _alarms(span: Window) -> Iterable[Gap]:
    """Rings that nobody answered, the newest first."""
    wanted = set(deciding.unanswered(span)[-MOST:])
    rows = AlarmRecord.objects.filter(pk__in=wanted).select_related("rule").order_by("-at")
    for row in rows:
        yield Gap(str(row.rule), f"{timezone.localtime(row.at):%m-%d %H:%M}", "decisions:alarm", (("pk", row.rule_id),))


def _unplanned(span: Window) -> Iterable[Gap]:
    orders = deciding.released(span)
    planned = deciding.orders_planned(orders)
    rows = [one.number for one in orders if one.pk not in planned]
    return [Gap(number, "", "production:order-floor", (("number", number),)) for number in rows]


def _elsewhere(span: Window) -> Iterable[Gap]:
    """Begun operations that don't follow the schedule, the newest first."""
    rows = [one for one in deciding.begun_operations(span) if not one.follows]
    for one in sorted(rows, key=lambda one: one.at, reverse=True)[:MOST]:
        begun = f"{timezone.localtime(one.at):%m-%d %H:%M}"
        if one.planned is None:
            told = _("begun %(at)s, not in a schedule") % {"at": begun}
        else:
            planned = f"{timezone.localtime(one.planned[1]):%m-%d %H:%M}"
            told = _("begun %(at)s, planned %(planned)s") % {"at": begun, "planned": planned}
        yield Gap(f"{one.order} · {one.number}", told, "production:order-floor", (("number", one.order),))


def _without_due(span: Window) -> Iterable[Gap]:
    orders = deciding.finished_orders(span).filter(due_at=None)[:MOST]
    return [Gap(one.number, "", "production:order-floor", (("number", one.number),)) for one in orders]


def _unused(_span: Window) -> Iterable[Gap]:
    rows = PredictionModel.objects.filter(in_use=None).select_related("work_unit", "signal")
    return [Gap(str(row), "", "decisions:model", (("pk", row.pk),)) for row in rows]


_FINDERS: dict[str, Callable[[Window], Iterable[Gap]]] = {
    **{key: _of_register(register) for key, register in _REGISTERS.items()},
    "audits": _areas,
    "counted": _by_hand,
    "reasons": _stops,
    "connected": _silent,
    "schedules": _advice(is_schedule=True),
    "schedule-pace": _advice(is_schedule=True),
    "alarms": _alarms,
    "alarm-pace": _alarms,
    "advice": _advice(is_schedule=False),
    "scheduled": _unplanned,
    "followed": _elsewhere,
    "due": _without_due,
    "predictions": _unused,
}
