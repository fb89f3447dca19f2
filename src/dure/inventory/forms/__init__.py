"""What people type and scan about stock."""

from dure.inventory.forms.acts import IssueForm, ReceiptForm, ScrapForm, TransferForm
from dure.inventory.forms.counts import CountForm, StartForm
from dure.inventory.forms.fields import plain
from dure.inventory.forms.lots import LotForm, MergeForm, SplitForm, StatusForm
from dure.inventory.forms.register import LocationForm, PatternForm, RulesForm, UnitForm

__all__ = [
    "CountForm",
    "IssueForm",
    "LocationForm",
    "LotForm",
    "MergeForm",
    "PatternForm",
    "ReceiptForm",
    "RulesForm",
    "ScrapForm",
    "SplitForm",
    "StartForm",
    "StatusForm",
    "TransferForm",
    "UnitForm",
    "plain",
]
