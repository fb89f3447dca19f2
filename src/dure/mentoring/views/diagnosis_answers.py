"""Answering on a tablet: one module at a time, each tap saved by itself, with undo."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST, require_safe

from dure.kernel.errors import Denied, Invalid
from dure.mentoring.forms.diagnoses import OUT, EvidenceForm, level_values
from dure.mentoring.models import AnswerEvidence, Diagnosis, DiagnosisAnswer, TableItem
from dure.mentoring.selectors import diagnoses as selectors
from dure.mentoring.selectors.measured import figures
from dure.mentoring.services import diagnoses as services
from dure.mentoring.views.diagnoses import address_of, row_of
from dure.plant.acting import who
from dure.plant.today import today
from dure.product.media import MOST_FILE_MB
from dure.product.serving import file_answer
from dure.web.problems import is_htmx
from dure.web.rows import row_or_404
from dure.web.toast import toast
from dure.web.uploads import data_of, takes_files

_NOT_YET = "none"


@require_GET
def answers(request: HttpRequest, pk: int) -> HttpResponse:
    """The questions of a module (`module`), without one the first that has an open question."""
    row, person = row_of(pk), who(request)
    if person.pk not in row.assessors:
        raise Denied("Only the two assessors of this diagnosis answer.")
    items, done = selectors.items_of(row.table_id), selectors.own_answers(row, person)
    steps = _steps(items, done)
    chosen = request.GET.get("module", "")
    place = next((at for at, one in enumerate(steps) if one["module"].code == chosen), None)
    if place is None:
        place = next((at for at, one in enumerate(steps) if one["answered"] < one["asked"]), 0)
    here = steps[place]["module"] if steps else None
    shown = [item for item in items if here and item.module_id == here.pk]
    context = {
        "diagnosis": row, "steps": steps, "here": here, "questions": _questions(row, shown, done, person),
        "before": steps[place - 1]["module"] if place else None, "can_answer": _can_answer(row, person),
        "after": steps[place + 1]["module"] if place + 1 < len(steps) else None, **_progress(items, done),
    }  # fmt: skip
    return render(request, "mentoring/diagnosis_answers.html", context)


def _can_answer(row: Diagnosis, person: Any) -> bool:
    side = row.first_handed_at if person.pk == row.first_id else row.second_handed_at
    return side is None and row.closed_at is None


def _steps(items: list[TableItem], done: dict[int, DiagnosisAnswer]) -> list[dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    for item in items:
        one = found.setdefault(item.module_id, {"module": item.module, "asked": 0, "answered": 0})
        one["asked"] += 1
        one["answered"] += item.pk in done
    return list(found.values())


def _progress(items: list[TableItem], done: dict[int, DiagnosisAnswer]) -> dict[str, Any]:
    has_open = any(item.figure and item.pk not in done for item in items)
    return {"asked": len(items), "answered": len(done), "can_fill": has_open}


def _questions(
    row: Diagnosis, items: list[TableItem], done: dict[int, DiagnosisAnswer], person: Any
) -> list[dict[str, Any]]:  # fmt: skip
    proof = selectors.evidence_seen(row, person)
    known = figures([item.figure for item in items if item.figure], today())
    return [_question(item, done.get(item.pk), proof.get(item.pk, []), known, person) for item in items]


def _question(
    item: TableItem, answer: DiagnosisAnswer | None, proof: list[AnswerEvidence], known: dict[str, Any], person: Any
) -> dict[str, Any]:  # fmt: skip
    figure = known.get(item.figure)
    return {
        "item": item, "answer": answer, "levels": list(enumerate(item.meanings())), "figure": figure,
        "page": reverse(figure.of.page) if figure else "", "figure_level": figure.level(item.steps) if figure else None,
        "evidence": [one for one in proof if one.person_id == person.pk],
        "form": EvidenceForm(auto_id=f"id_e{item.pk}_%s"),
    }  # fmt: skip


def _one(request: HttpRequest, row: Diagnosis, item: TableItem) -> HttpResponse:
    """The question again, and how far the assessor has come."""
    person = who(request)
    items, done = selectors.items_of(row.table_id), selectors.own_answers(row, person)
    context = {
        "diagnosis": row, "one": _questions(row, [item], done, person)[0], "steps": _steps(items, done),
        "here": item.module, "can_answer": True, **_progress(items, done),
    }  # fmt: skip
    return render(request, "mentoring/parts/diagnosis_saved.html", context)


def _asked(row: Diagnosis, item: int) -> TableItem:
    return row_or_404(TableItem, "module__table", pk=item, module__table=row.table_id)


def _here(row: Diagnosis, item: TableItem) -> str:
    return f"{reverse('mentoring:diagnosis-answers', args=[row.pk])}?module={item.module.code}#q{item.pk}"


@require_POST
def answer(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """One tap: `level` with a number or "out", and a note where there is one."""
    row = row_of(pk)
    asked, given = _asked(row, item), request.POST.get("level", "")
    held = selectors.own_answers(row, who(request)).get(item)
    if given != OUT and not (given.isdecimal() and len(given) < 3):
        raise Invalid("Choose a level.")
    note = request.POST.get("note", held.note if held else "")[:500]
    services.answer_item(diagnosis=row, item=asked, by=who(request), note=note, **level_values(given))
    back = reverse("mentoring:diagnosis-answer-back", args=[pk, item, _word(held)])
    response = _one(request, row, asked) if is_htmx(request) else redirect(_here(row, asked))
    return toast(request, response, _("Saved."), undo=back)


def _word(held: DiagnosisAnswer | None) -> str:
    if held is None:
        return _NOT_YET
    return OUT if held.is_left_out else str(held.level)


@require_POST
def answer_back(request: HttpRequest, pk: int, item: int, level: str) -> HttpResponse:
    """The answer as it was before the last tap."""
    row, by = row_of(pk), who(request)
    asked, held = _asked(row, item), selectors.own_answers(row, by).get(item)
    if level == _NOT_YET:
        services.take_answer_back(diagnosis=row, item=asked, by=by)
    elif level == OUT or (level.isdecimal() and len(level) < 3):
        note = held.note if held else ""
        services.answer_item(diagnosis=row, item=asked, by=by, note=note, **level_values(level))
    else:
        raise Http404
    return toast(request, redirect(_here(row, asked)), _("It is as it was before."), kind="info")


@require_POST
def figure(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Keep the measured figure of this moment as evidence."""
    row = row_of(pk)
    asked = _asked(row, item)
    services.add_figure(diagnosis=row, item=asked, by=who(request))
    return toast(request, redirect(_here(row, asked)), _("The figure is kept."))


