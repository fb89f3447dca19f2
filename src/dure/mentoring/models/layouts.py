"""Floor layouts (배치도): where stations stand, what is in the way, and who walks how often from where to where."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dure.inventory.models import Item
from dure.plant.models import Area, WorkCenter

_METRES = {"max_digits": 7, "decimal_places": 2}
_SOME = [MinValueValidator(Decimal("0.01")), MaxValueValidator(Decimal(2000))]
_INSIDE = [MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(2000))]


class FloorLayout(models.Model):
    """A floor of so many metres, its corner left above being (0, 0). before: the layout that this one would replace;
    its trips are walked on both. picture: a plan that lies under everything.
    """

    name = models.CharField(_("name"), max_length=80)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("area"))
    before = models.ForeignKey(
        "self", models.PROTECT, related_name="afters", null=True, blank=True,
        verbose_name=_("layout before"),
    )  # fmt: skip
    width = models.DecimalField(_("width (m)"), **_METRES, default=Decimal(30), validators=_SOME)
    height = models.DecimalField(_("depth (m)"), **_METRES, default=Decimal(20), validators=_SOME)
    shifts = models.PositiveSmallIntegerField(
        _("shifts in a day"), default=1, validators=[MinValueValidator(1), MaxValueValidator(4)]
    )
    picture = models.FileField(_("picture of the plan"), upload_to="mentoring", blank=True)
    note = models.TextField(_("note"), max_length=1000, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("floor layout")
        verbose_name_plural = _("floor layouts")
        constraints = [
            models.CheckConstraint(condition=Q(width__gt=0, height__gt=0), name="mentoring_layout_size"),
            models.CheckConstraint(condition=Q(shifts__gte=1), name="mentoring_layout_shifts"),
        ]

    def __str__(self) -> str:
        return self.name


class LayoutStation(models.Model):
    """A place people go to. code: what trips call it, in the layouts before and after."""

    layout = models.ForeignKey(FloorLayout, models.CASCADE, related_name="stations")
    code = models.CharField(_("short name"), max_length=20)
    work_center = models.ForeignKey(
        WorkCenter, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("work center"),
        help_text=_("Where its operations are done; needed for trips from a routing."),
    )  # fmt: skip
    x = models.DecimalField(_("metres from the left"), **_METRES, validators=_INSIDE)
    y = models.DecimalField(_("metres from above"), **_METRES, validators=_INSIDE)

    class Meta:
        ordering = ["layout", "code"]
        verbose_name = _("station of a layout")
        verbose_name_plural = _("stations of layouts")
        constraints = [models.UniqueConstraint(fields=["layout", "code"], name="mentoring_layout_station_once")]

    def __str__(self) -> str:
        return self.code


class LayoutBlock(models.Model):
    """A wall, rack or machine that people walk around. x, y: its corner left above."""

    layout = models.ForeignKey(FloorLayout, models.CASCADE, related_name="blocks")
    name = models.CharField(_("name"), max_length=40, blank=True)
    x = models.DecimalField(_("metres from the left"), **_METRES, validators=_INSIDE)
    y = models.DecimalField(_("metres from above"), **_METRES, validators=_INSIDE)
    width = models.DecimalField(_("width (m)"), **_METRES, validators=_SOME)
    height = models.DecimalField(_("depth (m)"), **_METRES, validators=_SOME)

    class Meta:
        ordering = ["layout", "id"]
        verbose_name = _("obstacle")
        verbose_name_plural = _("obstacles")
        constraints = [models.CheckConstraint(condition=Q(width__gt=0, height__gt=0), name="mentoring_block_size")]

    def __str__(self) -> str:
        return self.name or f"{self.x}, {self.y}"


class LayoutZone(models.Model):
    """Floor in use, by the corners of a polygon: [[x, y], …] in metres."""

    layout = models.ForeignKey(FloorLayout, models.CASCADE, related_name="zones")
    name = models.CharField(_("name"), max_length=40)
    corners = models.JSONField(_("corners"))

    class Meta:
        ordering = ["layout", "id"]
        verbose_name = _("floor in use")
        verbose_name_plural = _("floors in use")

    def __str__(self) -> str:
        return self.name


class LayoutTrip(models.Model):
    """Walked so many times a day between two stations, there only. walker: whose work it is, not a name."""

    class Source(models.TextChoices):
        TYPED = "typed", _("typed")
        TALLIED = "tallied", _("tallied on the floor")
        ROUTING = "routing", _("from routing and quantity")

    layout = models.ForeignKey(FloorLayout, models.CASCADE, related_name="trips")
    start = models.CharField(_("from"), max_length=20)
    end = models.CharField(_("to"), max_length=20)
    times = models.DecimalField(
        _("times a day"), max_digits=9, decimal_places=2, validators=[MinValueValidator(Decimal("0.01"))]
    )
    item = models.ForeignKey(Item, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("item"))
    walker = models.CharField(
        _("whose work"), max_length=40, blank=True, help_text=_("Such as packing or material supply, no names.")
    )
    source = models.CharField(_("source"), max_length=8, choices=Source, default=Source.TYPED)
    note = models.CharField(_("note"), max_length=120, blank=True)

    class Meta:
        ordering = ["layout", "id"]
        verbose_name = _("trip")
        verbose_name_plural = _("trips")
        constraints = [
            models.CheckConstraint(condition=Q(times__gt=0), name="mentoring_trip_times"),
            models.CheckConstraint(
                condition=~Q(start=F("end")), name="mentoring_trip_of_two",
                violation_error_message=_("Choose two different stations."),
            ),
            models.CheckConstraint(
                condition=Q(source__in=["typed", "tallied", "routing"]), name="mentoring_trip_source"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.start} → {self.end}"
