"""What is said of what nobody measured, and of figures that don't hold: ids of texts, said elsewhere. Pure."""

from dure.planning.simulation.assuming import Taken


def mark(message: str) -> str:
    """Names a text whose Korean version has to exist."""
    return message


TAKEN: dict[Taken, str] = {
    Taken.FEW_CYCLES: mark("%(count)s of %(of)s operations were measured in fewer than five lots: they lean on the "
                           "routing's time, × %(factor)s, which is what the measured ones took."),
    Taken.NO_CYCLES: mark("%(count)s operations have no time, neither measured nor in the routing; they take none: "
                          "%(names)s"),
    Taken.FEW_STOPS: mark("%(count)s of %(of)s work units ran too little to know their stops: they stop as those of "
                          "their work center, or of the whole plant, do."),
    Taken.NO_STOPS: mark("No stops were recorded while orders ran: work units never break down."),
    Taken.NO_MICRO: mark("No micro-stops were recorded: there are none."),
    Taken.WHOLE_STOPS: mark("How much of a stop is waiting for somebody isn't known: alarm and andon shorten no stop. "
                            "Nobody waits for a technician."),
    Taken.PLANNED_SETUPS: mark("%(name)s: only %(count)s change-overs were measured; set-ups take what is planned, "
                               "with a spread of %(spread)s of the mean."),
    Taken.OTHER_COUNTS: mark("At %(count)s operations the machine counts something else than the order's pieces; their "
                             "time is taken for the order's pieces."),
    Taken.NO_DRIFT: mark("Drifts of processes aren't measured: rejects come evenly, and spc changes nothing."),
    Taken.REWORK: mark("%(count)s pieces were reworked: they are taken as good at once."),
    Taken.PEOPLE: mark("%(skill)s: %(count)s people, all there in each shift, one unit at a time."),
    Taken.MORE_PEOPLE: mark("%(skill)s: %(known)s people, but %(count)s units ran at once; taken as %(count)s people."),
    Taken.NO_SKILL: mark("%(skill)s: nobody has this skill; nobody waits for it."),
    Taken.MIXED_SKILLS: mark("%(center)s: its operations ask for several skills; %(skill)s counts."),
    Taken.MATERIAL: mark("Material is always there."),
    Taken.MOVE: mark("From one operation to the next it takes %(minutes)s min: the waits of the routings, on average."),
    Taken.OUTSIDE_WORK: mark("%(count)s operations that others do are left out."),
    Taken.PARTS: mark("%(count)s operations pass parts on before the lot is whole: lots move as a whole here."),
    Taken.HALF_DONE: mark("%(count)s orders were in the middle of an operation when the first day began: it is played "
                          "whole."),
    Taken.NO_DUE: mark("%(count)s of %(of)s orders have no due date: they are never late."),
    Taken.NO_SHIFT: mark("%(count)s work units have no shift and are always open: %(names)s"),
    Taken.SILENT: mark("%(share)s %% of the time of runs is without word from the machine: taken as work."),
    Taken.OUTSIDE_HOURS: mark("Work outside planned time, %(share)s %% of all, isn't played. Plan it as overtime."),
    Taken.WITHOUT_ORDER: mark("Work without an order, %(share)s %% of all, isn't played. Begin orders on the tablet."),
    Taken.BATCHES: mark("%(count)s orders ran together with others: here they run one after the other."),
    Taken.NO_LOAD: mark("Nobody has told how much room %(count)s operations take in a machine for several orders: "
                        "nothing goes in beside them."),
    Taken.NO_IDEALS: mark("%(count)s operations have no ideal cycle: their average counts as such."),
    Taken.DISPATCH: mark("Units had a choice only %(count)s times: they take the oldest order."),
    Taken.LOOSE_DISPATCH: mark("The order of work follows no rule that is known; the one that is played fits "
                               "%(share)s %% of the choices."),
    Taken.STATUS: mark("Only %(count)s lots came while a unit for them stood idle: taken as known at once."),
    Taken.UNREAD_ORDERS: mark("%(count)s of %(of)s orders have neither a routing nor a run: left out."),
}  # fmt: skip
_WAITED = mark("Lots really waited longer: for material, people, outside work or a decision. Enter the waits, and the "
               "skills that operations ask for, in the routings.")  # fmt: skip
_FASTER = mark("Lots were really faster: parts go on before the lot is whole, or operations overlap. Look at what is "
               "taken for granted.")  # fmt: skip
_REJECTS = mark("Look whether rejects and rework are reported at the operation where they arise, and with each order.")
_TIMES = mark("Look at machine data, work without an order and work outside planned time in what is taken for granted.")
_LONGER = mark("Stops differ from month to month: measure more days, and give reasons to stops.")
_SETUPS = mark("Tell the beginning and end of change-overs on the tablet, or enter set-up times between groups.")
_IDEALS = mark("Give each work unit its own ideal cycle, and look whether counts and runs belong together.")
_ENDED = mark("Close orders when they are done, and hold those that aren't worked on.")
ADVICE: dict[str, tuple[str, str]] = {
    "good_per_h": (_ENDED, _ENDED), "defect_share": (_REJECTS, _REJECTS), "quality_ratio": (_REJECTS, _REJECTS),
    "lead_h": (_WAITED, _FASTER), "wip": (_WAITED, _FASTER), "on_time_share": (_FASTER, _WAITED),
    "oee": (_TIMES, _TIMES), "availability": (_TIMES, _TIMES), "effectiveness": (_IDEALS, _IDEALS),
    "setup": (_SETUPS, _SETUPS), "down": (_LONGER, _LONGER), "micro": (_LONGER, _LONGER),
}  # fmt: skip
"""By figure: when less was played than was recorded, and when more was."""
