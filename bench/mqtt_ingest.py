"""MQTT QoS 1 with one value a message: Dure's whole path against Node-RED (MQTT in → count → file), in the same run.

    python -m bench.mqtt_ingest

Both get the same messages of the same publishers in turn, some rounds each; the ratio is that of the medians. Dure's
time ends when every message is in the results (PostgreSQL) and in the history (Parquet), all synced, and each
PUBACK came after the sync of its message; Node-RED's ends when every line is in its file, which nobody syncs.
Every value is a reading of a work unit's part counter, and the parts in the tables are compared at the end.
"""

import subprocess
import sys
from dataclasses import dataclass

from bench import _node_red, _plant
from bench._figures import QUICK, Figure, median, skip, tell
from bench._loading import Load, Loaded

UNITS, CLIENTS, WINDOW = 20, 20, 50
ROUNDS = 2 if QUICK else 3
MESSAGES, NODE_RED_MESSAGES = (100_000, 30_000) if QUICK else (300_000, 60_000)
FIRST = 1_000_000
"""Where the counters begin: all packets are of one length then."""
LIMIT = 3


def topics() -> list[str]:
    return [f"plant/line 1/unit {at:02}" for at in range(UNITS)]


def load(port: int, messages: int, first: int = FIRST, user: str = "", password: str = "") -> Loaded:
    plan = {
        "topics": topics(),
        "clients": CLIENTS,
        "window": WINDOW,
        "messages": messages,
        "first": first,
        "user": user,
        "password": password,
    }
    return Load(port, plan).finish()


def set_up() -> str:
    """Work units whose parts are counted from one topic each; the code of their connection."""
    from dure.telemetry.connections import Choice, choose_signals, save_connection

    who = _plant.person()
    line = save_connection(name="line 1", protocol="mqtt", settings={}, secrets={}, person=who, silent_after_s=7200)
    for topic, unit in zip(topics(), _plant.units(UNITS), strict=True):
        choice = Choice(f"{topic}#/count", "count", "total")
        choose_signals(connection=line, choices=[choice], work_unit=unit, person=who)
    return line.code


def counted() -> int:
    from django.db.models import Sum

    from dure.production.models import HeldCount, ProductionResult

    made = ProductionResult.objects.aggregate(n=Sum("produced"))["n"] or 0
    return int(made + (HeldCount.objects.aggregate(n=Sum("quantity"))["n"] or 0))


@dataclass(slots=True)
class Round:
    """Messages a second: acknowledged, in the results, everywhere; CPU of each part in ms for 1,000 messages."""

    acknowledged: float
    results: float
    everywhere: float
    cpu: dict[str, float]


def dure(plant: _plant.Measured, port: int, number: int) -> Round:
    plant.rested()
    before, cpu = plant.stored()[0], plant.cpu()
    first = FIRST + number * MESSAGES // UNITS
    sent = load(port, MESSAGES, first, _plant.USER, _plant.PASSWORD)
    results, everywhere = plant.wait_results(before + MESSAGES, 120), 0.0
    spent = _plant.per_thousand(cpu, plant.cpu(), MESSAGES)
    everywhere = plant.wait_history(before + MESSAGES)
    spent["publishers"] = round(sent.cpu_s / MESSAGES * 1e6, 2)
    rates = (MESSAGES / (end - sent.began) for end in (sent.ended, results, everywhere))
    return Round(*rates, spent)


def node_red(other: _node_red.NodeRed) -> float:
    before = other.lines()
    sent = load(other.port, NODE_RED_MESSAGES)
    return NODE_RED_MESSAGES / (other.wait_lines(before + NODE_RED_MESSAGES, 120) - sent.began)


def ceiling() -> float:
    """Acknowledgements a second that the load generator gets from the least that can give them."""
    from bench._mqtt_load import counting

    size = len(counting(topics(), 1, FIRST)[0])
    sink = subprocess.Popen(
        [sys.executable, "-m", "bench._sink", str(size)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert sink.stdin is not None
    assert sink.stdout is not None
    sent = load(int(sink.stdout.readline()), MESSAGES)
    sink.stdin.close()
    sink.wait(10)
    return MESSAGES / (sent.ended - sent.began)


def main() -> int:
    most = ceiling()
    try:
        with _node_red.running() as other, _plant.running() as plant:
            port = _plant.listen_mqtt()
            _plant.hand_out(port, [set_up()], plant.nats_url)
            lines, rounds = [], []
            for number in range(ROUNDS):
                lines.append(node_red(other))
                rounds.append(dure(plant, port, number))
                print(f"round {number + 1}: Node-RED {lines[-1]:,.0f}/s, {rounds[-1]}", flush=True)
            made, expected = counted(), ROUNDS * MESSAGES - UNITS
    except _node_red.Missing as missing:
        return skip(f"MQTT against Node-RED: {missing}")
    ours, theirs = median([one.everywhere for one in rounds]), median(lines)
    spent = {part: median([one.cpu[part] for one in rounds]) for part in rounds[0].cpu}
    return tell(
        Figure("parts counted of those sent", f"{made} of {expected}", "equal", made == expected),
        Figure("MQTT QoS 1 to results and history", f"{ours:,.0f} messages/s"),
        Figure("PUBACKs, each after its sync", f"{median([one.acknowledged for one in rounds]):,.0f}/s"),
        Figure("Node-RED to its file", f"{theirs:,.0f} messages/s"),
        Figure("times Node-RED", f"{ours / theirs:.1f}", f"at least {LIMIT}", ours / theirs >= LIMIT),
        Figure("what the publishers alone can do", f"{most:,.0f} messages/s"),
        Figure("CPU ms for 1,000 messages", ", ".join(f"{part} {ms:.1f}" for part, ms in spent.items())),
    )


if __name__ == "__main__":
    raise SystemExit(main())
