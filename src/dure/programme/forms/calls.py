"""What people type about programmes, and about what is decided for them."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from dure.mentoring.models.factories import CITY_CHOICES
from dure.programme.eligibility import CONDITIONS
from dure.programme.models import BudgetEntry, Cohort, Programme, QuotaEntry, Round, SupportType, TypeRule
from dure.programme.selectors.rule_texts import CONDITION_NAMES
from dure.programme.services.decisions import Part
from dure.web.fields import DATE, NumberField, ServiceForm

_CITIES = [("", "–"), *CITY_CHOICES]
_MOST_WON = Decimal(10**13)


def _won(label: Any, **more: Any) -> NumberField:
    return NumberField(label=label, decimal_places=0, max_value=_MOST_WON, **more)


class ProgrammeForm(ServiceForm):
    class Meta:
        model = Programme
        fields = ("code", "name", "is_active")
        help_texts = {"code": _("Short, in Latin letters; it begins the numbers of cases, such as JB.")}


class TypeForm(ServiceForm):
    class Meta:
        model = SupportType
        fields = ("code", "name")


class CohortForm(ServiceForm):
    class Meta:
        model = Cohort
        fields = ("year", "first_on", "last_on")
        widgets = {"first_on": DATE, "last_on": DATE}
        help_texts = {"last_on": _("It may overlap with the next year's.")}


class RoundForm(ServiceForm):
    class Meta:
        model = Round
        fields = ("name", "opens_on", "closes_on")
        widgets = {"opens_on": DATE, "closes_on": DATE}


class AsOfForm(forms.Form):
    day = forms.DateField(label=_("As of"), widget=DATE)
    then = forms.BooleanField(label=_("as known on that day"), required=False)


class BudgetSearch(AsOfForm):
    paid_by = forms.ChoiceField(label=_("paid by"), choices=[("", "–"), *BudgetEntry.Source.choices], required=False)
    type = forms.ChoiceField(label=_("type of support"), required=False)
    city = forms.ChoiceField(
        label=_("city or county"), choices=[*_CITIES, ("none", _("not divided yet"))], required=False
    )

    def __init__(self, data: Any, *, types: Iterable[SupportType]) -> None:
        super().__init__(data)
        rows = [("", "–"), *((str(one.pk), one.code) for one in types), ("none", _("no type"))]
        self.fields["type"] = forms.ChoiceField(label=_("type of support"), choices=rows, required=False)


class DecidedForm(forms.Form):
    """The day from when a decision holds, and what it rests on."""

    decided_on = forms.DateField(label=_("decided on"), widget=DATE, help_text=_("It holds from this day on."))
    source = forms.CharField(
        label=_("rests on"), max_length=200, help_text=_("Notice, minutes or letter, with its number")
    )

    @property
    def deciding(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("decided_on", "source")}


class OfTypesForm(DecidedForm):
    """With a choice of the programme's types that may stay open."""

    def __init__(self, *args: Any, types: Mapping[int, SupportType], **more: Any) -> None:
        super().__init__(*args, **more)
        self.types = types
        for name in ("type", "to_type"):
            if name in self.fields:
                rows = [("", "–"), *((str(key), one.code) for key, one in types.items())]
                self.fields[name] = forms.ChoiceField(label=self.fields[name].label, choices=rows, required=False)

    def chosen(self, name: str = "type") -> SupportType | None:
        key = self.cleaned_data[name]
        return self.types[int(key)] if key else None


_ADD, _TAKE = "1", "-1"


class BudgetForm(OfTypesForm):
    paid_by = forms.ChoiceField(label=_("paid by"), choices=BudgetEntry.Source.choices)
    way = forms.ChoiceField(
        label=pgettext_lazy("budget", "more or less"),
        choices=[(_ADD, pgettext_lazy("budget", "more")), (_TAKE, pgettext_lazy("budget", "less"))],
    )
    won = _won(_("won"))
    type = forms.ChoiceField(label=_("type of support"), required=False)
    city = forms.ChoiceField(label=_("city or county"), choices=_CITIES, required=False)
    field_order = ("paid_by", "way", "won", "type", "city", "decided_on", "source")

    @property
    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        return self.deciding | {
            "paid_by": data["paid_by"], "won": data["won"] * int(data["way"]), "city": data["city"],
            "type": self.chosen(),
        }  # fmt: skip


