"""Dure's own table, whose answers come from the plant's records. Pure; texts are message ids."""

from dure.mentoring.first_items import FirstItem, FirstModule, FirstTable
from dure.mentoring.measured import mark

_SHARES = (
    mark("Less than the first step."),
    mark("Begun."),
    mark("In parts."),
    mark("For the most part."),
    mark("Almost everywhere."),
    mark("Everywhere, every day."),
)
_WRITTEN = mark("Written down")
_SEEN = mark("Seen at once")
_KEPT = mark("Kept up")
_ACTED = mark("Acted on")
_SHARE = (20, 40, 60, 80, 95)
_DUTY = (50, 70, 80, 90, 97)
_HARD = (10, 30, 50, 70, 90)
_OWN = (
    FirstModule(
        _WRITTEN,
        "work",
        mark("Products and work"),
        (
            FirstItem(mark("How many made items have a BOM in force?"), 8, figure="bom_share", steps=_SHARE),
            FirstItem(mark("How many made items have a routing in force?"), 8, figure="routing_share", steps=_SHARE),
            FirstItem(
                mark("How many operations have an approved work standard?"), 8, figure="standard_share", steps=_SHARE
            ),
        ),
    ),
    FirstModule(
        _WRITTEN,
        "machines",
        mark("Machines and gauges"),
        (
            FirstItem(mark("How many machines have a full nameplate?"), 4, figure="equipment_share", steps=_SHARE),
            FirstItem(mark("How many gauges are within their calibration?"), 6, figure="gauge_share", steps=_DUTY),
        ),
    ),
    FirstModule(
        _SEEN,
        "counting",
        mark("Counting pieces"),
        (
            FirstItem(mark("How much of the quantity do machines count?"), 10, figure="counted_share", steps=_SHARE),
            FirstItem(mark("How much of the stopped time has a reason?"), 8, figure="reason_share", steps=_SHARE),
        ),
    ),
    FirstModule(
        _KEPT,
        "schedule",
        mark("Schedule and delivery"),
        (
            FirstItem(
                mark("How many operations begin within an hour of the schedule?"),
                8,
                figure="schedule_share",
                steps=_HARD,
            ),
            FirstItem(mark("How many deliveries are on time and in full?"), 8, figure="on_time_share", steps=_DUTY),
        ),
    ),
    FirstModule(
        _KEPT,
        "upkeep",
        mark("Inspections and upkeep"),
        (
            FirstItem(
                mark("How many inspections that were begun are decided?"), 6, figure="inspection_share", steps=_DUTY
            ),
            FirstItem(mark("How many planned services are done by their day?"), 6, figure="service_share", steps=_DUTY),
        ),
    ),
    FirstModule(
        _ACTED,
        "answers",
        mark("Answers to what happens"),
        (
            FirstItem(mark("How many alarms are acknowledged within an hour?"), 5, figure="alarm_share", steps=_SHARE),
            FirstItem(mark("How many recommendations does a person decide?"), 4, figure="decision_share", steps=_SHARE),
        ),
    ),
    FirstModule(
        _ACTED,
        "places",
        mark("Order and safety"),
        (
            FirstItem(
                mark("How many points do 3 rights and 5S audits give?"),
                5,
                figure="audit_score",
                steps=(40, 55, 70, 80, 90),
            ),
            FirstItem(
                mark("How many findings of audits are put right by their day?"), 3, figure="finding_share", steps=_SHARE
            ),
            FirstItem(
                mark("How many safety measures are put right by their day?"), 3, figure="action_share", steps=_SHARE
            ),
        ),
    ),
)
OWN = FirstTable(
    "own-records",
    mark("What the plant's records show"),
    mark(
        "Dure's own table of 100 points. Every question is answered by a figure of the "
        "plant's own records; an assessor may differ with a note."
    ),
    _SHARES,
    ((20, mark("Beginning")), (45, mark("Growing")), (70, mark("Steady")), (90, mark("Leading"))),
    _OWN,
)
