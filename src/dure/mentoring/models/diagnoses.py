"""Diagnoses (진단): a table answered by two people apart from each other, brought together, and closed.

That what was handed in and what is closed stays as it is, is kept by the database (migration).
"""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dure.mentoring.models.assessment_tables import FIGURES, AssessmentTable, TableItem
from dure.mentoring.scoring import LEAST_PEERS
from dure.plant.models import Area, Person


class Diagnosis(models.Model):
    """area: none for the whole plant. *_handed_at: from then on that assessor's answers stay as they are."""

    number = models.CharField(_("number"), max_length=40, unique=True)
    table = models.ForeignKey(AssessmentTable, models.PROTECT, related_name="+", verbose_name=_("assessment table"))
    area = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("area"),
        help_text=_("Empty: the whole plant."),
    )  # fmt: skip
    assessed_on = models.DateField(_("day"))
    first = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("first assessor"))
    second = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("second assessor"))
    first_handed_at = models.DateTimeField(null=True, blank=True)
    second_handed_at = models.DateTimeField(null=True, blank=True)
    sector = models.CharField(
        _("sector"), max_length=60, blank=True, help_text=_("By this the peer group is found that it is compared with.")
    )
    summary = models.TextField(_("summary"), max_length=4000, blank=True)
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-assessed_on", "-id"]
        verbose_name = _("diagnosis")
        verbose_name_plural = _("diagnoses")
        constraints = [
            models.CheckConstraint(
                condition=~Q(first=F("second")),
                name="mentoring_diagnosis_two_people",
                violation_error_message=_("Two different people assess, each apart from the other."),
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None)
                | Q(
                    closed_at__isnull=False, closed_by__isnull=False,
                    first_handed_at__isnull=False, second_handed_at__isnull=False,
                ),
                name="mentoring_diagnosis_closed_after_both",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number

    @property
    def is_handed_in(self) -> bool:
        """Whether both have handed in; before that nobody sees another's answers."""
        return self.first_handed_at is not None and self.second_handed_at is not None

    @property
    def assessors(self) -> tuple[int, int]:
        return self.first_id, self.second_id


class _Level(models.Model):
    diagnosis = models.ForeignKey(Diagnosis, models.PROTECT, related_name="%(class)ss")
    item = models.ForeignKey(TableItem, models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(_("level"), null=True, blank=True)
    is_left_out = models.BooleanField(_("does not apply here"), default=False)

    class Meta:
        abstract = True

    def clean(self) -> None:
        table = self.diagnosis.table
        if self.item.module.table_id != table.pk:
            raise ValidationError(_("This question is not of the table of this diagnosis."))
        if self.level is not None and self.level > table.top:
            raise ValidationError(_("The table has no such level."))


class DiagnosisAnswer(_Level):
    """One assessor's level for one item. note: why; what doesn't apply needs it."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    note = models.CharField(_("note"), max_length=500, blank=True)
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ["diagnosis", "item", "person"]
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(fields=["diagnosis", "item", "person"], name="mentoring_answer_once"),
            models.CheckConstraint(
                condition=Q(level__isnull=False, is_left_out=False) | (Q(level=None, is_left_out=True) & ~Q(note="")),
                name="mentoring_answer_says_something",
                violation_error_message=_("Say in the note why it doesn't apply here."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.diagnosis} · {self.item}"


class AgreedLevel(_Level):
    """What both came to where they differed, and why."""

    reason = models.CharField(_("reason"), max_length=500)
    agreed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField()

    class Meta:
        ordering = ["diagnosis", "item"]
        verbose_name = _("agreed level")
        verbose_name_plural = _("agreed levels")
        constraints = [
            models.UniqueConstraint(fields=["diagnosis", "item"], name="mentoring_agreed_once"),
            models.CheckConstraint(
                condition=(Q(level__isnull=False, is_left_out=False) | Q(level=None, is_left_out=True)) & ~Q(reason=""),
                name="mentoring_agreed_with_reason",
                violation_error_message=_("Say why you agree on this level."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.diagnosis} · {self.item}"


class AnswerEvidence(models.Model):
    """What an assessor leans on: a picture, a document, or a measured figure with its day and page."""

    diagnosis = models.ForeignKey(Diagnosis, models.PROTECT, related_name="evidence")
    item = models.ForeignKey(TableItem, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    file = models.FileField(_("picture or document"), upload_to="diagnosis", blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    figure = models.CharField(_("measured figure"), max_length=30, blank=True, choices=FIGURES)
    value = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    part = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    whole = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    measured_on = models.DateField(null=True, blank=True)
    address = models.CharField(max_length=200, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["diagnosis", "item", "id"]
        verbose_name = _("evidence of an answer")
        verbose_name_plural = _("evidence of answers")
        constraints = [
            models.CheckConstraint(
                condition=(~Q(file="") & Q(figure="", value=None))
                | (Q(file="") & ~Q(figure="") & Q(value__isnull=False, measured_on__isnull=False)),
                name="mentoring_evidence_is_there",
                violation_error_message=_("Add a picture, a document or a figure."),
            )
        ]

    def __str__(self) -> str:
        return self.note or self.get_figure_display() or str(self.item)


class PeerFigure(models.Model):
    """How a module stands in a group of plants, in percent of its points; module "": the whole table.

    It comes as a file from the region; a group of fewer than five is never taken in.
    """

    table_key = models.SlugField(_("assessment table"), max_length=40)
    sector = models.CharField(_("sector"), max_length=60)
    module = models.SlugField(_("module"), max_length=20, blank=True)
    n = models.PositiveIntegerField(_("plants"), validators=[MinValueValidator(LEAST_PEERS)])
    low = models.DecimalField(_("lower quartile"), max_digits=4, decimal_places=1, validators=[MinValueValidator(0)])
    median = models.DecimalField(_("median"), max_digits=4, decimal_places=1)
    high = models.DecimalField(_("upper quartile"), max_digits=4, decimal_places=1, validators=[MaxValueValidator(100)])
    made_on = models.DateField(_("as of"))

    class Meta:
        ordering = ["table_key", "sector", "module"]
        verbose_name = _("figure of a peer group")
        verbose_name_plural = _("figures of peer groups")
        constraints = [
            models.UniqueConstraint(fields=["table_key", "sector", "module"], name="mentoring_peer_once"),
            models.CheckConstraint(
                condition=Q(n__gte=LEAST_PEERS),
                name="mentoring_peer_enough",
                violation_error_message=_("A group of fewer than five plants could be recognised."),
            ),
            models.CheckConstraint(
                condition=Q(low__gte=0, median__gte=F("low"), high__gte=F("median"), high__lte=100),
                name="mentoring_peer_order",
                violation_error_message=_("Quartiles rise from 0 to 100 percent."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.table_key} {self.sector} {self.module}"
