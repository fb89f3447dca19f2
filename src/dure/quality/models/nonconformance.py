"""What was not as it should be, and what came of it (ISO 9001, 8.7 and 10.2)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dure.commerce.models import Delivery, Partner
from dure.inventory.models import Item, Lot
from dure.plant.models import Person, WorkUnit
from dure.production.models import WorkOrder
from dure.quality.models.inspections import Inspection


class Nonconformance(models.Model):
    """A product or process that fails. Its stage follows from what has been done; nothing is skipped.

    A complaint is one whose source is a customer: partner, their_number, answer.
    """

    class Source(models.TextChoices):
        INSPECTION = "inspection", _("Inspection")
        CHART = "chart", _("Control chart")
        CCP = "ccp", _("Critical control point")
        FLOOR = "floor", _("Found on the floor")
        COMPLAINT = "complaint", _("Customer complaint")
        SUPPLIER = "supplier", _("Supplier")
        AUDIT = "audit", _("Audit")

    class Stage(models.TextChoices):
        FOUND = "found", pgettext_lazy("nonconformance", "Found")
        CONTAINED = "contained", _("Contained")
        CAUSE = "cause", _("Cause known")
        ACTION = "action", _("Action done")
        CLOSED = "closed", _("Works: closed")

    class Disposition(models.TextChoices):
        REWORK = "rework", _("Rework")
        SORT = "sort", _("Sort out")
        SCRAP = "scrap", _("Scrap")
        RETURN = "return", _("Back to the supplier")
        USE = "use", _("Use as it is, by concession")

    number = models.CharField(_("number"), max_length=40, unique=True)
    client_id = models.UUIDField(unique=True)
    source = models.CharField(_("source"), max_length=10, choices=Source, default=Source.FLOOR)
    stage = models.CharField(_("stage"), max_length=10, choices=Stage, default=Stage.FOUND)
    text = models.CharField(_("what is wrong"), max_length=300)
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("item"))
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("lot"))
    order = models.ForeignKey(
        WorkOrder, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("work order")
    )
    work_unit = models.ForeignKey(
        WorkUnit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("work unit")
    )
    inspection = models.ForeignKey(Inspection, models.PROTECT, null=True, blank=True, related_name="nonconformances")
    partner = models.ForeignKey(
        Partner, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("partner")
    )
    delivery = models.ForeignKey(
        Delivery, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("delivery")
    )
    their_number = models.CharField(_("their number"), max_length=60, blank=True)
    quantity = models.DecimalField(_("quantity"), max_digits=18, decimal_places=4, null=True, blank=True)
    picture = models.FileField(_("picture"), upload_to="nonconformance", blank=True)
    found_at = models.DateTimeField(pgettext_lazy("nonconformance", "found"))
    found_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    owner = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who is in charge")
    )
    containment = models.CharField(_("what was done at once"), max_length=300, blank=True)
    disposition = models.CharField(
        pgettext_lazy("quality", "what becomes of the goods"), max_length=8, choices=Disposition, blank=True
    )
    contained_at = models.DateTimeField(null=True, blank=True)
    root_cause = models.CharField(_("root cause"), max_length=300, blank=True)
    caused_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(_("answer to the customer"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    check_on = models.DateField(_("effect is checked on"), null=True, blank=True)
    effect = models.CharField(_("what the check found"), max_length=300, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-found_at", "-id"]
        verbose_name = _("nonconformance")
        verbose_name_plural = _("nonconformances")
        constraints = [
            models.CheckConstraint(
                condition=Q(contained_at=None) | ~Q(containment=""), name="quality_contained_by_something"
            ),
            models.CheckConstraint(
                condition=Q(caused_at=None) | ~Q(root_cause=""), name="quality_cause_is_named"
            ),
            models.CheckConstraint(
                condition=~Q(stage="closed") | (~Q(effect="") & Q(closed_at__isnull=False)),
                name="quality_closed_by_effect",
            ),
            models.CheckConstraint(
                condition=~Q(source="complaint") | Q(partner__isnull=False), name="quality_complaint_of_somebody",
                violation_error_message=_("A complaint has a customer."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number


class Cause(models.Model):
    """A step of asking why (position 1 to 5 and on), or a bone of the fishbone."""

    class Bone(models.TextChoices):
        WHY = "why", pgettext_lazy("fishbone", "Why?")
        MAN = "man", pgettext_lazy("fishbone", "People")
        MACHINE = "machine", pgettext_lazy("fishbone", "Machine")
        MATERIAL = "material", pgettext_lazy("fishbone", "Material")
        METHOD = "method", pgettext_lazy("fishbone", "Method")
        MEASURE = "measure", pgettext_lazy("fishbone", "Measurement")
        PLACE = "place", _("Environment")

    nonconformance = models.ForeignKey(Nonconformance, models.CASCADE, related_name="causes")
    bone = models.CharField(_("branch"), max_length=8, choices=Bone, default=Bone.WHY)
    position = models.PositiveSmallIntegerField(default=1)
    text = models.CharField(_("cause"), max_length=200)

    class Meta:
        ordering = ["nonconformance", "bone", "position", "id"]
        verbose_name = _("cause")
        verbose_name_plural = _("causes")

    def __str__(self) -> str:
        return self.text


class Action(models.Model):
    """Something that takes the cause away. It isn't done without saying what was done."""

    nonconformance = models.ForeignKey(Nonconformance, models.CASCADE, related_name="actions")
    text = models.CharField(_("action"), max_length=300)
    owner = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who does it")
    )
    due_on = models.DateField(_("done by"), null=True, blank=True)
    result = models.CharField(_("what was done"), max_length=300, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["nonconformance", "id"]
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        constraints = [
            models.CheckConstraint(condition=Q(done_at=None) | ~Q(result=""), name="quality_action_done_by_something")
        ]

    def __str__(self) -> str:
        return self.text
