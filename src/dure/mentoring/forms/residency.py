"""What people type about mentors, factories and residencies."""

import uuid
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dure.mentoring.assigning import Weights
from dure.mentoring.models import Factory, Mentor, Residency
from dure.mentoring.models.factories import EXPERTISE, LEVELS
from dure.mentoring.region import ROAD_FACTOR
from dure.mentoring.stay import LONGEST_WEEKS
from dure.plant.models import Person
from dure.plant.roles import Role
from dure.plant.selectors import active_people
from dure.product.media import MOST_PICTURE_MB
from dure.web.fields import DATE, LINES
from dure.web.uploads import UploadField

_FIRST_YEAR, _LAST_YEAR = 1970, 2100
DEGREES = forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"})


class LocatedForm(forms.ModelForm):
    class Meta:
        widgets = {"latitude": DEGREES, "longitude": DEGREES, "first_on": DATE, "last_on": DATE}
        help_texts = {"latitude": _("Left out, the place of the city is taken.")}


class MentorForm(LocatedForm):
    person = forms.ModelChoiceField(
        label=_("logs in as"), queryset=Person.objects.none(), required=False,
        help_text=_("A person with the role of a mentor only. The log-in ends with the last residency."),
    )  # fmt: skip

    class Meta(LocatedForm.Meta):
        model = Mentor
        fields = ("name", "person", "city", "latitude", "longitude", "days_a_week", "weeks_a_year", "note", "is_active")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        people = active_people().filter(roles=[Role.MENTOR.value])
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


class FactoryForm(LocatedForm):
    class Meta(LocatedForm.Meta):
        model = Factory
        fields = (
            "name", "city", "latitude", "longitude", "team", "weeks", "days_a_week", "first_on", "last_on", "note",
            "is_active",
        )  # fmt: skip


class SkillForm(forms.Form):
    field = forms.ChoiceField(label=_("field"), choices=EXPERTISE)
    level = forms.TypedChoiceField(label=_("level"), choices=LEVELS, coerce=int)
    years = forms.IntegerField(label=_("years of experience"), min_value=0, max_value=60)
    evidence = forms.CharField(
        label=_("what shows it"), max_length=300, help_text=_("A plant, a project, a certificate.")
    )


class NeedForm(forms.Form):
    field = forms.ChoiceField(label=_("field"), choices=EXPERTISE)
    level = forms.TypedChoiceField(label=_("level"), choices=LEVELS, coerce=int, initial=2)


class AbsenceForm(forms.Form):
    first_on = forms.DateField(label=_("from"), widget=DATE)
    last_on = forms.DateField(label=_("to"), widget=DATE)
    reason = forms.CharField(label=_("reason"), max_length=120, required=False)


class ConflictForm(forms.Form):
    factory = forms.ModelChoiceField(label=_("firm"), queryset=Factory.objects.all())
    reason = forms.CharField(
        label=_("reason"), max_length=200, help_text=_("Worked there, family, a competitor, shares.")
    )


class MentorsField(forms.ModelMultipleChoiceField):
    def __init__(self, **values: Any) -> None:
        super().__init__(
            queryset=Mentor.objects.filter(is_active=True), widget=forms.CheckboxSelectMultiple,
            label=values.pop("label", _("mentors")), **values,
        )  # fmt: skip


class ResidencyForm(forms.Form):
    mentors = MentorsField()
    starts_on = forms.DateField(label=_("first day"), widget=DATE)
    weeks = forms.IntegerField(label=_("weeks"), min_value=1, max_value=52, initial=LONGEST_WEEKS)
    aim = forms.CharField(label=_("what is to be reached"), max_length=1000, widget=LINES, required=False)
    long_why = forms.CharField(
        label=_("why more than eight weeks"), max_length=300, required=False,
        help_text=_("Only for more than eight weeks. Your name is kept as who agreed."),
    )  # fmt: skip


class NewResidencyForm(ResidencyForm):
    factory = forms.ModelChoiceField(label=_("factory"), queryset=Factory.objects.filter(is_active=True))
    field_order = ("factory", "mentors", "starts_on", "weeks", "aim", "long_why")


class WeekForm(forms.Form):
    aim = forms.CharField(label=_("aim of the week"), max_length=200, required=False)
    tasks = forms.CharField(label=_("tasks of the week"), max_length=1000, widget=LINES, required=False)


