"""The wizard: find → choose → live preview and meaning → machine → first count."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from dure.kernel.errors import DureError, NotFound
from dure.plant.models import Person, WorkUnit
from dure.production import services
from dure.production.connect import asking, device, forms, hints, protocols, units
from dure.production.connect import draft as drafts
from dure.production.connect.draft import Draft
from dure.telemetry import connections, gateways, reach
from dure.telemetry.models import Meaning
from dure.web.problems import text_of
from dure.web.toast import toast

LISTEN_S = 3.0
"""A machine that calls us is given this long for each look."""


@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """Step 1: which kind of machine, in plain words."""
    drafts.drop(request)
    try:
        found, problem = protocols.offered(), ""
    except gateways.GatewayAway as error:
        found, problem = [], text_of(error)
    return render(request, "production/connect/start.html", {"protocols": found, "problem": problem, "step": 1})


@require_http_methods(["GET", "POST"])
def find(request: HttpRequest, protocol: str) -> HttpResponse:
    """Step 2: where it is. Saving tries to reach it at once."""
    one = protocols.manifest(protocol)
    if one is None:
        raise NotFound("The gateway has no connector %(protocol)s.", protocol=protocol)
    code = request.GET.get("code", "")
    stored = connections.connection(code) if code else None
    begin = {**stored.settings, "name": stored.name} if stored else {}
    form = protocols.SettingsForm(one, request.POST or None, begin)
    problem = ""
    if request.method == "POST" and form.is_valid():
        draft = Draft(protocol, one["title_text"], form.sealed(), form.cleaned_data["name"], code)
        try:
            seen = asking.browse(draft, "")
            draft.remember(seen)
            draft.note_before(seen)
        except DureError as error:
            problem = text_of(error)
        drafts.save(request, draft)
        if device.calls_dure(protocol, draft.settings) and not problem:
            return redirect("production:connect-device")
        if not problem or request.POST.get("anyway") == "1":
            return redirect("production:connect-choose")
    context = {"one": one, "form": form, "problem": problem, "step": 2, "code": code, "hosts": reach.hosts()}
    context |= {"where": hints.where(protocol), "nothing": hints.when_nothing(protocol)}
    return render(request, "production/connect/find.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Step 3: which signals, from what the machine shows or typed by hand."""
    draft = drafts.load(request)
    problem = ""
    if request.method == "POST":
        typed = forms.typed_addresses(request.POST.get("typed", ""))
        draft.chosen = list(dict.fromkeys([*request.POST.getlist("address"), *typed]))
        drafts.save(request, draft)
        if draft.chosen:
            return redirect("production:connect-mean")
        problem = _("Choose at least one signal.")
    found, trouble = _tree(request, draft, "")
    context = {"draft": draft, "found": found, "trouble": trouble, "problem": problem, "step": 3, "used": _used(draft)}
    return render(request, "production/connect/choose.html", context)


@require_GET
def browse(request: HttpRequest) -> HttpResponse:
    """A folder of the machine's tree, or what matches a search of all that was seen so far."""
    draft = drafts.load(request)
    text = request.GET.get("q", "").strip().lower()
    if text:
        hits = [
            {"address": address, **known}
            for address, known in draft.found.items()
            if text in address.lower() or text in str(known.get("name", "")).lower()
        ]
        return _found(request, draft, hits[:200], "")
    return _found(request, draft, *_tree(request, draft, request.GET.get("path", "")))


def _found(request: HttpRequest, draft: Draft, found: list[dict[str, Any]], trouble: str) -> HttpResponse:
    context = {"found": found, "draft": draft, "trouble": trouble, "used": _used(draft)}
    return render(request, "production/connect/found.html", context)


def _used(draft: Draft) -> set[str]:
    """Addresses that the connection collects already; their meaning is changed on their own page."""
    if not draft.code:
        return set()
    return set(connections.signals(connections.connection(draft.code)).values_list("address", flat=True))


@require_http_methods(["GET", "POST"])
def mean(request: HttpRequest) -> HttpResponse:
    """Step 4: live values, and what each signal means; Dure proposes."""
    draft = drafts.load(request)
    problem, refused = "", ""
    if request.method == "POST":
        try:
            chosen = forms.choices(request.POST, draft)
        except DureError as error:
            refused = text_of(error)
        else:
            request.session["connect-choices"] = units.plain(chosen)
            return redirect("production:connect-unit")
    else:
        problem = _look(request, draft, seconds=1.5)
    rows = [_row(draft, number, address) for number, address in enumerate(draft.chosen)]
    if refused:
        rows = [row | _typed(request, row["number"]) for row in rows]
    context = {"draft": draft, "rows": rows, "problem": problem, "refused": refused, "step": 4}
    context |= {"meanings": Meaning.choices, "moduli": forms.MODULI}
    return render(request, "production/connect/mean.html", context, status=422 if refused else 200)


