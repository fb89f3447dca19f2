"""How long it takes from one place of the plant to another."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dure.plant.models import Area, WorkCenter


class Way(models.Model):
    """Minutes in which pieces are carried from an area or a work center to another one, and back, unless the way back
    has a row of its own. Of an area to itself: between its work centers."""

    from_area = models.ForeignKey(
        Area, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("from the area")
    )
    from_center = models.ForeignKey(
        WorkCenter, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("from the work center")
    )
    to_area = models.ForeignKey(
        Area, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("to the area")
    )
    to_center = models.ForeignKey(
        WorkCenter, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("to the work center")
    )
    minutes = models.PositiveSmallIntegerField(_("minutes"))

    class Meta:
        ordering = ["id"]
        verbose_name = _("way between places")
        verbose_name_plural = _("ways between places")
        constraints = [
            models.UniqueConstraint(
                fields=["from_area", "from_center", "to_area", "to_center"],
                name="planning_way_once",
                nulls_distinct=False,
                violation_error_message=_("This is there already."),
            ),
            models.CheckConstraint(
                condition=(Q(from_area=None) ^ Q(from_center=None)) & (Q(to_area=None) ^ Q(to_center=None)),
                name="planning_way_ends",
                violation_error_message=_("A way begins at one place and ends at one."),
            ),
            models.CheckConstraint(
                condition=Q(from_center=None) | Q(to_center=None) | ~Q(from_center=F("to_center")),
                name="planning_way_leads_away",
                violation_error_message=_("Within a work center there is no way."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.start} → {self.end}"

    @property
    def start(self) -> Area | WorkCenter:
        return self.from_center or self.from_area  # type: ignore[return-value]

    @property
    def end(self) -> Area | WorkCenter:
        return self.to_center or self.to_area  # type: ignore[return-value]
