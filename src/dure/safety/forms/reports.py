"""What people type when they tell something, and what they are answered."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dure.plant.placing import PlacedForm, PlaceField, place_key
from dure.safety.forms.fields import LINES, picture_field
from dure.safety.models import AccidentKind, NearMiss, ReportPoint, Suggestion
from dure.web.uploads import data_of


class TellForm(PlacedForm):
    """What both ways of telling share. point: the place whose code was scanned; known: whether a name could be kept."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    picture = picture_field(camera=True)
    text = forms.CharField(label=_("in your words"), required=False, max_length=1000, widget=LINES)
    anonymous = forms.BooleanField(label=_("without my name"), required=False)

    def __init__(self, *args: Any, point: ReportPoint | None = None, known: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        self.point = point
        if point is not None:
            del self.fields["place"]
        if not known:
            del self.fields["anonymous"]

    def values(self) -> dict[str, Any]:
        if self.point is not None:
            self.cleaned_data["place"] = (self.point.area, self.point.work_unit)
        found = super().values()
        found.pop("anonymous", None)
        return found | {"picture": data_of(self)}


class NearMissForm(TellForm):
    kind = forms.ChoiceField(
        label=_("what could have happened"), choices=AccidentKind.choices, widget=forms.RadioSelect
    )
    field_order = ("client_id", "place", "picture", "kind", "text", "anonymous")


class SuggestionForm(TellForm):
    topic = forms.ChoiceField(label=_("topic"), choices=Suggestion.Topic.choices, widget=forms.RadioSelect)
    text = forms.CharField(label=_("your idea"), max_length=1000, widget=LINES)
    shows_name = forms.BooleanField(label=_("my name may be shown with it"), required=False, initial=True)
    field_order = ("client_id", "place", "topic", "text", "picture", "shows_name", "anonymous")

    def __init__(self, *args: Any, known: bool = False, **more: Any) -> None:
        super().__init__(*args, known=known, **more)
        if not known:
            del self.fields["shows_name"]


class NearMissAnswerForm(forms.Form):
    status = forms.ChoiceField(label=_("status"), choices=NearMiss.Status.choices[1:])
    answer = forms.CharField(label=_("answer"), max_length=1000, widget=LINES)


class SuggestionAnswerForm(forms.Form):
    status = forms.ChoiceField(label=_("status"), choices=Suggestion.Status.choices[1:])
    answer = forms.CharField(label=_("answer"), max_length=1000, widget=LINES)
    credit = forms.CharField(
        label=_("credit goes to"), max_length=120, required=False, help_text=_("Only with the consent of those named.")
    )
    reward_won = forms.IntegerField(label=_("reward (won)"), min_value=0, required=False)


class PointForm(forms.Form):
    place = PlaceField()

    def values(self) -> dict[str, Any]:
        area, work_unit = self.cleaned_data["place"]
        return {"area": area, "work_unit": work_unit}


def first_place(area: Any) -> dict[str, str]:
    return {"place": place_key(area)}
