"""What people know and how they decide: the only thing in which two runs of a plant differ. Pure."""

from dataclasses import dataclass, replace
from enum import StrEnum

from dure.kernel.errors import Invalid


class Dispatch(StrEnum):
    """How a free unit chooses its next lot. ORDER_DATE: the list of the orders as they came. DUE_DATE: the list by due
    dates. RULE: by urgency and set-up at this moment. ENGINE: as the scheduler's plan has it, made anew with events."""

    ORDER_DATE = "order_date"
    DUE_DATE = "due_date"
    RULE = "rule"
    ENGINE = "engine"


@dataclass(frozen=True, slots=True)
class Policy:
    """status: a lot is known to be ready at once, else from the next shift on, if nobody finds it. alarm: breakdowns
    are reported at once. andon: micro-stops are shown. spc: samples find a drift, else it may be found at shift ends.
    How soon each is, with and without, is the plant's: see `plant.Information`."""

    dispatch: Dispatch = Dispatch.ORDER_DATE
    status: bool = False
    alarm: bool = False
    andon: bool = False
    spc: bool = False


PAPER = Policy()
LIVE = Policy(Dispatch.ENGINE, status=True, alarm=True, andon=True, spc=True)
SWITCHES = {
    "status": {"status": True},
    "dispatch": {"dispatch": Dispatch.ENGINE},
    "rule": {"dispatch": Dispatch.RULE},
    "due": {"dispatch": Dispatch.DUE_DATE},
    "alarm": {"alarm": True},
    "andon": {"andon": True},
    "spc": {"spc": True},
}
"""Each on its own, on top of paper. dispatch is the scheduler's."""
NAMES = ("paper", "live", *SWITCHES)


def policy_of(text: str) -> Policy:
    """ "paper", "live", or switches joined by "+" (`status+rule`, `live+rule`). Raises Invalid for other words."""
    found = PAPER
    for word in text.split("+"):
        if word == "live":
            found = LIVE
        elif word in SWITCHES:
            found = replace(found, **SWITCHES[word])  # type: ignore[arg-type]
        elif word != "paper":
            raise Invalid("“%(word)s” is no policy. There are: %(known)s; join them by “+”.", word=word,
                          known=", ".join(NAMES))  # fmt: skip
    return found
