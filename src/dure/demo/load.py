"""`python -m dure.demo load`: master data, orders and the past of the demonstration; run before its parts start."""

import argparse
import os
from datetime import date, timedelta
from pathlib import Path

import django


def main(arguments: list[str] | None = None) -> int:
    """Load what is missing into the plant of the environment."""
    parser = argparse.ArgumentParser("python -m dure.demo load")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--days", type=int, default=3, help="past days to fill")
    given = parser.parse_args(arguments)
    django.setup()
    from dure.demo import agreed, alarms, elements, fill, home, mentoring, plant, register, shop, trade, wiring
    from dure.demo.floor import ports_from
    from dure.demo.simulation import Plant, day_start_us, local_day
    from dure.kernel import clock

    remembered = home.read(given.folder)
    if remembered is None:
        parser.error("this folder isn't a demonstration's")
    simulated = Plant(remembered.seed, date.fromisoformat(remembered.origin))
    ports = ports_from(remembered.port, given.folder)
    now_us = clock.now_us()
    plant.load(simulated, ports, now_us)
    today = local_day(now_us)
    # Orders of the floor take the recipes in force, and come before there is stock that they could keep.
    register.load(today, since=today - timedelta(days=plant.PAST_DAYS))
    elements.load(today)
    plant.plan_orders(simulated, now_us, given.days)
    trade.load()
    agreed.load()
    shop.load()
    alarms.load()
    mentoring.load(today, changed_on=simulated.improved_on)
    if not remembered.filled:
        start_us = day_start_us(local_day(now_us)) - given.days * 86_400_000_000
        plant.past_runs(simulated, start_us, now_us)
        fill.publish(os.environ["DURE_NATS_URL"], plant.SITE, simulated, wiring.wires(ports), start_us, now_us)
        remembered.until_us, remembered.filled = now_us, True
        remembered.save(given.folder)
    return 0
