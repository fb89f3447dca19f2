"""What changing over from one item to another consists of on a work unit."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dure.inventory.models import Item
from dure.plant.models import WorkUnit


class SetupElement(models.Model):
    """One element of a changeover, as somebody saw it (Shingo, The SMED System, 1985).

    kind: internal while the machine stands, external while it runs. could_be_external: internal today, but it needn't
    be; how: what it takes for that.
    """

    class Kind(models.TextChoices):
        INTERNAL = "internal", _("While the machine stands")
        EXTERNAL = "external", _("While the machine runs")

    work_unit = models.ForeignKey(WorkUnit, models.PROTECT, related_name="+", verbose_name=_("work unit"))
    before = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name=_("item before"))
    after = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name=_("item after"))
    number = models.PositiveSmallIntegerField(_("number"), validators=[MinValueValidator(1), MaxValueValidator(999)])
    name = models.CharField(_("what people do there"), max_length=120)
    seconds = models.PositiveIntegerField(_("seconds"), validators=[MinValueValidator(1), MaxValueValidator(86_400)])
    kind = models.CharField(_("stands or runs"), max_length=8, choices=Kind, default=Kind.INTERNAL)
    could_be_external = models.BooleanField(
        _("could be done while the machine runs"),
        default=False,
        help_text=_("Such as fetching tools, warming up a mould, setting dies on a bench."),
    )
    how = models.CharField(_("what it takes for that"), max_length=200, blank=True)

    class Meta:
        ordering = ["work_unit", "before", "after", "number"]
        verbose_name = _("element of a changeover")
        verbose_name_plural = _("elements of changeovers")
        constraints = [
            models.UniqueConstraint(
                fields=["work_unit", "before", "after", "number"],
                name="planning_setup_element_once",
                violation_error_message=_("This number is taken already."),
            ),
            models.CheckConstraint(
                condition=~Q(before=F("after")),
                name="planning_setup_element_changes",
                violation_error_message=_("A changeover goes from one item to another one."),
            ),
            models.CheckConstraint(
                condition=Q(could_be_external=False) | Q(kind="internal"),
                name="planning_setup_element_internal",
                violation_error_message=_("What is done while the machine runs is external already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"
