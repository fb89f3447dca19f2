"""What people type about voices of the floor."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dure.mentoring.models import FloorMeeting, FloorVoice
from dure.plant.selectors import active_areas, active_people
from dure.web.fields import DATE, LINES, ServiceForm


class AskForm(forms.Form):
    topic = forms.ChoiceField(label=_("topic"), choices=FloorVoice.Topic.choices)
    text = forms.CharField(label=_("request or question"), max_length=1000, widget=LINES)
    unnamed = forms.BooleanField(
        label=_("without my name"), required=False,
        help_text=_("Nobody can find out later who asked. Look for the answer by its number."),
    )  # fmt: skip


class NoteForm(forms.Form):
    topic = forms.ChoiceField(label=_("topic"), choices=FloorVoice.Topic.choices)
    text = forms.CharField(label=_("request or question"), max_length=1000, widget=LINES)
    asked_by = forms.ModelChoiceField(
        label=_("asked by"), queryset=None, required=False, help_text=_("Only with consent; empty keeps no name.")
    )
    owner = forms.ModelChoiceField(label=_("who answers"), queryset=None, required=False)
    due_on = forms.DateField(
        label=_("answer due"), widget=DATE, required=False, help_text=_("Empty: two weeks after the meeting.")
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for name in ("asked_by", "owner"):
            self.fields[name].queryset = active_people()  # type: ignore[attr-defined]


class GiveForm(forms.Form):
    owner = forms.ModelChoiceField(label=_("who answers"), queryset=None)
    due_on = forms.DateField(label=_("answer due"), widget=DATE)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["owner"].queryset = active_people()  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    state = forms.ChoiceField(label=_("decision"), choices=FloorVoice.State.choices[1:])
    text = forms.CharField(
        label=_("answer"), max_length=1000, widget=LINES, help_text=_("All read it. Whoever declines says why.")
    )


class MeetingForm(ServiceForm):
    class Meta:
        model = FloorMeeting
        fields = ("title", "held_on", "area", "led_by", "people", "notes")
        widgets = {"held_on": DATE, "people": LINES, "notes": LINES}
        help_texts = {"people": _("One name a line, as far as people want to be named.")}

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["area"].queryset = active_areas()  # type: ignore[attr-defined]
        self.fields["led_by"].queryset = active_people()  # type: ignore[attr-defined]
