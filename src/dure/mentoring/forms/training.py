"""What people type about training."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dure.mentoring.models import Course, CourseQuestion, TrainingSession
from dure.plant.selectors import active_people, skills_in_use
from dure.web.fields import CLOCK, DATE, TYPED, ServiceForm

LINES = forms.Textarea(attrs={"rows": 4})


class CourseForm(ServiceForm):
    class Meta:
        model = Course
        fields = (
            "name", "aim", "hours", "skill", "level", "valid_months", "pass_percent", "attend_percent", "is_active",
        )  # fmt: skip
        widgets = {"aim": LINES, "hours": TYPED}
        help_texts = {
            "skill": _("The certificate sets it in the skill matrix."),
            "level": _("1 learning, 2 works under guidance, 3 works alone, 4 teaches others."),
            "valid_months": _("Empty: without an end."),
        }

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["skill"].queryset = skills_in_use()  # type: ignore[attr-defined]


class QuestionForm(forms.Form):
    text = forms.CharField(label=_("test question"), max_length=500)
    options = forms.CharField(
        label=_("answers to choose from"), widget=LINES, max_length=1300, help_text=_("One answer a line.")
    )
    right = forms.IntegerField(label=_("right answer"), min_value=1, help_text=_("Its line, from 1."))

    def values(self) -> dict[str, Any]:
        return self.cleaned_data | {"options": [line[:200] for line in self.cleaned_data["options"].splitlines()]}


class SessionForm(ServiceForm):
    class Meta:
        model = TrainingSession
        fields = ("held_on", "starts", "ends", "break_min", "place", "trainer", "trainer_name")
        widgets = {"held_on": DATE, "starts": CLOCK, "ends": CLOCK}

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["trainer"].queryset = active_people()  # type: ignore[attr-defined]


class EnrolForm(forms.Form):
    person = forms.ModelChoiceField(label=_("person"), queryset=None)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["person"].queryset = active_people()  # type: ignore[attr-defined]


class MinutesForm(forms.Form):
    minutes = forms.IntegerField(label=_("minutes there"), min_value=0, required=False)


class TestForm(forms.Form):
    """One choice for each question; which is right stands nowhere in it."""

    __test__ = False

    def __init__(self, questions: Sequence[CourseQuestion], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for number, one in enumerate(questions, start=1):
            self.fields[f"q{one.pk}"] = forms.TypedChoiceField(
                label=f"{number}. {one.text}", choices=list(enumerate(one.options)), coerce=int, empty_value=None,
                required=False, widget=forms.RadioSelect,
            )  # fmt: skip

    @property
    def answers(self) -> list[int | None]:
        return [self.cleaned_data[name] for name in self.fields]


class RevokeForm(forms.Form):
    why = forms.CharField(label=_("why revoked"), max_length=300)
