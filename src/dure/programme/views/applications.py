"""Applications part by part, with attachments and consent."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from dure.kernel.errors import NotFound
from dure.plant.acting import who
from dure.plant.today import today
from dure.product.media import MOST_FILE_MB
from dure.product.serving import file_answer
from dure.programme.application_form import Kind, total
from dure.programme.forms.cases import PartForm
from dure.programme.models import Application, ApplicationFile, Case
from dure.programme.selectors import applications as selectors
from dure.programme.selectors import cases as case_selectors
from dure.programme.services import applications as services
from dure.web.forms import take
from dure.web.rows import row_or_404
from dure.web.toast import toast
from dure.web.uploads import read, takes_files

MOST_MB = 2 * MOST_FILE_MB


def _application(pk: int) -> Application:
    return row_or_404(Application, "case__firm", "case__round", "case__type", "case__workflow", "form", case_id=pk)


def _said(question: object, value: object) -> dict[str, object]:
    """A question and its answer as the page shows them."""
    language = get_language() or "ko"
    choices = getattr(question, "choices", None) or {}
    words = choices[value].say(language) if isinstance(value, str) and value in choices else value
    return {
        "question": question, "label": question.words.say(language), "value": words,  # type: ignore[attr-defined]
        "unit": question.unit.say(language) if question.unit else "",  # type: ignore[attr-defined]
        "total": total(value) if question.kind == Kind.COSTS else None,  # type: ignore[attr-defined]
    }  # fmt: skip


@require_GET
def application(request: HttpRequest, pk: int) -> HttpResponse:
    row, language = _application(pk), get_language() or "ko"
    parts = [
        {
            "part": one.part, "label": one.part.words.say(language), "row": one.row,
            "missing": [question.words.say(language) for question in one.missing],
            "lines": [_said(question, value) for question, value in one.lines],
        }
        for one in selectors.parts_of(row)
    ]  # fmt: skip
    steps = case_selectors.next_steps(row.case, who(request))
    context = {
        "row": row, "case": row.case, "parts": parts, "may_write": services.may_write(row.case, who(request)),
        "lacks": sum(len(one["missing"]) for one in parts), "steps": [s for s in steps if not s.is_ending],
        "today": today(),
    }  # fmt: skip
    return render(request, "programme/application.html", context)


@takes_files(MOST_MB)
@require_http_methods(["GET", "POST"])
def application_part(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    row, person = _application(pk), who(request)
    found = next((one for one in selectors.parts_of(row) if one.part.name == name), None)
    if found is None:
        raise NotFound("The form has no such part.")
    answers = found.row.answers if found.row else {}
    form = PartForm(
        request.POST or None, request.FILES or None, part=found.part, answers=answers,
        initial={"seen": found.row.version if found.row else 0},
    )  # fmt: skip
    files = [file for question, value in found.lines if question.kind == Kind.FILE for file in value]

    def save() -> object:
        return services.save_all(
            application=row, name=name, typed=form.typed(), seen=form.cleaned_data["seen"], by=person,
            files=[(field, read(file, MOST_FILE_MB), file.name or "") for field, file in form.given()],
        )  # fmt: skip

    back = reverse("programme:application", args=[pk])
    return take(
        request, form, save, template="programme/application_part.html", then=back, done=_("Saved."),
        heading=found.part.words.say(get_language() or "ko"), back=back, saved=found.row, files=files,
        hint=_("You can save half-way and go on later."),
    )  # fmt: skip


@require_POST
def application_agree(request: HttpRequest, pk: int) -> HttpResponse:
    services.agree(application=_application(pk), by=who(request))
    return toast(request, redirect("programme:application", pk), _("Agreed."))


@require_safe
def application_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    return file_answer(row_or_404(ApplicationFile, pk=pk).file)


@require_POST
def application_file_remove(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(ApplicationFile, "application__case", pk=pk)
    services.remove_file(file=row, by=who(request))
    case: Case = row.application.case
    return toast(request, redirect("programme:application", case.pk), _("Removed."))
