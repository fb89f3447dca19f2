"""Work elements: what is done in an operation, how long each takes for one piece, and whether it adds value."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dure.product.models.routings import Operation, Routing

MOST_PLACES = 9


class WorkElement(models.Model):
    """The smallest work that one person does at one station. Belongs to a revision through its operation.

    station: where in the line it is done, from 1; none: nobody has shared the work out, and it is done where its
    operation is.
    """

    class Worth(models.TextChoices):
        VALUE = "value", _("Adds value")
        NEEDED = "needed", _("Necessary, adds no value")
        WASTE = "waste", _("Waste")

    operation = models.ForeignKey(Operation, models.CASCADE, related_name="elements")
    number = models.PositiveIntegerField(_("number"), default=1)
    name = models.CharField(_("what to do"), max_length=120)
    seconds = models.DecimalField(_("seconds for one piece"), max_digits=14, decimal_places=4)
    worth = models.CharField(_("worth"), max_length=8, choices=Worth, default=Worth.VALUE)
    station = models.PositiveSmallIntegerField(_("station"), null=True, blank=True, validators=[MinValueValidator(1)])

    class Meta:
        ordering = ["operation__number", "number"]
        verbose_name = _("work element")
        constraints = [
            models.UniqueConstraint(fields=["operation", "number"], name="product_element_once"),
            models.CheckConstraint(
                condition=Q(seconds__gt=0),
                name="product_element_takes_time",
                violation_error_message=_("A work element takes time."),
            ),
            models.CheckConstraint(condition=Q(station=None) | Q(station__gt=0), name="product_element_station"),
            models.CheckConstraint(condition=Q(worth__in=["value", "needed", "waste"]), name="product_element_worth"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def code(self) -> str:
        """How it is called in its routing: 20-3 is the third element of operation 20."""
        return f"{self.operation.number}-{self.number}"


class ElementOrder(models.Model):
    """`first` must be done before `then`."""

    first = models.ForeignKey(WorkElement, models.CASCADE, related_name="later")
    then = models.ForeignKey(WorkElement, models.CASCADE, related_name="earlier")

    class Meta:
        ordering = ["then", "first"]
        verbose_name = _("order of work elements")
        constraints = [
            models.UniqueConstraint(fields=["first", "then"], name="product_element_order_once"),
            models.CheckConstraint(condition=~Q(first=F("then")), name="product_element_order_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.first.code} → {self.then.code}"


class LineStation(models.Model):
    """A station of a line with several places side by side, each of which does the same on every so many-th piece."""

    routing = models.ForeignKey(Routing, models.CASCADE, related_name="line_stations")
    number = models.PositiveSmallIntegerField(_("station"), validators=[MinValueValidator(1)])
    places = models.PositiveSmallIntegerField(
        _("places side by side"), validators=[MinValueValidator(2), MaxValueValidator(MOST_PLACES)]
    )

    class Meta:
        ordering = ["routing", "number"]
        verbose_name = _("station of a line")
        verbose_name_plural = _("stations of lines")
        constraints = [
            models.UniqueConstraint(fields=["routing", "number"], name="product_line_station_once"),
            models.CheckConstraint(condition=Q(places__gte=2, number__gte=1), name="product_line_station_places"),
        ]

    def __str__(self) -> str:
        return f"{self.number} × {self.places}"
