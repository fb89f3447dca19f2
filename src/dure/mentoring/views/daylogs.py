"""Daily logs: the page that works without network, what it asks for and sends, and days that were written twice."""

import hashlib
import json
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from dure.kernel.errors import DureError, Invalid
from dure.mentoring.access import LEADERS
from dure.mentoring.daylog import unreadable
from dure.mentoring.forms.residency import PhotoForm, SaveForm, SettleForm
from dure.mentoring.models import DayLog, LogPhoto, LogSave
from dure.mentoring.selectors import residency as selectors
from dure.mentoring.services import daylogs as services
from dure.mentoring.services.daylogs import WORDS
from dure.plant.acting import who
from dure.plant.models import Person
from dure.plant.today import today
from dure.product.media import MOST_PICTURE_MB
from dure.product.serving import file_answer
from dure.web.access import pass_of
from dure.web.forms import take
from dure.web.problems import text_of
from dure.web.rows import row_or_404
from dure.web.uploads import data_of, takes_files

MOST_SAVES = 100
DAYS_KEPT = 21
_LONGEST_KEY = 60
_FILES = (
    *(f"mentoring/daylog/{name}.js" for name in ("main", "plant", "store")),
    "mentoring/daylog/daylog.css",
    "web/dure.css",
    "web/theme.js",
    "web/icons.svg",
    "web/logo.svg",
)


@require_GET
@never_cache
def log(request: HttpRequest) -> HttpResponse:
    """The frame, without any data, so that the device can keep it."""
    return render(request, "mentoring/daylog.html")


@require_GET
@never_cache
def worker(request: HttpRequest) -> HttpResponse:
    page = reverse("mentoring:log")
    context = {
        "version": f"{_version()}-{request.LANGUAGE_CODE}", "page": page,
        "files": json.dumps([page, *map(static, _FILES)]),
    }  # fmt: skip
    answer = render(request, "mentoring/daylog_worker.js", context, content_type="text/javascript")
    answer["Service-Worker-Allowed"] = page
    return answer


@cache
def _version() -> str:
    """Changes with any file that the device keeps."""
    digest = hashlib.sha256()
    templates = Path(__file__).parents[1] / "templates" / "mentoring"
    for file in (*map(finders.find, _FILES), templates / "daylog.html", templates / "daylog_worker.js"):
        digest.update(Path(str(file)).read_bytes())
    return digest.hexdigest()[:16]


@require_GET
@never_cache
def book(request: HttpRequest) -> JsonResponse:
    """What the device shows: for whom the person may write, and the days of the last weeks."""
    person, day = who(request), today()
    leads = bool(pass_of(request).roles & LEADERS)
    pairs = list(selectors.writable(person, leads=leads, today=day))
    days = selectors.newest_logs(pairs, day - timedelta(days=DAYS_KEPT))
    return JsonResponse({
        "me": {"id": person.pk, "name": str(person)}, "leads": leads, "csrf": get_token(request),
        "today": day.isoformat(),
        "stays": [
            {
                "residency": one.residency_id, "mentor": one.mentor_id, "name": str(one.mentor),
                "factory": str(one.residency.factory), "first": one.residency.starts_on.isoformat(),
                "last": one.residency.ends_on.isoformat(),
            }
            for one in pairs
        ],
        "days": [_day(one) for one in days],
    })  # fmt: skip


def _day(row: DayLog) -> dict[str, Any]:
    now: list[LogSave] = getattr(row, "now", [])
    save = now[0] if now else None
    words = {name: str(getattr(save, name)) for name in WORDS} if save else dict.fromkeys(WORDS, "")
    return words | {
        "log": row.pk, "href": reverse("mentoring:log-day", args=[row.pk]), "residency": row.residency_id,
        "mentor": row.mentor_id, "day": row.day.isoformat(), "key": str(save.key) if save else None,
        "conflicts": getattr(row, "conflicts", 0), "photos": [str(one.key) for one in getattr(row, "pictures", [])],
    }  # fmt: skip


@require_POST
def saves(request: HttpRequest) -> JsonResponse:
    """An answer for each save in its order: {key, state, text}. What is refused stays on the device."""
    given = _body(request)
    person = who(request)
    return JsonResponse({"answers": [_answer(one, person) for one in given]})


