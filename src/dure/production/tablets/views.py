"""What the work page asks for: the picture of its work, who somebody is, and the taking of acts."""

import hashlib
import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_POST

from dure.inventory.models import Item
from dure.kernel import clock
from dure.kernel.errors import DureError, Invalid
from dure.plant import services as plant
from dure.plant.acting import address
from dure.plant.models import WorkUnit
from dure.product.media import PICTURES
from dure.product.serving import file_answer
from dure.production.tablets.devices import Device, device_of, people, proof
from dure.production.tablets.inbox import take_acts
from dure.production.tablets.picture import picture_for
from dure.web.problems import text_of
from dure.web.rows import row_or_404

MOST_ACTS = 200
WEEK = 7 * 24 * 3600
Answer = Callable[..., HttpResponseBase]


def for_devices(answer: Answer) -> Callable[..., HttpResponseBase]:
    """Only registered tablets and people of the floor who are logged in; others get 401 in JSON."""

    @wraps(answer)
    def view(request: HttpRequest, **named: Any) -> HttpResponseBase:
        device = device_of(request)
        if device is None:
            return JsonResponse({"error": _("Register this device as a tablet, or log in.")}, status=401)
        if device.tablet is not None:
            plant.see_tablet(tablet=device.tablet)
        return answer(request, device, **named)

    return view


@require_GET
@never_cache
@for_devices
def picture(request: HttpRequest, device: Device) -> HttpResponse:
    """All that the device shows, with a mark: a device that has it already gets 304 and no body."""
    body = json.dumps(picture_for(device, clock.now()), ensure_ascii=False, default=str).encode()
    mark = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == mark:
        return HttpResponseNotModified(headers={"ETag": mark})
    return HttpResponse(body, content_type="application/json", headers={"ETag": mark})


_PICTURES: dict[str, type[WorkUnit] | type[Item]] = {"unit": WorkUnit, "item": Item}


@require_GET
@for_devices
def media(request: HttpRequest, device: Device, kind: str, pk: int) -> HttpResponseBase:
    """The picture of a machine or an item; the device keeps it."""
    del device
    if kind not in _PICTURES:
        raise Http404
    return file_answer(row_or_404(_PICTURES[kind], pk=pk).picture, of=PICTURES, seconds=WEEK)


# No token: the page is kept on the device without one. Another site can't send JSON here (no CORS), and the
# cookies that tell the device are not sent along with requests of other sites (SameSite).
@csrf_exempt
@require_POST
@for_devices
def acts(request: HttpRequest, device: Device) -> HttpResponse:
    """Take acts in their order; each gets its answer, and a repeated one the same again. What gets none comes again."""
    try:
        body = _body(request)
        sent, shows = body["acts"], body.get("now")
    except (AttributeError, KeyError, TypeError, ValueError):
        return JsonResponse({"error": "acts?"}, status=422)
    if not isinstance(sent, list) or len(sent) > MOST_ACTS or not all(isinstance(one, dict) for one in sent):
        return JsonResponse({"error": "acts?"}, status=422)
    return JsonResponse({"answers": take_acts(device, sent, shows)})


@csrf_exempt
@require_POST
@sensitive_variables()
@for_devices
def person(request: HttpRequest, device: Device) -> HttpResponse:
    """Who a badge with its PIN is, and the proof for the acts of this person."""
    try:
        given = _body(request)
        badge, pin = str(given.get("badge", "")), str(given.get("pin", ""))
    except (AttributeError, ValueError) as error:
        raise Invalid("The badge or the PIN is wrong.") from error
    known = people(device)
    if device.person is not None:
        found = device.person
    else:
        # The device knows people by marks; a scanner reads the badge itself.
        badge = next((str(one.badge) for one in known if one.badge and device.mark(one.badge) == badge), badge)
        name = device.tablet.name if device.tablet else ""
        try:
            found = plant.log_in_by_badge(badge=badge, pin=pin, address=address(request), tablet=name)
        except DureError as error:
            return JsonResponse({"error": text_of(error)})
        if found not in known:
            return JsonResponse({"error": _("Your role doesn't work on the floor.")})
    mark = device.mark(found.badge) if found.badge else ""
    return JsonResponse({"id": found.pk, "name": str(found), "token": proof(device, found), "badge": mark})


def _body(request: HttpRequest) -> Any:
    if request.content_type != "application/json":
        raise ValueError(request.content_type)
    return json.loads(request.body)
