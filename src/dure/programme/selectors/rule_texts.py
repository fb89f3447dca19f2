"""What a version of a rule says, in words, and what differs between two of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from dure.programme.models import BudgetEntry, TypeRule

CONDITION_NAMES: Mapping[str, Any] = {
    "sales_below": gettext_lazy("Sales a year below (won)"),
    "people_below": gettext_lazy("Fewer people than"),
    "never_supported": gettext_lazy("Never supported before"),
    "earlier_type": gettext_lazy("Finished before with"),
    "level_at_least": gettext_lazy("Level at least"),
    "counts_results": gettext_lazy("Results of processes kept by computer"),
    "senses": gettext_lazy("Bar codes or basic sensors count"),
    "not_closed": gettext_lazy("Business neither suspended nor closed"),
    "no_arrears": gettext_lazy("No tax arrears"),
    "no_other_project": gettext_lazy("No project of another agency runs"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that a rule says. before: what another version says of it; "" where either says nothing."""

    label: str
    value: str
    before: str = ""

    @property
    def differs(self) -> bool:
        return self.value != self.before


def said_by(rule: TypeRule) -> list[Said]:
    return [Said(label, value) for label, value in _texts(rule).items()]


def compared(rule: TypeRule, before: TypeRule | None) -> list[Said]:
    """Everything that one of the two says, in the order of the rule."""
    now, then = _texts(rule), _texts(before) if before else {}
    labels = [*now, *(label for label in then if label not in now)]
    return [Said(label, now.get(label, ""), then.get(label, "")) for label in labels]


def _texts(rule: TypeRule) -> dict[str, str]:
    names = dict(BudgetEntry.Source.choices)
    paying = [f"{names[source]} {_plain(Decimal(weight))}" for source in names if (weight := rule.sources.get(source))]
    found = {
        _("public share at most"): f"{_plain(rule.rate * 100)} %",
        _("cap (won)"): f"{rule.cap:,.0f}",
        _("rounded down to (won)"): f"{rule.unit:,.0f}",
        _("public sources and their weights"): " : ".join(paying),
        _("least score"): _plain(rule.cut_off),
    }
    return found | {
        str(label): _value(rule.eligibility[name])
        for name, label in CONDITION_NAMES.items()
        if name in rule.eligibility
    }


def _value(value: object) -> str:
    if value is True:
        return pgettext("condition", "asked for")
    return f"{value:,}" if isinstance(value, int) else str(value)


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
