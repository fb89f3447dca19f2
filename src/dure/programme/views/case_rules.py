"""Life cycles, application forms and supports elsewhere, as the agency keeps them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.plant.acting import who
from dure.programme.forms.cases import FormForm, LifeCycleForm, SupportsForm
from dure.programme.models import EarlierSupport
from dure.programme.selectors import applications, supports
from dure.programme.selectors import cases as selectors
from dure.programme.services import papers
from dure.programme.services import workflows as services
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.rows import row_or_404
from dure.web.toast import toast

_FORM = "programme/form.html"


@require_GET
def life_cycles(request: HttpRequest) -> HttpResponse:
    context = {"programmes": selectors.programmes(), "forms": applications.forms()}
    return render(request, "programme/life_cycles.html", context)


@require_http_methods(["GET", "POST"])
def life_cycle_add(request: HttpRequest) -> HttpResponse:
    form = LifeCycleForm(request.POST or None, initial={"data": services.usual_workflow()})
    back = reverse("programme:life-cycles")
    return take(
        request, form, lambda: services.publish_workflow(by=who(request), **form.cleaned_data), template=_FORM,
        then=back, done=_("Published."), heading=_("Publish a life cycle"), back=back, button=_("Publish"),
        hint=_("Cases that begin from now on go by it. Those under way keep theirs."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def form_add(request: HttpRequest) -> HttpResponse:
    form = FormForm(request.POST or None, initial={"data": services.usual_form()})
    back = reverse("programme:life-cycles")
    return take(
        request, form, lambda: services.publish_form(by=who(request), **form.cleaned_data), template=_FORM, then=back,
        done=_("Published."), heading=_("Publish an application form"), back=back, button=_("Publish"),
        hint=_("Applications that begin from now on go by it. Those under way keep theirs."),
    )  # fmt: skip


@require_GET
def supports_elsewhere(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "")
    fields = [
        Field(_("business number"), lambda row: row.number_shown),
        Field(_("name"), lambda row: row.name),
        Field(_("scheme"), lambda row: row.scheme),
        Field(_("comes up to"), lambda row: row.type),
        Field(_("from"), lambda row: str(row.first_on or "")),
        Field(_("to"), lambda row: str(row.last_on or "")),
        Field(_("won"), lambda row: row.won, "number"),
    ]
    rows = supports.elsewhere(text)
    return listing(request, "programme/supports.html", rows, fields, title=_("Supports elsewhere"), q=text)


@require_http_methods(["GET", "POST"])
def supports_load(request: HttpRequest) -> HttpResponse:
    form, back = SupportsForm(request.POST or None), reverse("programme:supports")
    return take(
        request, form, lambda: papers.load_supports(by=who(request), **form.cleaned_data), template=_FORM, then=back,
        done=_("Loaded."), heading=_("Load supports elsewhere"), back=back, button=pgettext("programme", "Load"),
        hint=_("All lines or none. What is known already stays once."),
    )  # fmt: skip


@require_POST
def support_remove(request: HttpRequest, pk: int) -> HttpResponse:
    papers.remove_support(support=row_or_404(EarlierSupport, pk=pk), by=who(request))
    return toast(request, redirect("programme:supports"), _("Removed."))
