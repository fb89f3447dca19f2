"""The plant played through: what goes on, what came of it, and former ones."""

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from dure.kernel.errors import Invalid, NotFound
from dure.planning.models import Simulation

if TYPE_CHECKING:
    from dure.planning.simulation.answering import Answer

Status = Simulation.Status
MOST_COMPARED = 50


def simulation(pk: int) -> Simulation:
    """Also one that was thrown away. Raises NotFound."""
    row = Simulation.objects.select_related("asked_by").filter(pk=pk).first()
    if row is None:
        raise NotFound("This simulation does not exist.")
    return row


def going_simulation() -> Simulation | None:
    return Simulation.objects.filter(status__in=(Status.WAITING, Status.RUNNING)).first()


def former_simulations() -> QuerySet[Simulation]:
    """All that weren't thrown away, the newest first."""
    return Simulation.objects.filter(removed_at=None).select_related("asked_by").order_by("-pk")


def comparable_simulations() -> list[Simulation]:
    """The newest ones that something came of."""
    return list(former_simulations().filter(status=Status.DONE).defer("result")[:MOST_COMPARED])


def answer_of(row: Simulation) -> "Answer | None":
    """What came of it; None where nothing did. Raises Invalid for what another version has kept."""
    if row.result is None:
        return None
    from dure.planning.simulation.answering import read

    try:
        return read(row.result)
    except Invalid as error:
        raise Invalid(
            "What came of it was kept by another version of Dure and can't be read here. Play it again."
        ) from error
