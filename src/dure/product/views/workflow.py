"""What can be done next with a version of a work standard, and by whom."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dure.plant.acting import who
from dure.product import selectors
from dure.product.approval import FOUR_EYES, State, Step, steps_from
from dure.product.models import StandardVersion
from dure.web import access

LABELS = {
    Step.SUBMIT: _("Send to review"),
    Step.ENDORSE: _("Reviewed: it is right"),
    Step.APPROVE: _("Approve"),
    Step.SEND_BACK: _("Send back"),
    Step.PUT_IN_FORCE: _("Put in force"),
    Step.RETIRE: _("Take out of force"),
}
DONE = {
    Step.SUBMIT: _("Sent to review."),
    Step.ENDORSE: _("Reviewed."),
    Step.APPROVE: _("Approved."),
    Step.SEND_BACK: _("Sent back."),
    Step.PUT_IN_FORCE: _("In force now."),
    Step.RETIRE: _("Out of force."),
}
COLOURS = {"draft": "warn", "review": "info", "reviewed": "info", "approved": "info", "in_force": "good"}


@dataclass(frozen=True, slots=True)
class Button:
    step: Step
    label: str
    href: str
    css: str


def buttons(request: HttpRequest, version: StandardVersion) -> list[Button]:
    """The steps that lead from here and that this person may take."""
    holder, is_own = access.pass_of(request), selectors.wrote_standard(version, who(request))
    found = []
    for step in steps_from(State(version.status)):
        name = f"product:standard_{step}"
        if not access.allows(holder, name) or (is_own and step in FOUR_EYES):
            continue
        css = "danger" if step is Step.RETIRE else "" if step is Step.SEND_BACK else "primary"
        found.append(Button(step, str(LABELS[step]), reverse(name, args=[version.pk]), css))
    return found
