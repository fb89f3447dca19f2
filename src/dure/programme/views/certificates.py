"""Certificates: listed, printed, revoked; their keys; and what anybody may check without a log-in."""

import time

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.kernel import clock
from dure.kernel.errors import NotFound
from dure.plant.acting import address, who
from dure.plant.today import today
from dure.programme.certificate_text import found_in, revoked_list
from dure.programme.forms.certificates import CertificateSearch, WhyForm
from dure.programme.models import FirmCertificate
from dure.programme.selectors import certificates as selectors
from dure.programme.services import certificates as services
from dure.programme.services import signing
from dure.web.forms import take
from dure.web.listing import Field, as_file, listing
from dure.web.paper import in_asked_language, paper
from dure.web.rate import Limiter
from dure.web.rows import row_or_404
from dure.web.toast import toast

limiter = Limiter(burst=30, per_second=0.5)
"""Of texts that an address may ask about."""
_LONGEST = 4000


@require_GET
def certificates(request: HttpRequest) -> HttpResponse:
    search = CertificateSearch(request.GET)
    fields = [
        Field(_("number"), lambda row: row.number.number),
        Field(_("name"), lambda row: row.firm_name),
        Field(_("issued on"), lambda row: row.issued_on, "date"),
        Field(_("holds until"), lambda row: row.valid_until, "date"),
        Field(_("revoked on"), lambda row: row.number.revoked_on, "date"),
    ]
    rows = selectors.certificates(text=search.cleaned_data["q"] if search.is_valid() else "")
    title, template = _("Certificates"), "programme/certificates.html"
    return listing(request, template, rows, fields, title=title, search=search, today=today())


@require_GET
@in_asked_language
def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """On A4. Its QR code holds the whole signed text behind the address of the page that checks it."""
    row = row_or_404(FirmCertificate, "number", "assessment__version__scheme", pk=pk)
    code = segno.make(_address_of(request, row), error="m", micro=False)
    return paper(
        request, "programme/certificate_paper.html", title=_("Certificate"), number=row.number.number, row=row,
        qr=code.svg_inline(border=2, omitsize=True, svgclass="qr"), version=row.assessment.version,
        where=request.build_absolute_uri(reverse("programme:verify")),
    )  # fmt: skip


@require_GET
def certificate_text(request: HttpRequest, pk: int) -> HttpResponse:
    """What the QR code holds, as a file for `dure certificate verify`."""
    row = row_or_404(FirmCertificate, "number", pk=pk)
    return as_file(f"{_address_of(request, row)}\n".encode(), f"{row.number}.txt", "text/plain; charset=utf-8")


@require_http_methods(["GET", "POST"])
def certificate_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    row, back = row_or_404(FirmCertificate, "number", pk=pk), reverse("programme:certificates")
    form = WhyForm(request.POST or None)
    return take(
        request, form, lambda: services.revoke_certificate(certificate=row, by=who(request), **form.cleaned_data),
        template="programme/form.html", then=back, done=_("Revoked."), heading=_("Revoke a certificate"), back=back,
        hint=str(row), button=_("Revoke the certificate"),
    )  # fmt: skip


@require_GET
def keys(request: HttpRequest) -> HttpResponse:
    return render(request, "programme/certificate_keys.html", {"rows": selectors.keys()})


@require_POST
def key_change(request: HttpRequest) -> HttpResponse:
    signing.change_key(by=who(request))
    return toast(request, redirect("programme:certificate-keys"), _("Another key signs from now on."))


@never_cache
@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Whether a certificate holds. Open to everybody: by the link in its QR code, or by what somebody pastes."""
    given = (request.POST.get("text", "") or request.GET.get("t", ""))[:_LONGEST].strip()
    context: dict[str, object] = {"given": given}
    if given:
        wait = limiter.wait_s(address(request), time.monotonic())
        if wait:
            return render(request, "programme/verify.html", context | {"wait": int(wait) + 1}, status=429)
        context |= {"found": selectors.verified(given, today()), "text": found_in(given), "as_of": clock.now()}
    return render(request, "programme/verify.html", context)


@require_GET
def public_keys(request: HttpRequest) -> HttpResponse:
    """All public keys in one file. Open to everybody."""
    pem = selectors.keys_as_pem()
    if not pem:
        raise NotFound("No certificate was given here yet.")
    return as_file(pem.encode(), "dure-keys.pem", "application/x-pem-file")


@never_cache
@require_GET
def revoked(request: HttpRequest) -> HttpResponse:
    """The signed list of revoked certificates as of now. Open to everybody."""
    row = selectors.key_in_use()
    if row is None:
        raise NotFound("No certificate was given here yet.")
    text = revoked_list(selectors.revoked_days(), clock.now(), signing.key_of(row))
    return as_file(text.encode(), "dure-revoked.json", "application/json")


def _address_of(request: HttpRequest, row: FirmCertificate) -> str:
    return request.build_absolute_uri(f"{reverse('programme:verify')}?t={row.text}")
