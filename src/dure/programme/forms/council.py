"""What people type about the council and the goals of the programme."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dure.programme.models import CouncilAction, CouncilMeeting, CouncilMember, Goal
from dure.programme.selectors.council import members
from dure.web.fields import DATE, LINES, PlainForm, ServiceForm


class MemberForm(ServiceForm):
    class Meta:
        model = CouncilMember
        fields = ("name", "body", "side", "first_on", "last_on")
        widgets = {"first_on": DATE, "last_on": DATE}


class CouncilMeetingForm(ServiceForm):
    class Meta:
        model = CouncilMeeting
        fields = ("title", "held_on", "place", "agenda", "present", "minutes")
        widgets = {"held_on": DATE, "agenda": LINES, "present": LINES, "minutes": forms.Textarea(attrs={"rows": 10})}
        help_texts = {"present": _("One name a line."), "minutes": _("May follow after the meeting.")}


class ActionForm(ServiceForm):
    class Meta:
        model = CouncilAction
        fields = ("text", "owner", "due_on")
        widgets = {"due_on": DATE}

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["owner"].queryset = members()  # type: ignore[attr-defined]


class CloseActionForm(forms.Form):
    result = forms.CharField(label=_("what was done"), max_length=1000, widget=LINES)
    done_on = forms.DateField(label=_("done on"), widget=DATE)


class GoalForm(PlainForm):
    class Meta:
        model = Goal
        fields = ("text", "source", "is_measured", "proxy", "unit", "baseline", "target", "target_on", "why_not")
        widgets = {"target_on": DATE}
        help_texts = {
            "proxy": _("The figure that stands for the goal, such as jobs at supported firms."),
            "why_not": _("Only for a goal that isn't measured."),
        }


class ActionSearch(forms.Form):
    STATES = (("all", _("All")), ("open", _("Open")), ("late", _("Late")), ("done", _("Done")))
    state = forms.ChoiceField(label=_("state"), choices=STATES, required=False)
