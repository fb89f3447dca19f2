"""What is kept fit: a work unit or a tool, never both."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dure.plant.models import Tool, WorkUnit


class OfAsset(models.Model):
    """A row about one work unit or one tool."""

    work_unit = models.ForeignKey(
        WorkUnit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("work unit")
    )
    tool = models.ForeignKey(Tool, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("tool"))

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(work_unit__isnull=False, tool=None) | Q(work_unit=None, tool__isnull=False),
                name="maintenance_%(class)s_of_one",
                violation_error_message=_("Choose a work unit or a tool."),
            )
        ]

    @property
    def asset(self) -> WorkUnit | Tool:
        return self.work_unit or self.tool
