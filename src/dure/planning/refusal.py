"""Why a plan of a shop can't be followed, with the names of the shop and what can be done about it. Pure.

The check speaks of the numbers of a problem; a planner knows orders, operations and machines.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from dure.kernel.errors import Invalid
from dure.planning.scheduling.check import Broken, Fault, NoPlan
from dure.planning.scheduling.problem import Place
from dure.planning.setting import Setting


def mark(text: str) -> str:
    """Names a text whose Korean version has to exist."""
    return text


_TEXTS = {
    Broken.UNIT: mark("%(unit)s can't do %(step)s. Choose another machine for it."),
    Broken.LENGTH: mark("%(step)s has not the time on %(unit)s that it takes. Let it go, or plan anew."),
    Broken.CLOSED: mark("%(step)s would begin or end while %(unit)s is closed. Let it go, or change the shift."),
    Broken.PAUSE: mark(
        "%(step)s may not be interrupted, and %(unit)s is not open for so long at a stretch. "
        "Choose another time or machine."
    ),
    Broken.RELEASE: mark("%(step)s is held before its order may begin. Put it later, or let it go."),
    Broken.PIN: mark("%(step)s can't be where it is held. Put it later, or let it go."),
    Broken.HELPERS: mark("Nobody with the skill, or no tool, is free for %(step)s. Look at the skills of the people."),
    Broken.BEFORE: mark("%(step)s is held so early that %(before)s isn't far enough. Put it later, or let it go."),
    Broken.LONGEST_WAIT: mark(
        "%(step)s would begin %(minutes)s min after %(before)s, and may wait %(most)s min at most. "
        "Put them closer together, or let one go."
    ),
    Broken.UNIT_FREE: mark(
        "%(unit)s is not yet free and set up when %(step)s is held there. Put it later, or let it go."
    ),
    Broken.BATCH: mark("%(step)s can't be done at once with what else is on %(unit)s then. Put it later."),
    Broken.HELPER_FREE: mark(
        "%(what)s is still needed for %(before)s when %(step)s is held. Put one of them later, or let it go."
    ),
    Broken.MATERIAL: mark(
        "There is not enough %(what)s yet when %(step)s is to begin. Put it later, or have it come earlier."
    ),
}
_RUNS = mark(
    "%(step)s runs already on %(unit)s, so that what may not wait finds no place there in time. "
    "Pause it, or allow a longer wait in the routing."
)
_TEXTS |= dict.fromkeys((Broken.FIRST_PART, Broken.LAST_PART), _TEXTS[Broken.BEFORE])


@contextmanager
def in_words(of: Setting) -> Iterator[None]:
    """What is refused within speaks of the orders of a setting instead of the numbers of its problem."""
    try:
        yield
    except NoPlan as error:
        raise Invalid(error.message, why=_sentence(of, error.faults[0])) from error


def _sentence(of: Setting, fault: Fault) -> Invalid:
    if fault.broken is Broken.COMPLETE:
        return Invalid("Orders have come or gone since it was made. Plan anew.")
    values: dict[str, object] = {"step": _step(of, fault.place), "before": _step(of, fault.before)}
    match fault.broken:
        case Broken.MATERIAL:
            values["what"] = of.names.get(int(of.problem.materials[fault.about].name), "")
        case Broken.HELPER_FREE:
            values["what"] = of.hands[fault.about].name
        case Broken.LONGEST_WAIT:
            values |= {"minutes": fault.minutes, "most": fault.most}
        case _:
            values["unit"] = of.problem.units[fault.about].name
    runs = fault.broken is Broken.PIN and of.works[fault.place[0]][fault.place[1]].runs_on is not None
    return Invalid(_RUNS if runs else _TEXTS[fault.broken], **values)


def _step(of: Setting, place: Place) -> str:
    """“W-1 Noodles, Boiling”."""
    if place[0] < 0:
        return ""
    order = of.orders[place[0]]
    name = " ".join(filter(None, (order.number, of.names.get(order.item, ""))))
    return f"{name}, {of.works[place[0]][place[1]].name}"
