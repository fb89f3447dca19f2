"""What people type about cases, their papers and applications."""

import json
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from dure.mentoring.models.factories import CITY_CHOICES
from dure.product.media import MOST_FILE_MB
from dure.programme.application_form import MOST_LINES, Kind, Part, Question
from dure.programme.models import Firm, Programme, Round, SupportType
from dure.programme.selectors import cases as selectors
from dure.programme.selectors import firms as firm_selectors
from dure.web.fields import LINES, TYPED
from dure.web.uploads import UploadField

TAKEN = {"accept": "application/pdf,image/jpeg,image/png,image/webp"}
_DASH = [("", "–")]


class BeginForm(forms.Form):
    """firms: those for which the person may begin."""

    firm = forms.ModelChoiceField(Firm._default_manager.none(), label=pgettext_lazy("programme", "firm"))  # noqa: SLF001
    call = forms.ModelChoiceField(Round._default_manager.none(), label=pgettext_lazy("programme", "round"))  # noqa: SLF001
    kind = forms.ModelChoiceField(SupportType._default_manager.none(), label=_("type of support"))  # noqa: SLF001
    wish = forms.CharField(label=_("what the firm wants to do"), widget=LINES, max_length=2000)

    def __init__(self, *args: Any, own: list[Firm] | None, **values: Any) -> None:
        super().__init__(*args, **values)
        firms = firm_selectors.firms()
        self.fields["firm"].queryset = firms if own is None else firms.filter(pk__in=[one.pk for one in own])
        self.fields["call"].queryset = selectors.rounds_to_begin()
        self.fields["kind"].queryset = selectors.types()
        for name in ("firm", "call", "kind"):
            rows = list(self.fields[name].queryset[:2])
            if len(rows) == 1:
                self.fields[name].initial = rows[0].pk
        self.fields["kind"].label_from_instance = lambda row: f"{row.code} · {row.name}"


class StepForm(forms.Form):
    """after: the last step that the page has shown."""

    after = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("reason"), widget=LINES, max_length=4000, required=False)

    def __init__(self, *args: Any, needs_reason: bool, **values: Any) -> None:
        super().__init__(*args, **values)
        self.fields["reason"].required = needs_reason


class PaperForm(forms.Form):
    file = UploadField(
        label=_("file"), most_mb=MOST_FILE_MB, required=True, widget=forms.FileInput(attrs=TAKEN),
        help_text=_("PDF or picture"),
    )  # fmt: skip
    note = forms.CharField(label=_("note"), widget=LINES, max_length=2000, help_text=_("What the paper shows"))


class CaseSearch(forms.Form):
    q = forms.CharField(label=_("Number, firm or business number"), required=False, max_length=80)
    state = forms.ChoiceField(label=_("state"), required=False)
    city = forms.ChoiceField(label=_("City or county"), choices=[*_DASH, *CITY_CHOICES], required=False)
    kind = forms.ChoiceField(label=_("type of support"), required=False)
    call = forms.ChoiceField(label=pgettext_lazy("programme", "round"), required=False)
    late = forms.BooleanField(label=_("late only"), required=False)

    def __init__(self, *args: Any, states: list[tuple[str, str]], **values: Any) -> None:
        super().__init__(*args, **values)
        self.fields["state"].choices = [*_DASH, *states]
        self.fields["kind"].choices = [*_DASH, *((row.pk, str(row)) for row in selectors.types())]
        self.fields["call"].choices = [*_DASH, *((row.pk, str(row)) for row in selectors.rounds())]


class SupportsForm(forms.Form):
    source = forms.CharField(label=pgettext_lazy("programme", "told by"), max_length=200)
    text = forms.CharField(
        label=_("lines"), widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("Copied from a spreadsheet: business number, name, scheme, type, from, to, won. The last three may"
                    " be empty."),
    )  # fmt: skip


class DataField(forms.JSONField):
    """Data as a person reads them: a value a line."""

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=1)


