"""Corrective actions (개선조치): who does what by when, and the evidence without which none is closed.

That a closed action has evidence is kept by the database itself (migration 0002).
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dure.plant.models import Person
from dure.safety.models.accidents import Accident
from dure.safety.models.ergonomics import ErgonomicTask
from dure.safety.models.reports import NearMiss, Suggestion
from dure.safety.models.risks import RiskLine
from dure.safety.models.words import Placed

SOURCES = ("risk_line", "near_miss", "accident", "suggestion", "ergonomic_task")


def _from(model: type[models.Model]) -> models.ForeignKey:
    return models.ForeignKey(model, models.PROTECT, null=True, blank=True, related_name="actions")


class CorrectiveAction(Placed):
    """Something to put right, with the row that it comes from; none when it was seen on a walk."""

    number = models.CharField(_("number"), max_length=40, unique=True)
    text = models.CharField(_("what is to be done"), max_length=300)
    owner = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("who puts it right"))
    due_on = models.DateField(_("put right by"))
    risk_line = _from(RiskLine)
    near_miss = _from(NearMiss)
    accident = _from(Accident)
    suggestion = _from(Suggestion)
    ergonomic_task = _from(ErgonomicTask)
    done = models.CharField(_("what was done"), max_length=300, blank=True)
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_on", "id"]
        verbose_name = _("corrective action")
        verbose_name_plural = _("corrective actions")
        constraints = [
            models.CheckConstraint(condition=Q(closed_at=None) | ~Q(done=""), name="safety_action_closed_by_words"),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None) | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="safety_action_closed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(*[(name, None) for name in SOURCES])
                | Q(*[Q(**{f"{one}__isnull": False}) & Q(*[(o, None) for o in SOURCES if o != one]) for one in SOURCES],
                    _connector=Q.OR),
                name="safety_action_one_source",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number} {self.text}"


class ActionEvidence(models.Model):
    """A picture or document that shows that an action is done."""

    action = models.ForeignKey(CorrectiveAction, models.PROTECT, related_name="evidence")
    file = models.FileField(_("picture or document"), upload_to="safety")
    note = models.CharField(_("note"), max_length=200, blank=True)
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["action", "id"]
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")

    def __str__(self) -> str:
        return self.note or str(self.action)
