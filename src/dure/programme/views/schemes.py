"""Schemes of certification with their versions and criteria."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.plant.acting import who
from dure.programme.forms.certificates import CriterionForm, RulesForm, SchemeForm
from dure.programme.models import Criterion, SchemeVersion
from dure.programme.selectors import certificates as selectors
from dure.programme.services import schemes as services
from dure.web.forms import take
from dure.web.rows import row_or_404
from dure.web.toast import toast

_FORM = "programme/form.html"


def _page(pk: int) -> str:
    return reverse("programme:scheme", args=[pk])


@require_GET
def schemes(request: HttpRequest) -> HttpResponse:
    return render(request, "programme/schemes.html", {"rows": selectors.versions()})


@require_GET
def scheme(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(SchemeVersion, "scheme", pk=pk)
    criteria = list(row.criteria.all())
    context = {"row": row, "criteria": criteria, "total": sum(one.points for one in criteria)}
    return render(request, "programme/scheme.html", context)


@require_http_methods(["GET", "POST"])
def scheme_add(request: HttpRequest) -> HttpResponse:
    form = SchemeForm(request.POST or None)
    return take(
        request, form, lambda: services.add_scheme(by=who(request), **form.cleaned_data), template=_FORM,
        then=lambda made: _page(made.pk), done=_("Added."), heading=_("Add a scheme"),
        back=reverse("programme:schemes"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def scheme_change(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(SchemeVersion, "scheme", pk=pk)
    form = RulesForm(request.POST or None, instance=row)
    return take(
        request, form, lambda: services.change_version(version=row, by=who(request), **form.cleaned_data),
        template=_FORM, then=_page(pk), done=_("Saved."), heading=str(row), back=_page(pk),
    )  # fmt: skip


@require_POST
def scheme_copy(request: HttpRequest, pk: int) -> HttpResponse:
    made = services.copy_version(version=row_or_404(SchemeVersion, pk=pk), by=who(request))
    return toast(request, redirect(_page(made.pk)), _("Added."))


@require_POST
def scheme_publish(request: HttpRequest, pk: int) -> HttpResponse:
    services.publish_version(version=row_or_404(SchemeVersion, pk=pk), by=who(request))
    return toast(request, redirect(_page(pk)), _("Published."))


@require_http_methods(["GET", "POST"])
def criterion_add(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(SchemeVersion, "scheme", pk=pk)
    form = CriterionForm(request.POST or None, initial={"place": row.criteria.count() + 1})
    return take(
        request, form, lambda: services.add_criterion(version=row, by=who(request), **form.cleaned_data),
        template=_FORM, then=_page(pk), done=_("Added."), heading=_("Add a criterion"), back=_page(pk),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def criterion_change(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(Criterion, pk=pk)
    form, back = CriterionForm(request.POST or None, instance=row), _page(row.version_id)
    return take(
        request, form, lambda: services.change_criterion(criterion=row, by=who(request), **form.cleaned_data),
        template=_FORM, then=back, done=_("Saved."), heading=str(row), back=back,
    )  # fmt: skip


@require_POST
def criterion_remove(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(Criterion, pk=pk)
    services.remove_criterion(criterion=row, by=who(request))
    return toast(request, redirect(_page(row.version_id)), _("Removed."))
