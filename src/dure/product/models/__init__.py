"""Tables of how an item is made, by noun."""

from dure.product.models.audits import Audit, AuditFinding, AuditList, AuditPlan, AuditQuestion, AuditScore, Pillar
from dure.product.models.boms import Bom, BomAlternative, BomLine, DraftEdit
from dure.product.models.cycles import IdealCycle
from dure.product.models.documents import DocumentRevision, ItemDocument
from dure.product.models.elements import ElementOrder, LineStation, WorkElement
from dure.product.models.revisions import Revision
from dure.product.models.routings import Operation, OperationUnit, Routing
from dure.product.models.standards import (
    StandardCheck,
    StandardComment,
    StandardHazard,
    StandardLimit,
    StandardReading,
    StandardStep,
    StandardVersion,
    WorkStandard,
)

__all__ = [
    "Audit",
    "AuditFinding",
    "AuditList",
    "AuditPlan",
    "AuditQuestion",
    "AuditScore",
    "Bom",
    "BomAlternative",
    "BomLine",
    "DocumentRevision",
    "DraftEdit",
    "ElementOrder",
    "IdealCycle",
    "ItemDocument",
    "LineStation",
    "Operation",
    "OperationUnit",
    "Pillar",
    "Revision",
    "Routing",
    "StandardCheck",
    "StandardComment",
    "StandardHazard",
    "StandardLimit",
    "StandardReading",
    "StandardStep",
    "StandardVersion",
    "WorkElement",
    "WorkStandard",
]
