"""The plant played through for a page: asked for, carried out in its own process, stopped, failed, thrown away. The
tables are those of `history`, whose parameters are known."""

from datetime import timedelta
from importlib.util import find_spec
from typing import Any

import pytest
from django.utils import translation
from procrastinate.contrib.django.models import ProcrastinateJob

from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.planning.models import Simulation
from dure.planning.selectors import simulation_texts as texts
from dure.planning.selectors.simulations import answer_of, former_simulations
from dure.planning.services import simulations
from dure.planning.services.simulations import (
    ask_simulation,
    carry_out_simulation,
    remove_simulation,
    restore_simulation,
    stop_simulation,
)
from dure.planning.simulation import outside
from dure.planning.simulation.answering import as_rows, read
from dure.planning.tasks import simulate
from dure.plant.models import ChangeRecord
from dure.web.problems import said
from tests.planning.simulation import history

pytestmark = pytest.mark.django_db


@pytest.fixture
def plant(monkeypatch: pytest.MonkeyPatch) -> None:
    told = history.played(history.truth(), "status+due", 1, monkeypatch)
    history.write(told, history.make_plant())
    monkeypatch.setattr(clock, "now", lambda: history.NOW)


def problem_of(row: Simulation) -> str:
    with translation.override("en"):
        return said(row.problem)


def asked(**changed: Any) -> Simulation:
    return ask_simulation(**({"before": "measured", "after": "paper", "days": 28, "seeds": 5, "by": None} | changed))


def test_it_is_played_by_a_job(plant: None) -> None:
    """Orders were taken by due date and known at once, and that is how they are played; paper lets lots wait."""
    row = asked()
    job = ProcrastinateJob.objects.get(task_name="planning.simulate")
    assert (job.queue_name, job.queueing_lock) == ("simulations", "planning.simulate")
    simulate()
    row.refresh_from_db()
    assert (row.status, row.total, row.problem) == ("done", 10, {})
    answer = answer_of(row)
    assert answer is not None
    assert (answer.policy, answer.before, answer.after) == ("status+due", "status+due", "paper")
    assert (answer.first, answer.last, answer.seeds, answer.units) == ("2026-03-09", "2026-04-05", 5, 3)
    assert answer.holds
    assert row.holds is True
    lead = next(one for one in texts.rows_of(answer) if one.figure == "lead_h")
    assert lead.verdict is texts.Verdict.WORSE
    assert lead.of.change.mean == pytest.approx(lead.of.after.mean - lead.of.before.mean)
    assert {"material", "no_drift"} <= {one.what for one in answer.noted}


def test_another_process_plays_what_this_one_does(plant: None) -> None:
    """The figures come back to the last bit."""
    from dure.planning.selectors.month import read_month
    from dure.planning.simulation.describing import describe
    from dure.planning.simulation.validating import replayed

    of = describe(read_month(history.NOW, 28))
    with outside.Playing(of, [("paper", 1), ("paper", 2)]) as playing:
        while playing.left:
            playing.wait(1.0)
    assert playing.outcomes == {"paper": replayed(of, "paper", range(1, 3))}


def test_a_process_that_dies_is_told(plant: None, monkeypatch: pytest.MonkeyPatch) -> None:
    row = asked()
    monkeypatch.setattr(outside, "as_json", lambda _plant: '{"name": 1}')
    with pytest.raises(outside.Failed, match="“centers” is missing"):
        carry_out_simulation(simulation=row)
    row.refresh_from_db()
    assert row.status == "failed"
    assert "the log says more" in problem_of(row)


