"""What people type about surveys and their waves, and what the holder of a link answers."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dure.mentoring.models.factories import CITY_CHOICES
from dure.programme.models import Survey, SurveyQuestion, SurveyWave
from dure.programme.services.answering import MOST_TEXT
from dure.web.fields import DATE, LINES, NumberField, ServiceForm

_YES_NO = [("yes", _("yes")), ("no", _("no"))]


class SurveyForm(ServiceForm):
    class Meta:
        model = Survey
        fields = ("title", "title_en", "purpose")


class QuestionForm(ServiceForm):
    class Meta:
        model = SurveyQuestion
        fields = ("kind", "text", "text_en", "choices", "unit", "is_required")
        widgets = {"choices": LINES}
        help_texts = {
            "choices": _("One a line: Korean | English. Only for “One of several”."),
            "unit": _("Only for a number, such as people or won."),
        }


class NewQuestionForm(QuestionForm):
    class Meta(QuestionForm.Meta):
        fields = ("key", *QuestionForm.Meta.fields)
        help_texts = QuestionForm.Meta.help_texts | {
            "key": _("Small letters, such as satisfied. By it waves are compared, so it stays."),
        }


class WaveForm(ServiceForm):
    class Meta:
        model = SurveyWave
        fields = ("name", "first_on", "last_on", "is_anonymous", "grouping", "remind_on")
        widgets = {"first_on": DATE, "last_on": DATE}
        help_texts = {
            "is_anonymous": _("Nobody can find out who answered what, or who answered at all."),
            "grouping": _("An anonymous one is split by one thing only; with names by both."),
            "remind_on": _("Days such as 2026-03-02, a comma between them."),
        }


class InviteForm(forms.Form):
    cities = forms.MultipleChoiceField(
        label=_("cities and counties"), choices=CITY_CHOICES, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: all."),
    )  # fmt: skip
    sector = forms.CharField(label=_("sector begins with"), max_length=5, required=False)


class LinksForm(forms.Form):
    form = forms.ChoiceField(
        label=pgettext_lazy("survey", "how"),
        choices=[("letters", _("Letters to print, with a code to scan")), ("xlsx", _("Spreadsheet"))],
    )


class AnswerForm(forms.Form):
    """The questions of a wave. Names of fields are those of the questions, behind "q_"."""

    def __init__(self, *args: Any, questions: Iterable[SurveyQuestion], **more: Any) -> None:
        super().__init__(*args, **more)
        self.questions = list(questions)
        for one in self.questions:
            self.fields[f"q_{one.key}"] = _field(one)

    def answers(self) -> dict[str, Any]:
        """As `answering.answer` takes them."""
        found: dict[str, Any] = {}
        for one in self.questions:
            value = self.cleaned_data[f"q_{one.key}"]
            found[one.key] = _MEANT[one.kind](value) if value not in ("", None) else None
        return found


def _same(value: Any) -> Any:
    return value


_MEANT = {
    SurveyQuestion.Kind.SCALE: int,
    SurveyQuestion.Kind.CHOICE: int,
    SurveyQuestion.Kind.YES_NO: lambda value: value == "yes",
    SurveyQuestion.Kind.NUMBER: Decimal,
    SurveyQuestion.Kind.TEXT: _same,
}


def _field(one: SurveyQuestion) -> forms.Field:
    told: dict[str, Any] = {"label": one.shown, "required": one.is_required}
    match one.kind:
        case SurveyQuestion.Kind.SCALE:
            return forms.ChoiceField(choices=[(str(n), str(n)) for n in range(1, 6)], widget=_radio("scale"), **told)
        case SurveyQuestion.Kind.YES_NO:
            return forms.ChoiceField(choices=_YES_NO, widget=_radio(""), **told)
        case SurveyQuestion.Kind.CHOICE:
            options = [(str(at), label) for at, label in enumerate(one.options)]
            return forms.ChoiceField(choices=options, widget=_radio("rows"), **told)
        case SurveyQuestion.Kind.NUMBER:
            return NumberField(min_value=None, help_text=one.unit, **told)
        case _:
            return forms.CharField(max_length=MOST_TEXT, widget=LINES, **told)


def _radio(look: str) -> forms.RadioSelect:
    return forms.RadioSelect(attrs={"data-look": look})
