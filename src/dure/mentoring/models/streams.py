"""Value-stream maps (가치흐름도): one item's way through the operations on one day, and how it should become."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dure.inventory.models import Item
from dure.plant.models import Person

_SECONDS = {"max_digits": 12, "decimal_places": 2}
_PIECES = {"max_digits": 14, "decimal_places": 2, "null": True, "blank": True}
_NOT_BELOW = [MinValueValidator(Decimal(0))]
_SOME = [MinValueValidator(Decimal("0.01"))]


class ValueStream(models.Model):
    """before: the map of today that this one would replace. sources: where each figure is from, as `StreamStep` has."""

    number = models.CharField(_("number"), max_length=40, unique=True)
    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name=_("item"))
    revision = models.CharField(_("revision"), max_length=40)
    before = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="afters",
        null=True,
        blank=True,
        verbose_name=_("map before"),
    )
    drawn_at = models.DateTimeField(_("drawn at"))
    drawn_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("drawn by"))
    demand = models.DecimalField(_("pieces a day"), **_PIECES, validators=_SOME)
    day_hours = models.DecimalField(
        _("hours at work in a day"), max_digits=5, decimal_places=2, validators=[*_SOME, MaxValueValidator(Decimal(24))]
    )
    finished = models.DecimalField(_("finished goods (pieces)"), **_PIECES, validators=_NOT_BELOW)
    sources = models.JSONField(default=dict, blank=True)
    note = models.TextField(_("note"), max_length=1000, blank=True)

    class Meta:
        ordering = ["-drawn_at", "-id"]
        verbose_name = _("value-stream map")
        verbose_name_plural = _("value-stream maps")
        constraints = [
            models.CheckConstraint(condition=Q(demand=None) | Q(demand__gt=0), name="mentoring_stream_demand"),
            models.CheckConstraint(condition=Q(day_hours__gt=0, day_hours__lte=24), name="mentoring_stream_day"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.item}"


class StreamStep(models.Model):
    """One operation. work: seconds that one piece takes; places: machines or people that do the same side by side.

    stock: pieces lying before it. sources: field → [source, what of it]; see `value_stream.Source`.
    """

    stream = models.ForeignKey(ValueStream, models.CASCADE, related_name="steps")
    number = models.PositiveIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=80)
    work = models.DecimalField(_("time for one piece (s)"), **_SECONDS, validators=_NOT_BELOW)
    places = models.PositiveSmallIntegerField(
        _("places side by side"), default=1, validators=[MinValueValidator(1), MaxValueValidator(99)]
    )
    value = models.DecimalField(_("of it adds value (s)"), **_SECONDS, validators=_NOT_BELOW)
    changeover = models.DecimalField(_("changeover (s)"), **_SECONDS, null=True, blank=True, validators=_NOT_BELOW)
    availability = models.DecimalField(
        _("availability (%)"), max_digits=5, decimal_places=2, null=True, blank=True,
        validators=[*_SOME, MaxValueValidator(Decimal(100))],
    )  # fmt: skip
    people = models.DecimalField(
        _("people"), max_digits=5, decimal_places=2, null=True, blank=True, validators=_NOT_BELOW
    )
    stock = models.DecimalField(_("stock before it (pieces)"), **_PIECES, validators=_NOT_BELOW)
    sources = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["stream", "number"]
        verbose_name = _("operation of a map")
        verbose_name_plural = _("operations of maps")
        constraints = [
            models.UniqueConstraint(fields=["stream", "number"], name="mentoring_stream_step_once"),
            models.CheckConstraint(condition=Q(work__gte=0, value__gte=0), name="mentoring_stream_step_times"),
            models.CheckConstraint(condition=Q(places__gte=1), name="mentoring_stream_step_places"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"
