"""What people type about voices of the floor."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dure.plant.today import today
from dure.programme.models import RegionVoice
from dure.programme.selectors.voices import who_may_answer
from dure.web.fields import DATE, LINES, ServiceForm

_NONE = [("", "–")]


class VoiceForm(ServiceForm):
    class Meta:
        model = RegionVoice
        fields = ("text", "topic", "firm", "city", "source", "occasion", "asked_on")
        widgets = {"asked_on": DATE, "text": LINES}
        help_texts = {"city": _("Only where no firm is named; a firm brings its own.")}


class OwnVoiceForm(ServiceForm):
    """Of a firm, by itself."""

    class Meta:
        model = RegionVoice
        fields = ("text", "topic", "firm")
        widgets = {"text": LINES}

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["firm"].required = True


class GiveVoiceForm(forms.Form):
    owner = forms.ModelChoiceField(label=_("who answers"), queryset=None)
    due_on = forms.DateField(label=_("answer due"), widget=DATE)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["owner"].queryset = who_may_answer(today())  # type: ignore[attr-defined]


class OutcomeForm(forms.Form):
    outcome = forms.ChoiceField(
        label=pgettext_lazy("voice", "what came of it"), choices=[*_NONE, *RegionVoice.Outcome.choices]
    )
    outcome_text = forms.CharField(
        label=_("in words"), max_length=1000, widget=LINES,
        help_text=_("Which rule changed and how, why it was declined, or to whom it was passed on."),
    )  # fmt: skip


class AnswerVoiceForm(OutcomeForm):
    answer = forms.CharField(label=_("answer"), max_length=2000, widget=LINES, help_text=_("The firm reads it."))
    field_order = ("answer", "outcome", "outcome_text")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for name in ("outcome", "outcome_text"):
            self.fields[name].required = False


class VoiceSearch(forms.Form):
    STATES = (
        ("open", _("Waiting for an answer")), ("late", _("Late")), ("answered", _("Answered, nothing came of it yet")),
        *RegionVoice.Outcome.choices, ("all", _("All")),
    )  # fmt: skip
    q = forms.CharField(label=_("Search"), required=False)
    state = forms.ChoiceField(label=_("state"), choices=STATES, required=False)
    topic = forms.ChoiceField(label=_("topic"), choices=[*_NONE, *RegionVoice.Topic.choices], required=False)
    source = forms.ChoiceField(label=_("where from"), choices=[*_NONE, *RegionVoice.Source.choices], required=False)
    mine = forms.BooleanField(label=_("Only what I answer"), required=False)
