"""Devices of simple automation. Keyword-only; each verb is one transaction."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dure.kernel.errors import Conflict, Invalid
from dure.mentoring.device_checks import checks_of
from dure.mentoring.models import AutomationDevice, DeviceAnswer
from dure.mentoring.selectors.devices import device_told
from dure.plant.models import Person
from dure.plant.services import add_row, change_row, remove_row

_LEAST_PIECES, _HOUR = Decimal(100_000), Decimal(20_000)


@transaction.atomic
def add_device(*, by: Person, **values: Any) -> AutomationDevice:
    """Raises Invalid."""
    made = AutomationDevice(**values)
    add_row(made, by=by)
    return made


@transaction.atomic
def change_device(*, device: AutomationDevice, by: Person, **values: Any) -> AutomationDevice:
    """What somebody has changed is no example any more. Raises Invalid; Conflict for another kind while in use."""
    row = AutomationDevice.objects.select_for_update().get(pk=device.pk)
    if row.in_use_since is not None and values.get("kind", row.kind) != row.kind:
        raise Conflict("It is in use. Take it out of use first.")
    change_row(row, values | {"is_example": False}, by=by)
    return row


@transaction.atomic
def remove_device(*, device: AutomationDevice, by: Person) -> None:
    """Raises Conflict while it is in use."""
    row = AutomationDevice.objects.select_for_update().get(pk=device.pk)
    if row.in_use_since is not None:
        raise Conflict("It is in use. Take it out of use first.")
    for answer in list(row.answers.all()):
        remove_row(answer, by=by)
    remove_row(row, by=by)


@transaction.atomic
def answer_check(
    *, device: AutomationDevice, check: str, answer: str, by: Person, on: date, note: str = ""
) -> DeviceAnswer:
    """Raises Invalid for a question of other kinds; Conflict for a no while it is in use."""
    row = AutomationDevice.objects.select_for_update().get(pk=device.pk)
    if check not in [one.value for one in checks_of(row.kind)]:
        raise Invalid("This isn't asked of such a device.")
    if answer == DeviceAnswer.Answer.NO and row.in_use_since is not None:
        raise Conflict("It is in use. Take it out of use first.")
    values = {"answer": answer, "note": note, "answered_by": by, "answered_on": on}
    there = DeviceAnswer.objects.filter(device=row, check_code=check).first()
    if there is None:
        there = DeviceAnswer(device=row, check_code=check, **values)
        add_row(there, by=by)
    else:
        change_row(there, values, by=by)
    return there


@transaction.atomic
def put_in_use(*, device: AutomationDevice, on: date, by: Person) -> AutomationDevice:
    """Raises Conflict while a safety question is open or answered no."""
    row = AutomationDevice.objects.select_for_update().get(pk=device.pk)
    if device_told(row).open:
        raise Conflict("Answer all safety questions first; none may be answered no.")
    change_row(row, {"in_use_since": on, "is_example": False}, by=by)
    return row


@transaction.atomic
def take_out_of_use(*, device: AutomationDevice, by: Person) -> AutomationDevice:
    row = AutomationDevice.objects.select_for_update().get(pk=device.pk)
    change_row(row, {"in_use_since": None}, by=by)
    return row


@transaction.atomic
def add_examples(*, by: Person) -> list[AutomationDevice]:
    """Those that aren't there yet by their name."""
    there = set(AutomationDevice.objects.values_list("name", flat=True))
    return [
        add_device(
            by=by, name=name, kind=kind, text=text, cost=Decimal(cost), life=life, before=Decimal(before),
            after=Decimal(after), pieces=_LEAST_PIECES, hour=_HOUR, running=Decimal(running), is_example=True,
        )
        for name, kind, text, cost, life, before, after, running in _examples()
        if name not in there
    ]  # fmt: skip


def _examples() -> list[tuple[str, str, str, int, int, str, str, int]]:
    """Name, kind, what it does, ₩, years, seconds before and after, ₩ a year. The money is made up."""
    return [
        (_("Chute to the next station"), "chute",
         _("Finished pieces slide to the next hand instead of being carried."), 300_000, 5, "6", "4.5", 0),
        (_("Box return by weight"), "karakuri",
         _("A full box goes down by its weight and brings the empty one up; it needs no power."),
         900_000, 5, "8", "5.5", 50_000),
        (_("One-touch fixture"), "jig",
         _("A lever holds the piece in place at once instead of four screws."), 700_000, 5, "14", "9", 30_000),
        (_("Air blow of chips"), "air_blow",
         _("A short blow that a foot switch gives clears the seat for the next piece."), 450_000, 4, "7", "5", 180_000),
        (_("Counter with a lamp"), "counter",
         _("Counts pieces into the box and lights up when it is full, so that nobody counts."),
         250_000, 5, "3", "2", 10_000),
        (_("Sensor against a missing part"), "sensor",
         _("The next step starts only when the part lies in its seat."), 600_000, 6, "10", "9", 20_000),
        (_("Belt between two stations"), "conveyor",
         _("A short belt carries pieces over an aisle that nobody has to cross any more."),
         2_800_000, 8, "9", "6.5", 220_000),
        (_("Screws one by one"), "feeder",
         _("Hands over one screw after the other, the right way round."), 1_200_000, 5, "12", "9.5", 90_000),
        (_("Spring balancer for a tool"), "lifter",
         _("The tool hangs over the hand and goes back up by itself."), 200_000, 6, "8", "7", 0),
        (_("Robot that loads a machine"), "cobot",
         _("Lays pieces into a machine and takes them out, beside a person who does the next step."),
         45_000_000, 8, "40", "22", 1_500_000),
    ]  # fmt: skip
