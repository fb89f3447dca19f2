"""The loss map: what the plant loses in a month, each loss down to its figures, and the rates that price them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import formats
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.kernel.errors import Invalid
from dure.mentoring import loss_words as words
from dure.mentoring.access import DECIDERS
from dure.mentoring.forms.losses import LossRateForm, LossTaskForm
from dure.mentoring.lossmap import picture
from dure.mentoring.lossmap.parts import Part
from dure.mentoring.lossmap.rates import ASSUMED, RateKind
from dure.mentoring.models import LossRate, MonthlyLoss
from dure.mentoring.models.losses import RATES
from dure.mentoring.selectors import losses as selectors
from dure.mentoring.selectors.loss_rates import loss_rates, plant_rates
from dure.mentoring.selectors.losses import LossMap
from dure.mentoring.services import losses as services
from dure.performance.scope import choices, scope_of
from dure.plant.acting import watch_changes, who
from dure.plant.taking_back import Undo
from dure.plant.today import today
from dure.web.access import pass_of
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.rows import row_or_404
from dure.web.tables import Kind
from dure.web.toast import toast

UNDO = "mentoring:loss-undo"
_INDENT = "\u2003"


def _month(request: HttpRequest, months: Sequence[date]) -> date:
    """The month asked for; else the last one that is over, else the running one."""
    asked = request.GET.get("month", "")
    try:
        return date.fromisoformat(f"{asked}-01")
    except ValueError as error:
        if asked:
            raise Invalid("%(text)s is no month", text=asked) from error
    this = today().replace(day=1)
    return next((month for month in months if month < this), this)


@require_GET
def losses(request: HttpRequest) -> HttpResponse:
    """Where the money goes."""
    months = selectors.loss_months()
    month, scope = _month(request, months), scope_of(request.GET.get("scope", ""))
    span = next((n for n in selectors.SPANS if str(n) == request.GET.get("span")), 1)
    found = selectors.loss_map(scope, month, span)
    heading = [f"{scope.name} · {_title(found, month)}"]
    lines = [_line(part, unit, one, found) for (part, unit), one in found.lines.items()]
    steps = _steps(found)
    return listing(
        request, "mentoring/losses.html", lines, _FIELDS(), title=_("Loss map"), heading=heading, found=found,
        month=month, months=months, span=span, spans=_spans(), scope=scope, scopes=_scopes(),
        period=_title(found, month), is_running=month == today().replace(day=1),
        steps=steps, waterfall=_waterfall(steps), trend=_trend(found), kinds=_kinds(found, lines),
        places=_places(found), proposals=_proposals(found), unknown=_unknown(lines), silent=_silent(found),
        areas=selectors.areas_in_use(),
    )  # fmt: skip


def _spans() -> list[tuple[int, str]]:
    return [(1, _("1 month")), (3, _("3 months")), (12, _("12 months"))]


def _scopes() -> list[tuple[str, str]]:
    return [(key, _INDENT * depth + (name or _("Whole plant"))) for key, name, depth in choices()]


def _title(found: LossMap, month: date) -> str:
    first = found.months[0] if found.months else month
    ends = [formats.date_format(one, "YEAR_MONTH_FORMAT") for one in sorted({first, month})]
    text = " – ".join(ends)
    return _("%(months)s, mean of a month") % {"months": text} if len(found.months) > 1 else text


def _FIELDS() -> list[Field]:  # noqa: N802 - a table of columns whose labels are in the reader's language
    return [
        Field(_("Kind of loss"), lambda row: row["kind_name"]),
        Field(_("Loss"), lambda row: row["name"]),
        Field(_("Area"), lambda row: row["area"]),
        Field(_("Work unit"), lambda row: row["place"]),
        Field(_("Hours lost"), lambda row: row["hours"], Kind.NUMBER),
        Field(_("Won a month"), lambda row: row["won"], Kind.NUMBER),
        Field(_("At least"), lambda row: row["low"], Kind.NUMBER),
        Field(_("At most"), lambda row: row["high"], Kind.NUMBER),
        Field(_("Possible gain"), lambda row: row["gain"], Kind.NUMBER),
        Field(_("What would make it known"), lambda row: row["why"]),
    ]


def _line(part: Part, unit: int | None, one: Any, found: LossMap) -> dict[str, Any]:
    low, mid, high = one.won or (None, None, None)
    at = found.units.get(unit) if unit is not None else None
    return {
        "kind": one.latest.kind, "kind_name": str(words.KIND_NAMES[one.latest.kind.value]),
        "name": str(words.PART_NAMES[part.value]), "part": part, "pk": one.latest.id, "won": mid, "low": low,
        "high": high, "hours": one.hours, "gain": one.gain,
        "place": at.name if at else "" if unit is None else str(unit), "area": at.work_center.area.name if at else "",
        "why": " ".join(words.why(code) for code in sorted(one.whys)), "is_plant": unit is None,
    }  # fmt: skip


def _kinds(found: LossMap, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each kind with its lines, for a table that opens."""
    top = max((one.won.mid for one in found.kinds.values() if one.won), default=0.0) or 1.0
    return [
        {
            "name": words.KIND_NAMES[kind.value], "won": one.won, "hours": one.hours, "has_unknown": bool(one.whys),
            "lines": [line for line in lines if line["kind"] is kind],
            "width": f"{max(one.won.mid, 0.0) / top * 100:.1f}" if one.won else "0",
        }
        for kind, one in found.kinds.items()
    ]  # fmt: skip


