"""Pages of the plant played through: the list and its form, progress, results that hold and that don't, comparison."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from dure.kernel import clock
from dure.planning.effect_chart import LEFT, RIGHT, WIDTH, Effect, Words, forest
from dure.planning.models import Simulation
from dure.planning.selectors import simulation_texts as texts
from dure.planning.services import simulations
from dure.planning.simulation.comparing import Difference, Estimate
from dure.plant.roles import Role
from tests.plant.plants import logged_in, person

pytestmark = pytest.mark.django_db


def told(mean: float, half: float) -> dict[str, Any]:
    return {"mean": mean, "half": half, "runs": 5}


def kept(*, holds: bool = True) -> dict[str, Any]:
    """On time from 60 to 80 % (12 to 28 points more), lead time down from 20 to 15 h (1 to 9 h less), good pieces the
    same (from 2 less to 2 more), as much set-up as before."""
    changes = [
        ("on_time_share", (0.6, 0.05), (0.8, 0.04), (0.2, 0.08)), ("lead_h", (20, 2), (15, 1), (-5, 4)),
        ("good_per_h", (40, 1), (40, 1), (0, 2)), ("held", (0, 0), (0.25, 0.01), (0.25, 0.01)),
        ("crew", (0, 0), (0, 0), (0, 0)),
    ]  # fmt: skip
    check = {"figure": "lead_h", "measured": 21, "simulated": told(20, 2), "low": 14, "high": 26, "off": -0.05,
             "agrees": holds}  # fmt: skip
    return {
        "plant": "두레정밀", "first": "2026-03-09", "last": "2026-04-05", "orders": 120, "units": 3, "seeds": 5,
        "policy": "paper", "before": "paper", "after": "status+dispatch", "checks": [check], "missing": ["micro"],
        "changes": [{"figure": name, "before": told(*a), "after": told(*b), "change": told(*c)}
                    for name, a, b, c in changes],
        "noted": [{"what": "material"}, {"what": "move", "values": [["minutes", "3.5"]]}],
        "stops": [{"reason": "", "count": 4, "minutes": 90}], "choices": 50, "by_due": 10, "by_release": 30,
        "ready": 20, "at_once": 5,
    }  # fmt: skip


def done(**values: Any) -> Simulation:
    now = clock.now()
    given = {"status": "done", "asked_at": now, "ended_at": now, "result": kept(), "holds": True}
    return Simulation.objects.create(**(given | values))


def page(client: Client, name: str, *args: object, query: str = "") -> str:
    answer = client.get(reverse(f"planning:{name}", args=args) + query)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def planner(settings: Any) -> Client:
    settings.SECOND_FACTOR = False
    client = logged_in(person(Role.PLANNER))
    client.cookies["dure_language"] = "en"
    return client


def test_nothing_yet(planner: Client) -> None:
    said = page(planner, "simulation")
    assert "Nothing was played yet" in said
    assert "By Dure&#x27;s schedule, planned anew when something happens" in said


def test_a_form_that_is_sent(planner: Client) -> None:
    where = reverse("planning:simulation-ask")
    given = {"before": "measured", "after": "due", "days": 14, "seeds": 10}
    assert "two different ways" in planner.post(where, given | {"after": "measured"}).content.decode()
    assert planner.post(where, given | {"days": 2}).status_code == 422
    answer = planner.post(where, given)
    row = Simulation.objects.get()
    assert answer["Location"] == reverse("planning:simulation-one", args=[row.pk])
    assert (row.after, row.days, row.seeds, row.status) == ("due", 14, 10, "waiting")
    assert row.asked_by is not None
    again = planner.post(where, given)
    assert again.status_code == 409
    assert "going on already" in again.content.decode()


def test_progress_until_it_is_over(planner: Client) -> None:
    row = done(status="running", played=3, total=12, ended_at=None, result=None, alive_at=clock.now())
    where = reverse("planning:simulation-progress", args=[row.pk])
    answer = planner.get(where, headers={"HX-Request": "true"})
    assert "3 of 12 runs" in answer.content.decode()
    assert "HX-Refresh" not in answer
    assert "3 of 12 runs" in page(planner, "simulation")
    planner.post(reverse("planning:simulation-stop", args=[row.pk]))
    row.refresh_from_db()
    assert row.stop_asked
    Simulation.objects.update(status="stopped")
    assert planner.get(where, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    assert "nothing came of it" in page(planner, "simulation-one", row.pk)


def test_a_result_that_holds(planner: Client) -> None:
    said = page(planner, "simulation-one", done().pk)
    assert "Delivered on time: now 60.0 % → 80.0 % (+20.0 points, 95 % interval +12.0 … +28.0)." in said
    assert "Lead time, in working hours: now 20.0 h → 15.0 h (−5.0 h, 95 % interval −9.0 … −1.0)." in said
    assert "don&#x27;t decide" not in said
    assert "It holds" in said
    assert "Not recorded, so not compared: Machines in micro-stops" in said
    assert "From one operation to the next it takes 3.5 min" in said
    assert "without a reason: 4 times, 1.5 h" in said
    # What stays at nought under both ways says nothing.
    assert "Machines waiting for people" not in said
    assert said.count('class="effect better"') == 2
    assert said.count('class="effect unsure"') == 1


def test_a_result_that_does_not_hold_warns_first(planner: Client) -> None:
    said = page(planner, "simulation-one", done(result=kept(holds=False)).pk)
    warning = said.index("don&#x27;t decide by this comparison")
    assert warning < said.index("Delivered on time: now")
    assert "1 of 1 figures is not what was recorded" in said
    assert "Enter the waits" in said
    assert "badge good" not in said
    assert 'class="effect better"' not in said


def test_the_list_says_what_holds(planner: Client) -> None:
    done(holds=False)
    assert page(planner, "simulation").count("It doesn't hold") == 1
    answer = planner.get(reverse("planning:simulation") + "?format=xlsx")
    assert "It doesn't hold" in [cell.value for line in load_workbook(BytesIO(answer.content)).active for cell in line]


def test_what_went_wrong(planner: Client) -> None:
    row = done(status="failed", result=None, problem={
        "message": "There are records of %(days)s days; a plant is measured over %(least)s days or more.",
        "params": {"days": "3", "least": "7"},
    })  # fmt: skip
    assert "There are records of 3 days" in page(planner, "simulation-one", row.pk)
    assert "kept by another version" in page(planner, "simulation-one", done(result={"plant": 1}).pk)


def test_a_program_that_is_missing(planner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulations, "find_spec", lambda _name: None)
    said = page(planner, "simulation")
    assert "The program “simpy” is missing" in said
    assert "Play it" not in said


def test_two_side_by_side(planner: Client) -> None:
    first, second = done(), done(result=kept(holds=False), after="due")
    said = page(planner, "simulation-compare", query=f"?a={first.pk}&b={second.pk}")
    assert said.count("60.0 % → 80.0 %") == 2
    assert f"#{second.pk} doesn't hold" in said
    assert "Choose two simulations" in page(planner, "simulation-compare", query=f"?a={first.pk}&b=x")
    assert planner.get(reverse("planning:simulation-compare") + "?a=999").status_code == 404


def test_sheets(planner: Client) -> None:
    row = done()
    answer = planner.get(reverse("planning:simulation-one", args=[row.pk]) + "?format=xlsx")
    lines = [[cell.value for cell in line] for line in load_workbook(BytesIO(answer.content)).active.iter_rows()]
    assert ["Lead time, in working hours", "20.0 h", "15.0 h", "−5.0 h", "−9.0 … −1.0", "better"] in lines
    assert planner.get(reverse("planning:simulation") + "?format=xlsx").status_code == 200


def test_thrown_away_and_back(planner: Client) -> None:
    row = done()
    answer = planner.post(reverse("planning:simulation-remove", args=[row.pk]), follow=True)
    restore = reverse("planning:simulation-restore", args=[row.pk])
    assert restore in answer.content.decode()
    assert "Nothing was played yet" in answer.content.decode()
    assert "was thrown away" in page(planner, "simulation-one", row.pk)
    planner.post(restore)
    assert "Nothing was played yet" not in page(planner, "simulation")


def test_who_only_reads_starts_nothing() -> None:
    row = done()
    client = logged_in(person(Role.QUALITY))
    assert reverse("planning:simulation-ask") not in page(client, "simulation")
    assert reverse("planning:simulation-remove", args=[row.pk]) not in page(client, "simulation-one", row.pk)


def test_the_number_of_queries_is_fixed(planner: Client) -> None:
    by = person(Role.OWNER, name="owner")
    rows = [done(asked_by=by)]
    places = ("simulation", ()), ("simulation-one", (rows[0].pk,)), ("simulation-compare", ())

    def asked() -> list[int]:
        found = []
        for name, args in places:
            with CaptureQueriesContext(connection) as queries:
                page(planner, name, *args)
            found.append(len(queries))
        return found

    asked()
    first = asked()
    rows += [done(asked_by=by, asked_at=clock.now() - timedelta(days=day)) for day in range(9)]
    assert asked() == first


def test_verdicts_go_by_the_interval() -> None:
    def changed(figure: str, mean: float, half: float | None) -> texts.Verdict:
        one = Estimate(1.0, 0.1, 5)
        return texts.verdict(Difference(figure, one, one, Estimate(mean, half, 5)))

    assert changed("on_time_share", 0.2, 0.1) is texts.Verdict.BETTER
    assert changed("on_time_share", 0.2, 0.3) is texts.Verdict.UNSURE
    assert changed("on_time_share", 0.2, None) is texts.Verdict.UNSURE
    assert changed("on_time_share", 0.0, 0.0) is texts.Verdict.SAME
    assert changed("lead_h", 2, 1) is texts.Verdict.WORSE
    assert changed("work", 0.2, 0.1) is texts.Verdict.CHANGED


def test_where_effects_are_drawn() -> None:
    """The longest interval reaches from −50 to +10 %: its end lies at 50/52.5 of the half."""
    words = Words("t", "none", {"better": "yes", "unsure": "no"})
    drawn = forest([Effect("a", -0.2, 0.3, "better", "x"), Effect("b<", 0.0, 0.1, "unsure", "y")], words)
    half = (WIDTH - LEFT - RIGHT) / 2
    assert f'x1="{LEFT + half - half * 50 / 52.5:.1f}"' in drawn
    assert f'<circle cx="{LEFT + half:.1f}"' in drawn
    assert "b&lt;" in drawn
    assert [f"{at:+d} %".replace("-", "−") in drawn for at in (-40, -20, 20, 40)] == [True] * 4
    assert forest([], words).count("<circle") == 0
