"""What keeps work from being begun, and what stands on a work unit."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dure.plant.models import Person, Tool, WorkUnit
from dure.production.models.orders import WorkOrder


class UnitOutage(models.Model):
    """A work unit is out of service since a moment; nothing is begun on it until it is back."""

    work_unit = models.ForeignKey(WorkUnit, models.PROTECT, related_name="+", verbose_name=_("work unit"))
    reason = models.CharField(_("reason"), max_length=200)
    since = models.DateTimeField(_("since"))
    taken_out_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(_("until"), null=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("outage of a work unit")
        verbose_name_plural = _("outages of work units")
        ordering = ["-since"]
        constraints = [
            models.UniqueConstraint(fields=["work_unit"], condition=Q(ended_at=None), name="production_one_outage"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("since")), name="production_outage_ends"
            ),
        ]


class OrderHold(models.Model):
    """An order is held: nothing of it is begun until everybody who held it lets it go."""

    order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="holds")
    reason = models.CharField(_("reason"), max_length=200)
    since = models.DateTimeField(_("since"))
    held_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(_("until"), null=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("hold of an order")
        verbose_name_plural = _("holds of orders")
        ordering = ["-since"]


class StartRule(models.Model):
    """How much a check matters when work is begun; a check without a row warns."""

    class Check(models.TextChoices):
        MATERIAL = "material", _("Material is there")
        STANDARD = "standard", _("Work standard is signed")
        SKILL = "skill", _("Person has the skill")
        TOOL = "tool", _("Tool is mounted")
        PIECES = "pieces", _("Pieces of the operation before are there")

    class Level(models.TextChoices):
        OFF = "off", _("Not checked")
        WARN = "warn", _("Warns")
        BLOCK = "block", _("Blocks, a supervisor may allow it")

    check_of = models.CharField(_("check"), max_length=10, choices=Check, unique=True)
    level = models.CharField(_("what it does"), max_length=5, choices=Level, default=Level.WARN)

    class Meta:
        verbose_name = _("rule of starting")
        verbose_name_plural = _("rules of starting")
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.get_check_of_display())


class ToolMount(models.Model):
    """A tool was on a work unit from one moment to another, with so many cavities open."""

    tool = models.ForeignKey(Tool, models.PROTECT, related_name="+", verbose_name=_("tool"))
    work_unit = models.ForeignKey(WorkUnit, models.PROTECT, related_name="+", verbose_name=_("work unit"))
    open_cavities = models.PositiveSmallIntegerField(_("open cavities"))
    mounted_at = models.DateTimeField(_("mounted"))
    mounted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(_("taken off"), null=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("mounting of a tool")
        verbose_name_plural = _("mountings of tools")
        ordering = ["-mounted_at"]
        constraints = [
            models.UniqueConstraint(fields=["tool"], condition=Q(ended_at=None), name="production_tool_in_one_place"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("mounted_at")), name="production_mount_ends"
            ),
            models.CheckConstraint(condition=Q(open_cavities__gt=0), name="production_mount_makes_something"),
        ]
        indexes = [models.Index(fields=["work_unit", "mounted_at"], name="production_mount_unit")]