def _places(found: LossMap) -> list[dict[str, Any]]:
    rows = []
    for unit, one in found.places.items():
        at = found.units.get(unit) if unit is not None else None
        parts = {key[0]: line for key, line in found.lines.items() if key[1] == unit and line.won is not None}
        first = max(parts, key=lambda part: parts[part].won.mid, default=None)
        rows.append({
            "name": at.name if at else _("Whole plant"), "area": at.work_center.area.name if at else "", "won": one.won,
            "key": f"work_unit:{at.code}" if at else "", "has_unknown": bool(one.whys),
            "first": words.PART_NAMES[first.value] if first and parts[first].won.mid > 0 else "",
            "first_won": parts[first].won if first else None,
        })  # fmt: skip
    return rows


def _steps(found: LossMap) -> list[picture.Step]:
    return [
        picture.Step(
            _(words.STEP_NAMES[step.code]) if step.code in words.STEP_NAMES else str(words.KIND_NAMES[step.code]),
            step.won, words.won(step.won if step.is_total else -step.won), step.is_total,
        )
        for step in found.steps
    ]  # fmt: skip


def _waterfall(steps: list[picture.Step]) -> str:
    # Every text is escaped where it is put in.
    return mark_safe(picture.waterfall(_("From planned time to what is left"), steps)) if steps else ""  # noqa: S308


def _trend(found: LossMap) -> str:
    this = today().replace(day=1)
    columns = [
        picture.Column(f"{month:%y-%m}", *one.won, words.won(one.won.mid), is_running=month == this)
        for month, one in found.trend.items()
        if one.won is not None
    ]
    return mark_safe(picture.columns(_("Losses by month"), columns)) if len(columns) > 1 else ""  # noqa: S308


def _proposals(found: LossMap) -> list[dict[str, Any]]:
    rows = []
    for candidate, one in selectors.first_tasks(found):
        line = _line(candidate.part, candidate.place, one, found)
        rows.append(line | {"chance": candidate.chance, "reason": _reason(candidate, one)})
    return rows


def _reason(candidate: Any, one: Any) -> str:
    figures = {"chance": words.won(candidate.chance), "low": words.won(one.won.low)}
    if candidate.gain is None:
        return _("All of it can be saved: at least %(low)s a month.") % figures
    text = _("On the best quarter of its days less was lost; if all days were so, it would be %(chance)s a month less.")
    return text % figures


