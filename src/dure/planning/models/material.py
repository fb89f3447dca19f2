"""What is foreseen, and what the newest run of the planning says.

The plan itself (open proposals, pegs, advice, marks) is replaced by every run; what a person has said
(forecasts, firm and accepted proposals, what is ignored) stays.
"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from dure.commerce.models import PurchaseRequest
from dure.inventory.models import Item
from dure.planning.words import Act
from dure.plant.models import Person
from dure.product.models.revisions import Days, ItemRange
from dure.production.models import WorkOrder

ACTS = (
    (Act.LATE.value, _("Too late to start in time")),
    (Act.OVERDUE.value, _("Has not come")),
    (Act.HURRY.value, _("Get it earlier")),
    (Act.DELAY.value, _("Put it off")),
    (Act.REDUCE.value, _("Order less")),
    (Act.CANCEL.value, _("Cancel")),
    (Act.EXPIRES.value, _("Expires unused")),
    ("no_recipe", _("No bill of materials")),
)
_AMOUNT = {"max_digits": 18, "decimal_places": 4}


class PlanningRules(models.Model):
    """What the plant has chosen for its planning; one row. Calendar days where nothing else is said."""

    horizon_days = models.PositiveIntegerField(_("plan this many days ahead"), default=365)
    back_days = models.PositiveIntegerField(_("orders take from forecasts so many days before"), default=31)
    forward_days = models.PositiveIntegerField(_("and so many days after"), default=31)
    patience_days = models.PositiveIntegerField(
        _("working days that may come too early without a word"),
        default=2,
        help_text=_("Only an order that comes earlier than this is asked to be put off."),
    )
    is_nightly = models.BooleanField(_("plan anew every night"), default=True)

    class Meta:
        verbose_name = _("rules of planning")
        verbose_name_plural = _("rules of planning")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


def _day(column: str) -> Cast:
    """Cast, because a form checks the same with values that carry no type of their own."""
    return Cast(column, models.DateField())


class Forecast(models.Model):
    """So much of an item is expected to be ordered between two days, both included; periods never overlap."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name=_("item"))
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    quantity = models.DecimalField(_("quantity"), **_AMOUNT)

    class Meta:
        ordering = ["item", "first_day"]
        verbose_name = _("forecast")
        verbose_name_plural = _("forecasts")
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gt=0, last_day__gte=F("first_day")), name="planning_forecast_amount"
            ),
            ExclusionConstraint(
                name="planning_forecast_once",
                expressions=[
                    (ItemRange("item", "item", Value("[]")), RangeOperators.OVERLAPS),
                    (Days(_day("first_day"), _day("last_day"), Value("[]")), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("There is a forecast for some of these days already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.first_day}"


class MrpRun(models.Model):
    """One planning. today: the day for which it was planned. rules_mark: of the calendar and rules it went by."""

    class Kind(models.TextChoices):
        EVERYTHING = "everything", _("Everything")
        CHANGES = "changes", _("Only what changed")

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    kind = models.CharField(_("what was planned"), max_length=10, choices=Kind)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.WAITING)
    asked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"))
    started_at = models.DateTimeField(_("started at"), null=True)
    seconds = models.FloatField(_("seconds"), null=True)
    today = models.DateField(null=True)
    horizon = models.DateField(_("planned until"), null=True)
    rules_mark = models.BigIntegerField(default=0)
    progress = models.PositiveSmallIntegerField(_("progress (%)"), default=0)
    items = models.PositiveIntegerField(_("items"), default=0)
    proposals = models.PositiveIntegerField(_("proposals"), default=0)
    advice = models.PositiveIntegerField(_("exceptions"), default=0)
    problem = models.CharField(_("problem"), max_length=300, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("planning run")
        verbose_name_plural = _("planning runs")


class ItemMark(models.Model):
    """Of what facts of an item the plan was made; another mark now means that it changed since."""

    item = models.OneToOneField(Item, models.CASCADE, primary_key=True, related_name="+")
    mark = models.BigIntegerField()


class Proposal(models.Model):
    """An order to be. OPEN ones are the newest run's and are replaced by the next; FIRM ones are a person's.

    needed_on: the day for which it is needed; due_on: when it can be there, starting on release_on, which never
    lies before the day of planning. wanted: what was missing before lot sizes. number: among its item's.
    key: by which it is known again in the next run, so that an ignored one stays so.
    """

    class Kind(models.TextChoices):
        BUY = "buy", _("Buy")
        MAKE = "make", _("Make")
        SUBCONTRACT = "subcontract", _("Have made outside")

    class Status(models.TextChoices):
        OPEN = "open", _("Proposed")
        FIRM = "firm", _("Fixed by a person")
        ACCEPTED = "accepted", _("Accepted")

    # What no other index begins with is all that is indexed: a run writes a hundred thousand rows.
    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name=_("item"), db_index=False)
    number = models.PositiveIntegerField(default=0)
    kind = models.CharField(_("kind"), max_length=11, choices=Kind)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.OPEN)
    quantity = models.DecimalField(_("quantity"), **_AMOUNT)
    wanted = models.DecimalField(_("missing quantity"), **_AMOUNT, default=0)
    release_on = models.DateField(_("start or order on"))
    due_on = models.DateField(_("there on"))
    needed_on = models.DateField(_("needed on"))
    request = models.ForeignKey(
        PurchaseRequest, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    work_order = models.ForeignKey(WorkOrder, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    was_firm = models.BooleanField(default=False)
    key = models.CharField(max_length=60, blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["release_on", "item", "number"]
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        indexes = [models.Index(fields=["item", "status"], name="planning_proposal_item")]
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gt=0, due_on__gte=F("release_on")), name="planning_proposal_amount"
            ),
            models.UniqueConstraint(
                fields=["item", "number"], condition=Q(status="open"), name="planning_proposal_number"
            ),
            models.CheckConstraint(
                condition=Q(status="accepted") ^ Q(request=None, work_order=None), name="planning_proposal_accepted"
            ),
            models.UniqueConstraint(
                fields=["request"], condition=~Q(request=None), name="planning_proposal_request_once"
            ),
            models.UniqueConstraint(
                fields=["work_order"], condition=~Q(work_order=None), name="planning_proposal_work_order_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} · {self.due_on}"

    @property
    def source(self) -> str:
        """What pegs call it."""
        return f"p:{self.item_id}/{self.number}" if self.status == self.Status.OPEN else f"f:{self.pk}"

    @property
    def is_late(self) -> bool:
        return self.due_on > self.needed_on


class Peg(models.Model):
    """So much of a supply serves a need. need_item: the item whose order the need comes from, if it does.

    The database does not check each item: that took a third of a run. Each run writes an ItemMark, which is checked,
    for what it plans, or plans it because a BOM needs it, and what BOMs and orders name can't be deleted.
    """

    item = models.ForeignKey(Item, models.CASCADE, related_name="+", db_constraint=False)
    supply = models.CharField(max_length=30)
    need = models.CharField(max_length=30)
    need_item = models.ForeignKey(
        Item, models.DO_NOTHING, null=True, related_name="+", db_constraint=False, db_index=False
    )
    quantity = models.DecimalField(**_AMOUNT)
    day = models.DateField()
    number = models.IntegerField()
    """the day as the plan counts it: of working days"""

    class Meta:
        indexes = [
            models.Index(fields=["supply"], name="planning_peg_supply"),
            models.Index(fields=["need"], name="planning_peg_need"),
        ]


class Advice(models.Model):
    """Something that a person should do about an order or about stock. source: as pegs call it."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="+", verbose_name=_("item"))
    act = models.CharField(_("what to do"), max_length=10, choices=ACTS)
    source = models.CharField(max_length=30)
    day = models.DateField(null=True)
    to_day = models.DateField(null=True)
    quantity = models.DecimalField(_("quantity"), **_AMOUNT)
    because = models.CharField(max_length=30, blank=True)
    key = models.CharField(max_length=90)

    class Meta:
        ordering = ["item", "day", "id"]
        verbose_name = _("exception")
        verbose_name_plural = _("exceptions")


class Dismissal(models.Model):
    """A proposal or an exception that a person wants to see no more, as long as it says the same."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="+")
    key = models.CharField(max_length=90)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("ignored proposal")
        verbose_name_plural = _("ignored proposals")
        constraints = [models.UniqueConstraint(fields=["item", "key"], name="planning_dismissal_once")]
