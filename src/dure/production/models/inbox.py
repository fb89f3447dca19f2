"""Acts as they came from the devices of the floor: each is kept, whether it could be done or not."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dure.plant.models import Person, Tablet, WorkUnit
from dure.production.models.andon import Call
from dure.production.models.floor import OperationStep
from dure.production.models.orders import OrderOperation


class FloorAct(models.Model):
    """One act that a device sent. Nothing that a person did on the floor is lost: what can't be done waits here.

    client_id: made on the device; the same one is taken once. body: as it was sent, without who it was. at: the
    device's moment. is_proved: the person showed a PIN or was logged in, not only a badge without network.
    message, params: why it could not be done, in the words of the error. steps, call: what came of it.
    """

    class State(models.TextChoices):
        DONE = "done", _("Done")
        REFUSED = "refused", _("To decide")
        SETTLED = "settled", _("Decided")

    client_id = models.UUIDField(unique=True)
    kind = models.CharField(_("act"), max_length=12)
    body = models.JSONField()
    at = models.DateTimeField(_("at"))
    received_at = models.DateTimeField(_("arrived"))
    tablet = models.ForeignKey(Tablet, models.PROTECT, null=True, related_name="+", verbose_name=_("tablet"))
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name=_("person"))
    is_proved = models.BooleanField(_("with PIN"))
    work_unit = models.ForeignKey(WorkUnit, models.PROTECT, null=True, related_name="+", verbose_name=_("work unit"))
    operation = models.ForeignKey(OrderOperation, models.SET_NULL, null=True, related_name="+")
    state = models.CharField(_("state"), max_length=8, choices=State)
    message = models.TextField(blank=True)
    params = models.JSONField(default=dict)
    steps = models.ManyToManyField(OperationStep, related_name="+")
    call = models.ForeignKey(Call, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    settled_note = models.CharField(_("what was decided"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("act on the floor")
        verbose_name_plural = _("acts on the floor")
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="settled") | Q(settled_at__isnull=False, settled_by__isnull=False),
                name="production_floor_act_settled_by_someone",
            )
        ]
        indexes = [
            models.Index(fields=["received_at"], condition=Q(state="refused"), name="production_floor_act_waits")
        ]
