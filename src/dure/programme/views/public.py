"""Pages and files for everybody, without a log-in: published figures and cases. They see no row of a firm (0119)."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dure.plant.today import today
from dure.programme.forms.publishing import StorySearch
from dure.programme.models import Release
from dure.programme.open_data import LICENCE_URLS, catalogue, method_of, names_of, title_of
from dure.programme.selectors import public as selectors
from dure.web.listing import as_file

_JSON = {"ensure_ascii": False, "indent": 1}


def _english() -> bool:
    return not (translation.get_language() or "").startswith("ko")


@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    release = selectors.newest_release()
    context = {"release": release, "tables": list(_tables(release)) if release else []}
    context |= {"figures": selectors.context_figures(), "english": _english()}
    return render(request, "programme/public_figures.html", context)


@require_GET
def stories(request: HttpRequest) -> HttpResponse:
    search = StorySearch(request.GET)
    asked = search.cleaned_data if search.is_valid() else {}
    found = selectors.stories(
        today(), english=_english(), text=asked.get("q", ""), city=asked.get("city", ""), sector=asked.get("sector", "")
    )
    return render(request, "programme/public_cases.html", {"search": search, "found": found})


@require_GET
def story(request: HttpRequest, pk: int) -> HttpResponse:
    found = selectors.story(pk, today(), english=_english())
    if found is None:
        raise Http404
    return render(request, "programme/public_case.html", {"story": found})


@require_GET
def counts_csv(request: HttpRequest) -> HttpResponse:
    out = io.StringIO()
    sheet = csv.writer(out, lineterminator="\r\n")
    sheet.writerow(["table", "part", "name", "n", "as_of", "method"])
    sheet.writerows([list(row.values()) for row in _rows(_release())])
    return as_file(out.getvalue().encode("utf-8-sig"), "dure-figures.csv", "text/csv; charset=utf-8")


@require_GET
def counts_json(request: HttpRequest) -> HttpResponse:
    release = _release()
    body = {"as_of": str(release.as_of), "licence": LICENCE_URLS[release.licence], "rows": list(_rows(release))}
    return as_file(json.dumps(body, **_JSON).encode(), "dure-figures.json", "application/json")


@require_GET
def cases_json(request: HttpRequest) -> HttpResponse:
    release = _release()
    rows = [
        {
            "title": one.title, "firm": one.firm, "city": one.city, "sector": one.sector, "problem": one.problem,
            "done": one.done, "published_on": str(one.published_on),
            "effects": [
                {
                    "name": effect.name, "before": str(effect.before), "after": str(effect.after),
                    "unit": effect.unit, "n": effect.n, "first_on": effect.first_on, "last_on": effect.last_on,
                    "method": effect.method, "source": "measured" if effect.measured else "told by the firm",
                }
                for effect in one.effects
            ],
        }
        for one in selectors.stories(today(), english=_english())
    ]  # fmt: skip
    body = {"as_of": str(today()), "licence": LICENCE_URLS[release.licence], "rows": rows}
    return as_file(json.dumps(body, **_JSON).encode(), "dure-cases.json", "application/json")


@require_GET
def catalogue_json(request: HttpRequest) -> HttpResponse:
    """What there is, after DCAT 3 of the W3C as JSON-LD."""
    release = _release()
    files = {
        name: request.build_absolute_uri(reverse(f"programme:open-{name}"))
        for name in ("figures-csv", "figures-json", "cases-json")
    }
    home = request.build_absolute_uri(reverse("programme:public-figures"))
    body = catalogue(home=home, files=files, as_of=release.as_of, licence=release.licence)
    return as_file(json.dumps(body, **_JSON).encode(), "dure-catalogue.json", "application/ld+json")


def _release() -> Release:
    found = selectors.newest_release()
    if found is None:
        raise Http404
    return found


def _rows(release: Release) -> Iterator[dict[str, Any]]:
    for row in selectors.counts(release):
        name = names_of(row.table).get(row.part, row.part) if row.part else _("all")
        yield {
            "table": row.table, "part": row.part, "name": str(name), "n": row.n, "as_of": str(release.as_of),
            "method": method_of(row.table),
        }  # fmt: skip


def _tables(release: Release) -> Iterator[dict[str, Any]]:
    rows = list(_rows(release))
    for code in dict.fromkeys(row["table"] for row in rows):
        of_it = [row for row in rows if row["table"] == code]
        parts = sorted((row for row in of_it if row["part"]), key=lambda row: (-(row["n"] or 0), row["part"]))
        (total,) = (row["n"] for row in of_it if not row["part"])
        yield {"title": title_of(code), "method": method_of(code), "parts": parts, "total": total}
