"""What people type about the plant. Rules beyond the form of a field live in the services."""

import re
from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dure.plant.models import (
    ROLE_NAMES,
    Area,
    CalendarEntry,
    Enterprise,
    Person,
    PersonSkill,
    Shift,
    Site,
    Skill,
    WorkCenter,
    WorkUnit,
)
from dure.plant.services import Preset

WEEKDAYS = [(0, _("Mon")), (1, _("Tue")), (2, _("Wed")), (3, _("Thu")), (4, _("Fri")), (5, _("Sat")), (6, _("Sun"))]
_BREAK = re.compile(r"\s*(\d{1,2}:\d{2})\s*[-–~]\s*(\d{1,2}:\d{2})\s*")
_CLOCK = {"type": "time"}
_PARENT_LABELS = {"enterprise": _("Company"), "site": _("Site"), "area": _("Area"), "work_center": _("Line")}
_DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class AdministratorForm(forms.Form):
    """The first one who administers an installation."""

    display_name = forms.CharField(label=_("Your name"), max_length=60)
    username = forms.CharField(
        label=_("Log-in name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )
    password = forms.CharField(
        label=_("Password"),
        help_text=_("At least 10 characters, not only digits."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    repeat = forms.CharField(
        label=_("Password again"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("password") and found["password"] != found.get("repeat"):
            self.add_error("repeat", _("The two passwords differ."))
        return found


class SetupForm(AdministratorForm):
    """That, and a plant in its smallest form."""

    company = forms.CharField(label=_("Company"), max_length=120)
    site = forms.CharField(label=_("Site"), max_length=120, help_text=_("For example: Main plant"))
    area = forms.CharField(label=_("First area"), max_length=120, help_text=_("For example: Packing hall"))
    work_center = forms.CharField(label=_("First line"), max_length=120)
    work_unit = forms.CharField(
        label=_("First machine"),
        max_length=120,
        help_text=_("Also a table or a tool: whatever the work is done at. It need not be connected."),
    )
    preset = forms.ChoiceField(
        label=_("Shifts"),
        widget=forms.RadioSelect,
        initial=Preset.DAY,
        choices=[
            (Preset.DAY, _("Day shift, 09–18")),
            (Preset.TWO, _("Two shifts, 08–20–08")),
            (Preset.THREE, _("Three shifts, 06–14–22–06")),
        ],
    )


class _PartForm(forms.ModelForm):
    class Meta:
        fields = ("name", "code", "sort_order")


def part_form(level: str) -> type[forms.ModelForm]:
    """The form of one level of the hierarchy; KeyError for an unknown one."""
    model, fields = {
        "enterprise": (Enterprise, ["name", "code", "business_number"]),
        "site": (Site, ["enterprise", "name", "code", "address", "time_zone", "holiday_country"]),
        "area": (Area, ["site", "name", "code", "sort_order"]),
        "work-center": (WorkCenter, ["area", "name", "code", "sort_order"]),
        "work-unit": (
            WorkUnit,
            [
                "work_center",
                "name",
                "code",
                "sort_order",
                "manufacturer",
                "model",
                "serial_number",
                "made_year",
                "rated_power_kw",
                "note",
            ],
        ),
    }[level]
    return forms.modelform_factory(
        model,
        form=_PartForm,
        fields=fields,
        labels=_PARENT_LABELS,
        widgets={"note": forms.Textarea(attrs={"rows": 3})},
    )


class CompanyForm(forms.ModelForm):
    class Meta:
        model = Enterprise
        fields = (
            "name",
            "business_number",
            "representative",
            "address",
            "business_type",
            "business_item",
            "phone",
            "fax",
            "email",
            "bank_account",
        )
        help_texts = {
            "name": _("As it stands on documents"),
            "business_number": _("Ten digits; the last one is checked."),
            "bank_account": _("Bank, number, holder: it stands on quotations and invoices"),
        }


class PictureForm(forms.Form):
    picture = forms.FileField(
        label=_("Picture"), required=False, widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"})
    )


class ShiftForm(forms.ModelForm):
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Weekdays"), choices=WEEKDAYS, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    breaks = forms.CharField(
        label=_("Breaks"), required=False, help_text=_("From–to, one after the other: 12:00-13:00, 15:00-15:15")
    )

    class Meta:
        model = Shift
        fields = [
            "site",
            "work_center",
            "code",
            "name",
            "starts",
            "ends",
            "weekdays",
            "works_on_holidays",
            "valid_from",
            "valid_to",
        ]
        widgets = {
            "starts": forms.TimeInput(attrs=_CLOCK, format="%H:%M"),
            "ends": forms.TimeInput(attrs=_CLOCK, format="%H:%M"),
            "valid_from": _DATE,
            "valid_to": _DATE,
        }
        labels = {"site": _("Site"), "work_center": _("Only for the line")}
        help_texts = {"ends": _("At or before the start: on the next day")}

    def clean_breaks(self) -> list[tuple[time, time]]:
        found = []
        for part in filter(str.strip, re.split(r"[,;\n]", self.cleaned_data["breaks"])):
            match = _BREAK.fullmatch(part)
            try:
                starts, ends = (time.fromisoformat(text.zfill(5)) for text in match.groups() if match)  # type: ignore[union-attr]
            except (AttributeError, ValueError) as error:
                raise forms.ValidationError(_("“%(part)s” isn't a break."), params={"part": part.strip()}) from error
            found.append((starts, ends))
        return found


class ShiftChangeForm(ShiftForm):
    from_day = forms.DateField(
        label=_("Holds from"), widget=_DATE, help_text=_("Results before that day keep the old times."), required=True
    )

    class Meta(ShiftForm.Meta):
        fields = ["code", "name", "starts", "ends", "weekdays", "works_on_holidays", "valid_to"]


class EntryForm(forms.ModelForm):
    class Meta:
        model = CalendarEntry
        fields = ["kind", "starts_at", "ends_at", "site", "work_center", "work_unit", "shift_code", "note"]
        widgets = {
            name: forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
            for name in ("starts_at", "ends_at")
        }
        labels = {"site": _("Site"), "work_center": _("Only for the line"), "work_unit": _("Only for the machine")}
        help_texts = {"shift_code": _("For overtime: the code of a shift, or empty for the one beside it")}

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        start: datetime | None = found.get("starts_at")
        if start and found.get("ends_at") and found["ends_at"] <= start:
            self.add_error("ends_at", _("The end must come after the beginning."))
        unit, center = found.get("work_unit"), found.get("work_center")
        if unit and center and unit.work_center_id != center.pk:
            self.add_error("work_unit", _("This machine belongs to another line."))
        return found


class PersonForm(forms.ModelForm):
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=[(r.value, n) for r, n in ROLE_NAMES.items()],
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "One or more. Office: selling, buying, books. Planner: items, recipes, planning, work orders. "
            "Supervisor: approves and corrects. Operator: the tablets on the floor."
        ),
    )

    class Meta:
        model = Person
        fields = ("display_name", "username", "roles", "ends_on", "language", "is_active")
        labels = {"username": _("Log-in name"), "is_active": _("in service")}
        help_texts = {"username": "", "is_active": ""}
        widgets = {"ends_on": _DATE}


class NewPersonForm(PersonForm):
    password = forms.CharField(
        label=_("Password"),
        required=False,
        help_text=_("At least 10 characters, not only digits. Leave empty for people who use only badge and PIN."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    class Meta(PersonForm.Meta):
        fields = ("display_name", "username", "roles", "ends_on", "language")


class NewPasswordForm(forms.Form):
    password = forms.CharField(
        label=_("New password"),
        help_text=_("At least 10 characters, not only digits."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class OwnPasswordForm(forms.Form):
    old = forms.CharField(
        label=_("Old password"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    new = NewPasswordForm.base_fields["password"]


class PinForm(forms.Form):
    pin = forms.CharField(
        label=_("New PIN"),
        max_length=8,
        help_text=_("4 to 8 digits"),
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class PersonSkillForm(forms.ModelForm):
    """What a person can do and until when. Level 0: no longer."""

    level = forms.TypedChoiceField(label=_("Level"), coerce=int)

    class Meta:
        model = PersonSkill
        fields = ("level", "valid_to")
        widgets = {"valid_to": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        help_texts = {"valid_to": _("The last day on which it counts. Empty: without an end.")}

    def __init__(self, levels: Sequence[tuple[int, Any]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = levels


class SkillForm(forms.ModelForm):
    class Meta:
        model = Skill
        fields = ("name", "code", "sort_order")


class TabletForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=60, help_text=_("For example: Tablet at line 1"))
    area = forms.ModelChoiceField(Area.objects.filter(is_active=True), label=_("Area"), required=False)


def local_now() -> datetime:
    """The full hour that comes next, for the first value of a moment."""
    return timezone.localtime().replace(minute=0, second=0, microsecond=0)
