"""Assessment tables (진단표): what is asked, what each level means and what it is worth, in versions.

A draft is written and changed; a published version stays as it is, which the database keeps (migration), and is
withdrawn when the next one is published.
"""

from collections.abc import Collection
from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dure.mentoring.measured import MEASURED
from dure.mentoring.scoring import step_fault
from dure.plant.models import Person

MOST_LEVELS = 10
FIGURES = [("", _("none")), *((one.key, _(one.name)) for one in MEASURED.values())]


class AssessmentTable(models.Model):
    """levels: what level 0, 1, 2 … means in general. cut_points: from how many points the level of that name holds.

    key: the same for all versions of a table.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("assessment table", "Draft")
        PUBLISHED = "published", pgettext_lazy("assessment table", "Published")
        WITHDRAWN = "withdrawn", pgettext_lazy("assessment table", "Withdrawn")

    key = models.SlugField(_("short name"), max_length=40)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    name = models.CharField(_("name"), max_length=120)
    note = models.TextField(_("origin of the table"), max_length=1000, blank=True)
    levels = ArrayField(models.CharField(max_length=200), verbose_name=_("levels"))
    cut_points = ArrayField(models.PositiveIntegerField(), default=list, blank=True, verbose_name=_("cut-offs"))
    cut_names = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["name", "-version"]
        verbose_name = _("assessment table")
        verbose_name_plural = _("assessment tables")
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], name="mentoring_table_version"),
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(status="draft"),
                name="mentoring_table_one_draft",
                violation_error_message=_("There is a draft of this table already. Publish or remove it first."),
            ),
            models.UniqueConstraint(
                fields=["key"], condition=Q(status="published"), name="mentoring_table_one_published"
            ),
            models.CheckConstraint(
                condition=Q(status="draft", published_at=None) | (~Q(status="draft") & Q(published_at__isnull=False)),
                name="mentoring_table_published_when",
            ),
            models.CheckConstraint(
                condition=Q(levels__len__gte=2, levels__len__lte=MOST_LEVELS),
                name="mentoring_table_levels",
                violation_error_message=_("A table has two to ten levels, the first of them 0."),
            ),
            models.CheckConstraint(
                condition=Q(cut_points__len=models.F("cut_names__len")), name="mentoring_table_cuts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"

    @property
    def top(self) -> int:
        """The level from which an item earns all its points."""
        return len(self.levels) - 1


class TableModule(models.Model):
    """A part of a table that gets a result of its own; an area is several of them."""

    table = models.ForeignKey(AssessmentTable, models.CASCADE, related_name="modules")
    position = models.PositiveSmallIntegerField(_("position"), default=10)
    area = models.CharField(_("area of the table"), max_length=60)
    code = models.SlugField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=80)

    class Meta:
        ordering = ["table", "position", "id"]
        verbose_name = _("module of an assessment table")
        verbose_name_plural = _("modules of assessment tables")
        constraints = [
            models.UniqueConstraint(
                fields=["table", "code"], name="mentoring_module_once",
                violation_error_message=_("The table has a module with this code already."),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class TableItem(models.Model):
    """A question. levels: what its levels mean where the table's own words aren't enough, one for each.

    figure, steps: a measured figure that answers it, and from which value level 1, 2, 3 … is reached.
    """

    module = models.ForeignKey(TableModule, models.CASCADE, related_name="items", verbose_name=_("module"))
    position = models.PositiveSmallIntegerField(_("position"), default=10)
    question = models.CharField(_("what is asked"), max_length=300)
    points = models.PositiveSmallIntegerField(_("points"), validators=[MinValueValidator(1)])
    evidence = models.CharField(_("evidence asked for"), max_length=200, blank=True)
    levels = ArrayField(models.CharField(max_length=200), default=list, blank=True, verbose_name=_("levels"))
    figure = models.CharField(_("measured figure"), max_length=30, blank=True, choices=FIGURES)
    steps = ArrayField(
        models.DecimalField(max_digits=12, decimal_places=2), default=list, blank=True, verbose_name=_("steps")
    )

    class Meta:
        ordering = ["module__position", "module", "position", "id"]
        verbose_name = _("item of an assessment table")
        verbose_name_plural = _("items of assessment tables")
        constraints = [
            models.CheckConstraint(condition=Q(points__gte=1), name="mentoring_item_points"),
            models.CheckConstraint(
                condition=Q(figure="", steps__len=0) | (~Q(figure="") & Q(steps__len__gte=1)),
                name="mentoring_item_steps",
                violation_error_message=_("A measured figure needs its steps, and steps need a figure."),
            ),
        ]

    def __str__(self) -> str:
        return self.question

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        # Steps that come back out of a change record are texts.
        self.steps = [Decimal(str(step)) for step in self.steps]
        super().clean_fields(exclude=exclude)

    def clean(self) -> None:
        top = self.module.table.top
        if self.levels and len(self.levels) != top + 1:
            raise ValidationError(_("Say what each of the levels means, or none of them."))
        if self.steps and (len(self.steps) != top or step_fault(self.steps)):
            raise ValidationError(_("Give one step for each level from 1, all rising or all falling."))

    def meanings(self) -> list[str]:
        """What level 0, 1, 2 … means here."""
        return self.levels or self.module.table.levels
