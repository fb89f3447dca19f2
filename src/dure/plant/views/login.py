"""Log-in at a desk and log-out."""

from base64 import b32encode

import segno
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django_otp import login as otp_login

from dure.kernel.errors import DureError
from dure.plant import selectors, services, session
from dure.plant.acting import address, who
from dure.plant.models import Person
from dure.web.problems import local_path, status_of, text_of
from dure.web.views import keep_language

BACKEND = "django.contrib.auth.backends.ModelBackend"


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def log_in(request: HttpRequest) -> HttpResponse:
    if not selectors.has_been_set_up():
        return redirect("plant:setup")
    if request.method != "POST" and session.tablet_of(request) and "desk" not in request.GET:
        return redirect("plant:tablet")
    context = {"next": request.GET.get("next", ""), "username": ""}
    if request.method != "POST":
        return render(request, "plant/login.html", context)
    username = request.POST.get("username", "")
    try:
        person = services.log_in_by_password(
            username=username, password=request.POST.get("password", ""), address=address(request)
        )
    except DureError as error:
        context |= {"error": text_of(error), "username": username, "next": request.POST.get("next", "")}
        return render(request, "plant/login.html", context, status=status_of(error))
    return _enter(request, person, request.POST.get("next", ""))


def _enter(request: HttpRequest, person: Person, wanted: str) -> HttpResponse:
    login(request, person, backend=BACKEND)
    request.session.set_expiry(session.DESK_HOURS * 3600)
    response = redirect(local_path(request, wanted))
    keep_language(response, person.language)
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """The code from the phone, or a recovery code; the way on is kept in the session."""
    if request.method != "POST":
        return render(request, "plant/second_factor.html")
    try:
        device = services.show_second_factor(
            person=who(request), code=request.POST.get("code", ""), address=address(request)
        )
    except DureError as error:
        return render(request, "plant/second_factor.html", {"error": text_of(error)}, status=status_of(error))
    otp_login(request, device)
    return redirect("web:home")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor_setup(request: HttpRequest) -> HttpResponse:
    """A QR code for the authenticator, a first code as proof, then the recovery codes once."""
    person = who(request)
    if not session.may_set_up_factor(person, request):
        return redirect("plant:second_factor")
    device = services.new_authenticator(person=person)
    qr = segno.make(device.config_url, error="m").svg_inline(scale=5, border=2, omitsize=True, svgclass="qr")
    context = {"qr": qr, "secret": _in_fours(b32encode(device.bin_key).decode()), "error": ""}
    if request.method == "POST":
        try:
            confirmed, codes = services.confirm_authenticator(
                person=person, code=request.POST.get("code", ""), address=address(request)
            )
        except DureError as error:
            context["error"] = text_of(error)
            return render(request, "plant/second_factor_setup.html", context, status=status_of(error))
        otp_login(request, confirmed)
        return render(request, "plant/recovery_codes.html", {"codes": codes})
    return render(request, "plant/second_factor_setup.html", context)


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    was_on_tablet = "tablet" in request.session
    if request.user.is_authenticated:
        services.record_act(services.Act.LOGGED_OUT, person=who(request), address=address(request))
    logout(request)
    return redirect("plant:tablet" if was_on_tablet else "plant:login")


def _in_fours(text: str) -> str:
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))
