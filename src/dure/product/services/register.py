"""Taking back what was changed of items and of what is written about them."""

from django.db import models

from dure.inventory.models import Item, ItemUnit
from dure.plant.models import ChangeRecord, Person
from dure.plant.services import undo_change as undo_plant_change
from dure.product.models import (
    AuditFinding,
    AuditList,
    AuditPlan,
    AuditQuestion,
    IdealCycle,
    ItemDocument,
    WorkStandard,
)

Tables = dict[str, type[models.Model]]
TABLES: Tables = {model.__name__: model for model in (Item, IdealCycle, ItemUnit)}
AUDIT_TABLES: Tables = {model.__name__: model for model in (AuditList, AuditQuestion, AuditPlan, AuditFinding)}
PAPER_TABLES: Tables = {model.__name__: model for model in (ItemDocument, WorkStandard)}


def undo_change(*, record_id: int, by: Person, tables: Tables = TABLES) -> tuple[ChangeRecord, models.Model]:
    """Put a row of one of the tables back as it was before a change. Raises as plant's does."""
    return undo_plant_change(record_id=record_id, by=by, tables=tables)
