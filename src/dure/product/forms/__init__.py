"""What people type about items and how they are made. Rules beyond the form of a field live in the services."""

from dure.product.forms.items import CycleForm, ItemForm
from dure.product.forms.making import (
    BomForm,
    CopyForm,
    HeadForm,
    ItemField,
    LineForm,
    OperationForm,
    QuantityForm,
    RetireForm,
    RoutingForm,
)
from dure.product.forms.numbers import plain

__all__ = [
    "BomForm",
    "CopyForm",
    "CycleForm",
    "HeadForm",
    "ItemField",
    "ItemForm",
    "LineForm",
    "OperationForm",
    "QuantityForm",
    "RetireForm",
    "RoutingForm",
    "plain",
]
