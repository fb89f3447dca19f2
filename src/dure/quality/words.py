"""Words for what the pure rules tell."""

from django.utils.translation import gettext_lazy as _

from dure.kernel.chain import Fault
from dure.quality.haccp.tree import Decision
from dure.quality.spc.runs import Rule

RULE_NAMES = {
    Rule.BEYOND_3: _("Beyond a control limit"),
    Rule.TWO_OF_THREE: _("Two of three beyond two sigma"),
    Rule.FOUR_OF_FIVE: _("Four of five beyond one sigma"),
    Rule.EIGHT_ONE_SIDE: _("Eight in a row on one side"),
    Rule.NINE_ONE_SIDE: _("Nine in a row on one side"),
    Rule.SIX_RISING: _("Six rising or falling steadily"),
    Rule.FOURTEEN_ALTERNATING: _("Fourteen up and down in turn"),
    Rule.FIFTEEN_CLOSE: _("Fifteen close to the centre"),
    Rule.EIGHT_AWAY: _("Eight away from the centre"),
}
RULE_SENTENCES = {
    Rule.BEYOND_3: _("One point lies beyond a control limit: something special has happened to this one."),
    Rule.TWO_OF_THREE: _(
        "Two of three points lie beyond two sigma on the same side: the process has very likely moved."
    ),
    Rule.FOUR_OF_FIVE: _("Four of five points lie beyond one sigma on the same side: a small shift has set in."),
    Rule.EIGHT_ONE_SIDE: _("Eight points in a row lie on the same side of the centre: the mean has moved."),
    Rule.NINE_ONE_SIDE: _("Nine points in a row lie on the same side of the centre: the mean has moved."),
    Rule.SIX_RISING: _("Six points in a row rise or fall: a tool wears, or something drifts."),
    Rule.FOURTEEN_ALTERNATING: _("Fourteen points go up and down in turn: two sources, or somebody adjusts too much."),
    Rule.FIFTEEN_CLOSE: _(
        "Fifteen points lie within one sigma: the limits are too wide, or two streams are mixed in each subgroup."
    ),
    Rule.EIGHT_AWAY: _("Eight points in a row lie away from the centre on both sides: two streams are mixed."),
}
STATISTICS = {
    "mean": _("Mean"), "range": _("Range"), "deviation": _("Standard deviation"), "value": _("Single value"),
    "moving range": _("Moving range"), "ewma": _("EWMA"), "cusum up": _("CUSUM upward"),
    "cusum down": _("CUSUM downward"), "p": _("Share of bad pieces"), "np": _("Number of bad pieces"),
    "c": _("Number of defects"), "u": _("Defects for each piece"),
}  # fmt: skip
ESTIMATORS = {
    "range": _("mean range / d2"),
    "deviation": _("mean standard deviation / c4"),
    "pooled": _("pooled standard deviation / c4"),
    "moving_range": _("mean moving range / d2"),
}
FAULTS = {
    Fault.GAP: _("An entry is missing here, or stands in the wrong place."),
    Fault.LINK: _("It doesn't follow from the entry before: that one was written anew."),
    Fault.CONTENT: _("Its content was altered after it was written."),
    Fault.ANCHOR: _("It is another one than was told elsewhere at the time: the record was written anew from before."),
    Fault.CUT: _("It was told elsewhere and isn't there any more: the end of the record was cut off."),
}
DECISIONS = {
    Decision.OPEN: _("questions are open"),
    Decision.NOT_SIGNIFICANT: _("not significant"),
    Decision.CP: _("CP"),
    Decision.CCP: _("CCP"),
    Decision.CHANGE: _("change the process"),
}