def test_it_is_stopped_in_the_middle(plant: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """After the first runs somebody has seen enough: the process is gone, nothing came of it."""
    row, begun = asked(seeds=100), []
    wait = outside.Playing.wait

    def waited(self: outside.Playing, seconds: float) -> None:
        wait(self, seconds)
        begun.append(self)
        if self.left < 200:
            stop_simulation(simulation_id=row.pk)

    monkeypatch.setattr(outside.Playing, "wait", waited)
    found = carry_out_simulation(simulation=row)
    assert (found.status, found.result, found.holds) == ("stopped", None, None)
    assert 0 < 200 - begun[-1].left < 100
    assert begun[-1]._process.returncode not in (None, 0)


def test_what_is_stopped_before_it_began_never_begins(plant: None) -> None:
    row = asked()
    stop_simulation(simulation_id=row.pk)
    assert carry_out_simulation(simulation=row).status == "stopped"
    # Its job waits still, and does what is asked next.
    again = asked()
    assert ProcrastinateJob.objects.filter(task_name="planning.simulate").count() == 1
    simulate()
    again.refresh_from_db()
    assert again.status == "done"
    assert stop_simulation(simulation_id=row.pk).status == "stopped"


def test_too_little_history_is_told_in_plain_words() -> None:
    history.make_plant()
    found = carry_out_simulation(simulation=asked())
    assert found.status == "failed"
    assert "were begun and ended with their pieces" in problem_of(found)
    assert answer_of(found) is None


def test_one_at_a_time(plant: None) -> None:
    row = asked()
    with pytest.raises(Conflict, match="going on already"):
        asked()
    Simulation.objects.filter(pk=row.pk).update(status="running", alive_at=history.NOW - timedelta(minutes=1))
    with pytest.raises(Conflict, match="going on already"):
        asked()
    # Its process ended without a word.
    Simulation.objects.filter(pk=row.pk).update(alive_at=history.NOW - timedelta(minutes=3))
    assert asked().status == "waiting"
    row.refresh_from_db()
    assert row.status == "failed"


@pytest.mark.parametrize(("wrong", "why"), [
    ({"after": "measured"}, "two different ways"), ({"days": 3}, "7"), ({"seeds": 1000}, "100"),
    ({"after": "magic"}, "magic"),
])  # fmt: skip
def test_what_can_not_be_asked(wrong: dict[str, Any], why: str) -> None:
    with pytest.raises(Invalid, match=why):
        asked(**wrong)


def test_what_has_to_be_installed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulations, "find_spec", lambda name: None if name == "simpy" else find_spec(name))
    assert simulations.missing() == "simpy"
    with pytest.raises(Invalid, match="Planning needs simpy"):
        asked()


def test_thrown_away_and_taken_back() -> None:
    row = asked()
    with pytest.raises(Conflict, match="Stop the simulation first"):
        remove_simulation(simulation_id=row.pk, by=None)
    stop_simulation(simulation_id=row.pk)
    remove_simulation(simulation_id=row.pk, by=None)
    assert not former_simulations()
    restore_simulation(simulation_id=row.pk, by=None)
    assert list(former_simulations()) == [row]
    assert [one.verb for one in ChangeRecord.objects.filter(table="Simulation").order_by("pk")] == [
        "added", "changed", "changed",
    ]  # fmt: skip
    remove_simulation(simulation_id=row.pk, by=None)
    Simulation.objects.update(removed_at=clock.now() - timedelta(days=31))
    asked()
    assert not Simulation.objects.filter(pk=row.pk).exists()


def test_a_result_is_checked_when_it_is_read(plant: None) -> None:
    row = asked()
    kept = carry_out_simulation(simulation=row).result
    assert as_rows(read(kept)) == kept
    wrong = [
        {**kept, "plant": 7}, {**kept, "more": 1}, {**kept, "policy": "magic"}, {**kept, "first": "soon"},
        {**kept, "missing": ["luck"]}, {**kept, "noted": [{"what": "luck"}]}, [kept], None,
        {**kept, "checks": [{**kept["checks"][0], "agrees": "yes"}]},
    ]  # fmt: skip
    for one in wrong:
        with pytest.raises(Invalid):
            read(one)
    row.result = wrong[0]
    with pytest.raises(Invalid, match="another version"):
        answer_of(row)
