"""What people type about levels: thresholds, claims, and which pages are shown."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dure.mentoring.level import Criterion, Measure
from dure.mentoring.models import LevelClaim, LevelThreshold, ShownModules
from dure.product.media import MOST_FILE_MB
from dure.web.fields import DATE, ServiceForm
from dure.web.uploads import UploadField


class RulesForm(forms.Form):
    note = forms.CharField(label=_("why it is changed"), max_length=200)


class ThresholdForm(forms.Form):
    """Shares are typed as percent, times as seconds; `values` gives them as they are kept."""

    reach = forms.FloatField(label=_("reached at"), min_value=0)
    keep = forms.FloatField(
        label=_("kept while"),
        min_value=0,
        help_text=_("Once reached, it holds until the figure is worse than this. So no level comes and goes daily."),
    )
    is_asked = forms.BooleanField(label=_("is asked"), required=False)

    def __init__(self, *args: Any, criterion: Criterion, row: LevelThreshold, **more: Any) -> None:
        self._factor = 100.0 if criterion.measure is Measure.SHARE else 1.0
        first = {name: round(getattr(row, name) * self._factor, 6) for name in ("reach", "keep")}
        super().__init__(*args, initial=first | {"is_asked": row.is_asked}, **more)
        units = {Measure.SHARE: "%", Measure.SECONDS: _("in seconds"), Measure.NUMBER: _("how many")}
        for name in ("reach", "keep"):
            field = self.fields[name]
            field.label = f"{field.label} ({units[criterion.measure]})"
            if criterion.measure is Measure.SHARE:
                field.max_value = 100  # type: ignore[attr-defined]
                field.widget.attrs |= {"max": 100}

    def values(self) -> dict[str, Any]:
        found = self.cleaned_data
        return {
            "reach": found["reach"] / self._factor,
            "keep": found["keep"] / self._factor,
            "is_asked": found["is_asked"],
        }


class ClaimForm(ServiceForm):
    picture = UploadField(
        most_mb=MOST_FILE_MB,
        label=_("certificate"),
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/*"}),
    )

    class Meta:
        model = LevelClaim
        fields = ("level", "claimed_on", "until", "claimed_by", "number", "note")
        widgets = {"claimed_on": DATE, "until": DATE}

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "picture"}


class ModulesForm(forms.Form):
    choice = forms.ChoiceField(
        label=_("pages in the navigation"), choices=ShownModules.Choice.choices, widget=forms.RadioSelect
    )
