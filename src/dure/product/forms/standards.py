"""What people type into a work standard."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dure.plant.models import WorkUnit
from dure.product.forms.making import ItemField
from dure.product.forms.numbers import NUMBER, PlainNumbers
from dure.product.media import MOST_FILE_MB, MOST_PICTURE_MB
from dure.product.models import (
    StandardCheck,
    StandardHazard,
    StandardLimit,
    StandardStep,
    StandardVersion,
    WorkStandard,
)
from dure.telemetry.models import Signal
from dure.web.uploads import UploadField

PICTURE = {"accept": "image/jpeg,image/png,image/webp"}
VIDEO = {"accept": "video/mp4,video/webm"}
_TWO = forms.Textarea(attrs={"rows": 2})


class MaybeItemField(ItemField):
    """An item, or nothing."""

    def __init__(self, **values: Any) -> None:
        super().__init__(required=False, **values)


class StandardForm(PlainNumbers):
    item = MaybeItemField(label=_("item"))

    class Meta:
        model = WorkStandard
        fields = ("title", "item", "operation_number", "work_unit", "number")
        help_texts = {"number": _("Left empty, it gets the next one.")}

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.fields["number"].required = False
        self.fields["work_unit"].queryset = WorkUnit.objects.filter(is_active=True)  # type: ignore[attr-defined]


class StandardNameForm(PlainNumbers):
    class Meta:
        model = WorkStandard
        fields = ("title", "number", "is_active")


class VersionForm(PlainNumbers):
    """The head of a version: time, gear, tools, what is new."""

    tools = forms.CharField(label=_("tools"), required=False, widget=_TWO, help_text=_("One a line."))
    gear = forms.MultipleChoiceField(
        label=_("protective gear"), choices=StandardVersion.Gear.choices, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    class Meta:
        model = StandardVersion
        fields = ("gear", "tools", "standard_seconds", "change_note")
        widgets = {"standard_seconds": forms.TextInput(attrs=NUMBER)}

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        value = super().get_initial_for_field(field, field_name)
        return "\n".join(value) if field_name == "tools" and isinstance(value, list) else value

    def clean_tools(self) -> list[str]:
        return [line.strip()[:80] for line in self.cleaned_data["tools"].splitlines() if line.strip()]


class StepForm(PlainNumbers):
    picture = UploadField(label=_("picture"), most_mb=MOST_PICTURE_MB, widget=forms.FileInput(attrs=PICTURE))
    video = UploadField(label=_("short video"), most_mb=MOST_FILE_MB, widget=forms.FileInput(attrs=VIDEO))
    without_picture = forms.BooleanField(label=_("take the picture away"), required=False)
    without_video = forms.BooleanField(label=_("take the video away"), required=False)

    class Meta:
        model = StandardStep
        fields = ("text", "key_point", "reason")
        widgets = dict.fromkeys(("text", "key_point", "reason"), _TWO)

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        for name in ("picture", "video"):
            if not getattr(self.instance, name):
                del self.fields[f"without_{name}"]

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("text", "key_point", "reason")}

    def files_given(self) -> dict[str, bytes | None]:
        """Field → new content, or None to take the file away; nothing for those that stay."""
        found: dict[str, bytes | None] = {}
        for name in ("picture", "video"):
            if given := self.cleaned_data.get(name):
                found[name] = given.read()
            elif self.cleaned_data.get(f"without_{name}"):
                found[name] = None
        return found


class LimitForm(PlainNumbers):
    class Meta:
        model = StandardLimit
        fields = ("name", "lower", "target", "upper", "unit", "signal")
        widgets = {name: forms.TextInput(attrs=NUMBER) for name in ("lower", "target", "upper")}

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        rows = Signal.objects.filter(work_unit__isnull=False).select_related("work_unit").order_by("work_unit", "name")
        field = self.fields["signal"]
        field.queryset = rows  # type: ignore[attr-defined]
        field.label_from_instance = lambda row: f"{row.work_unit} · {row.name}"  # type: ignore[attr-defined]


class CheckForm(PlainNumbers):
    class Meta:
        model = StandardCheck
        fields = ("text", "method", "frequency", "lower", "upper", "unit")
        widgets = {name: forms.TextInput(attrs=NUMBER) for name in ("lower", "upper")}


class HazardForm(PlainNumbers):
    class Meta:
        model = StandardHazard
        fields = ("text", "prevention")


PART_FORMS: dict[str, Any] = {"step": StepForm, "limit": LimitForm, "check": CheckForm, "hazard": HazardForm}
