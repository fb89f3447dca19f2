"""The pages of work standards: the register, one version with all of its parts, and its way into force."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.inventory.models import Item
from dure.kernel import clock
from dure.plant.acting import who
from dure.plant.selectors import newest_change, records_told
from dure.product import selectors, services
from dure.product.approval import Step
from dure.product.forms import PART_FORMS, StandardForm, StandardNameForm, VersionForm
from dure.product.models import StandardVersion, WorkStandard
from dure.product.views import workflow
from dure.product.views.undo import undo_address
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.rows import row_or_none
from dure.web.toast import toast


def address_of(version: StandardVersion) -> str:
    return reverse("product:standard", args=[version.pk])


@require_GET
def standards(request: HttpRequest) -> HttpResponse:
    """Every operation and machine with its standard, or without one."""
    text, state, area = (request.GET.get(name, "") for name in ("q", "state", "area"))
    today = timezone.localdate(clock.now())
    rows = selectors.standard_rows(today, text=text, state=state, area=int(area) if area.isdecimal() else None)
    names: dict[str, Any] = dict(states())
    fields = [
        Field(_("Item"), lambda row: str(row.item or "")),
        Field(_("Operation"), lambda row: f"{row.operation_number or ''} {row.operation_name}".strip()),
        Field(_("Area"), lambda row: str(row.area or "")),
        Field(_("Work unit"), lambda row: str(row.work_unit or "")),
        Field(_("Work standard"), lambda row: str(row.standard or "")),
        Field(_("Version"), lambda row: row.version.number if row.version else ""),
        Field(_("status"), lambda row: ", ".join(str(names[one]) for one in row.states)),
        Field(_("Not signed"), lambda row: row.left if row.left is not None else ""),
    ]
    return listing(
        request, "product/standards.html", rows, fields, title=_("Work standards"), q=text, state=state, area=area,
        states=states(), areas=selectors.area_names().items(), colours=workflow.COLOURS,
    )  # fmt: skip


def states() -> list[tuple[str, Any]]:
    missing, signatures = _("missing"), _("Signatures are missing")
    return [("missing", missing), *StandardVersion.Status.choices, ("unsigned", signatures)]


def add(request: HttpRequest) -> HttpResponse:
    """A new standard; a gap names its item and operation in the address."""
    item = row_or_none(Item, request.GET.get("item", ""))
    number = request.GET.get("operation", "")
    first: dict[str, Any] = {"item": item, "work_unit": request.GET.get("unit", "")}
    if number.isdecimal():
        first |= {"operation_number": number, "title": selectors.operation_name(item, int(number))}
    form = StandardForm(request.POST or None, initial=first)
    return take(
        request, form, lambda: services.add_standard(by=who(request), **form.cleaned_data),
        template="product/standard_form.html", then=address_of, done=_("Added."),
        items=selectors.item_choices(), heading=_("New work standard"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    row, before = get_object_or_404(WorkStandard, pk=pk), newest_change()
    form = StandardNameForm(request.POST or None, instance=row)
    newest = address_of(selectors.newest_version(row))
    return take(
        request, form, lambda: services.change_standard(standard=row, by=who(request), **form.cleaned_data),
        template="product/standard_form.html", then=newest, done=_("Saved."),
        undo=lambda made: undo_address(before, made, "product:paper_undo"), back=newest, heading=str(row),
    )  # fmt: skip


@require_GET
def standard(request: HttpRequest, pk: int) -> HttpResponse:
    return page(request, get_object_or_404(selectors.versions(), pk=pk))


@require_GET
def latest(request: HttpRequest, pk: int) -> HttpResponse:
    return redirect(address_of(selectors.newest_version(get_object_or_404(WorkStandard, pk=pk))))


def page(
    request: HttpRequest, version: StandardVersion, *, bound: Any = None, place: str = "", status: int = 200
) -> HttpResponse:
    """The page of one version. bound: a form that was refused, shown at its `place` as it was typed."""
    is_draft = version.status == StandardVersion.Status.DRAFT
    rows = selectors.version_rows(version)
    people = selectors.readers(version) if version.status == StandardVersion.Status.IN_FORCE else []
    context = {
        "version": version,
        "standard": version.standard,
        "is_draft": is_draft,
        "sections": [_section(kind, rows[kind], is_draft, bound, place) for kind in PART_FORMS],
        "head_form": bound if place == "head" else VersionForm(instance=version),
        "place": place,
        "buttons": workflow.buttons(request, version),
        "colour": workflow.COLOURS.get(version.status, ""),
        "is_own": selectors.wrote_standard(version, who(request)),
        "can_undo": selectors.can_undo_standard(version),
        "comments": selectors.comments_of(version),
        "signed": [one for one in people if one.signed_at],
        "unsigned": [one.person for one in people if not one.signed_at],
        "versions": selectors.versions().filter(standard=version.standard).order_by("-number"),
        "before": selectors.version_before(version),
        "history": records_told(selectors.history_of(version)[:20]),
        "gear": dict(StandardVersion.Gear.choices),
        "states": StandardVersion.Status.choices,
    }
    context["unsigned_count"] = len(context["unsigned"])
    return render(request, "product/standard.html", context, status=status)


def titles() -> dict[str, str]:
    return {"step": _("Steps"), "limit": _("Conditions"), "check": _("Check sheet"), "hazard": _("Hazards")}


def _section(kind: str, rows: list[Any], is_draft: bool, bound: Any, place: str) -> dict[str, Any]:
    """A kind of part with its rows, each with its form while the version is a draft."""
    form = PART_FORMS[kind]
    parts = []
    for row in rows:
        is_here = place == f"{kind}-{row.pk}"
        made = None
        if is_draft:
            made = bound if is_here else form(instance=row, auto_id=f"id_{kind}{row.pk}_%s")
        parts.append({"row": row, "form": made, "is_open": is_here})
    is_here = place == f"{kind}-new"
    new = (bound if is_here else form(auto_id=f"id_{kind}new_%s")) if is_draft else None
    return {"kind": kind, "title": titles()[kind], "parts": parts, "new": new, "is_open": is_here}


@require_POST
def head(request: HttpRequest, pk: int) -> HttpResponse:
    """Time, gear, tools and what is new."""
    version = get_object_or_404(selectors.versions(), pk=pk)
    form = VersionForm(request.POST, instance=version)
    if not form.is_valid():
        return page(request, version, bound=form, place="head", status=422)
    services.change_version(version=version, by=who(request), **form.cleaned_data)
    return toast(request, redirect(address_of(version)), _("Saved."), undo=undo_of(version))


def undo_of(version: StandardVersion) -> str:
    return reverse("product:standard_undo", args=[version.pk])


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    version = get_object_or_404(StandardVersion, pk=pk)
    services.undo_draft_edit(head=version, by=who(request))
    return toast(request, redirect(address_of(version)), _("Undone."), kind="info")


@require_POST
def new_version(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(WorkStandard, pk=pk)
    note = request.POST.get("change_note", "").strip()[:200]
    made = services.new_version(standard=row, change_note=note, by=who(request))
    return toast(request, redirect(address_of(made)), _("Version %(number)s begun.") % {"number": made.number})


@require_POST
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    version = get_object_or_404(StandardVersion, pk=pk)
    services.comment(version=version, text=request.POST.get("text", ""), by=who(request))
    return toast(request, redirect(address_of(version) + "#comments"), _("Said."))


@require_POST
def move_on(request: HttpRequest, pk: int, step: Step) -> HttpResponse:
    """A step on the way into force; the rules say who may take it."""
    version = get_object_or_404(StandardVersion, pk=pk)
    services.move_on(version=version, step=step, by=who(request), text=request.POST.get("text", ""))
    return toast(request, redirect(address_of(version)), str(workflow.DONE[step]))


@require_GET
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """What is new against the version before, or against another one (`with`)."""
    version = get_object_or_404(selectors.versions(), pk=pk)
    others = selectors.versions().filter(standard=version.standard).exclude(pk=pk).order_by("-number")
    wanted = request.GET.get("with", "")
    before = others.filter(pk=int(wanted)).first() if wanted.isdecimal() else selectors.version_before(version)
    pairs = selectors.compare_versions(before, version)
    context = {
        "version": version,
        "before": before,
        "others": others,
        "parts": [(titles()[kind], [pair for pair in rows if pair.mark != "same"]) for kind, rows in pairs.items()],
        "heads": heads(before, version),
        "is_same": not any(pair.mark != "same" for rows in pairs.values() for pair in rows),
    }
    return render(request, "product/standard_compare.html", context)


def heads(before: StandardVersion | None, after: StandardVersion) -> list[tuple[str, str, str]]:
    """(name, before, after) of what differs in the head."""
    gear = dict(StandardVersion.Gear.choices)

    def values(one: StandardVersion) -> dict[str, str]:
        seconds = one.standard_seconds
        return {
            _("Protective gear"): ", ".join(str(gear[name]) for name in one.gear),
            _("Tools"): ", ".join(one.tools),
            _("Standard time (s)"): f"{seconds.normalize():f}" if seconds is not None else "",
        }

    new = values(after)
    old = values(before) if before is not None else dict.fromkeys(new, "")
    return [(name, old[name], new[name]) for name in new if old[name] != new[name]]


@require_GET
def unsigned(request: HttpRequest) -> HttpResponse:
    """Who hasn't signed what."""
    person = request.GET.get("person", "")
    rows = selectors.unsigned_rows(person=int(person) if person.isdecimal() else None)
    fields = [
        Field(_("Person"), lambda row: str(row.person)),
        Field(_("number"), lambda row: row.version.standard.number),
        Field(_("Work standard"), lambda row: row.version.standard.title),
        Field(_("Version"), lambda row: row.version.number),
        Field(_("In force from"), lambda row: row.version.in_force_from, "time"),
    ]
    return listing(request, "product/unsigned.html", rows, fields, title=_("Signatures that are missing"))
