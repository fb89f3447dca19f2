"""The people of the demonstration: they start each shift's order and say why a machine stood."""

import logging
import random
import time
from argparse import ArgumentParser
from datetime import date
from pathlib import Path

import django

log = logging.getLogger(__name__)
LOOK_S = 1.0


def main(arguments: list[str] | None = None) -> int:
    """Work until the process is asked to end."""
    parser = ArgumentParser("python -m dure.demo crew")
    parser.add_argument("--folder", type=Path, required=True)
    given = parser.parse_args(arguments)
    logging.basicConfig(level=logging.WARNING)
    django.setup()
    from django.db import Error, close_old_connections

    from dure.demo import home
    from dure.demo.simulation import Plant
    from dure.kernel.errors import DureError

    remembered = home.read(given.folder)
    if remembered is None:
        parser.error("this folder isn't a demonstration's")
    plant = Plant(remembered.seed, date.fromisoformat(remembered.origin))
    while True:
        try:
            look(plant)
        except (DureError, Error):
            log.exception("The crew looks again")
        close_old_connections()
        time.sleep(LOOK_S)


def look(plant: object) -> None:
    """One round: the order of the shift on every machine, and reasons of finished stops."""
    from dure.demo.simulation import Plant
    from dure.kernel import clock
    from dure.plant.models import Person

    assert isinstance(plant, Plant)
    person = Person.objects.get(username="demo-supervisor")
    now_us = clock.now_us()
    _start_orders(plant, person, now_us)
    _explain_stops(plant, person)


def _start_orders(plant, person, now_us: int) -> None:
    from dure.demo.fleet import FLEET
    from dure.demo.orders import order_of
    from dure.demo.plant import plan_orders
    from dure.plant.models import WorkUnit
    from dure.production.models import OperationRun, WorkOrder
    from dure.production.services.runs import end_run, start_run

    running = dict(OperationRun.objects.filter(ended_at=None).values_list("work_unit__code", "work_order__number"))
    for machine in FLEET:
        shift = next(iter(plant.shifts_between(machine, now_us, now_us + 1)), None)
        unit = WorkUnit.objects.get(code=machine.code)
        if shift is None:
            if machine.code in running:
                end_run(work_unit=unit, person=person)
            continue
        wanted = order_of(plant, machine.line, shift.day, shift.code).number
        if running.get(machine.code) == wanted:
            continue
        order = WorkOrder.objects.filter(number=wanted).first()
        if order is None:
            plan_orders(plant, now_us, 1)
            order = WorkOrder.objects.get(number=wanted)
        if order.status in (WorkOrder.Status.RELEASED, WorkOrder.Status.RUNNING):
            start_run(work_order=order, work_unit=unit, person=person)


def _explain_stops(plant, person) -> None:
    """Four of five breakdowns get their true reason; the rest waits for whoever tries the tablet."""
    from dure.demo.fleet import BY_CODE
    from dure.kernel import clock
    from dure.production.models import Downtime, DowntimeReason
    from dure.production.services.downtime import assign_downtime_reason

    reasons = {row.code: row for row in DowntimeReason.objects.exclude(parent=None).filter(is_active=True)}
    stops = Downtime.objects.filter(reason=None, replaced_at=None).exclude(ended_at=None).select_related("work_unit")
    for stop in stops.order_by("-started_at")[:50]:
        machine = BY_CODE.get(stop.work_unit.code)
        if machine is None or random.Random(f"{stop.work_unit.code}{stop.started_at}").random() > 0.8:  # noqa: S311
            continue
        middle = clock.to_us(stop.started_at + (stop.ended_at - stop.started_at) / 2)
        cause = plant.doing(machine, middle).cause
        if cause in reasons:
            assign_downtime_reason(downtime_id=stop.pk, reason=reasons[cause], person=person)