class HandoverForm(forms.Form):
    text = forms.CharField(label=_("what is handed over"), max_length=300)
    owner = forms.ModelChoiceField(label=_("who goes on with it"), queryset=Person.objects.none())
    due_on = forms.DateField(label=_("due on"), widget=DATE)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        people = active_people().exclude(roles=[Role.MENTOR.value])
        self.fields["owner"].queryset = people  # type: ignore[attr-defined]


class TakeForm(forms.Form):
    """Nothing to type: the button says it."""

    sure = forms.BooleanField(widget=forms.HiddenInput, initial=True)


class EndForm(forms.Form):
    last_on = forms.DateField(label=_("last day"), widget=DATE)
    result = forms.CharField(
        label=_("what was reached"), max_length=2000, widget=LINES, help_text=_("Also what was not.")
    )
    open_why = forms.CharField(
        label=_("why things stay open"), max_length=300, required=False,
        help_text=_("Only when something isn't taken over yet."),
    )  # fmt: skip


class SettleForm(forms.Form):
    """What holds of a day that was written twice. current: the save in force as it was seen; seen: the conflicts."""

    current = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=2000)
    hours = forms.DecimalField(label=_("hours on site"), min_value=0, max_value=24, max_digits=4, decimal_places=1)
    done = forms.CharField(label=_("work done"), max_length=4000, widget=LINES, required=False)
    found = forms.CharField(label=_("what was noticed"), max_length=4000, widget=LINES, required=False)
    tomorrow = forms.CharField(label=_("for tomorrow"), max_length=2000, widget=LINES, required=False)

    def clean_seen(self) -> list[uuid.UUID]:
        try:
            return [uuid.UUID(one) for one in self.cleaned_data["seen"].split(",")]
        except ValueError as error:
            raise forms.ValidationError(_("This day was written again meanwhile. Look once more.")) from error


class PointsField(forms.FloatField):
    """Shows whole points without a decimal."""

    def prepare_value(self, value: Any) -> Any:
        return f"{value:g}" if isinstance(value, float) else value


class ProposeForm(forms.Form):
    """What a proposal is made of; points are of `assigning.Weights`."""

    first_on = forms.DateField(label=_("from the week of"), widget=DATE)
    unserved = PointsField(label=_("points for a factory without a team"), min_value=0, initial=Weights().unserved)
    km = PointsField(label=_("points for a kilometre"), min_value=0, initial=Weights().km)
    over = PointsField(label=_("points for a week above the fair share"), min_value=0, initial=Weights().over)
    wait = PointsField(label=_("points for a week of waiting"), min_value=0, initial=Weights().wait)
    road_factor = forms.FloatField(
        label=_("road factor"), min_value=1, max_value=3, initial=ROAD_FACTOR,
        help_text=_("Kilometres by road for one as the crow flies."),
    )  # fmt: skip

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        weights = Weights(given["unserved"], given["km"], given["over"], given["wait"])
        return {"first_on": given["first_on"], "weights": weights, "road_factor": given["road_factor"]}


class StayForm(forms.Form):
    starts_on = forms.DateField(label=_("first day"), widget=DATE, help_text=_("A Monday."))
    team = MentorsField()


class SaveForm(forms.Form):
    """A save of a daily log as a device sends it."""

    key = forms.UUIDField()
    base = forms.UUIDField(required=False)
    residency = forms.ModelChoiceField(queryset=Residency.objects.all())
    mentor = forms.ModelChoiceField(queryset=Mentor.objects.all())
    day = forms.DateField()
    hours = forms.DecimalField(min_value=0, max_value=24, max_digits=4, decimal_places=1)
    done = forms.CharField(max_length=4000, required=False)
    found = forms.CharField(max_length=4000, required=False)
    tomorrow = forms.CharField(max_length=2000, required=False)
    written_at = forms.DateTimeField()
    device = forms.CharField(max_length=60, required=False)

    def clean_written_at(self) -> datetime:
        """Of a clock that may be wrong, but of a time that can be shown everywhere."""
        found: datetime = self.cleaned_data["written_at"]
        if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
            raise forms.ValidationError(self.fields["written_at"].error_messages["invalid"])
        return found


class PhotoForm(forms.Form):
    key = forms.UUIDField()
    residency = forms.ModelChoiceField(queryset=Residency.objects.all())
    mentor = forms.ModelChoiceField(queryset=Mentor.objects.all())
    day = forms.DateField()
    note = forms.CharField(max_length=200, required=False)
    file = UploadField(most_mb=MOST_PICTURE_MB, required=True)