def _body(request: HttpRequest) -> list[Any]:
    if request.content_type != "application/json":
        raise Invalid("This isn't a list of saves.")
    try:
        given = json.loads(request.body).get("saves")
    except (ValueError, AttributeError, RecursionError) as error:
        raise Invalid("This isn't a list of saves.") from error
    if not isinstance(given, list) or len(given) > MOST_SAVES:
        raise Invalid("This isn't a list of saves.")
    return given


def _answer(given: Any, person: Person) -> dict[str, str]:
    """What is wrong with a save is told of it alone; the others are taken."""
    if not isinstance(given, dict):
        return {"key": "", "state": "refused", "text": _("This isn't a save.")}
    key = str(given.get("key", ""))[:_LONGEST_KEY].encode(errors="replace").decode()
    if wrong := unreadable(given):
        return {"key": key, "state": "refused", "text": _("Can't be read: %(names)s") % {"names": ", ".join(wrong)}}
    form = SaveForm(given)
    if not form.is_valid():
        text = " ".join(f"{name}: {error}" for name, errors in form.errors.items() for error in errors)
        return {"key": key, "state": "refused", "text": text}
    values = dict(form.cleaned_data)
    words = {name: values.pop(name) for name in WORDS}
    try:
        made = services.take_save(values=words, by=person, **values)
    except DureError as error:
        return {"key": key, "state": "refused", "text": text_of(error)}
    return {"key": key, "state": made.state, "text": ""}


@takes_files(MOST_PICTURE_MB)
@require_POST
def photo_add(request: HttpRequest) -> JsonResponse:
    """A picture of a day: {state, text}."""
    form = PhotoForm(request.POST, request.FILES)
    if not form.is_valid():
        text = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return JsonResponse({"state": "refused", "text": text}, status=422)
    values = dict(form.cleaned_data)
    values.pop("file")
    try:
        services.take_photo(data=data_of(form, "file") or b"", by=who(request), **values)
    except DureError as error:
        return JsonResponse({"state": "refused", "text": text_of(error)})
    return JsonResponse({"state": "done", "text": ""})


@require_safe
def photo(request: HttpRequest, pk: int) -> HttpResponseBase:
    row = row_or_404(LogPhoto, "log__residency", pk=pk)
    selectors.refuse_stranger(row.log.residency, who(request))
    return file_answer(row.file)


@require_GET
def day(request: HttpRequest, pk: int) -> HttpResponse:
    """What stands in a day; where it was written twice, both side by side."""
    return _shown(request, pk)


@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """A person has looked at both and says what holds."""
    return _shown(request, pk)


def _shown(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(DayLog, "residency__factory", "mentor", pk=pk)
    selectors.refuse_stranger(row.residency, who(request))
    both = selectors.conflicts_of(row)
    form = SettleForm(request.POST if request.method == "POST" else None, initial=_together(both))
    return take(
        request, form, lambda: _settle(row, form, who(request)), template="mentoring/log_day.html",
        then=reverse("mentoring:log-day", args=[pk]), done=_("Settled. All that was written is kept below."), row=row,
        both=both, history=selectors.history_of(row), photos=row.photos.all(),
        beside=[(word, [getattr(one, name) for one in both]) for name, word in _named()],
        columns=[[(name, getattr(one, name)) for name in WORDS] for one in both],
        now=[(word, getattr(one, name)) for one in selectors.in_force(row) for name, word in _named()],
    )  # fmt: skip


def _named() -> list[tuple[str, str]]:
    return [
        ("hours", _("hours on site")), ("done", _("work done")), ("found", _("what was noticed")),
        ("tomorrow", _("for tomorrow")),
    ]  # fmt: skip


def _settle(row: DayLog, form: SettleForm, person: Person) -> LogSave:
    values = dict(form.cleaned_data)
    return services.settle(log=row, current=values.pop("current"), seen=values.pop("seen"), values=values, by=person)


def _together(both: list[LogSave]) -> dict[str, Any]:
    """All that was written, one below the other, so that only what is too much is taken out."""
    if not both:
        return {}
    found: dict[str, Any] = {
        name: "\n".join(dict.fromkeys(text for save in both if (text := getattr(save, name).strip())))
        for name in WORDS[1:]
    }
    return found | {
        "current": both[0].key, "seen": ",".join(str(one.key) for one in both[1:]),
        "hours": max(one.hours for one in both),
    }  # fmt: skip
