"""A bearing that runs hot: seen in the files of the history, never in the recorder."""

from datetime import datetime, timedelta

import pytest

from dure.kernel import clock
from dure.kernel.envelope import encode
from dure.kernel.observation import Envelope, Observation, Quality
from dure.maintenance import selectors, services
from dure.maintenance.due import State
from dure.maintenance.models import Condition
from dure.telemetry.history.writer import HistoryWriter
from dure.telemetry.models import Signal
from dure.telemetry.services import Message

pytestmark = pytest.mark.django_db
MIN = timedelta(minutes=1)


def us(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000_000)


@pytest.fixture
def feed(tmp_path, settings):
    """Writes temperatures of the bearing at given moments to the history; gives the signal."""
    settings.HISTORY_DIR = tmp_path / "history"
    writer = HistoryWriter()
    state = {"stream": writer.position(), "sequence": 0}

    def write(*seen: tuple[datetime, float]) -> Signal:
        rows = []
        for at, value in seen:
            rows.append(Observation("temp", value, us(at), Quality.GOOD, "e", state["sequence"]))
            state["sequence"] += 1
        state["stream"] += 1
        writer.take([Message(state["stream"], encode(Envelope("C1", "e1", us(clock.now()), tuple(rows))))])
        writer.flush()
        return Signal.objects.get(address="temp")

    return write


def test_a_hot_bearing_becomes_a_job_once(press, fitter, feed):
    now = clock.now()
    signal = feed((now - 60 * MIN, 70.0), (now - 40 * MIN, 85.0))
    plan = services.add_plan(
        work_unit=press, name="베어링 점검", basis="condition", signal=signal, limit=80.0, lasting_s=1800, by=fitter,
        counted_from=now - 90 * MIN,
    )  # fmt: skip
    services.watch_all(now=now - 20 * MIN)
    # Above 80 since 40 minutes ago; the look ends 22 minutes ago.
    (one,) = selectors.due_list()
    assert (one.due.state, one.condition.over_since) == (State.SOON, now - 40 * MIN)
    assert services.watch_all(now=now) == 1
    assert services.watch_all(now=now + MIN) == 0
    assert Condition.objects.get().due_at == now - 10 * MIN
    (job,) = services.make_due_jobs()
    feed((now - MIN, 75.0))
    services.watch_all(now=now + 5 * MIN)
    # Cooled down by itself: it is due all the same until somebody has looked.
    assert selectors.due_list()[0].due.state is State.DUE
    services.start_job(job=job, by=fitter)
    services.finish_job(job=job, done="그리스 주입", by=fitter)
    assert selectors.due_list()[0].due.state is State.LATER
    services.change_plan(plan=plan, limit=70.0, by=fitter)
    assert not Condition.objects.exists()
