"""What a person may change about the own log-in."""

from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dure.plant import services, session
from dure.plant.acting import address, who
from dure.plant.forms import OwnPasswordForm, PinForm
from dure.web.forms import take
from dure.web.toast import toast


@require_GET
def account(request: HttpRequest) -> HttpResponse:
    return render(request, "plant/account.html", _forms(request))


@require_POST
def password(request: HttpRequest) -> HttpResponse:
    form = OwnPasswordForm(request.POST)

    def do() -> None:
        services.change_own_password(person=who(request), old=form.cleaned_data["old"], new=form.cleaned_data["new"])
        update_session_auth_hash(request, who(request))  # this session goes on, the others end

    context = _forms(request) | {"password_form": form}
    done = _("The password is changed. All other sessions have ended.")
    return take(request, form, do, template="plant/account.html", then="plant:account", done=done, **context)


@require_POST
def pin(request: HttpRequest) -> HttpResponse:
    form = PinForm(request.POST)

    def do() -> None:
        services.set_pin(person=who(request), pin=form.cleaned_data["pin"], by=who(request))

    context = _forms(request) | {"pin_form": form}
    return take(
        request, form, do, template="plant/account.html", then="plant:account", done=_("The PIN is changed."), **context
    )


@require_POST
def codes(request: HttpRequest) -> HttpResponse:
    if not request.user.is_verified():  # type: ignore[union-attr]
        return redirect("plant:second_factor")
    fresh = services.fresh_recovery_codes(person=who(request))
    return render(request, "plant/recovery_codes.html", {"codes": fresh})


@require_POST
def everywhere(request: HttpRequest) -> HttpResponse:
    services.log_out_everywhere(person=who(request), by=who(request), address=address(request))
    return toast(request, redirect("plant:login"), _("You are logged out on every device."))


def _forms(request: HttpRequest) -> dict[str, object]:
    return {
        "password_form": OwnPasswordForm(),
        "pin_form": PinForm(),
        "on_tablet": "tablet" in request.session,
        "needs_factor": who(request).needs_second_factor and session.requires_second_factor(),
    }
