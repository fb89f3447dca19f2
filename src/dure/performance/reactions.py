"""The roll-up is brought up to date as soon as something behind finished days changed."""

from dure.events import on
from dure.performance.services import ask_refresh
from dure.plant.events import PlanChanged
from dure.production.events import StatesRevised, UnitRecounted, UnitRuleChanged


@on(PlanChanged)
def refresh_after_plan(event: PlanChanged) -> None:
    ask_refresh()


@on(UnitRuleChanged)
def refresh_after_rule(event: UnitRuleChanged) -> None:
    ask_refresh()


@on(StatesRevised)
def refresh_after_late_states(event: StatesRevised) -> None:
    ask_refresh()


@on(UnitRecounted)
def refresh_after_recount(event: UnitRecounted) -> None:
    ask_refresh()
