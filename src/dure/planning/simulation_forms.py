"""What people ask of the plant played through."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dure.planning.models import Simulation


class SimulationForm(forms.ModelForm):
    class Meta:
        model = Simulation
        fields = ("before", "after", "days", "seeds")
        help_texts = {
            "days": _("Whole days before today whose orders are worked again, 7 to 400."),
            "seeds": _(
                "Each time with different luck, 5 to 100. More runs make the intervals narrower and take longer."
            ),
        }

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.get("before") == found.get("after"):
            raise forms.ValidationError(_("Choose two different ways of working."))
        return found
