"""Places, units and rules."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dure.inventory.forms.fields import plain
from dure.inventory.models import Location, StockRules, Unit


class LocationForm(forms.ModelForm):
    class Meta:
        model = Location
        fields = ("code", "own_name", "kind", "parent", "site")

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.fields["parent"].queryset = Location.objects.filter(is_active=True).exclude(pk=self.instance.pk)  # type: ignore[attr-defined]

    def _post_clean(self) -> None:
        """The service checks the row as a whole."""


class UnitForm(forms.ModelForm):
    spellings = forms.CharField(
        label=_("other spellings"), required=False, max_length=200,
        help_text=_("Between commas; imports and scanners take them for this unit."),
    )  # fmt: skip

    class Meta:
        model = Unit
        fields = ("code", "own_name", "dimension", "factor")
        help_texts = {
            "factor": _("How many of the first unit of its dimension it is (kg, m, L, EA). Empty for packings.")
        }

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.fields["spellings"].initial = ", ".join(self.instance.aliases)
        if self.instance.pk and self.instance.factor is not None:
            self.initial["factor"] = plain(self.instance.factor)
        if self.instance.pk:
            del self.fields["code"]

    def _post_clean(self) -> None:
        """The service checks the row as a whole."""

    def values(self) -> dict[str, Any]:
        found = dict(self.cleaned_data)
        words = [word.strip() for word in found.pop("spellings").split(",")]
        return found | {"aliases": [word for word in words if word]}


class PatternForm(forms.Form):
    pattern = forms.CharField(
        label=_("pattern"), max_length=60, widget=forms.TextInput(attrs={"class": "mono", "autocomplete": "off"})
    )


class RulesForm(forms.ModelForm):
    class Meta:
        model = StockRules
        fields = ("counts_are_blind", "count_needs_second_person")
