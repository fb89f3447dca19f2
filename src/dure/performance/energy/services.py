"""Verbs of energy: what a signal means, contract, prices, special days; and the warning of the running quarter hour."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models, transaction

from dure.kernel import clock
from dure.kernel.errors import Invalid
from dure.performance.energy import live
from dure.performance.energy.flow import QUARTER_US, Kind
from dure.performance.energy.models import DemandWarning, EnergyMeter, PowerContract, TariffDay, TariffSeason
from dure.performance.energy.prices import contract_now, season_of
from dure.performance.energy.tariff import months_in
from dure.plant.models import ChangeRecord, Person, Site
from dure.plant.services import add_row, change_row, undo_change
from dure.plant.services.records import remove_row
from dure.telemetry.models import Meaning

Row = EnergyMeter | PowerContract | TariffSeason | TariffDay
TABLES: Mapping[str, type[models.Model]] = {
    model.__name__: model for model in (EnergyMeter, PowerContract, TariffSeason, TariffDay)
}
COUNTS = frozenset({Meaning.TOTAL, Meaning.GOOD, Meaning.REJECT, Meaning.REWORK, Meaning.STATE, Meaning.FAULT})


@transaction.atomic
def add(*, table: type[Row], by: Person | None, **values: Any) -> Row:
    """A meter, contract, season or special day more. Raises Invalid for what can't be."""
    row = table(**_checked(table, values))
    add_row(row, by=by)
    return row


@transaction.atomic
def change(*, row: Row, by: Person | None, **values: Any) -> Row:
    """Raises Invalid as `add`. A meter's quarter hours are made anew from what the history still has."""
    change_row(row, _checked(type(row), values), by=by)
    return row


@transaction.atomic
def remove(*, row: Row, by: Person | None) -> None:
    """Take a row away; a meter with its quarter hours, which come back from the history when that is taken back."""
    remove_row(row, by=by)


@transaction.atomic
def undo(*, record_id: int, by: Person) -> tuple[ChangeRecord, models.Model]:
    """Put a row back as it was. Raises as `undo_change`."""
    return undo_change(record_id=record_id, by=by, tables=TABLES)


def _checked(table: type[Row], values: dict[str, Any]) -> dict[str, Any]:
    if table is EnergyMeter:
        return _meter(values)
    if table is TariffSeason:
        _season(values)
    if table is PowerContract:
        months_in(values.get("counted_months", ""))
    return values


def _meter(values: dict[str, Any]) -> dict[str, Any]:
    signal, unit, kind = values["signal"], values.get("work_unit"), values["kind"]
    if signal.meaning in COUNTS:
        raise Invalid("%(signal)s counts pieces or tells states; it can't be energy too.", signal=signal.name)
    if unit is not None and unit.work_center.area.site_id != values["site"].pk:
        raise Invalid("%(unit)s belongs to another site.", unit=unit.name)
    return values if kind == Kind.COUNTER else values | {"modulus": None}


def _season(values: dict[str, Any]) -> None:
    season = season_of(TariffSeason(**values))
    if not season.months:
        raise Invalid("Say in which months these prices hold.")
    if season.medium & season.heavy:
        hours = ", ".join(str(one) for one in sorted(season.medium & season.heavy))
        raise Invalid("Hour %(hours)s can't be medium and heavy load at once.", hours=hours)


def watch(*, now: datetime) -> list[DemandWarning]:
    """Keep a warning for each site whose running quarter hour is forecast to pass its limit, once."""
    made = []
    for site in Site.objects.filter(is_active=True):
        contract = contract_now(site, now)
        if contract is None:
            continue
        found = live.running(live.main_meters(site), contract.limit_kw, now)
        if found is None or not found.passes or found.kw is None or found.limit_kw is None:
            continue
        start = clock.from_us(clock.to_us(now) // QUARTER_US * QUARTER_US)
        row, is_new = DemandWarning.objects.get_or_create(
            site=site, start=start, defaults={"warned_at": now, "forecast_kw": found.kw, "limit_kw": found.limit_kw}
        )
        made += [row] if is_new else []
    return made
