"""What people type about 3정5S audits."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dure.plant.models import Area, Person
from dure.product.forms.making import DATE
from dure.product.forms.standards import PICTURE
from dure.product.media import MOST_PICTURE_MB
from dure.product.models import AuditFinding, AuditList, AuditPlan, AuditQuestion
from dure.web.uploads import UploadField

TASK_DAYS = 7
"""How long a finding has until it is to be put right, unless somebody says otherwise."""
_CAMERA = forms.FileInput(attrs=PICTURE | {"capture": "environment"})


def _people() -> Any:
    return Person.objects.filter(is_active=True).order_by("display_name", "username")


class AuditForm(forms.Form):
    audit_list = forms.ModelChoiceField(label=_("check list"), queryset=AuditList.objects.filter(is_active=True))
    area = forms.ModelChoiceField(label=_("area"), queryset=Area.objects.filter(is_active=True))
    audited_on = forms.DateField(label=_("day"), widget=DATE)


class PlanForm(forms.ModelForm):
    class Meta:
        model = AuditPlan
        fields = ("area", "audit_list", "every_days", "starts_on", "auditor", "is_active")
        widgets = {"starts_on": DATE}

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.fields["auditor"].queryset = _people()  # type: ignore[attr-defined]

    def _post_clean(self) -> None:
        """The service checks the row as a whole."""


class ListForm(forms.Form):
    name = forms.CharField(label=_("name"), max_length=120)


class QuestionForm(forms.ModelForm):
    class Meta:
        model = AuditQuestion
        fields = ("pillar", "text", "most", "position", "is_active")

    def _post_clean(self) -> None:
        """The service checks the row as a whole."""


class FindingForm(forms.ModelForm):
    picture = UploadField(label=_("picture before"), most_mb=MOST_PICTURE_MB, widget=_CAMERA)

    class Meta:
        model = AuditFinding
        fields = ("text", "owner", "due_on")
        widgets = {"due_on": DATE}

    def __init__(self, *args: Any, today: date | None = None, **values: Any) -> None:
        super().__init__(*args, **values)
        self.fields["owner"].queryset = _people()  # type: ignore[attr-defined]
        if today is not None:
            self.initial["due_on"] = today + timedelta(days=TASK_DAYS)

    def _post_clean(self) -> None:
        """The service checks the row as a whole."""

    def values(self) -> dict[str, Any]:
        found = dict(self.cleaned_data)
        picture = found.pop("picture", None)
        return found | {"picture": picture.read() if picture else None}


class FindingChangeForm(FindingForm):
    picture = None  # type: ignore[assignment]

    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class CloseForm(forms.Form):
    action = forms.CharField(label=_("what was done"), max_length=200)
    picture = UploadField(label=_("picture after"), most_mb=MOST_PICTURE_MB, widget=_CAMERA)
