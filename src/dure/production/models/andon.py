"""Calls for help from a work unit (andon), and who is called when nobody comes."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dure.plant.models import ROLE_NAMES, Person, WorkUnit
from dure.plant.roles import Role
from dure.production.models.orders import OperationRun


class CallKind(models.TextChoices):
    MATERIAL = "material", pgettext_lazy("call", "Material")
    QUALITY = "quality", _("Quality")
    MACHINE = "machine", _("Machine")
    SAFETY = "safety", _("Safety")
    MENTOR = "mentor", _("Mentor")


class CallRule(models.Model):
    """Who is called for a kind of trouble once nobody has answered for so long."""

    kind = models.CharField(_("kind"), max_length=10, choices=CallKind)
    after_s = models.PositiveIntegerField(_("after (s)"))
    roles = ArrayField(
        models.CharField(max_length=20, choices=[(role.value, ROLE_NAMES[role]) for role in Role]),
        verbose_name=_("who is called"),
    )

    class Meta:
        verbose_name = _("rule of calls")
        verbose_name_plural = _("rules of calls")
        ordering = ["kind", "after_s"]
        constraints = [models.UniqueConstraint(fields=["kind", "after_s"], name="production_call_rule_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.after_s} s"


class Call(models.Model):
    """Somebody at a work unit needs help. client_id: made on the device; the same one calls once.

    called_at: the device's moment, noted_at: when it arrived. run: what ran there.
    """

    client_id = models.UUIDField(unique=True)
    work_unit = models.ForeignKey(WorkUnit, models.PROTECT, related_name="+", verbose_name=_("work unit"))
    run = models.ForeignKey(OperationRun, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(_("kind"), max_length=10, choices=CallKind)
    note = models.CharField(_("note"), max_length=200, blank=True)
    called_at = models.DateTimeField(_("called"))
    noted_at = models.DateTimeField()
    called_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name=_("called by"))
    answered_at = models.DateTimeField(_("answered"), null=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name=_("answered by"))
    ended_at = models.DateTimeField(_("ended"), null=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name=_("ended by"))
    cause = models.CharField(_("cause"), max_length=200, blank=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        ordering = ["-called_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(answered_at__gte=F("called_at")), name="production_call_answered"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(answered_at__isnull=False, ended_at__gte=F("answered_at")),
                name="production_call_ended",
            ),
        ]
        indexes = [
            models.Index(fields=["called_at"], name="production_call_time"),
            models.Index(fields=["work_unit"], condition=Q(ended_at=None, undone_at=None), name="production_call_open"),
        ]
