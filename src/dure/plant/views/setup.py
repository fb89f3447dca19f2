"""The first page of an empty installation."""

from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from dure.plant import selectors, services
from dure.plant.acting import address
from dure.plant.forms import AdministratorForm, SetupForm
from dure.plant.models import Person
from dure.plant.views.login import BACKEND
from dure.web.forms import take


@never_cache
@sensitive_post_parameters()
def setup(request: HttpRequest) -> HttpResponse:
    if selectors.has_been_set_up():
        raise Http404
    is_hub = selectors.is_hub()
    form = (AdministratorForm if is_hub else SetupForm)(request.POST or None)

    def do() -> Person:
        values = {name: value for name, value in form.cleaned_data.items() if name != "repeat"}
        values["address"] = address(request)
        if is_hub:
            person = services.set_up_hub(**values)
        else:
            values["preset"] = services.Preset(values["preset"])
            person = services.set_up(**values, since=timezone.localdate().replace(month=1, day=1))
        login(request, person, backend=BACKEND)
        return person

    done = _("The hub is set up.") if is_hub else _("The plant is set up.")
    return take(request, form, do, template="plant/setup.html", then="web:home", done=done, is_hub=is_hub)
