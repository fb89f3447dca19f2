"""What the criteria of the levels are called, how each figure is made, and how it is written."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dure.mentoring.level import BY_KEY, Criterion, Figure, Judged, Measure
from dure.web.templatetags.dure import clock_span, number, percent


@dataclass(frozen=True, slots=True)
class Words:
    """name: of the criterion. told: how its figure is made. page: where its rows are seen (a URL name)."""

    name: str | Promise
    told: str | Promise
    page: str


WORDS = {
    "bom": Words(
        gettext_lazy("Items with a bill of materials"),
        gettext_lazy("Made items with a bill of materials in force on the day, of all made items in use."),
        "product:coverage",
    ),
    "routing": Words(
        gettext_lazy("Items with a routing"),
        gettext_lazy("Made items with a routing in force on the day, of all made items in use but phantoms."),
        "product:coverage",
    ),
    "standard": Words(
        gettext_lazy("Operations with an approved work standard"),
        gettext_lazy("Operations of routings in force with a work standard in force, of all that are done here."),
        "product:coverage",
    ),
    "equipment": Words(
        gettext_lazy("Machines in the register with their nameplate"),
        gettext_lazy("Machines in use with manufacturer, model and serial number, of all in use."),
        "product:coverage",
    ),
    "partners": Words(
        gettext_lazy("Partners written down whole"),
        gettext_lazy("Partners in use with a business number and an address or a contact, of all in use."),
        "commerce:partners",
    ),
    "audits": Words(
        gettext_lazy("Areas with an audit of 3 rights and 5S"),
        gettext_lazy("Areas with an audit that was finished in the last 90 days, of all areas in use."),
        "product:audits",
    ),
    "counted": Words(
        gettext_lazy("Quantity counted automatically"),
        gettext_lazy(
            "Pieces counted by machines over 28 days, of all pieces. What people entered, confirmed or added isn't "
            "counted by a machine; what they took from its count isn't either."
        ),
        "production:results",
    ),
    "latency": Words(
        gettext_lazy("Age of the data"),
        gettext_lazy(
            "How old the newest counted results are, measured every ten minutes while a connection is on: 95 % of the "
            "measurements of 28 days lie at or below it. Fewer than 144 measurements tell nothing."
        ),
        "production:connections",
    ),
    "reasons": Words(
        gettext_lazy("Downtime with a reason"),
        gettext_lazy("Time of stops with a reason, of the time of all stops within 28 days."),
        "production:stops",
    ),
    "connected": Words(
        gettext_lazy("Machines connected"),
        gettext_lazy(
            "Machines in use of which a counter, state, fault or program was heard in the last seven days by a "
            "connection that is on, of all in use."
        ),
        "production:connections",
    ),
    "schedules": Words(
        gettext_lazy("Changes of the schedule decided with the system"),
        gettext_lazy(
            "Proposed schedules of 28 days that a person accepted or declined, of all that were proposed. What was "
            "replaced by a newer one or no longer needed is left out."
        ),
        "decisions:inbox",
    ),
    "schedule-pace": Words(
        gettext_lazy("Time to decide a change of the schedule"),
        gettext_lazy("Median time from what happened to the decision, of the proposed schedules of 28 days."),
        "decisions:inbox",
    ),
    "alarms": Words(
        gettext_lazy("Alarms answered with the system"),
        gettext_lazy(
            "Alarms of 28 days that a person acknowledged, shelved or took out of service before they rang again, of "
            "all that rang."
        ),
        "decisions:journal",
    ),
    "alarm-pace": Words(
        gettext_lazy("Time to answer an alarm"),
        gettext_lazy("Median time from the ringing to the answer, of the alarms of 28 days that were answered."),
        "decisions:journal",
    ),
    "advice": Words(
        gettext_lazy("Other recommendations decided"),
        gettext_lazy(
            "Recommendations of 28 days but schedules that a person accepted or declined, of all but those that were "
            "replaced or no longer needed."
        ),
        "decisions:inbox",
    ),
    "scheduled": Words(
        gettext_lazy("Released orders in a schedule that is followed"),
        gettext_lazy(
            "Orders released in 28 days that stand in a schedule which is or was followed, of all released ones."
        ),
        "planning:schedule",
    ),
    "followed": Words(
        gettext_lazy("Operations begun as scheduled"),
        gettext_lazy(
            "Operations begun in 28 days on the work unit and at most four hours from the time that the schedule "
            "followed then had planned, of all begun ones."
        ),
        "planning:schedule",
    ),
    "due": Words(
        gettext_lazy("Finished orders of which it is known whether they came in time"),
        gettext_lazy("Orders finished in 28 days that have a due time, of all finished ones."),
        "production:orders",
    ),
    "predictions": Words(
        gettext_lazy("Predictions in use"),
        gettext_lazy(
            "Models that a person has put to use and that don't ring too often, and one for chances of lateness told "
            "within 28 days."
        ),
        "decisions:models",
    ),
}


def value_text(criterion: Criterion, value: float | None) -> str:
    """A figure or threshold as it is written; of a missing one: no data."""
    if value is None:
        return _("No data")
    match criterion.measure:
        case Measure.SHARE:
            return percent(value)
        case Measure.SECONDS:
            return clock_span(value)
        case _:
            return number(value)


def made_of(criterion: Criterion, figure: Figure) -> str:
    """Behind the figure: how many of how many."""
    if figure.whole is None:
        return ""
    if criterion.measure is Measure.SECONDS:
        return _("%(n)s measured") % {"n": number(figure.whole)}
    if figure.part is None:
        return ""
    if criterion.key == "reasons":
        return _("%(part)s of %(whole)s") % {"part": clock_span(figure.part), "whole": clock_span(figure.whole)}
    return _("%(part)s of %(whole)s") % {"part": number(figure.part), "whole": number(figure.whole)}


def threshold_text(criterion: Criterion, value: float) -> str:
    return f"{'≤' if criterion.less_is_better else '≥'} {value_text(criterion, value)}"


def why_not(one: Judged) -> str:
    """Why a criterion doesn't hold, in a sentence."""
    words = {"name": WORDS[one.criterion.key].name, "needed": threshold_text(one.criterion, one.threshold.reach)}
    if one.figure.value is None:
        return _("%(name)s: there is no data.") % words
    words["figure"] = value_text(one.criterion, one.figure.value)
    return _("%(name)s: %(figure)s, needed %(needed)s.") % words


def name_of(key: str) -> str:
    return str(WORDS[key].name) if key in BY_KEY else key
