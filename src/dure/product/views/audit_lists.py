"""What is asked in audits, and how often they are done."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.plant.acting import who
from dure.plant.selectors import newest_change
from dure.product import selectors, services
from dure.product.forms import ListForm, PlanForm, QuestionForm
from dure.product.models import AuditList, AuditPlan, AuditQuestion
from dure.product.views.audits import today
from dure.product.views.findings import UNDO
from dure.product.views.undo import undo_address
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.toast import toast

FORM = "product/audit_form.html"


@require_GET
def plans(request: HttpRequest) -> HttpResponse:
    """When which area is due, the most urgent first."""
    rows = selectors.planned(with_inactive="all" in request.GET)
    fields = [
        Field(_("Area"), lambda row: str(row.plan.area)),
        Field(_("check list"), lambda row: str(row.plan.audit_list)),
        Field(_("every so many days"), lambda row: row.plan.every_days, "number"),
        Field(_("auditor"), lambda row: str(row.plan.auditor or "")),
        Field(_("Last audit"), lambda row: row.last.isoformat() if row.last else ""),
        Field(_("Next audit"), lambda row: row.due_on.isoformat()),
    ]
    return listing(request, "product/audit_plans.html", rows, fields, title=_("Plan of audits"), today=today())


@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """Make a plan, or change one."""
    row, before = get_object_or_404(AuditPlan, pk=pk) if pk else None, newest_change()
    form = PlanForm(request.POST or None, instance=row, initial={} if row else {"starts_on": today()})

    def do() -> AuditPlan:
        if row is None:
            return services.add_plan(by=who(request), **form.cleaned_data)
        return services.change_plan(plan=row, by=who(request), **form.cleaned_data)

    return take(
        request, form, do, template=FORM, then="product:audit_plans", done=_("Saved."), has_list=True,
        undo=lambda made: undo_address(before, made, UNDO), back=reverse("product:audit_plans"),
        heading=str(row) if row else _("Plan an audit"),
    )  # fmt: skip


@require_GET
def lists(request: HttpRequest) -> HttpResponse:
    return render(request, "product/audit_lists.html", {"lists": selectors.lists(), "form": ListForm()})


@require_POST
def list_first(request: HttpRequest) -> HttpResponse:
    """The list that a plant begins with."""
    made = services.add_first_list(by=who(request))
    return toast(request, redirect("product:audit_list", made.pk), _("Added."))


def list_add(request: HttpRequest) -> HttpResponse:
    form = ListForm(request.POST or None)
    return take(
        request, form, lambda: services.add_list(by=who(request), name=form.cleaned_data["name"]), template=FORM,
        then=lambda made: reverse("product:audit_list", args=[made.pk]), done=_("Added."),
        back=reverse("product:audit_lists"), heading=_("New check list"), has_list=True,
    )  # fmt: skip


@require_GET
def audit_list(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(AuditList, pk=pk)
    return render(request, "product/audit_list.html", {"list": row, "questions": row.questions.all()})


@require_POST
def list_in_use(request: HttpRequest, pk: int) -> HttpResponse:
    row, before = get_object_or_404(AuditList, pk=pk), newest_change()
    services.change_list(audit_list=row, by=who(request), is_active=request.POST.get("in_use") == "1")
    return toast(request, redirect("product:audit_lists"), _("Saved."), undo=undo_address(before, row, UNDO))


def question_add(request: HttpRequest, pk: int) -> HttpResponse:
    row, before = get_object_or_404(AuditList, pk=pk), newest_change()
    last = row.questions.last()
    form = QuestionForm(request.POST or None, initial={"position": (last.position if last else 0) + 10})
    back = reverse("product:audit_list", args=[pk])
    return take(
        request, form, lambda: services.add_question(audit_list=row, by=who(request), **form.cleaned_data),
        template=FORM, then=lambda made: back, done=_("Added."), back=back, heading=_("Add a question"),
        undo=lambda made: undo_address(before, made, UNDO), has_list=True,
    )  # fmt: skip


def question(request: HttpRequest, pk: int) -> HttpResponse:
    row, before = get_object_or_404(AuditQuestion, pk=pk), newest_change()
    form = QuestionForm(request.POST or None, instance=row)
    back = reverse("product:audit_list", args=[row.audit_list_id])
    return take(
        request, form, lambda: services.change_question(question=row, by=who(request), **form.cleaned_data),
        template=FORM, then=lambda made: back, done=_("Saved."), back=back, heading=str(row),
        undo=lambda made: undo_address(before, made, UNDO), has_list=True,
    )  # fmt: skip
