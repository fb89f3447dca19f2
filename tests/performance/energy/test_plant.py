"""A small plant with a main meter and a machine's own: figures worked out in the head, then its pages and undo."""

import io
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.performance.energy import figures, live, rolling, services, usage
from dure.performance.energy.demand import Forecast
from dure.performance.energy.models import (
    DemandWarning,
    EnergyMeter,
    EnergyQuarter,
    PowerContract,
    TariffSeason,
)
from dure.performance.periods import days
from dure.performance.scope import everything
from dure.plant.models import ChangeRecord, Person
from dure.plant.roles import Role
from dure.production.unit import UnitState
from dure.telemetry.models import Signal
from tests.performance.energy.conftest import Says, meter
from tests.performance.plant import MONDAY, SEOUL, Plant, add_result, add_run, add_states, local, make_plant

pytestmark = pytest.mark.django_db
NIGHT = local("+1 00:30")
HOURS = {8: 10, 9: 20, 10: 30, 11: 20}
"""kWh of the machine in each hour; the main meter takes 5 kWh an hour more, all day."""


def counted(own: dict[int, int], base: int) -> list[tuple[datetime, float]]:
    """A counter read each minute."""
    rows, total = [], 1000.0
    for minute in range(24 * 60):
        rows.append((local("00:00") + timedelta(minutes=minute), round(total, 6)))
        total += (own.get(minute // 60, 0) + base) / 60
    return [*rows, (local("+1 00:00"), round(total, 6))]


@pytest.fixture
def plant(says: Says) -> Plant:
    made = make_plant(2)
    unit = made.units[0]
    meter(made.site, "MAIN")
    meter(made.site, "OWN", unit)
    says("MAIN", counted(HOURS, 5))
    says("OWN", counted(HOURS, 0))
    # 10:00 to 10:30 it waits; 08:00 to 08:30 it is set up.
    add_states(
        unit, ("08:00", "setup"), ("08:30", "producing"), ("10:00", "idle"), ("10:30", "producing"), ("12:00", "off"),
        end="+1 00:00",
    )  # fmt: skip
    run = add_run(unit, made.noodles, "W1", "08:00", "10:00")
    add_result(unit, "09:10", 300, 20, item=made.noodles, run=run)
    add_result(unit, "11:10", 100, item=made.noodles)
    services.add(
        table=PowerContract, by=None, site=made.site, valid_from=date(2026, 1, 1), contract_kw=Decimal(40),
        target_kw=Decimal(30), base_price=Decimal(8000),
    )  # fmt: skip
    services.add(
        table=TariffSeason, by=None, site=made.site, name="봄가을", valid_from=date(2026, 1, 1), months="3-5, 9-10",
        medium_hours="8-10", heavy_hours="10-12", price_light=Decimal(50), price_medium=Decimal(100),
        price_heavy=Decimal(200),
    )  # fmt: skip
    rolling.refresh(now=NIGHT)
    return made


def found_of(plant: Plant) -> figures.Energy:
    return figures.energy(everything(), days(MONDAY, MONDAY, SEOUL), NIGHT)


def test_sums_peak_and_cost(plant: Plant) -> None:
    found = found_of(plant)
    main, own = (found.line([one]) for one in found.meters)
    assert (main.kwh, own.kwh) == pytest.approx((200, 80))  # 24 × 5 + 80, and 80
    assert main.peak_kw == pytest.approx(35)  # 30 + 5 from 10 to 11
    assert main.peak_at is not None
    assert local("10:00") <= main.peak_at < local("11:00")
    # Light: 20 h × 5; medium: 10 + 20 + 10; heavy: 30 + 20 + 10.
    assert main.cost is not None
    assert float(main.cost) == pytest.approx(100 * 50 + 40 * 100 + 60 * 200)
    assert float(own.cost or 0) == pytest.approx(30 * 100 + 50 * 200)
    assert [round(line.kwh, 6) for _, line in found.by_hour()][7:12] == [5, 15, 25, 35, 25]
    assert found.missing == 0


def test_a_meter_out_of_use_that_measured_nothing_hides_none(plant: Plant) -> None:
    """The main meter was replaced: a figure is of those that measured, and nothing of the day is missing."""
    meter(plant.site, "BEFORE", is_active=False)
    found = found_of(plant)
    assert [one.code for one in found.meters] == ["MAIN", "OWN"]
    assert (found.missing, found.total.kwh) == (0, pytest.approx(200))
    EnergyMeter.objects.filter(code="MAIN").delete()
    assert found_of(plant).total.kwh == pytest.approx(80)


def test_shifts(plant: Plant) -> None:
    """The day shift is 08:00 to 17:00: the machine's 80 kWh and nine hours of five."""
    rows = {(day, shift): (round(whole, 6), round(own, 6)) for day, shift, whole, own in found_of(plant).by_shift()}
    assert rows == {(MONDAY, "D"): (125, 80), (MONDAY, ""): (75, 0)}


def test_running_and_standing(plant: Plant) -> None:
    (own,) = usage.by_state(found_of(plant))
    wanted = {UnitState.SETUP: 5, UnitState.PRODUCING: 5 + 20 + 15 + 20, UnitState.IDLE: 15}
    assert {state: round(kwh, 6) for state, kwh in own.kwh.items() if round(kwh, 6)} == wanted
    assert (own.standing, own.total, own.shared) == pytest.approx((15, 80, 0))


def test_energy_of_orders_and_items(plant: Plant) -> None:
    """The order ran from 8 to 10: 30 kWh for 300 good. At eleven 100 were made without one: that hour's 20 kWh."""
    made = usage.makings(found_of(plant))
    told = [(one.order, one.item, round(one.kwh, 6), one.good, one.by_pieces) for one in made]
    assert told == [("W1", "N1", 30, 300, False), ("", "N1", 20, 100, True), ("", "", 30, 0, False)]
    (item, nothing) = usage.by_item(made)
    assert (item.per_good, nothing.per_good) == (pytest.approx(50 / 400), None)


def test_a_late_reading_changes_only_when(plant: Plant, says: Says) -> None:
    before = dict(EnergyQuarter.objects.filter(meter__code="OWN").values_list("start", "kwh"))
    says("OWN", [(local("09:07:30"), 1010 + 2.5)])
    says("OWN", counted(HOURS, 0)[500:700])
    rolling.refresh(now=NIGHT)
    assert dict(EnergyQuarter.objects.filter(meter__code="OWN").values_list("start", "kwh")) == pytest.approx(before)


def test_a_meter_read_otherwise_is_made_anew_and_taken_back(plant: Plant) -> None:
    own = EnergyMeter.objects.get(code="OWN")
    who = Person.objects.create(username="e")
    services.change(row=own, by=who, **{**_values(own), "factor": Decimal("0.5")})
    rolling.refresh(now=NIGHT)
    assert found_of(plant).line(found_of(plant).units).kwh == pytest.approx(40)
    services.undo(record_id=ChangeRecord.objects.latest("pk").pk, by=who)
    rolling.refresh(now=NIGHT)
    assert found_of(plant).line(found_of(plant).units).kwh == pytest.approx(80)


def test_a_meter_removed_comes_back_with_its_energy(plant: Plant) -> None:
    own, who = EnergyMeter.objects.get(code="OWN"), Person.objects.create(username="e")
    services.remove(row=own, by=who)
    assert not EnergyQuarter.objects.filter(meter__code="OWN").exists()
    services.undo(record_id=ChangeRecord.objects.latest("pk").pk, by=who)
    rolling.refresh(now=NIGHT)
    assert found_of(plant).line(found_of(plant).units).kwh == pytest.approx(80)


def _values(own: EnergyMeter) -> dict[str, object]:
    names = (
        "code",
        "name",
        "site",
        "work_unit",
        "signal",
        "kind",
        "factor",
        "modulus",
        "most_kw",
        "span_s",
        "is_active",
    )
    return {name: getattr(own, name) for name in names}


def test_what_cannot_be(plant: Plant) -> None:
    counter = Signal.objects.create(
        connection=Signal.objects.first().connection, address="n", name="n", meaning="total"
    )
    values = _values(EnergyMeter.objects.get(code="OWN"))
    with pytest.raises(Invalid):
        services.add(table=EnergyMeter, by=None, **(values | {"code": "X", "signal": counter}))
    with pytest.raises(Invalid):
        services.add(table=EnergyMeter, by=None, **(values | {"code": "X"}))
    season = {"site": plant.site, "name": "x", "valid_from": MONDAY, "months": "1-12", "medium_hours": "8-10"}
    prices = {"price_light": Decimal(1), "price_medium": Decimal(1), "price_heavy": Decimal(1)}
    with pytest.raises(Invalid):
        services.add(table=TariffSeason, by=None, **season, heavy_hours="9-11", **prices)
    contract = PowerContract.objects.get()
    services.change(row=contract, by=None, site=plant.site, valid_from=MONDAY, contract_kw=Decimal(50))
    first = ChangeRecord.objects.filter(table="PowerContract").earliest("pk")
    with pytest.raises(Conflict):
        services.undo(record_id=first.pk, by=Person.objects.create(username="e"))


def test_the_running_quarter_hour_and_its_warning(plant: Plant) -> None:
    """At 10:05 it runs with 35 kW against a limit of 30: warned once, and later told what it became."""
    at = local("10:05")
    found = live.running(live.main_meters(plant.site), 30.0, at)
    assert found is not None
    assert (found.kw_now, found.kw, found.too_much_kw) == pytest.approx((35, 35, 7.5))  # 10 min with 27.5 would do
    assert len(services.watch(now=at)) == 1
    assert services.watch(now=at + timedelta(minutes=1)) == []
    assert not services.watch(now=local("07:05"))
    ((warning, became),) = live.warnings(plant.site)
    assert (warning.start, became) == (local("10:00"), pytest.approx(35))
    assert DemandWarning.objects.count() == 1


def entered(client: Client, role: Role = Role.SUPERVISOR) -> Client:
    who = Person.objects.create_user(username=f"a-{role}", password="long enough 1", roles=[role], language="en")
    client.force_login(who)
    client.cookies["dure_language"] = "en"
    return client


DAY = {"day": "2026-03-09"}
CODES = ("total", "peak", "billed", "cost", "standing", "piece")


def test_the_page_says_the_figures_and_exports_them(plant: Plant, client: Client) -> None:
    html = entered(client).get(reverse("performance:energy"), DAY).content.decode()
    for figure in ("200.0", "35.0", "21,000", "0.125", "18.8 %"):
        assert figure in html, figure
    assert "style=" not in html
    assert "<script>" not in html
    book = load_workbook(io.BytesIO(client.get(reverse("performance:energy"), {**DAY, "format": "xlsx"}).content))
    assert len(book.sheetnames) >= 5
    values = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    assert any(row[0] == "계량기 MAIN" and row[2] == pytest.approx(200) for row in values)


@pytest.mark.parametrize("span", ["week", "month"])
def test_longer_spans(plant: Plant, client: Client, span: str) -> None:
    html = entered(client).get(reverse("performance:energy"), {**DAY, "span": span}).content.decode()
    assert "200.0" in html


@pytest.mark.parametrize("code", CODES)
def test_each_figure_is_explained(plant: Plant, client: Client, code: str) -> None:
    answer = entered(client).get(reverse("performance:energy-figure", args=[code]), DAY)
    wanted = {
        "total": "200.0 kWh",
        "peak": "8.75 kWh ÷ 0.25 h",
        "billed": "35.0 kW",
        "cost": "21,000",
        "standing": "15.0 ÷ 80.0",
        "piece": "0.125 kWh",
    }
    assert wanted[code] in answer.content.decode()


def test_the_page_warns_before_the_limit_is_passed(plant: Plant, says: Says, client: Client) -> None:
    """35 kW for twenty minutes until now, against 30."""
    now = clock.now()
    says("MAIN", [(now - timedelta(minutes=back), 90_000 - 35 / 60 * back) for back in range(20, -1, -1)])
    entered(client, Role.OPERATOR)
    for name in ("energy-now", "energy-now-live"):
        html = client.get(reverse(f"performance:{name}")).content.decode()
        assert "This quarter hour will pass the limit" in html
        assert "limit is 30.0 kW" in html


def test_no_power_is_left_once_the_limit_is_passed() -> None:
    """22.7 kWh are used of the 22.5 that 90 kW allow a quarter hour."""
    found = Forecast(22.7, 785.0, 115.0, 97.9, 103.3, 90.0, -6.3)
    html = render_to_string("performance/energy/demand_live.html", {"site": "S", "found": found, "limit": 90.0})
    assert "이미 한도를 넘었습니다" in html
    assert '<span class="value">없음</span>' in html


def test_an_unknown_figure_and_a_plant_without_meters(client: Client) -> None:
    make_plant()
    assert entered(client).get(reverse("performance:energy-figure", args=["x"]), DAY).status_code == 404
    assert "No energy meter yet" in client.get(reverse("performance:energy"), DAY).content.decode()
    assert "No main meter yet" in client.get(reverse("performance:energy-now")).content.decode()


def test_entering_and_undoing_on_the_page(plant: Plant, client: Client) -> None:
    signal = Signal.objects.create(
        connection=Signal.objects.first().connection, address="kw", name="kw", meaning="measurement"
    )
    form = {
        "code": "KW", "name": "압축기", "site": plant.site.pk, "work_unit": plant.units[1].pk, "signal": signal.pk,
        "kind": "power", "factor": "0.001", "span_s": "300", "is_active": "on",
    }  # fmt: skip
    add = reverse("performance:energy-add", args=["meter"])
    assert entered(client).get(add).status_code == 200
    answer = client.post(add, form, follow=True)
    assert "압축기" in answer.content.decode()
    made = EnergyMeter.objects.get(code="KW")
    assert (made.factor, made.kind) == (Decimal("0.001"), "power")
    assert client.post(add, form).status_code == 422
    record = ChangeRecord.objects.filter(table="EnergyMeter").latest("pk")
    client.post(reverse("performance:energy-undo", args=[record.pk]))
    assert not EnergyMeter.objects.filter(code="KW").exists()
    change = reverse("performance:energy-change", args=["contract", PowerContract.objects.get().pk])
    assert "40.0" in client.get(change).content.decode()
    answer = client.post(change, {"site": plant.site.pk, "valid_from": "2026-01-01", "contract_kw": "-3"})
    assert answer.status_code == 422
