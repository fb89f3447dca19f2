"""What people type about assessment tables and diagnoses."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dure.mentoring.access import WRITERS
from dure.mentoring.models import AssessmentTable, Diagnosis, TableItem, TableModule
from dure.mentoring.selectors.diagnoses import sectors
from dure.plant.models import Person
from dure.plant.selectors import active_areas
from dure.product.media import MOST_FILE_MB
from dure.web.fields import DATE, PHOTOS, ServiceForm
from dure.web.uploads import UploadField

LINES = forms.Textarea(attrs={"rows": 6})
_FILES = PHOTOS | {"accept": f"{PHOTOS['accept']},application/pdf"}
MOST_BOOK_MB = 5


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class TableForm(forms.Form):
    """cut-offs: a line "100 name" for each level that a total reaches."""

    name = forms.CharField(label=_("name"), max_length=120)
    note = forms.CharField(
        label=_("origin of the table"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    levels = forms.CharField(
        label=_("levels"), widget=LINES, help_text=_("A line for each level, the first of them level 0.")
    )
    cuts = forms.CharField(
        label=_("cut-offs"), widget=LINES, required=False,
        help_text=_("A line for each: the points from which it holds, a space, its name."),
    )  # fmt: skip

    def clean_levels(self) -> list[str]:
        found = _lines(self.cleaned_data["levels"])
        if any(len(line) > 200 for line in found):
            raise forms.ValidationError(_("A line has at most 200 letters."))
        return found

    def clean_cuts(self) -> list[tuple[int, str]]:
        found = []
        for number, line in enumerate(_lines(self.cleaned_data["cuts"]), start=1):
            points, _space, name = line.partition(" ")
            if not points.isdecimal() or len(points) > 6 or not name.strip() or len(name) > 60:
                raise forms.ValidationError(_("Line %(number)s isn't points and a name.") % {"number": number})
            found.append((int(points), name.strip()))
        return found

    def values(self) -> dict[str, Any]:
        cuts = self.cleaned_data["cuts"]
        found = {name: self.cleaned_data[name] for name in ("name", "note", "levels")}
        return found | {"cut_points": [one for one, _name in cuts], "cut_names": [name for _one, name in cuts]}


def table_first(table: AssessmentTable) -> dict[str, Any]:
    cuts = "\n".join(f"{least} {name}" for least, name in zip(table.cut_points, table.cut_names, strict=True))
    return {"name": table.name, "note": table.note, "levels": "\n".join(table.levels), "cuts": cuts}


class ModuleForm(ServiceForm):
    class Meta:
        model = TableModule
        fields = ("area", "code", "name", "position")


class ItemForm(forms.Form):
    module = forms.ModelChoiceField(label=_("module"), queryset=None)
    question = forms.CharField(label=_("what is asked"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    points = forms.IntegerField(label=_("points"), min_value=1, max_value=30_000)
    position = forms.IntegerField(label=_("position"), min_value=0, max_value=30_000, required=False)
    evidence = forms.CharField(label=_("evidence asked for"), max_length=200, required=False)
    levels = forms.CharField(
        label=_("levels"), widget=LINES, required=False,
        help_text=_("A line for each level from 0, only where the table's own words aren't enough."),
    )  # fmt: skip
    figure = forms.ChoiceField(
        label=_("measured figure"), required=False, choices=TableItem._meta.get_field("figure").choices  # noqa: SLF001 - Django's documented name
    )  # fmt: skip
    steps = forms.CharField(
        label=_("steps"), required=False,
        help_text=_("From which figure level 1, 2, 3 … is reached, with spaces between them: 20 40 60 80 95"),
    )  # fmt: skip

    def __init__(self, *args: Any, table: AssessmentTable, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["module"].queryset = table.modules.all()  # type: ignore[attr-defined]

    def clean_steps(self) -> list[Decimal]:
        try:
            found = [Decimal(part) for part in self.cleaned_data["steps"].replace(";", " ").split()]
        except InvalidOperation as error:
            raise forms.ValidationError(_("Numbers with spaces between them, please.")) from error
        if not all(step.is_finite() for step in found):
            raise forms.ValidationError(_("Numbers with spaces between them, please."))
        return found

    def values(self) -> dict[str, Any]:
        found = dict(self.cleaned_data) | {"levels": _lines(self.cleaned_data["levels"])}
        if found["position"] is None:
            del found["position"]
        return found


def item_first(item: TableItem) -> dict[str, Any]:
    names = ("module", "question", "points", "position", "evidence", "figure")
    found = {name: getattr(item, name) for name in names}
    return found | {"levels": "\n".join(item.levels), "steps": " ".join(f"{one.normalize():f}" for one in item.steps)}


class BookForm(forms.Form):
    file = UploadField(most_mb=MOST_BOOK_MB, label=_("Excel file"), required=True)


class DiagnosisForm(ServiceForm):
    class Meta:
        model = Diagnosis
        fields = ("table", "area", "assessed_on", "first", "second", "sector")
        widgets = {"assessed_on": DATE, "sector": forms.TextInput(attrs={"list": "sectors"})}

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        published = AssessmentTable.objects.filter(status=AssessmentTable.Status.PUBLISHED)
        self.fields["table"].queryset = published  # type: ignore[attr-defined]
        self.fields["area"].queryset = active_areas()  # type: ignore[attr-defined]
        people = [one.pk for one in Person.objects.filter(is_active=True) if not WRITERS.isdisjoint(one.roles)]
        for name in ("first", "second"):
            self.fields[name].queryset = Person.objects.filter(pk__in=people)  # type: ignore[attr-defined]
        self.sectors = sectors()


class EvidenceForm(forms.Form):
    file = UploadField(
        most_mb=MOST_FILE_MB, label=_("picture or document"), required=True, widget=forms.FileInput(attrs=_FILES)
    )
    note = forms.CharField(label=_("note"), max_length=200, required=False)


class AgreeForm(forms.Form):
    """level: a number, or "out" for what doesn't apply here."""

    level = forms.ChoiceField(label=_("level"))
    reason = forms.CharField(label=_("reason"), max_length=500)

    def __init__(self, *args: Any, item: TableItem, **more: Any) -> None:
        super().__init__(*args, **more)
        words = [(str(number), f"{number} · {word}") for number, word in enumerate(item.meanings())]
        self.fields["level"].choices = [("", "–"), *words, (OUT, _("does not apply here"))]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        return level_values(self.cleaned_data["level"]) | {"reason": self.cleaned_data["reason"]}


OUT = "out"


def level_values(text: str) -> dict[str, Any]:
    """A level as a page posts it: digits, or "out"."""
    return {"level": None, "is_left_out": True} if text == OUT else {"level": int(text), "is_left_out": False}


class CloseForm(forms.Form):
    summary = forms.CharField(
        label=_("summary"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
