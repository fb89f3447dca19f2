"""Who may open which page of mentoring, and what an honest request gets; with one of everything."""

from typing import Any

from dure.plant.models import Person
from tests.access.mentoring import diagnosis, knowhow, level, losses, residency, tasks, tools
from tests.access.mentoring.knowhow import OPEN, OWN
from tests.access.table import Row
from tests.plant.plants import small_plant

ROWS: dict[str, Row] = {
    **tasks.ROWS, **diagnosis.ROWS, **level.ROWS, **losses.ROWS, **tools.ROWS, **residency.ROWS, **knowhow.ROWS,
}  # fmt: skip
CHIEFS = tasks.CHIEFS
OF_OTHERS = {f"mentoring:{kind}-undo" for kind in ("task", "diagnosis", "tool", "knowhow")}
"""Open to many by the guard; the service lets only whoever made the change and leaders take it back."""
OF_OTHER_STAYS = {
    f"mentoring:{name}"
    for name in (
        "residency", "residency-report", "residency-week", "handover-add", "handover-remove", "log-day", "log-photo",
        "log-settle", "mentor", "factory",
    )
}  # fmt: skip
"""Open to mentors by the guard; each sees the own stays only."""

__all__ = ["CHIEFS", "OF_OTHERS", "OF_OTHER_STAYS", "OPEN", "OWN", "ROWS", "make"]


def make(by: Person) -> dict[str, Any]:
    """One of everything."""
    unit, found = small_plant(), {}
    for placed in (tasks, losses, tools, knowhow):
        found |= placed.make(by, unit)
    for part in (diagnosis, level, residency):
        found |= part.make(by)
    return found
