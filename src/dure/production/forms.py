"""What people type on the production pages."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dure.inventory.models import Item
from dure.kernel import clock
from dure.plant.models import WorkCenter
from dure.production.models import DowntimeReason, ProgramRule, StateWord, UnitRule, WorkOrder
from dure.production.selectors.figures import Figures
from dure.production.unit import CountedFrom

_QUANTITY: dict[str, Any] = {"max_digits": 14, "decimal_places": 4, "min_value": Decimal(0), "localize": False}


_KINDS = ("good", "reject", "rework")


class CorrectionForm(forms.Form):
    """The right figures as a person knows them; the service is given the differences to what was shown."""

    produced = forms.DecimalField(label=_("Produced, all together"), **_QUANTITY)
    good = forms.DecimalField(label=_("Good"), **_QUANTITY)
    reject = forms.DecimalField(label=_("Reject"), **_QUANTITY)
    rework = forms.DecimalField(label=_("Rework"), **_QUANTITY)
    reason = forms.CharField(label=_("Why is it corrected?"), max_length=200)
    seen = forms.CharField(widget=forms.HiddenInput)

    @classmethod
    def for_figures(cls, held: Figures) -> "CorrectionForm":
        shown = {name: f"{getattr(held, name).normalize():f}" for name in ("produced", *_KINDS)}
        return cls(initial={**shown, "seen": "|".join(shown.values())})

    def clean_seen(self) -> dict[str, Decimal]:
        parts = self.cleaned_data["seen"].split("|")
        try:
            return dict(zip(("produced", *_KINDS), map(Decimal, parts), strict=True))
        except (ValueError, ArithmeticError) as error:
            raise forms.ValidationError(_("Open this dialog again.")) from error

    def clean(self) -> dict[str, Any]:
        """The kinds add up to what was produced, or leave as many pieces without a kind as there were before."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            left, left_before = _without_kind(given), _without_kind(given["seen"])
            if left not in (Decimal(0), max(left_before, Decimal(0))):
                self.add_error(None, _sum_sentence(given, left))
        return given

    def differences(self) -> dict[str, Decimal]:
        """What to add to each figure."""
        seen = self.cleaned_data["seen"]
        return {name: self.cleaned_data[name] - seen[name] for name in ("produced", *_KINDS)}


class GoodsForm(forms.Form):
    """Pieces that come out of an order."""

    good = forms.DecimalField(label=_("Good"), **_QUANTITY)
    rejected = forms.DecimalField(label=_("Reject"), **_QUANTITY)
    is_final = forms.BooleanField(
        label=_("That was all"), required=False, help_text=_("The order is finished by it, also when less came out.")
    )
    is_more = forms.BooleanField(label=_("Still more came out of the finished order"), required=False)

    def __init__(self, *args: Any, is_done: bool = False, **values: Any) -> None:
        super().__init__(*args, **values)
        del self.fields["is_final" if is_done else "is_more"]


def _without_kind(figures: dict[str, Decimal]) -> Decimal:
    return figures["produced"] - sum((figures[name] for name in _KINDS), Decimal(0))


def _sum_sentence(given: dict[str, Any], left: Decimal) -> str:
    numbers = {name: f"{given[name].normalize():f}" for name in ("produced", *_KINDS)}
    numbers |= {"sum": f"{(given['produced'] - left).normalize():f}", "left": f"{abs(left).normalize():f}"}
    if left > 0:
        text = _(
            "%(good)s good + %(reject)s reject + %(rework)s rework are %(sum)s, but %(produced)s were produced: "
            "%(left)s pieces have no kind. Add them to a kind or lower what was produced."
        )
    else:
        text = _(
            "%(good)s good + %(reject)s reject + %(rework)s rework are %(sum)s, but only %(produced)s were produced: "
            "%(left)s too many. Lower a kind or raise what was produced."
        )
    return text % numbers


class HeldForm(forms.Form):
    quantity = forms.DecimalField(label=_("Pieces really made"), **_QUANTITY)


class SplitForm(forms.Form):
    """Where to cut a stop: minutes after its start."""

    minutes = forms.DecimalField(
        label=_("Minutes after the start"), min_value=Decimal(0), decimal_places=2, max_digits=8
    )


class ReasonForm(forms.ModelForm):
    class Meta:
        model = DowntimeReason
        fields = ("code", "name", "parent", "kind", "waits_for")
        labels = {"parent": _("Group")}
        help_texts = {
            "parent": _("Leave empty to make a group."),
            "waits_for": _("Only where the machine itself could work. The bottleneck is found by it."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = DowntimeReason.objects.filter(parent=None, is_active=True)
        self.fields["parent"].queryset = groups.exclude(pk=self.instance.pk)  # type: ignore[attr-defined]
        self.fields["parent"].required = False

    def _post_clean(self) -> None:
        """The service checks and writes; the form only reads what was typed."""


class OrderForm(forms.Form):
    number = forms.CharField(
        label=_("Order number"), max_length=40, required=False, help_text=_("Empty: the next number.")
    )
    item = forms.ModelChoiceField(
        label=_("Item"),
        queryset=Item.objects.filter(is_active=True, is_phantom=False)
        .exclude(kind=Item.Kind.SERVICE)
        .exclude(supply=Item.Supply.BUY),
    )
    quantity = forms.DecimalField(label=_("Quantity"), max_digits=14, decimal_places=4, min_value=Decimal("0.0001"))
    work_center = forms.ModelChoiceField(
        label=_("Line"), queryset=WorkCenter.objects.filter(is_active=True), required=False, empty_label=_("Any")
    )
    due_at = forms.DateTimeField(
        label=_("Due"), required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )

    def clean_number(self) -> str:
        number: str = self.cleaned_data["number"].strip()
        if number and WorkOrder.objects.filter(number=number).exists():
            raise forms.ValidationError(_("This order number is already in use."))
        return number


class SinceForm(forms.Form):
    """From when a rule holds: from now on, unless an earlier moment is given."""

    valid_from = forms.DateTimeField(
        label=_("Valid since"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Leave empty for from now on. What was counted since an earlier moment is counted again."),
    )

    def clean_valid_from(self) -> datetime | None:
        moment: datetime | None = self.cleaned_data["valid_from"]
        if moment is not None and moment > clock.now():
            raise forms.ValidationError(_("A rule can't begin in the future."))
        return moment


class UnitRuleForm(SinceForm, forms.ModelForm):
    counted_from = forms.ChoiceField(
        label=_("Parts are counted from"),
        choices=[(CountedFrom.COUNTER, _("the part counter")), (CountedFrom.CYCLES, _("finished program cycles"))],
        widget=forms.RadioSelect,
    )

    class Meta:
        model = UnitRule
        fields = ("counted_from", "fastest_cycle_s", "idle_after_s", "micro_stop_s")


class StateWordForm(SinceForm, forms.ModelForm):
    for_all = forms.BooleanField(label=_("For all machines"), required=False)

    class Meta:
        model = StateWord
        fields = ("word", "state", "finishes_cycle")


class ProgramRuleForm(SinceForm, forms.ModelForm):
    class Meta:
        model = ProgramRule
        fields = ("pattern", "item", "operation", "operations", "parts", "is_trial")
        help_texts = {"pattern": _("The program's name; * stands for any letters, ? for one.")}

    def _post_clean(self) -> None:
        """The service checks and writes; the form only reads what was typed."""


class DayForm(forms.Form):
    """Filters of the results page."""

    day = forms.DateField(
        label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    unit = forms.CharField(required=False)
    order = forms.CharField(required=False)
    shift = forms.CharField(required=False)


def cut_at(started_at: datetime, minutes: Decimal) -> datetime:
    """The moment some minutes after the start."""
    return started_at + timedelta(seconds=float(minutes * 60))
