"""The HACCP plan: hazards of each step, critical control points, their limits; versions with four eyes."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dure.inventory.models import Item
from dure.plant.models import Person, WorkUnit
from dure.product.models import StandardVersion
from dure.quality.haccp.tree import Decision, classify
from dure.telemetry.models import Signal

LIMIT = {"max_digits": 18, "decimal_places": 6, "null": True, "blank": True}
GRADE = [MinValueValidator(1), MaxValueValidator(3)]


class HaccpPlan(models.Model):
    """How the hazards of a kind of food are kept in hand."""

    number = models.CharField(_("number"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    items = models.ManyToManyField(Item, related_name="+", blank=True, verbose_name=_("items"))
    scope = models.CharField(_("intended use and consumers"), max_length=200, blank=True)

    class Meta:
        ordering = ["number"]
        verbose_name = _("HACCP plan")
        verbose_name_plural = _("HACCP plans")

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class HaccpVersion(models.Model):
    """Written, reviewed, approved and put in force as a work standard is; only a draft changes."""

    Status = StandardVersion.Status

    plan = models.ForeignKey(HaccpPlan, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    change_note = models.CharField(_("what is new"), max_length=200, blank=True)
    written_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    editors = models.ManyToManyField(Person, related_name="+", blank=True)
    reviewed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    in_force_from = models.DateTimeField(_("in force from"), null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["plan", "number"]
        verbose_name = _("version of a HACCP plan")
        verbose_name_plural = _("versions of HACCP plans")
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="quality_haccp_version_once"),
            models.UniqueConstraint(fields=["plan"], condition=Q(status="in_force"), name="quality_haccp_one_in_force"),
            models.UniqueConstraint(
                fields=["plan"], condition=Q(status__in=["draft", "review", "reviewed", "approved"]),
                name="quality_haccp_one_in_work",
                violation_error_message=_("A new version is being worked on already."),
            ),
            models.CheckConstraint(
                condition=(Q(approved_by=None) | Q(written_by=None) | ~Q(approved_by=F("written_by")))
                & (Q(reviewed_by=None) | Q(written_by=None) | ~Q(reviewed_by=F("written_by"))),
                name="quality_haccp_four_eyes",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.plan} v{self.number}"


class Hazard(models.Model):
    """A hazard at a step of the process, how much it matters, and the answers that make it a CCP or not."""

    class Kind(models.TextChoices):
        BIOLOGICAL = "B", _("Biological")
        CHEMICAL = "C", _("Chemical")
        PHYSICAL = "P", pgettext_lazy("hazard", "Physical")

    version = models.ForeignKey(HaccpVersion, models.CASCADE, related_name="hazards")
    position = models.PositiveIntegerField(_("position"), default=10)
    step = models.CharField(_("process step"), max_length=80)
    kind = models.CharField(_("kind"), max_length=1, choices=Kind, default=Kind.BIOLOGICAL)
    hazard = models.CharField(pgettext_lazy("HACCP", "hazard"), max_length=120)
    cause = models.CharField(pgettext_lazy("HACCP", "where it comes from"), max_length=200, blank=True)
    severity = models.PositiveSmallIntegerField(_("severity (1–3)"), default=1, validators=GRADE)
    likelihood = models.PositiveSmallIntegerField(_("likelihood (1–3)"), default=1, validators=GRADE)
    measure = models.CharField(_("preventive measure"), max_length=200, blank=True)
    prerequisite = models.BooleanField(_("1 Do prerequisite programmes control it?"), null=True, blank=True)
    has_measure = models.BooleanField(_("2 Is there a measure at this step or a later one?"), null=True, blank=True)
    removes = models.BooleanField(
        _("3 Does this step take it away, or down to what is acceptable?"), null=True, blank=True
    )
    may_grow = models.BooleanField(_("4 Could it become more than is acceptable?"), null=True, blank=True)
    later = models.BooleanField(_("5 Will a later step take it away or down?"), null=True, blank=True)

    class Meta:
        ordering = ["version", "position", "id"]
        verbose_name = pgettext_lazy("HACCP", "hazard")
        verbose_name_plural = pgettext_lazy("HACCP", "hazards")
        constraints = [
            models.CheckConstraint(
                condition=Q(severity__gte=1, severity__lte=3, likelihood__gte=1, likelihood__lte=3),
                name="quality_hazard_grades",
            )
        ]

    def __str__(self) -> str:
        return f"{self.step}: {self.hazard}"

    @property
    def grade(self) -> int:
        return self.severity * self.likelihood

    @property
    def answers(self) -> list[bool | None]:
        return [self.prerequisite, self.has_measure, self.removes, self.may_grow, self.later]

    @property
    def decision(self) -> Decision:
        return classify(self.severity, self.likelihood, self.answers)


class ControlPoint(models.Model):
    """A CCP of a version: critical limits, how it is watched, what is done, how that is checked.

    mark: such as CCP-1B; the same in each version, so that its record goes on. work_unit: it is watched while that
    runs (always where `is_always`, as a cold store is). items: the plan's.
    """

    version = models.ForeignKey(HaccpVersion, models.CASCADE, related_name="points")
    hazard = models.ForeignKey(
        Hazard, models.PROTECT, related_name="points", verbose_name=pgettext_lazy("HACCP", "hazard")
    )
    mark = models.CharField(_("CCP number"), max_length=20)
    name = models.CharField(_("what is measured"), max_length=80)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    lower = models.DecimalField(_("lower critical limit"), **LIMIT)
    upper = models.DecimalField(_("upper critical limit"), **LIMIT)
    decimals = models.PositiveSmallIntegerField(_("decimals"), default=1, validators=[MaxValueValidator(6)])
    method = models.CharField(_("how it is measured"), max_length=200)
    every_minutes = models.PositiveIntegerField(
        _("every (min)"), default=60, validators=[MinValueValidator(1), MaxValueValidator(1440)]
    )
    work_unit = models.ForeignKey(
        WorkUnit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("work unit")
    )
    is_always = models.BooleanField(
        _("also while nothing runs"), default=False, help_text=_("A cold store, for instance.")
    )
    signal = models.ForeignKey(
        Signal, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("signal"),
        help_text=_("Its lowest and highest reading are written down by themselves; without one by hand."),
    )  # fmt: skip
    who = models.CharField(_("who watches"), max_length=80)
    corrective = models.TextField(_("corrective action"))
    verification = models.TextField(_("verification"))
    records = models.CharField(_("records"), max_length=200, blank=True)

    class Meta:
        ordering = ["version", "mark"]
        verbose_name = _("critical control point")
        verbose_name_plural = _("critical control points")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "mark"], name="quality_ccp_once",
                violation_error_message=_("The version has a CCP of this number already."),
            ),
            models.CheckConstraint(
                condition=(Q(lower__isnull=False) | Q(upper__isnull=False))
                & (Q(lower=None) | Q(upper=None) | Q(lower__lte=F("upper"))),
                name="quality_ccp_limits",
                violation_error_message=_("A CCP needs a critical limit; the lower one must not be above the upper."),
            ),
            models.CheckConstraint(condition=Q(every_minutes__gte=1), name="quality_ccp_interval"),
            models.CheckConstraint(
                condition=Q(is_always=True) | Q(work_unit__isnull=False), name="quality_ccp_somewhere",
                violation_error_message=_("Name the work unit, or say that it is watched always."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.mark} {self.name}"

    @property
    def limit_text(self) -> str:
        """Its critical limits with their unit, such as `85.0–95.0 ℃` or `≥ 85.0 ℃`."""
        low, high = (None if one is None else f"{one:.{self.decimals}f}" for one in (self.lower, self.upper))
        if low is not None and high is not None:
            return f"{low}–{high} {self.unit}".strip()
        return (f"≥ {low} {self.unit}" if low is not None else f"≤ {high} {self.unit}").strip()