@require_POST
def fill(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer what is open by its measured figures."""
    row = row_of(pk)
    count = services.fill_in(diagnosis=row, by=who(request))
    text = ngettext("%(count)s question filled in.", "%(count)s questions filled in.", count) % {"count": count}
    return toast(request, redirect("mentoring:diagnosis-answers", pk=pk), text)


@takes_files(MOST_FILE_MB)
@require_POST
def evidence_add(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    row, form = row_of(pk), EvidenceForm(request.POST, request.FILES)
    asked = _asked(row, item)
    if not form.is_valid():
        raise Invalid("Choose a picture or a document first.")
    note = form.cleaned_data["note"]
    services.add_evidence(diagnosis=row, item=asked, data=data_of(form, "file"), by=who(request), note=note)
    return toast(request, redirect(_here(row, asked)), _("Added."))


@require_POST
def evidence_remove(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(AnswerEvidence, "diagnosis", "item__module__table", pk=pk)
    services.remove_evidence(evidence=row, by=who(request))
    return toast(request, redirect(_here(row.diagnosis, row.item)), _("Removed."))


@require_safe
def evidence_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """As it was taken; before both have handed in only for who added it."""
    row = row_or_404(AnswerEvidence, "diagnosis", pk=pk)
    if not (row.diagnosis.is_handed_in or row.person_id == who(request).pk):
        raise Http404
    return file_answer(row.file)


@require_POST
def hand_in(request: HttpRequest, pk: int) -> HttpResponse:
    row = services.hand_in(diagnosis=row_of(pk), by=who(request))
    back = "" if row.is_handed_in else reverse("mentoring:diagnosis-take-back", args=[pk])
    return toast(request, redirect(address_of(row)), _("Handed in."), undo=back)


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    row = services.take_back(diagnosis=row_of(pk), by=who(request))
    return toast(request, redirect(address_of(row)), _("You can answer again."))
