"""Sentences about schedules, in the reader's language: what happened, what was taken for granted, why an order is
late."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Manager
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dure.inventory.models import Item
from dure.planning.models import Schedule, ScheduledOrder
from dure.planning.schedule_words import Happening
from dure.planning.scheduling.why import Cause
from dure.planning.workshop import Note
from dure.plant.models import Person, WorkUnit
from dure.production.models import OrderOperation, WorkOrder

_OF_ORDERS = {
    Happening.NEW_ORDER, Happening.GONE_ORDER, Happening.DUE, Happening.WEIGHT, Happening.MORE_PIECES,
    Happening.SLOWER, Happening.FASTER,
}  # fmt: skip
_OF_PEOPLE = {Happening.ABSENT, Happening.PRESENT}
_OF_UNITS = {Happening.STOP, Happening.LONGER_STOP, Happening.BACK}


def because_of(row: Schedule) -> list[str]:
    """What happened that a schedule answers."""
    names = _Names(
        orders={one["about"] for one in row.because if Happening(one["kind"]) in _OF_ORDERS},
        units={one["about"] for one in row.because if Happening(one["kind"]) in _OF_UNITS},
        people={one["about"] for one in row.because if Happening(one["kind"]) in _OF_PEOPLE},
        items={one["about"] for one in row.because if one["kind"] == Happening.MATERIAL},
    )
    return [_happening(one, names) for one in row.because]


class _Names:
    def __init__(
        self, *, orders: Collection[int] = (), units: Collection[int] = (), people: Collection[int] = (),
        items: Collection[int] = (),
    ) -> None:  # fmt: skip
        self.orders = (
            {row.pk: row for row in WorkOrder.objects.filter(pk__in=orders).select_related("item")} if orders else {}
        )
        self.units = names_of(WorkUnit.objects, units)
        self.people = names_of(Person.objects, people)
        self.items = names_of(Item.objects, items)
        rows = OrderOperation.objects.filter(order__in=orders).values_list("order_id", "number", "name")
        self.steps = {(order, number): name for order, number, name in rows} if orders else {}

    def order(self, pk: int) -> str:
        row = self.orders.get(pk)
        return f"{row.number} {row.item.name}" if row is not None else _("an order that is gone")

    def step(self, order: int, number: int) -> str:
        return self.steps.get((order, number), str(number))


def names_of(known: Manager[Any], ids: Collection[int]) -> dict[int, str]:
    """Id → what a person calls it."""
    return {row.pk: str(row) for row in known.filter(pk__in=ids)} if ids else {}


def _clock(minute: int) -> str:
    return f"{timezone.localtime(datetime.fromtimestamp(minute * 60, UTC)):%m-%d %H:%M}"


def span(minutes: int) -> str:
    """So many minutes as people say it."""
    days, rest = divmod(abs(minutes), 1440)
    hours, left = divmod(rest, 60)
    parts = []
    if days:
        parts.append(ngettext("%(n)s day", "%(n)s days", days) % {"n": days})
    if hours:
        parts.append(_("%(n)s h") % {"n": hours})
    if (left and not days) or not parts:
        parts.append(_("%(n)s min") % {"n": left})
    return " ".join(parts)


def _happening(one: Mapping[str, Any], names: _Names) -> str:
    kind, about, minutes = Happening(one["kind"]), one["about"], one["minutes"]
    match kind:
        case Happening.NEW_ORDER:
            return _("New order: %(order)s.") % {"order": names.order(about)}
        case Happening.GONE_ORDER:
            return _("Not to be made any more: %(order)s.") % {"order": names.order(about)}
        case Happening.DUE:
            return _("Another due date: %(order)s.") % {"order": names.order(about)}
        case Happening.WEIGHT:
            return _("Another priority: %(order)s.") % {"order": names.order(about)}
        case Happening.STOP:
            values = {"unit": names.units.get(about, ""), "time": _clock(minutes)}
            return _("%(unit)s stands, until about %(time)s.") % values
        case Happening.LONGER_STOP:
            values = {"unit": names.units.get(about, ""), "time": _clock(minutes)}
            return _("%(unit)s stands longer, until about %(time)s.") % values
        case Happening.BACK:
            return _("%(unit)s works again.") % {"unit": names.units.get(about, "")}
        case Happening.ABSENT | Happening.PRESENT:
            values = {"person": names.people.get(about, ""), "time": span(minutes)}
            told = {
                Happening.ABSENT: _("%(person)s is away for %(time)s."),
                Happening.PRESENT: _("%(person)s is not away after all: there for %(time)s more."),
            }
            return told[kind] % values
        case Happening.MATERIAL:
            values = {"item": names.items.get(about, ""), "n": minutes}
            return ngettext("%(item)s comes %(n)s day later.", "%(item)s comes %(n)s days later.", minutes) % values
        case Happening.MORE_PIECES:
            values = {"order": names.order(about), "pieces": one["pieces"], "step": names.step(about, one["number"])}
            return _("%(pieces)s more pieces to make: %(order)s, %(step)s.") % values
        case Happening.SLOWER | Happening.FASTER:
            values = {"order": names.order(about), "time": span(minutes), "step": names.step(about, one["number"])}
            if kind is Happening.SLOWER:
                return _("%(order)s, %(step)s ends %(time)s later than planned.") % values
            return _("%(order)s, %(step)s ends %(time)s earlier than planned.") % values


def notes_of(row: Schedule) -> list[str]:
    """What a plan had to take for granted, or leaves out."""
    about = [(Note(one["note"]), one["about"], one["values"]) for one in row.notes]
    of_orders = (Note.NOWHERE, Note.NO_TIME, Note.NO_SKILL, Note.NO_LOAD, Note.HELD, Note.LOCK)
    names = _Names(
        orders={what[0] for note, what, _values in about if note in of_orders},
        units={what for note, what, _values in about if note is Note.NO_SHIFT},
        items={what for note, what, _values in about if note is Note.ASSUMED},
    )
    return list(dict.fromkeys(_note(note, what, values, names) for note, what, values in about))


def _note(note: Note, what: Any, values: Mapping[str, Any], names: _Names) -> str:
    if note is Note.NO_SHIFT:
        return _("%(unit)s has no shift: planned around the clock.") % {"unit": names.units.get(what, "")}
    if note is Note.ASSUMED and not values["day"]:
        item = {"item": names.items.get(what, "")}
        return _("Not enough %(item)s is there or on order, and it has no lead time; taken to be there at once.") % item
    if note is Note.ASSUMED:
        told = {"item": names.items.get(what, ""), "time": span(values["day"])}
        return _("Not enough %(item)s is there or on order; taken to come in %(time)s.") % told
    told = {"order": names.order(what[0]), "step": names.step(what[0], what[1])}
    return {
        Note.NOWHERE: _("%(order)s is left out: nothing can do %(step)s. Give its routing a work center."),
        Note.NO_TIME: _("%(order)s: %(step)s has no run time in its routing, so it is planned as if it took none."),
        Note.NO_SKILL: _("%(order)s: nobody has the skill that %(step)s asks for; planned without."),
        Note.NO_LOAD: _(
            "%(order)s: the room that %(step)s takes isn't known: planned alone. Give a weight or the routing's batch."
        ),
        Note.HELD: _("%(order)s is held and left out."),
        Note.LOCK: _("%(order)s: %(step)s can't begin any more when it was held there; it begins later."),
    }[note] % told


@dataclass(frozen=True, slots=True)
class Reason:
    """A stretch of an order's time. share: of all of it, in percent."""

    cause: str
    text: str
    begins_at: datetime
    minutes: int
    share: float

    @property
    def length(self) -> str:
        return span(self.minutes)


