"""Levels that somebody has certified, their certificates, which pages are shown, and taking a change back."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dure.mentoring.forms.level import ClaimForm, ModulesForm
from dure.mentoring.models import LevelClaim, ShownModules
from dure.mentoring.selectors import level as selectors
from dure.mentoring.services import level as services
from dure.plant.acting import watch_changes, who
from dure.plant.taking_back import Undo
from dure.product.media import MOST_FILE_MB
from dure.product.serving import file_answer
from dure.web.forms import take
from dure.web.rows import row_or_404
from dure.web.toast import toast
from dure.web.uploads import data_of, takes_files

FORM = "mentoring/level_form.html"


@takes_files(MOST_FILE_MB)
@require_http_methods(["GET", "POST"])
def claim_add(request: HttpRequest) -> HttpResponse:
    form, undo_of = ClaimForm(request.POST or None, request.FILES or None), watch_changes("mentoring:level-undo")
    return take(
        request, form, lambda: services.add_claim(by=who(request), data=data_of(form), **form.values()),
        template=FORM, then=reverse("mentoring:level"), done=_("Added."), undo=undo_of,
        heading=_("A certified level"), back=reverse("mentoring:level"),
    )  # fmt: skip


@takes_files(MOST_FILE_MB)
@require_http_methods(["GET", "POST"])
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(LevelClaim, pk=pk)
    form = ClaimForm(request.POST or None, request.FILES or None, instance=row)
    undo_of = watch_changes("mentoring:level-undo")
    return take(
        request, form, lambda: services.change_claim(claim=row, by=who(request), data=data_of(form), **form.values()),
        template=FORM, then=reverse("mentoring:level"), done=_("Saved."), undo=undo_of,
        heading=_("A certified level"), back=reverse("mentoring:level"), claim=row,
    )  # fmt: skip


@require_POST
def claim_remove(request: HttpRequest, pk: int) -> HttpResponse:
    undo_of = watch_changes("mentoring:level-undo")
    row = services.remove_claim(claim=row_or_404(LevelClaim, pk=pk), by=who(request))
    return toast(request, redirect("mentoring:level"), _("Removed."), undo=undo_of(row))


@require_safe
def claim_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    return file_answer(row_or_404(LevelClaim, pk=pk).file)


@require_http_methods(["GET", "POST"])
def modules(request: HttpRequest) -> HttpResponse:
    """Which pages the navigation shows."""
    held = selectors.chosen_modules()
    first = held.choice if held else ShownModules.Choice.ALL
    form, undo_of = ModulesForm(request.POST or None, initial={"choice": first}), watch_changes("mentoring:level-undo")
    hint = _("Pages that are left out stay open by their address and by the search, and nothing of their data goes.")
    return take(
        request, form, lambda: services.choose_modules(by=who(request), **form.cleaned_data), template=FORM,
        then=reverse("mentoring:level"), done=_("Saved."), undo=undo_of, heading=_("Pages that fit the level"),
        hint=hint, back=reverse("mentoring:level"),
    )  # fmt: skip


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    place = reverse("mentoring:level")
    return Undo("mentoring:level-undo", services.undo_level, lambda _row: place).answer(request, pk)