def _unknown(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What isn't known, one for each reason and place, with the losses."""
    places: dict[tuple[str, str], list[str]] = {}
    for line in lines:
        if line["why"]:
            places.setdefault((line["name"], line["why"]), []).append(line["place"])
    groups: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for (name, why), some in places.items():
        groups.setdefault((why, tuple(filter(None, some))), []).append(name)
    return [{"why": why, "places": some, "names": names} for (why, some), names in groups.items()]


def _silent(found: LossMap) -> float:
    """Planned hours a month without data."""
    return sum(one.hours or 0.0 for key, one in found.lines.items() if key[0] is Part.NO_DATA)


def _sees_rates(request: HttpRequest) -> bool:
    """Wages and margins are for those who see prices; what is lost by them is for all readers."""
    return not DECIDERS.isdisjoint(pass_of(request).roles)


@require_GET
def loss(request: HttpRequest, pk: int) -> HttpResponse:
    """One loss of one month: formula, figures, range, and the pages that show them."""
    row = row_or_404(MonthlyLoss, "work_unit__work_center__area", pk=pk)
    base = selectors.base_of(row) if row.work_unit_id and row.hours is not None else None
    told, sees = words.formula(row, base), _sees_rates(request)
    return render(request, "mentoring/loss.html", {
        "row": row, "base": base if sees else None, "formula": told.formula, "filled": told.filled if sees else "",
        "because": words.because(row),
        "why": words.why(row.why), "links": words.links(row), "hour": words.hour_formula(base) if base and sees else [],
        "hour_why": words.why(base.why) if base else "", "published": row.figures.get("is_set") is False,
        "tasks": services.open_tasks(row).select_related("found_by"), "areas": selectors.areas_in_use(),
    })  # fmt: skip


@require_POST
def loss_task(request: HttpRequest, pk: int) -> HttpResponse:
    """Work on this loss."""
    row, undo_of = row_or_404(MonthlyLoss, "work_unit__work_center__area", pk=pk), watch_changes("mentoring:task-undo")
    form = LossTaskForm(request.POST)
    area = form.cleaned_data["area"] if form.is_valid() else None
    made = services.found_from_loss(loss=row, area=area, by=who(request))
    text = _("Task %(number)s is begun.") % {"number": made.number}
    return toast(request, redirect("mentoring:loss", pk), text, undo=undo_of(made))


@require_GET
def rates(request: HttpRequest) -> HttpResponse:
    """What hours, capital, lateness and complaints cost; the figures are for those who see prices."""
    on, months, sees = today(), selectors.loss_months(), _sees_rates(request)
    names, held = dict(RATES), plant_rates(on)
    plant = [
        {"kind": kind.value, "name": names[kind.value], "rate": held.get(kind), "published": kind in ASSUMED}
        for kind in (RateKind.CAPITAL, RateKind.LATE, RateKind.COMPLAINT)
    ]
    bases = [
        {"base": base, "hour": words.hour_formula(base), "why": words.why(base.why)}
        for base in (selectors.bases_of(months[0]) if months and sees else [])
    ]
    figures = [
        Field(_("Value"), lambda row: row.value, Kind.NUMBER),
        Field(_("At least"), lambda row: row.low, Kind.NUMBER),
        Field(_("At most"), lambda row: row.high, Kind.NUMBER),
    ]
    fields = [
        Field(_("Rate"), lambda row: row.get_kind_display()),
        Field(_("Work unit"), lambda row: row.work_unit.name if row.work_unit else ""),
        Field(_("Valid from"), lambda row: row.valid_from.isoformat()),
        *(figures if sees else []),
        Field(_("Reason"), lambda row: row.reason),
        Field(_("Set by"), lambda row: str(row.set_by)),
    ]
    return listing(
        request, "mentoring/loss_rates.html", loss_rates(), fields, title=_("Rates of losses"), plant=plant,
        bases=bases, month=months[0] if months else None, sees_rates=sees,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def rate_set(request: HttpRequest) -> HttpResponse:
    """Decide a rate; the address may propose one."""
    first = {name: request.GET[name] for name in ("kind", "work_unit", "value", "low", "high") if name in request.GET}
    form = LossRateForm(request.POST or None, initial={"valid_from": today()} | first)
    return take(
        request, form, lambda: services.set_loss_rate(by=who(request), **form.cleaned_data),
        template="mentoring/loss_rate.html", then=reverse("mentoring:loss-rates"),
        done=_("Saved. The loss map is being worked out again."), undo=watch_changes(UNDO),
        heading=_("Decide a rate"), back=reverse("mentoring:loss-rates"),
        hint=_("It holds from a day on; what was before keeps the rate of its day."),
    )  # fmt: skip


@require_POST
def rate_remove(request: HttpRequest, pk: int) -> HttpResponse:
    row, undo_of = row_or_404(LossRate, pk=pk), watch_changes(UNDO)
    services.remove_loss_rate(row=row, by=who(request))
    return toast(request, redirect("mentoring:loss-rates"), _("Removed."), kind="info", undo=undo_of(row))


@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """Work the losses out again, without waiting for the night."""
    services.ask_refresh()
    return toast(request, redirect("mentoring:losses"), _("The loss map is being worked out again."), kind="info")


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    return Undo(UNDO, services.undo, lambda _row: reverse("mentoring:loss-rates")).answer(request, pk)
