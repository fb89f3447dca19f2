"""Characteristics, plans, sampling tables."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dure.commerce.models import Partner
from dure.inventory.models import Item
from dure.quality.models import Characteristic, Chart, Gauge, InspectionPlan
from dure.quality.spc.runs import Rule
from dure.quality.spc.sampling import AQLS, AQLS_PERCENT
from dure.quality.words import RULE_NAMES


class ServiceForm(forms.ModelForm):
    """The service checks the row as a whole."""

    def _post_clean(self) -> None:
        pass


class CharacteristicForm(ServiceForm):
    class Meta:
        model = Characteristic
        fields = (
            "name", "kind", "lower", "target", "upper", "unit", "decimals", "balloon", "method", "gauge", "signal",
            "is_critical", "position", "is_active",
        )  # fmt: skip

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.fields["gauge"].queryset = Gauge.objects.exclude(status=Gauge.Status.RETIRED)  # type: ignore[attr-defined]
        self.fields["signal"].queryset = self.fields["signal"].queryset.filter(meaning="measurement")  # type: ignore[attr-defined]
        for name in ("lower", "target", "upper"):
            self.fields[name].widget.attrs |= {"step": "any", "inputmode": "decimal"}


class PlanForm(ServiceForm):
    aql = forms.ChoiceField(label=_("AQL (%)"), choices=[(one, one) for one in AQLS[:AQLS_PERCENT]], initial="1.0")

    class Meta:
        model = InspectionPlan
        fields = (
            "kind", "supplier", "operation_number", "work_unit", "sampling", "level", "aql", "fixed", "every_pieces",
            "every_minutes", "after_setup", "after_stop_minutes", "characteristics", "note", "is_active",
        )  # fmt: skip
        widgets = {"characteristics": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, item: Item, **values: Any) -> None:
        super().__init__(*args, **values)
        self.fields["supplier"].queryset = Partner.objects.filter(is_supplier=True, is_active=True)  # type: ignore[attr-defined]
        own = self.fields["characteristics"]
        own.queryset = Characteristic.objects.filter(item=item, is_active=True)  # type: ignore[attr-defined]
        own.help_text = _("None chosen: all of the item.")


class ChartForm(ServiceForm):
    rules = forms.MultipleChoiceField(
        label=_("rules"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(rule.value, RULE_NAMES[rule]) for rule in Rule],
    )  # fmt: skip

    class Meta:
        model = Chart
        fields = (
            "kind", "work_unit", "size", "rules", "holds_lot", "stops_orders", "weight", "width", "slack", "threshold",
            "is_active",
        )  # fmt: skip

    def __init__(self, *args: Any, kinds: list[str], **values: Any) -> None:
        super().__init__(*args, **values)
        self.fields["kind"].choices = [(kind, Chart.Kind(kind).label) for kind in kinds]  # type: ignore[attr-defined]


class TableForm(forms.Form):
    """A sampling table as it stands in a spreadsheet: letter, AQL, n, Ac, Re in each line."""

    severity = forms.ChoiceField(
        label=_("severity"),
        choices=[("tightened", _("Tightened inspection")), ("reduced", _("Reduced inspection")),
                 ("normal", _("Normal inspection"))],
    )  # fmt: skip
    source = forms.CharField(label=_("copied from"), max_length=200, help_text=_("Standard, edition and table."))
    rows = forms.CharField(
        label=_("rows"), widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        help_text=_("Code letter, AQL, n, Ac, Re in each line, with arrows followed. Paste them from a spreadsheet."),
    )  # fmt: skip

    def clean_rows(self) -> list[tuple[str, str, int, int, int]]:
        found = []
        for line in self.cleaned_data["rows"].splitlines():
            parts = line.replace(",", " ").replace(";", " ").split()
            if not parts or parts[0].lower() in ("letter", "code"):
                continue
            found.append(_cell(parts, line))
        return found


def _cell(parts: list[str], line: str) -> tuple[str, str, int, int, int]:
    try:
        letter, aql, n, accept, reject = parts
        known = next(one for one in AQLS if float(one) == float(aql))
        return letter.upper(), known, int(n), int(accept), int(reject)
    except (ValueError, StopIteration) as error:
        text = _("This line can't be read: %(line)s") % {"line": line}
        raise forms.ValidationError(text) from error
