"""What BOMs and routings have in common: revisions of one item, of which at most one is in force on a day."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from dure.inventory.models import Item
from dure.plant.models import Person


class ItemRange(Func):
    """The item as a range of one number: PostgreSQL compares ranges in a GiST index without an extension."""

    function = "INT8RANGE"
    output_field = BigIntegerRangeField()


class Days(Func):
    function = "DATERANGE"
    output_field = DateRangeField()


def never_two_in_force(name: str) -> ExclusionConstraint:
    """No day on which two revisions of one item are in force; drafts don't count."""
    # Cast, because a form checks the same with values that carry no type of their own.
    first, last = (Cast(column, models.DateField()) for column in ("valid_from", "valid_to"))
    after_last = models.ExpressionWrapper(last + 1, output_field=models.DateField())
    return ExclusionConstraint(
        name=name,
        expressions=[
            (ItemRange("item", "item", Value("[]")), RangeOperators.OVERLAPS),
            (Days(first, after_last, Value("[)")), RangeOperators.OVERLAPS),
        ],
        condition=~Q(status="draft"),
        violation_error_message=_("Another revision is in force on these days."),
    )


def rules(context: str) -> list[models.BaseConstraint]:
    """Constraints that every table of revisions has. A revision that ends on the day before it begins never holds."""
    begun = models.ExpressionWrapper(F("valid_from") - 1, output_field=models.DateField())
    return [
        models.UniqueConstraint(fields=["item", "revision"], name=f"{context}_revision_once"),
        models.CheckConstraint(condition=Q(valid_to=None) | Q(valid_to__gte=begun), name=f"{context}_ends_after_begin"),
        models.CheckConstraint(
            condition=Q(approved_by=None) | Q(written_by=None) | ~Q(approved_by=F("written_by")),
            name=f"{context}_four_eyes",
            violation_error_message=_("Somebody else than its writer must approve it."),
        ),
        never_two_in_force(f"{context}_one_in_force"),
    ]


class Revision(models.Model):
    """One revision of how an item is made.

    An approved one is in force from `valid_from` to `valid_to`, both included, and its content never
    changes. A retired one was in force until `valid_to` and stays true of those days.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        APPROVED = "approved", _("Approved")
        RETIRED = "retired", _("Retired")

    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name=_("item"))
    revision = models.CharField(_("revision"), max_length=12, default="A")
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    written_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.item} {self.revision}"

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT
