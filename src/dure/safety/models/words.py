"""Words of the tables that several of them use: kinds of accidents, hazards, parts of the body."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dure.plant.models import Area, WorkUnit


class AccidentKind(models.TextChoices):
    """How people get hurt, in the words of the Korean accident statistics (발생형태)."""

    CAUGHT = "caught", _("Caught or crushed")
    CUT = "cut", _("Cut or stabbed")
    SLIP = "slip", _("Slipped or tripped")
    FALL = "fall", _("Fell from a height")
    STRUCK = "struck", _("Hit by an object")
    COLLISION = "collision", _("Bumped into something")
    TRAFFIC = "traffic", _("Forklift or vehicle")
    BURN = "burn", _("Hot or cold contact")
    ELECTRIC = "electric", _("Electric shock")
    FIRE = "fire", _("Fire or explosion")
    CHEMICAL = "chemical", _("Chemical contact or leak")
    STRAIN = "strain", _("Strain of the body")
    COLLAPSE = "collapse", _("Collapse or overturning")
    OTHER = "other", _("Something else")


class HazardGroup(models.TextChoices):
    """Where a hazard comes from, in the six groups of the Korean guidance on risk assessment."""

    MECHANICAL = "mechanical", _("Mechanical")
    ELECTRICAL = "electrical", _("Electrical")
    CHEMICAL = "chemical", _("Chemical substances")
    BIOLOGICAL = "biological", _("Biological")
    WORK = "work", _("Way of working")
    ENVIRONMENT = "environment", _("Surroundings")


class BodyPart(models.TextChoices):
    HEAD = "head", _("Head or face")
    EYE = "eye", _("Eye")
    NECK = "neck", _("Neck")
    SHOULDER = "shoulder", _("Shoulder")
    ARM = "arm", _("Arm or elbow")
    HAND = "hand", _("Hand or finger")
    TRUNK = "trunk", _("Chest or belly")
    BACK = "back", _("Lower back")
    LEG = "leg", _("Leg or knee")
    FOOT = "foot", _("Foot or toe")
    WHOLE = "whole", _("Whole body")
    OTHER = "other", _("Other part")


class Placed(models.Model):
    """Something at a place: an area, and a work unit in it where that is known."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("area"))
    work_unit = models.ForeignKey(
        WorkUnit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("work unit")
    )

    class Meta:
        abstract = True

    @property
    def place(self) -> str:
        return str(self.work_unit or self.area)


class Reported(Placed):
    """What somebody on the floor told. Nothing of a row that is anonymous leads to the person.

    An anonymous row has no person and no time of day, and no change record is written of its making.
    reported_on: the day by the plant's calendar. client_id: made on the device; the same one is taken once.
    """

    number = models.CharField(_("number"), max_length=40, unique=True)
    client_id = models.UUIDField(unique=True, editable=False)
    is_anonymous = models.BooleanField(_("anonymous"), default=False, editable=False)
    reporter = models.ForeignKey(
        "plant.Person", models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("told by")
    )
    reported_on = models.DateField(_("day"), editable=False)
    reported_at = models.DateTimeField(null=True, editable=False)
    text = models.TextField(_("in your words"), max_length=1000, blank=True)
    picture = models.FileField(_("picture"), upload_to="safety", blank=True)
    answer = models.TextField(_("answer"), max_length=1000, blank=True)
    answered_by = models.ForeignKey("plant.Person", models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["-reported_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_anonymous=True, reporter=None, reported_at=None)
                | Q(is_anonymous=False, reporter__isnull=False, reported_at__isnull=False),
                name="%(app_label)s_%(class)s_leads_to_nobody",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None) | ~Q(answer=""), name="%(app_label)s_%(class)s_answered_in_words"
            ),
        ]

    def __str__(self) -> str:
        return self.number
