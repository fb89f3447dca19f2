"""What the agency publishes: counts of a day, and figures from elsewhere."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dure.plant.acting import who
from dure.programme.forms.publishing import ContextFigureForm, ReleaseForm
from dure.programme.models import ContextFigure, Release
from dure.programme.selectors import public as selectors
from dure.programme.services import releases as services
from dure.web.forms import take
from dure.web.rows import row_or_404
from dure.web.toast import toast


@require_http_methods(["GET", "POST"])
def releases(request: HttpRequest) -> HttpResponse:
    form, back = ReleaseForm(request.POST or None), reverse("programme:releases")
    return take(
        request, form, lambda: services.publish_figures(by=who(request), **form.cleaned_data),
        template="programme/releases.html", then=back, done=_("The figures are public."), rows=selectors.releases(),
        figures=selectors.context_figures(),
    )  # fmt: skip


@require_POST
def release_remove(request: HttpRequest, pk: int) -> HttpResponse:
    services.remove_release(release=row_or_404(Release, pk=pk), by=who(request))
    return toast(request, redirect("programme:releases"), _("Removed."))


@require_http_methods(["GET", "POST"])
def figure_add(request: HttpRequest) -> HttpResponse:
    form, back = ContextFigureForm(request.POST or None), reverse("programme:releases")
    return take(
        request, form, lambda: services.add_context_figure(by=who(request), **form.cleaned_data),
        template="programme/form.html", then=back, done=_("Added."), heading=_("Add a figure from elsewhere"),
        back=back, hint=_("Only with its source, so that everybody can look it up."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def figure_change(request: HttpRequest, pk: int) -> HttpResponse:
    row, back = row_or_404(ContextFigure, pk=pk), reverse("programme:releases")
    form = ContextFigureForm(request.POST or None, instance=row)
    return take(
        request, form, lambda: services.change_context_figure(figure=row, by=who(request), **form.cleaned_data),
        template="programme/form.html", then=back, done=_("Saved."), heading=str(row), back=back,
    )  # fmt: skip


@require_POST
def figure_remove(request: HttpRequest, pk: int) -> HttpResponse:
    services.remove_context_figure(figure=row_or_404(ContextFigure, pk=pk), by=who(request))
    return toast(request, redirect("programme:releases"), _("Removed."))
