"""What people type about improvement tasks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dure.mentoring.models import FloorLayout, TaskCause, TaskFile
from dure.mentoring.models.tasks import LOSSES
from dure.mentoring.selectors.task_words import scope_text
from dure.mentoring.where import customers, items
from dure.mentoring.yardsticks import BY_NAME, FOR_LOSS, YARDSTICKS
from dure.performance.kpis import Unit
from dure.performance.scope import choices
from dure.plant.placing import PlacedForm
from dure.plant.selectors import active_people
from dure.plant.today import today
from dure.product.media import MOST_FILE_MB, MOST_PICTURE_MB
from dure.web.fields import DATE, LINES, PHOTOS, PICTURES, TYPED
from dure.web.uploads import UploadField

_PROOF = {"accept": f"{PICTURES['accept']},application/pdf,.pdf,.dxf,.dwg,.step"}


def scopes(*, empty: str | None = None) -> list[tuple[str, Any]]:
    """Parts of the plant that figures are known of, deeper ones further in; customers and items of the last year.
    empty: of the choice of none."""
    parts = [(key, f"{'　' * max(depth - 1, 0)}{name}") for key, name, depth in choices() if key]
    groups = [(_("Parts of the plant"), parts), (_("Customers"), customers()), (_("Items"), items())]
    first = ("", str(empty if empty is not None else _("The whole plant")))
    return [first, *((name, rows) for name, rows in groups if rows)]


def figures() -> list[tuple[str, Any]]:
    machines = [(one.code, one.name) for one in YARDSTICKS if one.recorded is None]
    records = [(one.code, one.name) for one in YARDSTICKS if one.recorded is not None]
    return [("", "–"), (_("From orders, deliveries, stock, energy"), records), (_("From machines"), machines)]


class TellForm(PlacedForm):
    """What somebody on the floor says: few words, and a picture."""

    problem = forms.CharField(label=_("what is wrong"), max_length=2000, widget=LINES)
    loss = forms.ChoiceField(label=_("kind of loss"), choices=LOSSES, initial="other")
    picture = UploadField(most_mb=MOST_PICTURE_MB, label=_("picture"), widget=forms.FileInput(attrs=PHOTOS))
    field_order = ("place", "problem", "picture", "loss")


class TaskForm(TellForm):
    title = forms.CharField(label=_("title"), max_length=120)
    field_order = ("title", "place", "loss", "problem", "picture")


class DescribeForm(PlacedForm):
    title = forms.CharField(label=_("title"), max_length=120)
    loss = forms.ChoiceField(label=_("kind of loss"), choices=LOSSES)
    problem = forms.CharField(label=_("what is wrong"), max_length=2000, widget=LINES)
    field_order = ("title", "place", "loss", "problem")


class CauseForm(forms.Form):
    bone = forms.ChoiceField(label=_("branch"), choices=TaskCause.Bone.choices)
    text = forms.CharField(label=_("cause"), max_length=200)


class RootForm(forms.Form):
    root_cause = forms.CharField(label=_("root cause"), max_length=300)


class PlanForm(forms.Form):
    """wanted is typed in percent for a ratio. Nothing is required: a plan may be written bit by bit."""

    measure = forms.CharField(label=_("counter-measure"), max_length=2000, widget=LINES, required=False)
    owner = forms.ModelChoiceField(label=_("who does it"), queryset=None, required=False)
    due_on = forms.DateField(label=_("done by"), widget=DATE, required=False)
    cost_won = forms.IntegerField(
        label=_("cost (won)"), min_value=0, max_value=10**15, required=False, help_text=_("0 when it costs nothing.")
    )
    kpi = forms.ChoiceField(label=_("measured by"), choices=figures, required=False)
    wanted = forms.FloatField(
        label=_("wanted figure"), min_value=0, required=False, widget=TYPED,
        help_text=_("Shares in percent; times in seconds where the name says nothing else."),
    )  # fmt: skip
    scope = forms.ChoiceField(label=_("measured where"), choices=scopes, required=False)
    control = forms.ChoiceField(
        label=_("measured against"), choices=lambda: scopes(empty="–"), required=False,
        help_text=_(
            "A line or machine of the same kind on which nothing is changed: what changes for both then drops out."
        ),
    )  # fmt: skip
    layout = forms.ModelChoiceField(
        label=_("floor layout after"), queryset=None, required=False,
        help_text=_("When places are moved: what is walked on the layouts before and after then stands on the page."),
    )  # fmt: skip
    settle_days = forms.IntegerField(
        label=_("days to get used to it"), min_value=0, max_value=60, required=False,
        help_text=_("Days after the change that count on neither side."),
    )  # fmt: skip
    unit_value_won = forms.IntegerField(
        label=_("won for one"), min_value=1, max_value=10**10, required=False,
        help_text=_(
            "For one piece, hour, stop, order line or kWh, as the chosen figure has it. Empty when nobody knows."
        ),
    )  # fmt: skip
    unit_value_note = forms.CharField(label=_("where this value comes from"), max_length=200, required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["owner"].queryset = active_people()  # type: ignore[attr-defined]
        layout: Any = self.fields["layout"]
        layout.queryset = FloorLayout.objects.filter(before__isnull=False).select_related("before")
        layout.label_from_instance = lambda row: f"{row.before} → {row}"
        for name in ("scope", "control"):
            field, chosen = self.fields[name], self.initial.get(name)
            if chosen and not field.valid_value(chosen):  # type: ignore[attr-defined]
                field.choices = [*field.choices, (chosen, scope_text(chosen))]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("unit_value_won") is not None and not found.get("unit_value_note"):
            self.add_error("unit_value_note", _("Say where this value comes from."))
        return found

    def values(self) -> dict[str, Any]:
        found = dict(self.cleaned_data)
        found["settle_days"] = found["settle_days"] or 0
        stick = BY_NAME.get(found["kpi"])
        if stick is not None and stick.unit is Unit.RATIO and found["wanted"] is not None:
            found["wanted"] = found["wanted"] / 100
        return found


def plan_first(task: Any) -> dict[str, Any]:
    """What stands in the plan's form at first."""
    stick = BY_NAME.get(task.kpi)
    is_share = stick is not None and stick.unit is Unit.RATIO and task.wanted is not None
    first = {name: getattr(task, name) for name in PlanForm.base_fields if name != "owner"}
    first["kpi"] = first["kpi"] or FOR_LOSS.get(task.loss, "")
    return first | {"owner": task.owner_id, "wanted": round(task.wanted * 100, 6) if is_share else task.wanted}


class DoneForm(forms.Form):
    changed_on = forms.DateField(
        label=_("changed on"), widget=DATE, initial=today,
        help_text=_("The first day on which it was so. Days before it are “before”, days after it “after”."),
    )  # fmt: skip


class ReasonForm(forms.Form):
    reason = forms.CharField(label=pgettext_lazy("improvement task", "why"), max_length=300)


class FileForm(forms.Form):
    side = forms.ChoiceField(label=_("belongs to"), choices=TaskFile.Side.choices)
    file = UploadField(
        most_mb=MOST_FILE_MB, required=True, label=_("picture or document"), widget=forms.FileInput(attrs=_PROOF)
    )
    note = forms.CharField(label=_("note"), max_length=200, required=False)


class CommentForm(forms.Form):
    text = forms.CharField(label=_("comment"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
