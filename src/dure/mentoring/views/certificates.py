"""Certificates: given, printed, revoked, and looked up by anybody who holds the code.

The page of a code is open: whoever is shown a certificate has no log-in here. It tells the course, the firm, the days
and the holder's initials, and answers each address a few times a minute.
"""

import time

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from dure.kernel.errors import Denied, Invalid
from dure.mentoring.access import READERS
from dure.mentoring.forms.training import RevokeForm
from dure.mentoring.models import Attendance, Certificate
from dure.mentoring.selectors import training as selectors
from dure.mentoring.services import certificates as services
from dure.plant.acting import address, who
from dure.plant.today import today
from dure.web.access import pass_of
from dure.web.paper import in_asked_language, paper
from dure.web.rate import Limiter
from dure.web.rows import row_or_404
from dure.web.toast import toast

limiter = Limiter(burst=10, per_second=0.2)
"""Of codes that an address may ask for."""


@require_POST
def certify(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(Attendance, "session__course__skill", "person", pk=pk)
    services.certify(attendance=row, by=who(request))
    return toast(request, redirect("mentoring:session", row.session_id), _("The certificate is given."))


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    row, form = row_or_404(Certificate, "attendance__session__course__skill", pk=pk), RevokeForm(request.POST)
    if not form.is_valid():
        raise Invalid("Say why it is revoked.")
    services.revoke(certificate=row, why=form.cleaned_data["why"], by=who(request))
    return toast(request, redirect("mentoring:session", row.attendance.session_id), _("Revoked."))


@require_GET
@in_asked_language
def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """On A4, for its holder and those who see the sessions. Raises Denied for others."""
    row = row_or_404(Certificate, "attendance__session__course__skill", "attendance__person", "issued_by", pk=pk)
    if row.attendance.person_id != who(request).pk and not pass_of(request).roles & READERS:
        raise Denied("Only the holder and those who lead see a certificate.")
    where = request.build_absolute_uri(reverse("mentoring:certificate-check") + f"?code={row.code}")
    code = segno.make(where, error="m", micro=False).svg_inline(border=2, omitsize=True, svgclass="qr")
    return paper(
        request, "mentoring/certificate_paper.html", title=_("Certificate of training"), number=row.number, row=row,
        qr=code, where=where.partition("?")[0], session=row.attendance.session,
    )  # fmt: skip


@never_cache
@require_GET
def check(request: HttpRequest) -> HttpResponse:
    """Whether a code is of a certificate of this firm. Open to everybody."""
    code = request.GET.get("code", "").strip()[:40]
    if not code:
        return render(request, "mentoring/certificate_check.html", {"code": ""})
    wait = limiter.wait_s(address(request), time.monotonic())
    context = {"code": code, "wait": int(wait) + 1 if wait else 0}
    if wait:
        return render(request, "mentoring/certificate_check.html", context, status=429)
    context["found"] = selectors.certificate_by(code, today())
    return render(request, "mentoring/certificate_check.html", context, status=200 if context["found"] else 404)
