"""The text by which a plant finds and trusts this hub."""

import time

from django.conf import settings
from django.utils.translation import gettext as _

from dure.kernel import invitation
from dure.programme.link.tickets import Tickets
from dure.programme.models import EnrolledPlant
from dure.programme.selectors.reports import hub_key

CERTIFICATE = "link.crt"


def text_for(plant: EnrolledPlant) -> str:
    """ "" where the hub has no address that plants can dial, or its server of lines never ran."""
    certificate = settings.HOME.secret_folder / CERTIFICATE
    if not settings.LINK_ADDRESS or not certificate.is_file():
        return ""
    ticket = Tickets(settings.HOME.secret("link"), int(time.time())).ticket(plant.key)
    name = settings.LINK_NAME or _("Hub of the region")
    found = invitation.Invitation(
        name, hub_key(), plant.key, settings.LINK_ADDRESS, ticket, certificate.read_text("ascii")
    )
    return invitation.write(found)
