"""What people type about alarms and recommendations. Rules beyond the form of a field live in the services."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from dure.decisions.models import AlarmRule
from dure.decisions.selectors.rule_texts import RATIOS
from dure.performance.scope import choices as scopes
from dure.performance.selectors import BY_CODE
from dure.plant.models import Person
from dure.plant.selectors import active_units
from dure.production.models.rules import STATE_NAMES
from dure.telemetry.models import Signal

LINES = forms.Textarea(attrs={"rows": 2})
SHELVES = (("30", _("30 minutes")), ("60", _("1 hour")), ("240", _("4 hours")), ("480", _("8 hours")),
           ("1440", _("24 hours")))  # fmt: skip
DELAYS = (("60", _("1 hour")), ("240", _("4 hours")), ("1440", _("1 day")), ("4320", _("3 days")),
          ("10080", _("1 week")))  # fmt: skip


def _kpis() -> list[tuple[str, str]]:
    return [("", "---------"), *((kpi.code, _now(kpi.name)) for kpi in BY_CODE.values())]


def _scopes() -> list[tuple[str, str]]:
    return [(key, f"{'· ' * (depth - 1)}{name}" if depth else _now("Everything")) for key, name, depth in scopes()]


class RuleForm(forms.ModelForm):
    """A rule of alarms. ratios: KPIs whose limit is a share."""

    ratios = " ".join(sorted(RATIOS))

    kpi = forms.ChoiceField(label=_("KPI"), choices=_kpis, required=False)
    scope = forms.ChoiceField(label=_("of what"), choices=_scopes, required=False)
    states = forms.MultipleChoiceField(
        label=_("states"), choices=[(state.value, name) for state, name in STATE_NAMES.items()], required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    class Meta:
        model = AlarmRule
        fields = (
            "name", "subject", "signal", "work_unit", "kpi", "scope", "kind", "limit", "dead_band", "window_s",
            "states", "on_delay_s", "off_delay_s", "priority", "action", "cause", "consequence", "respond_minutes",
            "owner", "is_latching", "only_planned", "behind", "is_active",
        )  # fmt: skip
        widgets = {"action": LINES, "cause": LINES, "consequence": LINES}
        help_texts = {
            "limit": _("A share such as OEE as 0.6; of silence in minutes."),
            "dead_band": _("So far beyond the limit the value has to come back before the alarm returns."),
            "window_s": _("Of a rate: the time it is taken over. Of a KPI: 0 for the shift so far."),
            "on_delay_s": _("So long it has to last before the alarm rings."),
            "off_delay_s": _("So long it has to be gone before the alarm returns."),
            "only_planned": _("Breaks, nights and planned maintenance then don't ring."),
        }

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        signals = Signal.objects.select_related("connection", "work_unit").filter(work_unit__isnull=False)
        self.fields["signal"].queryset = signals.order_by("work_unit__sort_order", "work_unit__code", "name")
        self.fields["signal"].label_from_instance = _named
        self.fields["work_unit"].queryset = active_units()
        self.fields["owner"].queryset = Person.objects.filter(is_active=True).order_by("display_name")
        for name in ("limit", "dead_band"):
            if name in self.initial:
                self.initial[name] = f"{self.initial[name]:.10g}"
        others = AlarmRule.objects.filter(is_active=True, behind=None)
        self.fields["behind"].queryset = others.exclude(pk=self.instance.pk) if self.instance.pk else others

    def _post_clean(self) -> None:
        """The service checks the row as a whole."""

    def unsaved(self) -> AlarmRule:
        """The rule as it is typed."""
        return AlarmRule(**self.cleaned_data)


def _named(signal: Signal) -> str:
    unit = f" [{signal.unit}]" if signal.unit else ""
    return f"{signal.work_unit} · {signal.name}{unit}"


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("why"), max_length=300, widget=LINES)


class ShelfForm(ReasonForm):
    minutes = forms.TypedChoiceField(label=_("for how long"), choices=SHELVES, coerce=int, initial="60")
    field_order = ("minutes", "reason")


class LaterForm(forms.Form):
    minutes = forms.TypedChoiceField(label=_("for how long"), choices=DELAYS, coerce=int, initial="1440")
