"""Work units that take several orders at once."""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dure.plant.models import WorkUnit


class SharedUnit(models.Model):
    """An oven, a kettle, a freezer: what it holds at once, and what may go in together. capacity: None where the
    routing of each item tells how many pieces fill it."""

    class Measure(models.TextChoices):
        PIECES = "pieces", _("pieces")
        KG = "kg", _("kilograms")
        ROUTING = "routing", _("batches of the routing")

    class Together(models.TextChoices):
        ITEM = "item", _("the same item only")
        GROUP = "group", _("items of one group that take the same time")
        ANY = "any", _("whatever comes")

    work_unit = models.OneToOneField(WorkUnit, models.CASCADE, related_name="+", verbose_name=_("work unit"))
    measure = models.CharField(_("counted in"), max_length=8, choices=Measure, default=Measure.PIECES)
    capacity = models.DecimalField(
        _("room inside"), max_digits=9, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(Decimal("0.01"))],
        help_text=_("Pieces or kilograms at once; nothing where the routing tells the batch of each item."),
    )  # fmt: skip
    together = models.CharField(
        _("may go in together"), max_length=5, choices=Together, default=Together.ITEM,
        help_text=_("Items that differ in allergens never go in together."),
    )  # fmt: skip

    class Meta:
        ordering = ["work_unit__work_center", "work_unit__sort_order", "work_unit__code"]
        verbose_name = _("machine for several orders at once")
        verbose_name_plural = _("machines for several orders at once")
        constraints = [
            models.CheckConstraint(
                condition=Q(measure="routing", capacity=None)
                | ~Q(measure="routing") & Q(capacity__isnull=False, capacity__gt=0),
                name="planning_shared_unit_capacity",
                violation_error_message=_("Say how much it holds, unless the routing tells the batch of each item."),
            )
        ]

    def __str__(self) -> str:
        return str(self.work_unit)
