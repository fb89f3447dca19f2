"""Tools: what is mounted on a work unit to make something (금형, 치구)."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dure.plant.models.equipment import Area, Named


class Tool(Named):
    """A mould, die or jig. Its code or name is what an operation asks for.

    cavities: pieces that one shot makes with all of them open. blocked: numbers of cavities that make nothing
    at present. shots_before: shots it had made before they were counted here.
    """

    class Kind(models.TextChoices):
        MOULD = "mould", _("Mould")
        DIE = "die", _("Die")
        JIG = "jig", _("Jig or fixture")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.MOULD)
    cavities = models.PositiveSmallIntegerField(_("cavities"), default=1, validators=[MinValueValidator(1)])
    blocked = ArrayField(
        models.PositiveSmallIntegerField(), verbose_name=_("blocked cavities"), default=list, blank=True
    )
    area = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("kept in area")
    )
    place = models.CharField(_("shelf"), max_length=80, blank=True)
    shots_before = models.PositiveBigIntegerField(_("shots before counting began"), default=0)
    made_by = models.CharField(_("made by"), max_length=80, blank=True)
    made_year = models.PositiveSmallIntegerField(_("year made"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta(Named.Meta):
        verbose_name = _("tool")
        verbose_name_plural = _("tools")
        constraints = [
            models.CheckConstraint(condition=Q(cavities__gt=0), name="plant_tool_has_cavities"),
            models.CheckConstraint(condition=Q(blocked__len__lte=models.F("cavities")), name="plant_tool_blocked_of"),
        ]

    @property
    def open_cavities(self) -> int:
        return self.cavities - len(self.blocked)
