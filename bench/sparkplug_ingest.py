"""Sparkplug B messages of many metrics through Dure's whole path: from the first message to the last row.

    python -m bench.sparkplug_ingest

Five edge nodes with 200 metrics each, one of them a part counter, all of them kept in the history. The time ends
when every observation is in the results (PostgreSQL) and in the history (Parquet), all synced.
"""

import time

from bench import _plant
from bench._figures import QUICK, Figure, median, tell
from bench._loading import Load

NODES, METRICS, WINDOW = 5, 200, 20
MESSAGES = 2_500 if QUICK else 7_500
ROUNDS = 1 if QUICK else 3
EVERY_MS = 20
LIMIT = 50_000


def set_up() -> str:
    """A connection that collects everything, with one counter a node; its code."""
    from dure.telemetry.connections import Choice, choose_signals, save_connection

    who = _plant.person()
    cell = save_connection(
        name="cell",
        protocol="sparkplug",
        settings={},
        secrets={},
        person=who,
        silent_after_s=7200,
        collects_everything=True,
    )
    for node, unit in enumerate(_plant.units(NODES, "N")):
        choice = Choice(f"plant/edge-{node}:m0", "count", "total")
        choose_signals(connection=cell, choices=[choice], work_unit=unit, person=who)
    return cell.code


def plan(messages: int, number: int) -> dict[str, object]:
    return {
        "clients": NODES,
        "window": WINDOW,
        "messages": messages,
        "metrics": METRICS,
        "now_ms": int(time.time() * 1000) + number * messages // NODES * EVERY_MS,
        "every_ms": EVERY_MS,
        "user": _plant.USER,
        "password": _plant.PASSWORD,
    }


def one_round(plant: _plant.Measured, port: int, number: int) -> tuple[float, float, dict[str, float]]:
    """Observations a second in the results and everywhere; CPU ms of each part for 1,000 observations."""
    plant.rested()
    before = plant.stored()[0]
    # The births that open a session come on top of the data.
    count = (MESSAGES + NODES) * METRICS
    spent = plant.cpu()
    sent = Load(port, plan(MESSAGES, number)).finish()
    results = plant.wait_results(before + count, 180)
    cpu = _plant.per_thousand(spent, plant.cpu(), count)
    everywhere = plant.wait_history(before + count)
    return count / (results - sent.began), count / (everywhere - sent.began), cpu


def main() -> int:
    with _plant.running() as plant:
        port = _plant.listen_mqtt()
        _plant.hand_out(port, [set_up()], plant.nats_url)
        rounds = []
        for number in range(ROUNDS):
            rounds.append(one_round(plant, port, number))
            print(f"round {number + 1}: {rounds[-1]}", flush=True)
    rate = median([everywhere for _, everywhere, _ in rounds])
    spent = {part: median([cpu[part] for _, _, cpu in rounds]) for part in rounds[0][2]}
    return tell(
        Figure(
            "Sparkplug B to results and history", f"{rate:,.0f} observations/s", f"at least {LIMIT:,}", rate >= LIMIT
        ),
        Figure("CPU ms for 1,000 metrics", ", ".join(f"{part} {ms:.1f}" for part, ms in spent.items())),
    )


if __name__ == "__main__":
    raise SystemExit(main())
