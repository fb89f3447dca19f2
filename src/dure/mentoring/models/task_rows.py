"""What belongs to an improvement task: causes, files, comments, and the looks at its figures."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dure.mentoring.models.tasks import RESULTS, ImprovementTask
from dure.mentoring.progress import Held
from dure.plant.models import Person


class TaskCause(models.Model):
    """A step of asking why, in its order, or a bone of the fishbone (4M1E)."""

    class Bone(models.TextChoices):
        WHY = "why", pgettext_lazy("fishbone", "Why?")
        MAN = "man", pgettext_lazy("fishbone", "People")
        MACHINE = "machine", pgettext_lazy("fishbone", "Machine")
        MATERIAL = "material", pgettext_lazy("fishbone", "Material")
        METHOD = "method", pgettext_lazy("fishbone", "Method")
        PLACE = "place", _("Environment")

    task = models.ForeignKey(ImprovementTask, models.CASCADE, related_name="causes")
    bone = models.CharField(_("branch"), max_length=8, choices=Bone, default=Bone.WHY)
    position = models.PositiveSmallIntegerField(default=1)
    text = models.CharField(_("cause"), max_length=200)

    class Meta:
        ordering = ["task", "bone", "position", "id"]
        verbose_name = _("cause")
        verbose_name_plural = _("causes")

    def __str__(self) -> str:
        return self.text


class TaskFile(models.Model):
    """A picture, drawing or document of a task."""

    class Side(models.TextChoices):
        BEFORE = "before", pgettext_lazy("improvement task", "Before")
        AFTER = "after", pgettext_lazy("improvement task", "After")
        OTHER = "other", _("Attachment")

    task = models.ForeignKey(ImprovementTask, models.CASCADE, related_name="files")
    side = models.CharField(_("belongs to"), max_length=6, choices=Side, default=Side.BEFORE)
    file = models.FileField(_("picture or document"), upload_to="improvement")
    note = models.CharField(_("note"), max_length=200, blank=True)
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["task", "id"]
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

    def __str__(self) -> str:
        return self.note or str(self.task)

    @property
    def is_picture(self) -> bool:
        return (self.file.name or "").rpartition(".")[2].lower() in ("jpg", "png", "webp")


class TaskComment(models.Model):
    task = models.ForeignKey(ImprovementTask, models.CASCADE, related_name="comments")
    text = models.TextField(_("comment"), max_length=1000)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["task", "id"]
        verbose_name = _("comment")
        verbose_name_plural = _("comments")

    def __str__(self) -> str:
        return self.text[:60]


class TaskCheck(models.Model):
    """What the figures said of an attempt when somebody looked: age 0 the verification, else days after the change.

    All that is needed to compute it again stands with it. effect, low, high, before, after: in the measure's unit. Of
    a look that could tell nothing they are missing. saving_*: won a year, of
    units_per_day (what one of the figure came to on a day) × unit_value_won × days_a_year. told: warnings as codes with
    their figures.
    """

    VERDICTS = [
        *RESULTS,
        (Held.HELD.value, pgettext_lazy("gain", "Held")),
        (Held.SHRUNK.value, pgettext_lazy("gain", "Shrunk")),
        (Held.LOST.value, pgettext_lazy("gain", "Lost")),
        (Held.UNKNOWN.value, pgettext_lazy("gain", "Can't tell")),
    ]

    task = models.ForeignKey(ImprovementTask, models.CASCADE, related_name="checks")
    attempt = models.PositiveSmallIntegerField(default=1)
    age = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    made_at = models.DateTimeField()
    verdict = models.CharField(_("result"), max_length=8, choices=VERDICTS)
    measure = models.TextField(_("counter-measure"), max_length=2000)
    kpi = models.CharField(_("measured by"), max_length=40)
    scope = models.CharField(_("measured where"), max_length=80, blank=True)
    control = models.CharField(_("measured against"), max_length=80, blank=True)
    changed_on = models.DateField(_("changed on"))
    settle_days = models.PositiveSmallIntegerField(default=0)
    method = models.CharField(max_length=40, blank=True)
    effect = models.FloatField(null=True, blank=True)
    low = models.FloatField(null=True, blank=True)
    high = models.FloatField(null=True, blank=True)
    before = models.FloatField(null=True, blank=True)
    after = models.FloatField(null=True, blank=True)
    n_before = models.PositiveSmallIntegerField(default=0)
    n_after = models.PositiveSmallIntegerField(default=0)
    told = models.JSONField(default=list, blank=True)
    unit_value_won = models.BigIntegerField(null=True, blank=True)
    units_per_day = models.FloatField(null=True, blank=True)
    days_a_year = models.FloatField(null=True, blank=True)
    payback_days = models.PositiveIntegerField(null=True, blank=True)
    saving_won = models.BigIntegerField(null=True, blank=True)
    saving_low_won = models.BigIntegerField(null=True, blank=True)
    saving_high_won = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["task", "attempt", "age"]
        verbose_name = _("check of the effect")
        verbose_name_plural = _("checks of the effect")
        constraints = [
            models.UniqueConstraint(fields=["task", "attempt", "age"], name="mentoring_check_once"),
        ]

    def __str__(self) -> str:
        return f"{self.task} · {self.age}"
