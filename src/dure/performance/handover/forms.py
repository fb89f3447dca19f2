"""What the two leaders say."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MOST_TASKS, LONGEST_TASK = 30, 200


class SignForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("What the next shift should know"), required=False, max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )  # fmt: skip
    tasks = forms.CharField(
        label=gettext_lazy("What the next shift has to do"), required=False, max_length=8000,
        widget=forms.Textarea(attrs={"rows": 5}), help_text=gettext_lazy("One thing a line; each gets a box to tick."),
    )  # fmt: skip

    def clean_tasks(self) -> list[str]:
        rows = [line.strip() for line in self.cleaned_data["tasks"].splitlines() if line.strip()]
        if len(rows) > MOST_TASKS or any(len(row) > LONGEST_TASK for row in rows):
            wrong = _("At most %(most)s things of %(long)s letters each.") % {"most": MOST_TASKS, "long": LONGEST_TASK}
            raise forms.ValidationError(wrong)
        return rows


class ReceiveForm(forms.Form):
    """Badge and PIN of who takes over, when somebody else is logged in."""

    badge = forms.CharField(
        label=gettext_lazy("Badge"), max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-scan-field": True}),
    )  # fmt: skip
    pin = forms.CharField(
        label=gettext_lazy("PIN"), max_length=20,
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip

    def values(self) -> dict[str, Any]:
        return {"badge": self.cleaned_data["badge"], "pin": self.cleaned_data["pin"]}


class AddForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Addition or correction"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