def _typed(request: HttpRequest, number: int) -> dict[str, Any]:
    """What a person chose before something else was refused."""
    return {
        "name": request.POST.get(f"name-{number}", ""),
        "guess": request.POST.get(f"meaning-{number}", Meaning.OTHER),
        "modulus": request.POST.get(f"modulus-{number}", ""),
        "pieces": request.POST.get(f"pieces-{number}", "1"),
        "each": request.POST.get(f"each-{number}") == "on",
    }


@require_GET
def preview(request: HttpRequest) -> HttpResponse:
    """The live cells of step 4, asked for every second."""
    draft = drafts.load(request)
    problem = _look(request, draft, seconds=0.8)
    rows = [_row(draft, number, address) for number, address in enumerate(draft.chosen)]
    return render(request, "production/connect/preview.html", {"rows": rows, "problem": problem})


@require_http_methods(["GET", "POST"])
def unit(request: HttpRequest) -> HttpResponse:
    """Step 5: whose signals they are. Saving makes everything in one transaction."""
    draft = drafts.load(request)
    form = forms.UnitForm(request.POST or None, initial=units.initial(draft))
    problem = ""
    if request.method == "POST" and form.is_valid():
        try:
            code = _finish(request.user, draft, request.session["connect-choices"], form.cleaned_data)  # type: ignore[arg-type]
        except DureError as error:
            problem = text_of(error)
        else:
            drafts.drop(request)
            return toast(
                request, redirect("production:connect-done", code), _("Connected. Now wait for the first count.")
            )
    context = {"draft": draft, "form": form, "problem": problem, "step": 5, "has_lines": units.has_lines()}
    return render(request, "production/connect/unit.html", context, status=422 if form.errors else 200)


@transaction.atomic
def _finish(person: Person, draft: Draft, chosen: list[dict[str, Any]], given: dict[str, Any]) -> str:
    machine: WorkUnit = given["unit"] or units.make(name=given["name"], work_center=given["work_center"], by=person)
    opened = draft.clear_settings()
    sealed = {key for key, value in draft.settings.items() if value != opened[key]}
    row = connections.save_connection(
        name=draft.name or machine.name,
        protocol=draft.protocol,
        settings={key: value for key, value in opened.items() if key not in sealed},
        secrets={key: opened[key] for key in sealed},
        person=person,
        code=draft.code,
        **_kept(draft.code),
    )
    connections.choose_signals(connection=row, choices=units.choices(chosen), work_unit=machine, person=person)
    if given["fastest_cycle_s"] is not None:
        services.set_unit_rule(work_unit=machine, person=person, fastest_cycle_s=given["fastest_cycle_s"])
    return row.code


def _kept(code: str) -> dict[str, Any]:
    """What the wizard doesn't ask about and a changed connection keeps."""
    if not code:
        return {}
    row = connections.connection(code)
    return {"collects_everything": row.collects_everything, "silent_after_s": row.silent_after_s}


def _tree(request: HttpRequest, draft: Draft, path: str) -> tuple[list[dict[str, Any]], str]:
    """What is under a path, kept in the draft; and why not, when it can't be seen."""
    try:
        found = asking.browse(draft, path)
    except DureError as error:
        return [], text_of(error)
    draft.remember(found)
    drafts.save(request, draft)
    # A machine that calls us shows nothing when asked; what it sent while it was waited for is there.
    return found or (draft.heard() if not path else []), ""


def _look(request: HttpRequest, draft: Draft, seconds: float) -> str:
    """Take values of the chosen signals into the draft; why not, when none could be had."""
    try:
        draft.sample(asking.values(draft, draft.chosen, LISTEN_S if draft.protocol == "http_push" else seconds))
    except DureError as error:
        return text_of(error)
    drafts.save_samples(request, draft)
    return ""


def _row(draft: Draft, number: int, address: str) -> dict[str, Any]:
    seen = draft.samples.get(address, [])
    guessed = draft.guess_of(address)
    return {
        "number": number,
        "address": address,
        "name": draft.name_of(address),
        "unit": draft.unit_of(address),
        "value": seen[-1] if seen else None,
        "has_value": bool(seen),
        "moved": len(set(map(str, seen))) > 1,
        "guess": guessed,
        "pieces": "1",
        "guess_label": Meaning(guessed).label,
    }
