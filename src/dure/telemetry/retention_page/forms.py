"""What people choose about the history."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dure.telemetry.keeping import LEAST_DAYS

RAW_DAYS = (30, 90, 180, 365, 730, 1095)
MINUTE_DAYS = (365, 730, 1095, 1825, 3650)


class KeepingForm(forms.Form):
    """Days; empty means for ever."""

    raw_days = forms.TypedChoiceField(label=_("Keep single readings"), required=False, coerce=int, empty_value=None)
    minute_days = forms.TypedChoiceField(
        label=_("Keep minutes (smallest, largest, mean of each minute)"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        for name, days in (("raw_days", RAW_DAYS), ("minute_days", MINUTE_DAYS)):
            own = self.initial.get(name)
            every = sorted({*days, *([own] if own else [])})
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("For ever")), *((one, span(one)) for one in every)]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        raw, minutes = given.get("raw_days"), given.get("minute_days")
        if minutes is not None and (raw is None or minutes < raw):
            self.add_error("minute_days", _("Minutes are kept at least as long as single readings."))
        return given


def span(days: int) -> str:
    """Days as people say them."""
    if days >= LEAST_DAYS and days % 365 == 0:
        years = days // 365
        return str(_("1 year") if years == 1 else _("%(n)s years") % {"n": years})
    return str(_("%(n)s days") % {"n": days})
