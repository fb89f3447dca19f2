"""The days that a page of the books is about."""

from datetime import date

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class SpanForm(forms.Form):
    first = forms.DateField(label=_("from"), widget=DATE)
    last = forms.DateField(label=_("to"), widget=DATE)

    def clean(self) -> dict[str, date]:
        found: dict[str, date] = super().clean() or {}
        if "first" in found and "last" in found and found["last"] < found["first"]:
            self.add_error("last", say("The end lies before the beginning."))
        return found


def span_of(asked: QueryDict, today: date) -> tuple[SpanForm, date, date]:
    """(form, first, last): the days asked for, or this month until they are right."""
    usual = {"first": today.replace(day=1), "last": today}
    form = SpanForm(usual | {name: asked[name] for name in usual if name in asked})
    if form.is_valid():
        return form, form.cleaned_data["first"], form.cleaned_data["last"]
    return form, usual["first"], usual["last"]
