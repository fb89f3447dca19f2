"""Ideal cycle times: what a work unit needs for one piece when nothing is lost."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from dure.inventory.models import Item
from dure.plant.models import WorkUnit


class IdealCycle(models.Model):
    """Planned run time per item (ISO 22400-2 PRI): seconds for one piece, on one work unit or on any."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name=_("item"))
    work_unit = models.ForeignKey(
        WorkUnit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("work unit")
    )
    seconds = models.DecimalField(_("ideal seconds per piece"), max_digits=12, decimal_places=4)
    valid_from = models.DateTimeField(_("valid from"))
    operation = models.ForeignKey("product.Operation", models.PROTECT, null=True, blank=True, related_name="+")
    """the operation of an approved routing that it was taken from; none: a person gave it"""

    class Meta:
        verbose_name = _("ideal cycle")
        verbose_name_plural = _("ideal cycles")
        ordering = ["item", "work_unit", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "work_unit", "valid_from"],
                nulls_distinct=False,
                name="product_ideal_cycle_once",
            ),
            models.CheckConstraint(condition=models.Q(seconds__gt=0), name="product_ideal_cycle_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.item} · {self.work_unit or '*'} · {self.seconds_text} s"

    @property
    def seconds_text(self) -> str:
        """Seconds without needless zeros."""
        return f"{self.seconds.normalize():f}"
