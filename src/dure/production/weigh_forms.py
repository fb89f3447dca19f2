"""What is typed at the weighing terminal, and the limits of weighing."""

import uuid
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from dure.inventory.models import Item
from dure.production import scales
from dure.production.models import Weighing, WeighRule
from dure.production.selectors.weighing import weighs_second
from dure.production.services.weighing import OnScale

_SAYS = {
    "overload": _("The scale is overloaded or not ready."),
    "moving": _("The scale is still moving. Wait until it is still."),
    "comma": _("Type the weight without a comma: %(text)s"),
    "unknown": _("This is no weight: %(text)s"),
}


class WeightForm(forms.Form):
    """gross: what a scale has typed, or a person. signal: id of the signal that told it."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    goods = forms.CharField(label=_("Scan the lot"), max_length=200)
    gross = forms.CharField(label=_("Weight"), max_length=60)
    tare = forms.CharField(label=_("Tare"), max_length=60, required=False)
    unit = forms.ChoiceField(label=_("Unit when the scale doesn't say it"), choices=[(one, one) for one in ("kg", "g")])
    other = forms.DecimalField(max_digits=14, decimal_places=4, min_value=Decimal(0), required=False)
    signal = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(label=_("Reason why it may be too much"), max_length=200, required=False)
    badge = forms.CharField(label=_("Supervisor's badge"), max_length=100, required=False)
    pin = forms.CharField(
        label=_("PIN"), max_length=20, required=False, widget=forms.PasswordInput(attrs={"inputmode": "numeric"})
    )

    def __init__(self, item: Item, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = {"autocomplete": "off", "class": "big-number"}
        self.fields["goods"].widget.attrs |= {"autocomplete": "off", "autofocus": True, "data-scan-field": True}
        self.fields["gross"].widget.attrs |= keys
        self.fields["tare"].widget.attrs |= {"autocomplete": "off"}
        self.fields["badge"].widget.attrs |= {"autocomplete": "off"}
        if item.unit_id == "g":
            self.fields["unit"].initial = "g"
        if item.second_unit is None:
            del self.fields["other"]
        else:
            self.fields["other"].label = item.unit_id if weighs_second(item) else item.second_unit_id

    def clean_gross(self) -> scales.Weight:
        return self._read(self.cleaned_data["gross"])

    def clean_tare(self) -> scales.Weight | None:
        text = self.cleaned_data["tare"]
        return self._read(text) if text.strip() else None

    def _read(self, text: str) -> scales.Weight:
        try:
            return scales.read(text)
        except scales.NoWeight as error:
            raise forms.ValidationError(say(str(_SAYS[error.code])) % {"text": text}) from error

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        gross, tare = given.get("gross"), given.get("tare")
        if gross and tare and (gross.unit or given.get("unit")) != (tare.unit or given.get("unit")):
            self.add_error("tare", _("Give weight and tare in the same unit."))
        return given

    def on_scale(self, signal: Any = None) -> OnScale:
        given = self.cleaned_data
        gross: scales.Weight = given["gross"]
        line = self.data.get("gross", "")
        is_typed = line.strip().replace(",", ".").replace(".", "", 1).isdecimal()
        source = Weighing.Source.TYPED if is_typed else Weighing.Source.SCALE
        tare = given["tare"]
        return OnScale(
            gross=gross.value,
            unit=gross.unit or given["unit"],
            # What the scale has taken off isn't taken off again.
            tare=tare.value if tare and not gross.is_net else Decimal(0),
            other=given.get("other"),
            source=Weighing.Source.SIGNAL if signal else source,
            signal=signal,
            reading=line,
        )


class WeighRuleForm(forms.ModelForm):
    class Meta:
        model = WeighRule
        fields = ("item", "bom_line", "low_percent", "low_quantity", "high_percent", "high_quantity")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = Item.objects.filter(is_active=True).order_by("name")
        lines = self.fields["bom_line"].queryset.filter(kind="component").select_related("bom__item", "component")
        self.fields["bom_line"].queryset = lines.order_by("component__name", "bom__item__name")
        self.fields["bom_line"].empty_label = say("In every recipe")
