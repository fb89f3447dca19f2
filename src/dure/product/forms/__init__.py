"""What people type about items and how they are made. Rules beyond the form of a field live in the services."""

from dure.product.forms.audits import (
    AuditForm,
    CloseForm,
    FindingChangeForm,
    FindingForm,
    ListForm,
    PlanForm,
    QuestionForm,
)
from dure.product.forms.documents import DocumentChangeForm, DocumentForm, RevisionForm
from dure.product.forms.elements import ElementForm, LineOfWorkForm, PlacesForm, SideForm
from dure.product.forms.items import CodeRuleForm, CycleForm, ItemForm, ItemUnitForm
from dure.product.forms.making import (
    AlternativesForm,
    BomForm,
    CopyForm,
    HeadForm,
    ItemField,
    LineForm,
    OperationForm,
    OperationUnitsForm,
    QuantityForm,
    RetireForm,
    RoutingForm,
    RoutingHeadForm,
)
from dure.product.forms.numbers import plain
from dure.product.forms.standards import PART_FORMS, StandardForm, StandardNameForm, VersionForm

__all__ = [
    "PART_FORMS",
    "AlternativesForm",
    "AuditForm",
    "BomForm",
    "CloseForm",
    "CodeRuleForm",
    "CopyForm",
    "CycleForm",
    "DocumentChangeForm",
    "DocumentForm",
    "ElementForm",
    "FindingChangeForm",
    "FindingForm",
    "HeadForm",
    "ItemField",
    "ItemForm",
    "ItemUnitForm",
    "LineForm",
    "LineOfWorkForm",
    "ListForm",
    "OperationForm",
    "OperationUnitsForm",
    "PlacesForm",
    "PlanForm",
    "QuantityForm",
    "QuestionForm",
    "RetireForm",
    "RevisionForm",
    "RoutingForm",
    "RoutingHeadForm",
    "SideForm",
    "StandardForm",
    "StandardNameForm",
    "VersionForm",
    "plain",
]
