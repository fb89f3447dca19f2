"""What people type about devices of simple automation."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dure.mentoring.models import AutomationDevice, DeviceAnswer
from dure.web.fields import LINES, TYPED, PlainForm


class DeviceForm(PlainForm):
    class Meta:
        model = AutomationDevice
        fields = (
            "name", "kind", "text", "cost", "life", "before", "after", "pieces", "hour", "running", "rate", "task"
        )  # fmt: skip
        widgets = {
            **dict.fromkeys(("cost", "before", "after", "pieces", "hour", "running", "rate"), TYPED),
            "text": LINES,
        }


class AnswerForm(forms.Form):
    check = forms.CharField(max_length=12)
    answer = forms.ChoiceField(label=_("answer"), choices=DeviceAnswer.Answer.choices)
    note = forms.CharField(label=_("note"), max_length=200, required=False)
