"""Loops of cards between two places, the cards, how each went round, and the rounds that carry."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dure.inventory.models.items import Item
from dure.inventory.models.stock import Location
from dure.plant.models import Person

MOST_CARDS = 200


class MilkRun(models.Model):
    """A round that begins at times of the day and comes by places of ours."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    starts = ArrayField(models.TimeField(), verbose_name=_("begins at"), default=list, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("milk run")
        verbose_name_plural = _("milk runs")

    def __str__(self) -> str:
        return self.name


class MilkRunStop(models.Model):
    run = models.ForeignKey(MilkRun, models.CASCADE, related_name="stops", verbose_name=_("milk run"))
    place = models.ForeignKey(Location, models.PROTECT, related_name="+", verbose_name=_("location"))
    minutes = models.PositiveIntegerField(_("minutes after the start"), validators=[MaxValueValidator(1440)])

    class Meta:
        ordering = ["minutes", "id"]
        verbose_name = _("stop of a milk run")
        verbose_name_plural = _("stops of milk runs")
        constraints = [
            models.UniqueConstraint(
                fields=["run", "place"],
                name="inventory_stop_once",
                violation_error_message=_("The round comes by this place already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.run} · {self.place}"


class KanbanLoop(models.Model):
    """Containers of an item go from one place to another, as many as there are cards.

    demand_per_hour, replenishment_minutes, safety_percent: what the number of cards was reckoned with.
    asks_when_empty: else when the first piece is taken out of it.
    """

    number = models.CharField(_("number"), max_length=20, unique=True)
    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name=_("item"))
    source = models.ForeignKey(Location, models.PROTECT, related_name="+", verbose_name=_("source place"))
    target = models.ForeignKey(Location, models.PROTECT, related_name="+", verbose_name=_("using place"))
    container_quantity = models.DecimalField(_("quantity of a container"), max_digits=14, decimal_places=4)
    container = models.CharField(_("container"), max_length=60, blank=True)
    run = models.ForeignKey(
        MilkRun, models.PROTECT, null=True, blank=True, related_name="loops", verbose_name=_("milk run")
    )
    demand_per_hour = models.DecimalField(_("demand an hour"), max_digits=14, decimal_places=4, default=0)
    replenishment_minutes = models.PositiveIntegerField(
        _("replenishment time (min)"), default=60, validators=[MaxValueValidator(43200)]
    )
    safety_percent = models.DecimalField(_("safety (%)"), max_digits=6, decimal_places=2, default=10)
    asks_when_empty = models.BooleanField(_("cards are scanned when the container is empty"), default=True)
    cards = models.PositiveIntegerField(_("number of cards"), default=1, validators=[MaxValueValidator(MOST_CARDS)])
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["number"]
        verbose_name = _("kanban loop")
        verbose_name_plural = _("kanban loops")
        constraints = [
            models.UniqueConstraint(
                fields=["item", "source", "target"],
                condition=Q(is_active=True),
                name="inventory_loop_once",
                violation_error_message=_("There is a loop of this item between these places already."),
            ),
            models.CheckConstraint(
                condition=Q(container_quantity__gt=0),
                name="inventory_loop_container_holds",
                violation_error_message=_("A container holds more than nothing."),
            ),
            models.CheckConstraint(
                condition=Q(demand_per_hour__gte=0, safety_percent__gte=0, cards__gte=1),
                name="inventory_loop_figures",
                violation_error_message=_("Figures are not below zero, and a loop has a card at least."),
            ),
            models.CheckConstraint(
                condition=~Q(source=F("target")),
                name="inventory_loop_goes_somewhere",
                violation_error_message=_("Source and using place are two places."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.item}"


class KanbanCard(models.Model):
    """The n-th card of a loop; in use while n is not above the loop's number of cards."""

    loop = models.ForeignKey(KanbanLoop, models.CASCADE, related_name="all_cards")
    n = models.PositiveIntegerField()
    code = models.CharField(_("code"), max_length=30, unique=True)

    class Meta:
        ordering = ["loop", "n"]
        verbose_name = _("kanban card")
        verbose_name_plural = _("kanban cards")
        constraints = [models.UniqueConstraint(fields=["loop", "n"], name="inventory_card_once")]

    def __str__(self) -> str:
        return self.code

    @property
    def is_in_use(self) -> bool:
        return self.loop.is_active and self.n <= self.loop.cards


class KanbanTrip(models.Model):
    """A card was asked for and came back full. number: of its papers and moves; client_id: made on the device."""

    class Status(models.TextChoices):
        ASKED = "asked", _("Asked for")
        UNDER_WAY = "under_way", _("Under way")
        DELIVERED = "delivered", pgettext_lazy("kanban", "Delivered")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    OPEN = (Status.ASKED, Status.UNDER_WAY)

    card = models.ForeignKey(KanbanCard, models.PROTECT, related_name="trips")
    number = models.CharField(_("number"), max_length=40, unique=True)
    client_id = models.UUIDField(unique=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.ASKED)
    quantity = models.DecimalField(_("quantity"), max_digits=14, decimal_places=4, null=True)
    asked_at = models.DateTimeField(_("asked for"))
    asked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    loaded_at = models.DateTimeField(_("loaded"), null=True)
    loaded_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    delivered_at = models.DateTimeField(pgettext_lazy("kanban", "delivered"), null=True)
    delivered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["asked_at", "id"]
        verbose_name = _("round of a kanban card")
        verbose_name_plural = _("rounds of kanban cards")
        indexes = [models.Index(fields=["delivered_at"], name="inventory_trip_delivered")]
        constraints = [
            models.UniqueConstraint(
                fields=["card"], condition=Q(status__in=["asked", "under_way"]), name="inventory_card_asked_once"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["asked", "withdrawn"], loaded_at=None, delivered_at=None, quantity=None)
                | Q(status="under_way", loaded_at__isnull=False, delivered_at=None, quantity__gt=0)
                | Q(status="delivered", delivered_at__isnull=False, quantity__gt=0),
                name="inventory_trip_as_its_status",
            ),
        ]

    def __str__(self) -> str:
        return self.number