CAUSES = {
    Cause.WORK: gettext_lazy("It is worked on"),
    Cause.OTHER_ORDER: gettext_lazy("Waits for the pieces of another order"),
    Cause.UNIT: gettext_lazy("Other work is on the machine"),
    Cause.HELPER: gettext_lazy("The person or the tool is busy"),
    Cause.SETUP: gettext_lazy("Setting up"),
    Cause.WAIT: gettext_lazy("Waits as the routing says, or is carried"),
    Cause.CLOSED: gettext_lazy("Nobody works then"),
    Cause.RELEASE: gettext_lazy("May not begin earlier"),
    Cause.MATERIAL: gettext_lazy("Material is not there"),
    Cause.HELD: gettext_lazy("Held, or kept as it was"),
}


def reasons_of(row: ScheduledOrder) -> list[Reason]:
    """What the time of a late order goes to, from the beginning of the plan to its end. Two queries."""
    materials = {int(what) for cause, *_rest, what in row.why if cause == Cause.MATERIAL.value}
    names = _Names(orders={order for _c, _b, _e, order, _n, _w in row.why}, items=materials)
    planned_at, total = row.schedule.planned_at, sum(end - begin for _c, begin, end, *_rest in row.why) or 1
    assert planned_at is not None
    return [
        Reason(
            cause, _reason(Cause(cause), order, number, what, names),
            planned_at + timedelta(minutes=begin), end - begin, 100 * (end - begin) / total,
        )
        for cause, begin, end, order, number, what in row.why
    ]  # fmt: skip


def _reason(cause: Cause, order: int, number: int, what: str, names: _Names) -> str:
    values = {"step": names.step(order, number), "unit": what, "order": names.order(order), "what": what}
    if cause is Cause.MATERIAL:
        values["what"] = names.items.get(int(what), what)
    text = {
        Cause.WORK: _("%(step)s on %(unit)s"),
        Cause.OTHER_ORDER: _("Waits for %(order)s: %(step)s on %(unit)s"),
        Cause.UNIT: _("%(unit)s works on %(order)s first: %(step)s"),
        Cause.HELPER: _("%(what)s is busy with %(order)s: %(step)s"),
        Cause.SETUP: _("%(unit)s is set up for %(step)s"),
        Cause.WAIT: _("Wait or way before %(step)s"),
        Cause.CLOSED: _("Nobody works: %(step)s goes on afterwards"),
        Cause.RELEASE: _("%(step)s may not begin earlier"),
        Cause.MATERIAL: _("%(what)s is not there for %(step)s"),
        Cause.HELD: _("%(step)s is held, or kept as it was"),
    }[cause]
    return text % values


def minutes_by_cause(reasons: Sequence[Reason]) -> list[tuple[str, str, int]]:
    """(name of the cause, so long, minutes), the longest first."""
    sums: dict[str, int] = {}
    for one in reasons:
        sums[one.cause] = sums.get(one.cause, 0) + one.minutes
    found = sorted(sums.items(), key=lambda one: -one[1])
    return [(str(CAUSES[Cause(cause)]), span(minutes), minutes) for cause, minutes in found]
