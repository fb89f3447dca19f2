"""Nonconformances and complaints: a board by stage, and one of them from found to closed."""

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from dure.kernel import clock
from dure.kernel.errors import Invalid
from dure.plant.acting import who
from dure.product.media import MOST_PICTURE_MB
from dure.product.serving import file_answer
from dure.quality import services
from dure.quality.forms.work import ActionForm, CaseForm, CauseForm
from dure.quality.models import Action, Cause, Nonconformance
from dure.quality.selectors import cases as selectors
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.paper import in_asked_language, paper
from dure.web.rows import row_or_404
from dure.web.toast import toast
from dure.web.uploads import data_of, takes_files

_WITH = ("item", "lot", "order", "work_unit", "partner", "delivery", "owner", "inspection", "found_by", "closed_by")


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate(clock.now())
    context = {"stages": selectors.board(), "late": selectors.late_actions(today), "today": today}
    return render(request, "quality/cases.html", context)


@require_GET
def case_list(request: HttpRequest) -> HttpResponse:
    source, text = request.GET.get("source", ""), request.GET.get("q", "").strip()
    fields = [
        Field(_("number"), lambda row: row.number),
        Field(pgettext("nonconformance", "found"), lambda row: row.found_at, "time"),
        Field(_("source"), lambda row: row.get_source_display()),
        Field(_("stage"), lambda row: row.get_stage_display()),
        Field(_("what is wrong"), lambda row: row.text),
        Field(_("item"), lambda row: row.item.name if row.item else ""),
        Field(_("lot"), lambda row: row.lot.number if row.lot else ""),
        Field(_("partner"), lambda row: row.partner.name if row.partner else ""),
        Field(_("root cause"), lambda row: row.root_cause),
    ]
    rows = selectors.cases(source=source, text=text)
    return listing(
        request, "quality/case_list.html", rows, fields, title=_("Nonconformances"), source=source, q=text,
        sources=Nonconformance.Source.choices,
    )  # fmt: skip


@takes_files(MOST_PICTURE_MB)
def add(request: HttpRequest) -> HttpResponse:
    """On a phone: words, a picture, done. The address may name the lot, the order or the source."""
    first = {name: request.GET[name] for name in ("lot", "order", "source", "partner") if request.GET.get(name)}
    form = CaseForm(request.POST or None, request.FILES or None, initial=first)

    def do() -> Nonconformance:
        return services.add_nonconformance(
            finding=form.finding, client_id=form.cleaned_data["client_id"], by=who(request),
            picture=data_of(form),
        )  # fmt: skip

    heading = _("Note a complaint") if first.get("source") == "complaint" else _("Report something that is wrong")
    return take(
        request, form, do, template="quality/case_add.html", done=_("Noted."), heading=heading,
        then=lambda row: reverse("quality:case", args=[row.pk]),
    )  # fmt: skip


def _case(pk: int) -> Nonconformance:
    return row_or_404(Nonconformance, *_WITH, pk=pk)


@require_GET
def case(request: HttpRequest, pk: int) -> HttpResponse:
    row = _case(pk)
    context = _found(row) | {
        "action_form": ActionForm(), "cause_form": CauseForm(),
        "dispositions": Nonconformance.Disposition.choices, "stages": Nonconformance.Stage.choices,
        "today": timezone.localdate(clock.now()), "is_open": row.stage != Nonconformance.Stage.CLOSED,
    }  # fmt: skip
    return render(request, "quality/case.html", context)


def _found(row: Nonconformance) -> dict[str, Any]:
    """A case with its causes by branch and its actions."""
    causes = list(row.causes.all())
    bones = [
        (bone.value, bone.label, [one for one in causes if one.bone == bone])
        for bone in Cause.Bone
        if bone is not Cause.Bone.WHY
    ]
    return {
        "row": row, "whys": [one for one in causes if one.bone == Cause.Bone.WHY], "bones": bones,
        "actions": row.actions.select_related("owner", "done_by"),
    }  # fmt: skip


@require_GET
@in_asked_language
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """The case as an 8D report, for a customer who has asked for one."""
    row = _case(pk)
    found = _found(row)
    people = [row.owner, *(one.owner for one in found["actions"])]
    return paper(
        request, "quality/case_paper.html", title=_("8D report"), number=row.number,
        team=list(dict.fromkeys(one for one in people if one is not None)), **found,
    )  # fmt: skip


@require_POST
def step(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """One step of a case; what is missing is said by the service."""
    _STEPS[verb](request, _case(pk))
    return toast(request, redirect("quality:case", pk), _("Saved."))


def _text(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").strip()[:300]


def _contain(request: HttpRequest, row: Nonconformance) -> Any:
    disposition = request.POST.get("disposition", "")
    return services.contain(
        row=row, containment=_text(request, "containment"), disposition=disposition, by=who(request)
    )


def _cause(request: HttpRequest, row: Nonconformance) -> Any:
    form = CauseForm(request.POST)
    if not form.is_valid():
        raise Invalid("Say what the cause is.")
    return services.add_cause(row=row, by=who(request), **form.cleaned_data)


def _action(request: HttpRequest, row: Nonconformance) -> Any:
    form = ActionForm(request.POST)
    if not form.is_valid():
        raise Invalid("Say what is to be done.")
    return services.add_action(row=row, by=who(request), **form.cleaned_data)


def _effect(request: HttpRequest, row: Nonconformance) -> Any:
    works = request.POST.get("works") == "1"
    return services.check_effect(row=row, works=works, effect=_text(request, "effect"), by=who(request))


def _answer(request: HttpRequest, row: Nonconformance) -> Any:
    return services.change_case(row=row, answer=request.POST.get("answer", "").strip(), by=who(request))


_STEPS = {
    "contain": _contain,
    "cause": _cause,
    "root": lambda request, row: services.name_cause(row=row, root_cause=_text(request, "root_cause"), by=who(request)),
    "action": _action,
    "effect": _effect,
    "answer": _answer,
}


@require_POST
def cause_remove(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(Cause, "nonconformance", pk=pk)
    services.remove_cause(cause=row, by=who(request))
    return toast(request, redirect("quality:case", row.nonconformance_id), _("Removed."))


@require_POST
def action_done(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(Action, "nonconformance", pk=pk)
    services.finish_action(action=row, result=_text(request, "result"), by=who(request))
    return toast(request, redirect("quality:case", row.nonconformance_id), _("Done."))


@require_GET
def picture(request: HttpRequest, pk: int) -> FileResponse:
    return file_answer(row_or_404(Nonconformance, pk=pk).picture)
