"""The plant's list of reasons for rejects."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dure.kernel.errors import DureError
from dure.production import services
from dure.production.selectors import entries as selectors
from dure.web.problems import text_of
from dure.web.toast import toast


@require_GET
def reject_reasons(request: HttpRequest) -> HttpResponse:
    return render(request, "production/reject_reasons.html", {"reasons": selectors.all_reject_reasons()})


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    answer = redirect("production:reject-reasons")
    try:
        reason = services.add_reject_reason(name=request.POST.get("name", "")[:60])
    except DureError as error:
        return toast(request, answer, text_of(error), kind="error")
    undo = reverse("production:reject-reason-off", args=[reason.pk])
    return toast(request, answer, _("%(name)s was added.") % {"name": reason.name}, undo=undo)


@require_POST
def switch_off(request: HttpRequest, reason_id: int) -> HttpResponse:
    reason = services.switch_reject_reason(reason_id=selectors.reject_reason(reason_id).pk, is_active=False)
    undo = reverse("production:reject-reason-on", args=[reason.pk])
    return toast(request, redirect("production:reject-reasons"), _("Switched off."), kind="info", undo=undo)


@require_POST
def switch_on(request: HttpRequest, reason_id: int) -> HttpResponse:
    reason = services.switch_reject_reason(reason_id=selectors.reject_reason(reason_id).pk, is_active=True)
    undo = reverse("production:reject-reason-off", args=[reason.pk])
    return toast(request, redirect("production:reject-reasons"), _("Used again."), undo=undo)
