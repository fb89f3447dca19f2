"""Work standards: how one operation is done, by version."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dure.inventory.models import Item
from dure.plant.models import Person, WorkUnit
from dure.telemetry.models import Signal


class WorkStandard(models.Model):
    """For an operation of an item (by its number, so that it outlives a revision of the routing), for an
    item on a work unit, or for a work unit whatever it makes."""

    number = models.CharField(_("number"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=120)
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("item"))
    operation_number = models.PositiveIntegerField(_("operation"), null=True, blank=True)
    work_unit = models.ForeignKey(
        WorkUnit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("work unit")
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["number"]
        verbose_name = _("work standard")
        constraints = [
            models.UniqueConstraint(
                fields=["item", "operation_number", "work_unit"],
                nulls_distinct=False,
                condition=Q(is_active=True),
                name="product_standard_once",
                violation_error_message=_("There is a work standard for this already."),
            ),
            models.CheckConstraint(
                condition=Q(item__isnull=False, operation_number__isnull=False) | Q(work_unit__isnull=False),
                name="product_standard_of_something",
                violation_error_message=_("Say which operation of which item, or which work unit."),
            ),
            models.CheckConstraint(
                condition=Q(operation_number=None) | Q(item__isnull=False), name="product_standard_operation_of_item"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class StandardVersion(models.Model):
    class Status(models.TextChoices):
        DRAFT = "draft", _("Being written")
        REVIEW = "review", _("In review")
        REVIEWED = "reviewed", _("Waits for approval")
        APPROVED = "approved", _("Approved")
        IN_FORCE = "in_force", _("In force")
        RETIRED = "retired", _("Retired")

    class Gear(models.TextChoices):
        HELMET = "helmet", _("Helmet")
        GLASSES = "glasses", _("Safety glasses")
        EARS = "ears", _("Ear protection")
        MASK = "mask", _("Mask")
        GLOVES = "gloves", _("Gloves")
        SHOES = "shoes", _("Safety shoes")
        APRON = "apron", _("Apron")
        HARNESS = "harness", _("Harness")

    standard = models.ForeignKey(WorkStandard, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    change_note = models.CharField(_("what is new"), max_length=200, blank=True)
    standard_seconds = models.DecimalField(
        _("standard time (s)"), max_digits=14, decimal_places=4, null=True, blank=True
    )
    tools = ArrayField(models.CharField(max_length=80), verbose_name=_("tools"), default=list, blank=True)
    gear = ArrayField(
        models.CharField(max_length=12, choices=Gear), verbose_name=_("protective gear"), default=list, blank=True
    )
    written_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    in_force_from = models.DateTimeField(_("in force from"), null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["standard", "number"]
        verbose_name = _("version of a work standard")
        constraints = [
            models.UniqueConstraint(fields=["standard", "number"], name="product_version_once"),
            models.UniqueConstraint(
                fields=["standard"], condition=Q(status="in_force"), name="product_one_version_in_force"
            ),
            models.UniqueConstraint(
                fields=["standard"],
                condition=Q(status__in=["draft", "review", "reviewed", "approved"]),
                name="product_one_version_in_work",
                violation_error_message=_("A new version is being worked on already."),
            ),
            models.CheckConstraint(
                condition=(Q(approved_by=None) | Q(written_by=None) | ~Q(approved_by=F("written_by")))
                & (Q(reviewed_by=None) | Q(written_by=None) | ~Q(reviewed_by=F("written_by"))),
                name="product_version_four_eyes",
                violation_error_message=_("Somebody else than its writer must approve it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.standard} v{self.number}"


class _Part(models.Model):
    """A row of a version, in its order."""

    version = models.ForeignKey(StandardVersion, models.CASCADE, related_name="%(class)ss")
    position = models.PositiveIntegerField(_("position"), default=10)

    class Meta:
        abstract = True
        ordering = ["version", "position", "id"]


class StandardStep(_Part):
    text = models.TextField(_("what to do"))
    key_point = models.TextField(_("key point"), blank=True)
    reason = models.TextField(_("why"), blank=True)
    picture = models.FileField(_("picture"), upload_to="standard", blank=True)
    video = models.FileField(_("video"), upload_to="standard", blank=True)

    class Meta(_Part.Meta):
        verbose_name = _("step")

    def __str__(self) -> str:
        return self.text[:60]


class StandardLimit(_Part):
    """A condition that must hold while it is made, e.g. 170 to 190 °C; measured by a signal where there is one."""

    name = models.CharField(_("condition"), max_length=80)
    unit = models.CharField(_("unit"), max_length=30, blank=True)
    lower = models.DecimalField(_("lower limit"), max_digits=18, decimal_places=6, null=True, blank=True)
    target = models.DecimalField(_("target"), max_digits=18, decimal_places=6, null=True, blank=True)
    upper = models.DecimalField(_("upper limit"), max_digits=18, decimal_places=6, null=True, blank=True)
    signal = models.ForeignKey(
        Signal, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("signal")
    )

    class Meta(_Part.Meta):
        verbose_name = _("condition")
        constraints = [
            models.CheckConstraint(
                condition=(Q(lower=None) | Q(upper=None) | Q(lower__lte=F("upper")))
                & (Q(lower=None) | Q(target=None) | Q(lower__lte=F("target")))
                & (Q(target=None) | Q(upper=None) | Q(target__lte=F("upper"))),
                name="product_limits_in_order",
                violation_error_message=_("Lower limit, target and upper limit must rise."),
            ),
            models.CheckConstraint(
                condition=~Q(lower=None, target=None, upper=None), name="product_limit_says_something"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class StandardCheck(_Part):
    """A line of the check sheet. With limits it is measured, without them it is yes or no."""

    text = models.CharField(_("what is checked"), max_length=200)
    method = models.CharField(_("how"), max_length=120, blank=True)
    frequency = models.CharField(_("how often"), max_length=60, blank=True)
    unit = models.CharField(_("unit"), max_length=30, blank=True)
    lower = models.DecimalField(_("lower limit"), max_digits=18, decimal_places=6, null=True, blank=True)
    upper = models.DecimalField(_("upper limit"), max_digits=18, decimal_places=6, null=True, blank=True)

    class Meta(_Part.Meta):
        verbose_name = _("check")
        constraints = [
            models.CheckConstraint(
                condition=Q(lower=None) | Q(upper=None) | Q(lower__lte=F("upper")), name="product_check_in_order"
            )
        ]

    def __str__(self) -> str:
        return self.text


class StandardHazard(_Part):
    text = models.CharField(_("hazard"), max_length=200)
    prevention = models.CharField(_("how to prevent it"), max_length=200, blank=True)

    class Meta(_Part.Meta):
        verbose_name = _("hazard")

    def __str__(self) -> str:
        return self.text


class StandardComment(models.Model):
    """What somebody said about a version, and the state that it was sent to with these words."""

    version = models.ForeignKey(StandardVersion, models.CASCADE, related_name="comments")
    text = models.TextField(_("comment"), blank=True)
    moved_to = models.CharField(max_length=10, choices=StandardVersion.Status, blank=True)
    written_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("comment on a work standard")
        verbose_name_plural = _("comments on work standards")
        ordering = ["id"]


class StandardReading(models.Model):
    """A person has read a version and signed for it. Never changed."""

    version = models.ForeignKey(StandardVersion, models.PROTECT, related_name="readings")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("signature below a work standard")
        verbose_name_plural = _("signatures below work standards")
        ordering = ["signed_at"]
        constraints = [models.UniqueConstraint(fields=["version", "person"], name="product_read_once")]
