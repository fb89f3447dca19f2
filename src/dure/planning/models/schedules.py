"""What is done when and on which work unit: the plan that is followed, proposals to change it, copies to try out.

One schedule is followed at a time. A proposal is kept with what was decided about it; a copy belongs to nobody's day.
"""

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dure.plant.models import Person, WorkCenter, WorkUnit
from dure.production.models import WorkOrder

if TYPE_CHECKING:
    from dure.planning.models.claims import LatenessClaim


class SchedulingRules(models.Model):
    """What the plant has chosen for its schedules; one row. What counts is told as the cost of a minute, where a minute
    late of an order of usual weight costs 100."""

    class Setup(models.IntegerChoices):
        NOT = 0, _("not at all")
        LITTLE = 10, _("a little: an hour saved for six minutes late")
        MUCH = 50, _("much: an hour saved for half an hour late")
        ALIKE = 100, _("as much as lateness")

    class Flow(models.IntegerChoices):
        NOT = 0, _("not at all")
        LITTLE = 1, _("a little: where nothing gets later by it")
        MUCH = 10, _("much")

    class Calm(models.IntegerChoices):
        NOT = 0, _("move whatever helps")
        LITTLE = 10, _("move little")
        MUCH = 30, _("move only what helps a lot")

    horizon_days = models.PositiveSmallIntegerField(
        _("plan this many days ahead"), default=60, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    frozen_minutes = models.PositiveSmallIntegerField(
        _("leave alone what begins within (minutes)"), default=30, validators=[MaxValueValidator(2880)]
    )
    early_days = models.PositiveSmallIntegerField(
        _("orders may begin so many days before their day"), default=3, validators=[MaxValueValidator(365)]
    )
    setup_matters = models.PositiveSmallIntegerField(
        _("setting up counts"), choices=Setup.choices, default=Setup.LITTLE
    )
    flow_matters = models.PositiveSmallIntegerField(
        _("finishing early counts"), choices=Flow.choices, default=Flow.LITTLE
    )
    calm_matters = models.PositiveSmallIntegerField(
        _("when something happens"), choices=Calm.choices, default=Calm.MUCH
    )
    search_seconds = models.PositiveSmallIntegerField(
        _("seconds to look for a better plan"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(600)],
    )
    is_watched = models.BooleanField(
        _("propose a better plan by itself"),
        default=True,
        help_text=_("When a machine stops, an order comes, material is late or work takes longer."),
    )
    gain_minutes = models.PositiveSmallIntegerField(
        _("propose only what saves so many minutes of lateness"), default=30
    )

    class Meta:
        verbose_name = _("rules of scheduling")
        verbose_name_plural = _("rules of scheduling")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


class SetupTime(models.Model):
    """Minutes from items of a group to those of another one, "" for any. Where none fits, the routing says it."""

    work_center = models.ForeignKey(
        WorkCenter, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("work center")
    )
    before = models.CharField(_("from the group"), max_length=60, blank=True)
    after = models.CharField(_("to the group"), max_length=60, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    for_allergens = models.BooleanField(
        _("cleaning of allergens"),
        default=False,
        help_text=_("On top, when what ran before holds an allergen that the next item must not."),
    )

    class Meta:
        ordering = ["work_center", "before", "after", "id"]
        verbose_name = _("set-up time")
        verbose_name_plural = _("set-up times")
        constraints = [
            models.UniqueConstraint(
                fields=["work_center", "before", "after", "for_allergens"],
                name="planning_setup_once",
                nulls_distinct=False,
                violation_error_message=_("This is there already."),
            ),
            models.CheckConstraint(
                condition=Q(for_allergens=False) | Q(before="", after=""),
                name="planning_setup_allergens",
                violation_error_message=_("Cleaning of allergens goes by the items, not by their groups."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.before or '*'} → {self.after or '*'}"


class OrderPriority(models.Model):
    """How much a minute late of an order counts against one of an order without a row."""

    class Weight(models.IntegerChoices):
        IMPORTANT = 2, _("Important")
        URGENT = 5, _("Urgent")
        FIRST = 20, _("Before all others")

    order = models.OneToOneField(WorkOrder, models.CASCADE, related_name="+")
    weight = models.PositiveSmallIntegerField(_("priority"), choices=Weight.choices)

    class Meta:
        verbose_name = _("priority of an order")
        verbose_name_plural = _("priorities of orders")

    def __str__(self) -> str:
        return f"{self.order}: {self.get_weight_display()}"


class Absence(models.Model):
    """A person is not there from a moment to another."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("person"))
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("to"))
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        ordering = ["starts_at", "person"]
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="planning_absence_ends",
                violation_error_message=_("The end must lie after the beginning."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.starts_at:%Y-%m-%d}"


class Schedule(models.Model):
    """planned_at: minute 0 of its plan. because: what happened that it answers. facts: of what it was made; both as
    `schedule_words` reads them. notes: what it had to take for granted. before: the plan that was followed when it was
    made, and what that would cost then. stop_asked: a person has seen enough."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Being planned")
        PROPOSED = "proposed", _("Proposed")
        LIVE = "live", _("Followed")
        COPY = "copy", _("Copy to try out")
        DECLINED = "declined", _("Declined")
        REPLACED = "replaced", _("Replaced")
        FAILED = "failed", _("Failed")

    class Purpose(models.TextChoices):
        PLAN = "plan", _("A person asked")
        EVENT = "event", _("Something happened")
        TRIAL = "trial", _("Trial")

    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.WAITING)
    purpose = models.CharField(_("why"), max_length=5, choices=Purpose, default=Purpose.PLAN)
    name = models.CharField(_("name"), max_length=80, blank=True)
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name=_("asked by"))
    event_at = models.DateTimeField(_("happened at"), null=True)
    because = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    facts = models.JSONField(default=dict)
    limit_s = models.FloatField(default=3)
    planned_at = models.DateTimeField(null=True)
    ready_at = models.DateTimeField(_("ready at"), null=True)
    seconds = models.FloatField(_("seconds"), null=True)
    engine = models.CharField(max_length=20, blank=True)
    is_optimal = models.BooleanField(default=False)
    stop_asked = models.BooleanField(default=False)
    problem = models.JSONField(_("problem"), default=dict, blank=True)
    cost = models.BigIntegerField(null=True)
    bound = models.BigIntegerField(null=True)
    late_orders = models.PositiveIntegerField(_("late orders"), default=0)
    late_minutes = models.BigIntegerField(_("minutes late, weighted"), default=0)
    setup_minutes = models.BigIntegerField(_("minutes of setting up"), default=0)
    moved = models.PositiveIntegerField(_("operations moved"), default=0)
    before = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    before_late_orders = models.PositiveIntegerField(null=True)
    before_late_minutes = models.BigIntegerField(null=True)
    before_setup_minutes = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decline_reason = models.CharField(_("why it was declined"), max_length=200, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("schedule")
        verbose_name_plural = _("schedules")
        constraints = [
            models.UniqueConstraint(fields=["status"], condition=Q(status="live"), name="planning_one_live_schedule"),
            models.UniqueConstraint(
                fields=["status"], condition=Q(status="proposed"), name="planning_one_proposed_schedule"
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"#{self.pk}"


class ScheduledTask(models.Model):
    """An operation in a schedule. starts_at, ends_at: as it stands now; planned_start, planned_end: as it was accepted.
    work_unit: none for what others do. setup_minutes: before its start. minutes: of work. people, tools: who and what
    is there all the time."""

    schedule = models.ForeignKey(Schedule, models.CASCADE, related_name="tasks")
    order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="+", db_index=False)
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    work_unit = models.ForeignKey(WorkUnit, models.CASCADE, null=True, related_name="+", db_index=False)
    pieces = models.DecimalField(max_digits=18, decimal_places=4)
    minutes = models.PositiveIntegerField()
    setup_minutes = models.PositiveIntegerField(default=0)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    planned_start = models.DateTimeField()
    planned_end = models.DateTimeField()
    people = ArrayField(models.IntegerField(), default=list)
    tools = ArrayField(models.IntegerField(), default=list)
    is_locked = models.BooleanField(default=False)
    is_running = models.BooleanField(default=False)

    class Meta:
        ordering = ["schedule", "starts_at", "id"]
        verbose_name = _("task of a schedule")
        verbose_name_plural = _("tasks of schedules")
        constraints = [
            models.UniqueConstraint(fields=["schedule", "order", "number"], name="planning_task_once"),
            models.CheckConstraint(condition=Q(ends_at__gte=F("starts_at")), name="planning_task_ends"),
        ]


class ScheduledOrder(models.Model):
    """When an order ends in a schedule. why: what its time goes to, where it is late: [cause, begin, end, order,
    number, what]. claim: what is told of it, once a page has asked."""

    claim: "LatenessClaim | None" = None

    schedule = models.ForeignKey(Schedule, models.CASCADE, related_name="orders")
    order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="+")
    ends_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    late_minutes = models.PositiveIntegerField(default=0)
    late_before = models.PositiveIntegerField(null=True)
    weight = models.PositiveSmallIntegerField(default=1)
    why = models.JSONField(default=list)

    class Meta:
        ordering = ["schedule", "-late_minutes", "ends_at", "id"]
        verbose_name = _("order in a schedule")
        verbose_name_plural = _("orders in schedules")
        constraints = [models.UniqueConstraint(fields=["schedule", "order"], name="planning_scheduled_order_once")]


class TrialMove(models.Model):
    """A change that a person made in a copy. before: the copy's rows as they were, as Django's serializer writes them,
    so that it can be taken back."""

    schedule = models.ForeignKey(Schedule, models.CASCADE, related_name="moves")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    before = models.TextField()

    class Meta:
        ordering = ["schedule", "id"]
        verbose_name = _("change of a copy")
        verbose_name_plural = _("changes of a copy")

    def __str__(self) -> str:
        return f"{self.schedule} {self.at:%H:%M:%S}"
