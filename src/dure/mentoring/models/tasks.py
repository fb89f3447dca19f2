"""Improvement tasks (개선과제): a loss that somebody found, and how far it has come."""

from datetime import date, timedelta

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dure.mentoring.loss import Loss, TaskState
from dure.mentoring.models.layouts import FloorLayout
from dure.mentoring.progress import Result
from dure.plant.models import Area, Person, WorkUnit

LOSSES = [
    (Loss.BREAKDOWN.value, _("Breakdown")),
    (Loss.SETUP.value, _("Set-up and adjustment")),
    (Loss.MINOR_STOP.value, _("Minor stops")),
    (Loss.SPEED.value, _("Reduced speed")),
    (Loss.DEFECT.value, _("Defects and rework")),
    (Loss.STARTUP.value, _("Start-up losses")),
    (Loss.WAITING.value, _("Waiting")),
    (Loss.DELIVERY.value, _("Late delivery")),
    (Loss.STOCK.value, _("Too much stock")),
    (Loss.ENERGY.value, _("Energy wasted")),
    (Loss.MOTION.value, _("Walking and handling")),
    (Loss.OTHER.value, _("Other loss")),
]
STATES = [
    (TaskState.FOUND.value, pgettext_lazy("improvement task", "Found")),
    (TaskState.ANALYSED.value, _("Analysed")),
    (TaskState.PLANNED.value, _("Planned")),
    (TaskState.DONE.value, _("Done")),
    (TaskState.VERIFIED.value, pgettext_lazy("improvement task", "Verified")),
    (TaskState.SUSTAINED.value, _("Sustained")),
    (TaskState.DECLINED.value, _("Declined")),
]
RESULTS = [
    (Result.WORKED.value, pgettext_lazy("improvement task", "Works")),
    (Result.NONE.value, pgettext_lazy("improvement task", "No effect")),
    (Result.WORSE.value, pgettext_lazy("improvement task", "Made worse")),
]
_PLANNED = ["planned", "done", "verified", "sustained"]
_DONE = _PLANNED[1:]
_MEASURED = _PLANNED[2:]


class ImprovementTask(models.Model):
    """kpi, scope, control: the series by which it is judged, where, and where nothing was changed ("" for none).

    settle_days: days after the change in which people get used to it; they count on neither side. wanted: in the
    measure's own unit (a ratio as 0.85). unit_value_won: for one piece,
    hour or stop, as the yardstick has it. attempt: counted up
    when a counter-measure didn't work and the cause is looked for again. reason: of the last step back. layout: a floor
    layout that replaces another one; what is walked on both stands on the task's page.
    """

    number = models.CharField(_("number"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=120)
    problem = models.TextField(_("what is wrong"), max_length=2000)
    loss = models.CharField(_("kind of loss"), max_length=12, choices=LOSSES)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("area"))
    work_unit = models.ForeignKey(
        WorkUnit, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("work unit")
    )
    state = models.CharField(_("state"), max_length=10, choices=STATES, default=TaskState.FOUND.value)
    state_at = models.DateTimeField(_("in this state since"), null=True, blank=True)
    found_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("found by"))
    found_at = models.DateTimeField(_("found at"))
    origin_text = models.CharField(_("comes from"), max_length=200, blank=True)
    origin_page = models.CharField(max_length=80, blank=True)
    origin_key = models.CharField(max_length=40, blank=True)
    root_cause = models.CharField(_("root cause"), max_length=300, blank=True)
    measure = models.TextField(_("counter-measure"), max_length=2000, blank=True)
    cost_won = models.PositiveBigIntegerField(_("cost (won)"), null=True, blank=True)
    owner = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("who does it")
    )
    due_on = models.DateField(_("done by"), null=True, blank=True)
    kpi = models.CharField(_("measured by"), max_length=40, blank=True)
    scope = models.CharField(_("measured where"), max_length=80, blank=True)
    control = models.CharField(_("measured against"), max_length=80, blank=True)
    wanted = models.FloatField(_("wanted figure"), null=True, blank=True, validators=[MinValueValidator(0)])
    settle_days = models.PositiveSmallIntegerField(_("days to get used to it"), default=0)
    unit_value_won = models.BigIntegerField(_("won for one"), null=True, blank=True)
    unit_value_note = models.CharField(_("where this value comes from"), max_length=200, blank=True)
    unit_value_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    layout = models.ForeignKey(
        FloorLayout, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("floor layout after")
    )
    changed_on = models.DateField(_("changed on"), null=True, blank=True)
    attempt = models.PositiveSmallIntegerField(default=1)
    result = models.CharField(_("result"), max_length=6, choices=RESULTS, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        ordering = ["-found_at", "-id"]
        verbose_name = _("improvement task")
        verbose_name_plural = _("improvement tasks")
        constraints = [
            models.CheckConstraint(condition=Q(loss__in=[one.value for one in Loss]), name="mentoring_task_loss"),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in TaskState]), name="mentoring_task_state"
            ),
            models.CheckConstraint(condition=~Q(state="declined") | ~Q(reason=""), name="mentoring_task_declined_why"),
            models.CheckConstraint(
                condition=~Q(state__in=_PLANNED)
                | (~Q(root_cause="") & ~Q(measure="") & ~Q(kpi="") & Q(owner__isnull=False, due_on__isnull=False,
                cost_won__isnull=False, wanted__isnull=False)),
                name="mentoring_task_planned_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=_DONE) | Q(changed_on__isnull=False), name="mentoring_task_done_on"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=_MEASURED) | ~Q(result=""), name="mentoring_task_verified_by_figures"
            ),
            models.CheckConstraint(condition=~Q(state="sustained") | Q(result="worked"), name="mentoring_task_held"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def counts_from(self) -> date | None:
        """The first day that counts as after: the change and the days to get used to it are over."""
        return self.changed_on + timedelta(days=self.settle_days) if self.changed_on else None

    @property
    def place(self) -> str:
        return f"{self.area} · {self.work_unit}" if self.work_unit_id else str(self.area)
