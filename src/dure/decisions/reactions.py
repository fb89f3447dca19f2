"""What waits in the inbox follows schedules and control charts at once, whoever decided about them and where."""

from dure.decisions import services
from dure.decisions.sources.known import quality, schedules
from dure.events import on
from dure.kernel import clock
from dure.planning.events import ScheduleAccepted, ScheduleDeclined, ScheduleProposed, ScheduleTakenBack
from dure.quality.events import ChartAnswered, ChartSignalled


@on(ScheduleProposed)
def gather_after_proposal(event: ScheduleProposed) -> None:
    services.gather(now=clock.now(), kind=schedules.BetterSchedules.kind)


@on(ScheduleAccepted)
def gather_after_acceptance(event: ScheduleAccepted) -> None:
    services.gather(now=clock.now(), kind=schedules.BetterSchedules.kind)


@on(ScheduleDeclined)
def gather_after_decline(event: ScheduleDeclined) -> None:
    services.gather(now=clock.now(), kind=schedules.BetterSchedules.kind)


@on(ScheduleTakenBack)
def gather_after_undo(event: ScheduleTakenBack) -> None:
    services.gather(now=clock.now(), kind=schedules.BetterSchedules.kind)


@on(ChartSignalled)
def gather_after_signal(event: ChartSignalled) -> None:
    services.gather(now=clock.now(), kind=quality.ChartSignals.kind)


@on(ChartAnswered)
def gather_after_answer(event: ChartAnswered) -> None:
    services.gather(now=clock.now(), kind=quality.ChartSignals.kind)