class QuotaForm(OfTypesForm):
    bound = forms.ChoiceField(label=_("bound"), choices=QuotaEntry.Bound.choices)
    way = forms.ChoiceField(
        label=pgettext_lazy("programme", "more or less"),
        choices=[(_ADD, pgettext_lazy("programme", "more")), (_TAKE, pgettext_lazy("programme", "less"))],
    )
    places = forms.IntegerField(label=pgettext_lazy("programme", "places"), min_value=1, max_value=9999)
    type = forms.ChoiceField(label=_("type of support"), required=False)
    city = forms.ChoiceField(label=_("city or county"), choices=_CITIES, required=False)
    sector = forms.CharField(
        label=_("sector"), max_length=5, required=False, help_text=_("KSIC, such as C or C10; nothing for all")
    )
    field_order = ("bound", "way", "places", "type", "city", "sector", "decided_on", "source")

    @property
    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        part = Part(self.chosen(), data["city"], data["sector"])
        return self.deciding | {"bound": data["bound"], "places": data["places"] * int(data["way"]), "part": part}


class MoveForm(OfTypesForm):
    """parts: (key, label) of what has places; the key is that of `key_of`."""

    taken_from = forms.ChoiceField(label=_("places come from"))
    places = forms.IntegerField(label=pgettext_lazy("programme", "places"), min_value=1, max_value=9999)
    to_type = forms.ChoiceField(label=_("given to: type"), required=False)
    city = forms.ChoiceField(label=_("given to: city or county"), choices=_CITIES, required=False)
    sector = forms.CharField(label=_("given to: sector"), max_length=5, required=False)
    field_order = ("taken_from", "places", "to_type", "city", "sector", "decided_on", "source")

    def __init__(self, *args: Any, parts: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["taken_from"] = forms.ChoiceField(label=_("places come from"), choices=parts)

    @property
    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        bound, kind, city, sector = data["taken_from"].split("|")
        return self.deciding | {
            "bound": bound, "places": data["places"],
            "taken_from": Part(self.types[int(kind)] if kind else None, city, sector),
            "given_to": Part(self.chosen("to_type"), data["city"], data["sector"]),
        }  # fmt: skip


class TargetForm(OfTypesForm):
    firms = forms.IntegerField(label=_("firms"), min_value=0, max_value=99_999)
    type = forms.ChoiceField(label=_("type of support"), required=False)
    city = forms.ChoiceField(label=_("city or county"), choices=_CITIES, required=False)
    field_order = ("firms", "type", "city", "decided_on", "source")

    @property
    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        return self.deciding | {"firms": data["firms"], "city": data["city"], "type": self.chosen()}


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class RuleForm(DecidedForm):
    """All that a version says; it begins with what the last one says."""

    rate = NumberField(label=_("public share at most (%)"), decimal_places=1, help_text=_("80 at most"))
    cap = _won(_("cap (won)"))
    unit = _won(_("rounded down to (won)"), initial=Decimal(1))
    province = NumberField(label=_("weight of the province"), required=False)
    city = NumberField(label=_("weight of the city or county"), required=False)
    cut_off = NumberField(label=_("least score"), decimal_places=3, initial=Decimal(0))

    def __init__(self, *args: Any, codes: Iterable[str], last: TypeRule | None, day: date, **more: Any) -> None:
        super().__init__(*args, initial={"decided_on": day} | (_as_typed(last) if last else {}), **more)
        for name, condition in CONDITIONS.items():
            self.fields[_field(name)] = _condition_field(name, condition.value, codes)
        self.order_fields(
            [*(name for name in self.fields if name not in ("decided_on", "source")), "decided_on", "source"]
        )

    @property
    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        weights = {source: data[source] for source in ("province", "city") if data[source]}
        conditions = {name: _plain(data[_field(name)]) for name in CONDITIONS if data[_field(name)]}
        return self.deciding | {
            "rate": data["rate"] / 100, "cap": data["cap"], "unit": data["unit"], "cut_off": data["cut_off"],
            "sources": weights, "eligibility_rules": conditions,
        }  # fmt: skip


def _field(condition: str) -> str:
    return f"asks_{condition}"


def _condition_field(name: str, kind: str, codes: Iterable[str]) -> forms.Field:
    label = CONDITION_NAMES[name]
    if kind == "flag":
        return forms.BooleanField(label=label, required=False)
    if kind == "won":
        return _won(label, required=False)
    if kind == "count":
        return forms.IntegerField(label=label, min_value=1, required=False)
    rows = codes if kind == "code" else map(str, range(1, 6))
    return forms.ChoiceField(label=label, choices=[("", "–"), *((one, one) for one in rows)], required=False)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value)
    return int(value) if isinstance(value, str) and value.isdecimal() else value


def _as_typed(rule: TypeRule) -> dict[str, Any]:
    found = {"rate": rule.rate * 100, "cap": rule.cap, "unit": rule.unit, "cut_off": rule.cut_off}
    found |= {source: Decimal(weight) for source, weight in rule.sources.items()}
    return found | {_field(name): value for name, value in rule.eligibility.items()}


def asked_as(day: date, *, then: bool) -> str:
    """What was asked for, over a spreadsheet."""
    known = gettext("as known on that day") if then else gettext("as known now")
    return f"{gettext('As of')} {day} · {known}"
