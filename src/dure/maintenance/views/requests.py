"""Requests for repairs: asked from any phone or tablet, taken up as a job or declined with words."""

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.kernel import clock
from dure.kernel.errors import DureError
from dure.maintenance import selectors, services
from dure.maintenance.forms import AnswerForm, TellForm
from dure.maintenance.models import WorkRequest
from dure.plant.acting import tablet, who
from dure.plant.models import Person
from dure.product.media import MOST_PICTURE_MB
from dure.production.models import Call
from dure.web.access import pass_of
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.problems import status_of, text_of
from dure.web.rows import row_or_404
from dure.web.toast import toast
from dure.web.uploads import takes_files


def _teller(request: HttpRequest) -> Person | None:
    """Whoever is logged in, the second factor shown where one is needed."""
    holder = pass_of(request)
    return who(request) if holder.signed_in and not holder.detour else None


@takes_files(MOST_PICTURE_MB)
@never_cache
@require_http_methods(["GET", "POST"])
def tell(request: HttpRequest) -> HttpResponse:
    """Ask for a repair: by somebody logged in, or on a registered tablet without anybody."""
    person = _teller(request)
    if person is None and tablet(request) is None:
        return redirect_to_login(request.get_full_path())
    first = {"asset": request.GET.get("asset", "")}
    form = TellForm(request.POST or None, request.FILES or None, initial=first)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            made = services.ask(by=person, **form.values())
        except DureError as error:
            form.add_error(None, text_of(error))
            status = status_of(error)
        else:
            return redirect("maintenance:told", made.number)
    elif request.method == "POST":
        status = 422
    return render(request, "maintenance/tell.html", {"form": form}, status=status)


@never_cache
@require_GET
def told(request: HttpRequest, number: str) -> HttpResponse:
    """Thank you, with the number by which the answer is found."""
    person = _teller(request)
    if person is None and tablet(request) is None:
        return redirect_to_login(request.get_full_path())
    row = row_or_404(WorkRequest, "work_unit", "tool", number=number)
    return render(request, "maintenance/told.html", {"row": row, "signed_in": person is not None})


@require_GET
def requests(request: HttpRequest) -> HttpResponse:
    state, words = request.GET.get("state", "new"), request.GET.get("q", "")
    fields = [
        Field(_("number"), lambda row: row.number),
        Field(_("asked"), lambda row: row.reported_at, "time"),
        Field(_("machine or tool"), lambda row: str(row.asset)),
        Field(_("how urgent"), lambda row: row.get_urgency_display()),
        Field(_("what is broken"), lambda row: row.text),
        Field(_("status"), lambda row: row.get_status_display()),
        Field(_("answer"), lambda row: row.answer),
        Field(_("asked by"), lambda row: str(row.reported_by or "")),
    ]
    return listing(
        request, "maintenance/requests.html", selectors.requests(state=state, words=words), fields,
        title=_("Repair requests"), state=state, words=words, states=WorkRequest.Status.choices,
        calls=selectors.calls_to_take_up(clock.now()),
    )  # fmt: skip


@require_GET
def request_page(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(WorkRequest, "work_unit", "tool", "reported_by", "call", pk=pk)
    job = getattr(row, "job", None)
    return render(request, "maintenance/request.html", {"row": row, "job": job, "form": AnswerForm()})


@require_http_methods(["GET", "POST"])
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    row, form, back = row_or_404(WorkRequest, pk=pk), AnswerForm(request.POST or None), _page(pk)
    return take(
        request, form, lambda: services.decline(request=row, by=who(request), **form.cleaned_data),
        template="maintenance/form.html", then=back, done=_("Answered."), back=back,
        heading=_("Not done: %(name)s") % {"name": row.number},
    )  # fmt: skip


def _page(pk: int) -> str:
    return reverse("maintenance:request", args=[pk])


@require_POST
def make_job(request: HttpRequest, pk: int) -> HttpResponse:
    job = services.job_of_request(request=row_or_404(WorkRequest, pk=pk), by=who(request))
    return toast(request, redirect("maintenance:job", job.pk), _("The job is there."))


@require_POST
def take_call(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a request of a call for help with a machine."""
    made = services.ask_for_call(call=row_or_404(Call, "work_unit", "called_by", pk=pk), by=who(request))
    return toast(request, redirect("maintenance:request", made.pk), _("A request was made of the call."))