class LifeCycleForm(forms.Form):
    programme = forms.ModelChoiceField(Programme._default_manager.all(), label=_("programme"))  # noqa: SLF001
    data = DataField(
        label=pgettext_lazy("programme", "steps"), widget=forms.Textarea(attrs={"rows": 22, "class": "mono"})
    )


class FormForm(forms.Form):
    kind = forms.ModelChoiceField(SupportType._default_manager.all(), label=_("type of support"))  # noqa: SLF001
    call = forms.ModelChoiceField(
        Round._default_manager.all(), label=pgettext_lazy("programme", "round"), required=False,  # noqa: SLF001
        help_text=_("Empty: for all rounds"),
    )  # fmt: skip
    data = DataField(
        label=pgettext_lazy("application", "parts and questions"),
        widget=forms.Textarea(attrs={"rows": 22, "class": "mono"}),
    )


class CostsWidget(forms.Widget):
    """Lines of what is bought, a note, and won; a few empty ones at the end."""

    EMPTY, FEWEST = 2, 3

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> str:
        lines = list(value or [])
        spare = min(MOST_LINES, max(len(lines) + self.EMPTY, self.FEWEST)) - len(lines)
        context = {"name": name, "lines": [*lines, *[{}] * spare], "id": (attrs or {}).get("id", "")}
        return render_to_string("programme/parts/costs_field.html", context)

    def value_from_datadict(self, data: Any, _files: Any, name: str) -> list[dict[str, str]]:
        columns = [data.getlist(f"{name}-{one}") for one in ("item", "note", "won")]
        return [{"item": item, "note": note, "won": won} for item, note, won in zip(*columns, strict=False)]


class CostsField(forms.Field):
    widget = CostsWidget


class PartForm(forms.Form):
    """A part of an application, as its data say. What was typed is checked by the service."""

    use_required_attribute = False
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, part: Part, answers: dict[str, Any], **values: Any) -> None:
        super().__init__(*args, **values)
        for question in part.questions:
            self.fields[question.name] = _field(question, answers.get(question.name))
        self.part = part
        self._tell_required(asked=True)

    def full_clean(self) -> None:
        """A part may be saved half-way; what is needed in the end only lacks the word "optional"."""
        self._tell_required(asked=False)
        super().full_clean()
        self._tell_required(asked=True)

    def _tell_required(self, *, asked: bool) -> None:
        for question in self.part.questions:
            self.fields[question.name].required = asked and question.is_required

    def typed(self) -> dict[str, Any]:
        return {one.name: self.cleaned_data.get(one.name) for one in self.part.questions if one.kind != Kind.FILE}

    def given(self) -> list[tuple[str, Any]]:
        """Files by question."""
        files = [one.name for one in self.part.questions if one.kind == Kind.FILE]
        return [(name, self.cleaned_data[name]) for name in files if self.cleaned_data.get(name)]


def _field(question: Question, answer: Any) -> forms.Field:
    language = get_language() or "ko"
    told = {
        "label": question.words.say(language) + (f" ({question.unit.say(language)})" if question.unit else ""),
        "help_text": question.help.say(language) if question.help else "",
        "required": False,
    }
    match question.kind:
        case Kind.LONG:
            return forms.CharField(initial=answer, widget=forms.Textarea(attrs={"rows": 5}), **told)
        case Kind.NUMBER:
            return forms.CharField(initial=answer, widget=TYPED, **told)
        case Kind.CHOICE:
            choices = [(name, words.say(language)) for name, words in (question.choices or {}).items()]
            return forms.ChoiceField(initial=answer, choices=[*_DASH, *choices], **told)
        case Kind.COSTS:
            return CostsField(initial=answer, **told)
        case Kind.FILE:
            return UploadField(most_mb=MOST_FILE_MB, widget=forms.FileInput(attrs=TAKEN), **told)
    return forms.CharField(initial=answer, **told)
