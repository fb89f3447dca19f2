"""What quality has against a start: allergens that the work unit still carries, a first piece that isn't accepted
(decision 0090)."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_noop

from dure.inventory.allergens import ALLERGENS
from dure.plant.models import WorkUnit
from dure.production.models import OrderOperation
from dure.production.start_checks import Finding
from dure.quality.selectors.cleaning import carried_to
from dure.quality.selectors.first_article import FirstArticle, first_articles


def ask(operation: OrderOperation, work_unit: WorkUnit, at: datetime) -> Iterator[Finding]:
    """Findings that block: cleaning that is not signed, first pieces that are not accepted."""
    yield from _uncleaned(operation, work_unit, at)
    for one in first_articles(operation, work_unit, at):
        if not one.is_accepted:
            yield _first_piece(one, work_unit)


def _first_piece(one: FirstArticle, work_unit: WorkUnit) -> Finding:
    message = gettext_noop(
        "%(unit)s: the first piece of %(item)s is not accepted yet. Set it up, inspect its first piece and accept it."
    )
    values: dict[str, object] = {"unit": work_unit.name, "item": one.plan.item.name}
    if one.is_refused and one.inspection is not None:
        values["number"] = one.inspection.number
        message = gettext_noop(
            "%(unit)s: the first piece of %(item)s was refused (%(number)s). Set it right and inspect another one."
        )
    return Finding("first_article", message, values, blocks=True)


def _uncleaned(operation: OrderOperation, work_unit: WorkUnit, at: datetime) -> Iterator[Finding]:
    found = carried_to(work_unit, operation.order, at)
    if found.allergens:
        message = gettext_noop("%(unit)s still carries %(allergens)s of %(items)s: clean it and sign the check first.")
        names = ", ".join(str(name) for code, name in ALLERGENS if code in found.allergens)
        yield Finding(
            "cleaning", message, {"unit": work_unit.name, "allergens": names, "items": ", ".join(found.items)},
            blocks=True,
        )  # fmt: skip
