"""The day that a page is asked about, and whether as it was known then."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest

from dure.plant.today import today
from dure.programme.forms.calls import AsOfForm, asked_as
from dure.programme.selectors.as_of import AsOf, known_now, known_then


@dataclass(frozen=True, slots=True)
class Asked:
    """query: of addresses that ask the same. words: over a spreadsheet. is_past: not as of today."""

    at: AsOf
    form: AsOfForm
    query: str
    words: str
    is_past: bool


def asked(request: HttpRequest, form: AsOfForm | None = None) -> Asked:
    """form: with more fields than the day, bound to `data_of`."""
    form = form or AsOfForm(data_of(request))
    form.is_valid()
    day = form.cleaned_data.get("day") or today()
    then = bool(form.cleaned_data.get("then"))
    query = urlencode({"day": day.isoformat()} | ({"then": "on"} if then else {}))
    at = known_then(day) if then else known_now(day)
    return Asked(at, form, query, asked_as(day, then=then), then or day != today())


def data_of(request: HttpRequest) -> dict[str, str]:
    """The query, with today where no day is asked for."""
    return {"day": today().isoformat()} | request.GET.dict()
