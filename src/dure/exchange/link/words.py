"""Words for what the hub refused, and what is to be done."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dure.kernel.report import Reason

_ANEW = _("The hub holds other messages under these numbers. Revoke this contract and write a new one.")
TROUBLES: dict[str, Promise] = {
    Reason.ALTERED: _("A message or its receipt was changed on the way. It is sent again each hour."),
    Reason.UNREADABLE: _("The hub couldn't read the message. Tell the hub."),
    Reason.GAP: _("The hub misses messages before this one. They are sent again."),
    Reason.EARLY: _("The clock of this computer is ahead of the hub's. Set it; the days are told when they are over."),
    Reason.NOT_AGREED: _("The hub doesn't take reports of this plant or of these days. Ask the hub."),
    Reason.REVOKED: _("The hub holds this contract as revoked. To go on, write a new one."),
    Reason.OTHER_CONTENT: _ANEW, Reason.BROKEN_CHAIN: _ANEW, Reason.OTHER_PLANT: _ANEW, Reason.OTHER_CONTRACT: _ANEW,
}  # fmt: skip
