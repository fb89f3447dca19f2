"""Figures of the plant's own records that fill an answer in. Pure: their names; `selectors.measured` computes them.

All are percentages of things that happened or stand in the records, so that a figure says by itself of how many it is.
"""

from dataclasses import dataclass


def mark(text: str) -> str:
    """Marks a text for translation where it is written; it is translated where it is used."""
    return text


@dataclass(frozen=True, slots=True)
class Measured:
    """days: how far back it looks; 0: how it stands today. page: the URL name of the page with what it is made of."""

    key: str
    name: str
    days: int
    page: str


_ALL = (
    Measured("bom_share", mark("Made items with a BOM"), 0, "product:coverage"),
    Measured("routing_share", mark("Made items with a routing"), 0, "product:coverage"),
    Measured("standard_share", mark("Operations with an approved work standard"), 0, "product:coverage"),
    Measured("equipment_share", mark("Machines with a full nameplate"), 0, "product:coverage"),
    Measured("counted_share", mark("Quantity counted by machines"), 28, "production:results"),
    Measured("reason_share", mark("Stopped time with a reason"), 28, "production:stops"),
    Measured("schedule_share", mark("Operations begun within an hour of the schedule"), 28, "planning:schedule"),
    Measured("on_time_share", mark("Deliveries on time and in full"), 90, "commerce:kept"),
    Measured("inspection_share", mark("Inspections begun that were decided"), 28, "quality:inspections"),
    Measured("gauge_share", mark("Gauges within their calibration"), 0, "quality:gauges"),
    Measured("service_share", mark("Planned services done by their day"), 90, "maintenance:jobs"),
    Measured("alarm_share", mark("Alarms acknowledged within an hour"), 28, "decisions:journal"),
    Measured("decision_share", mark("Recommendations decided by a person"), 28, "decisions:inbox"),
    Measured("audit_score", mark("Points in 3 rights and 5S audits"), 90, "product:audits"),
    Measured("finding_share", mark("Audit findings put right by their day"), 90, "product:findings"),
    Measured("action_share", mark("Safety measures put right by their day"), 90, "safety:actions"),
)
MEASURED: dict[str, Measured] = {one.key: one for one in _ALL}
