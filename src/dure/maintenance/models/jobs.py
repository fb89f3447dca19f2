"""Requests from the floor and the jobs that follow from them and from plans."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dure.maintenance.models.assets import OfAsset
from dure.maintenance.models.plans import Checked, MaintenancePlan
from dure.plant.models import CalendarEntry, Person
from dure.production.models import Call, Downtime, DowntimeReason, UnitOutage


class WorkRequest(OfAsset):
    """Somebody on the floor asks for a repair. client_id: made on the device; the same one asks once.

    call: the call for help that it was made from.
    """

    class Urgency(models.TextChoices):
        STOPPED = "stopped", _("It stands still")
        WORSE = "worse", _("It runs, but badly")
        LATER = "later", _("It can wait")

    class Status(models.TextChoices):
        NEW = "new", _("Not looked at yet")
        TAKEN = "taken", _("A job was made")
        DECLINED = "declined", _("Not done")

    client_id = models.UUIDField(unique=True)
    number = models.CharField(_("number"), max_length=20, unique=True)
    text = models.CharField(_("what is broken"), max_length=500, blank=True)
    urgency = models.CharField(_("how urgent"), max_length=8, choices=Urgency, default=Urgency.WORSE)
    picture = models.FileField(_("picture"), upload_to="maintenance/requests/", blank=True)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.NEW)
    answer = models.CharField(_("answer"), max_length=300, blank=True)
    call = models.OneToOneField(Call, models.PROTECT, null=True, blank=True, related_name="+")
    reported_at = models.DateTimeField(_("asked"))
    reported_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("asked by")
    )

    class Meta(OfAsset.Meta):
        verbose_name = _("work request")
        verbose_name_plural = _("work requests")
        ordering = ["-reported_at", "-id"]
        constraints = [
            *OfAsset.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(text="") | ~Q(picture=""), name="maintenance_request_says_something",
                violation_error_message=_("Take a picture or say what is wrong."),
            ),
            models.CheckConstraint(
                condition=~Q(status="declined") | ~Q(answer=""), name="maintenance_request_declined_with_words"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number


class Job(OfAsset):
    """A repair or a service. outage: what took the work unit out of service for it, still to be ended by it.

    used: days, hours or counts since the service before, when it was done. slot: planned time in the calendar.
    """

    class Kind(models.TextChoices):
        REPAIR = "repair", _("Repair")
        SERVICE = "service", _("Planned service")
        BETTER = "better", _("Improvement")

    class Status(models.TextChoices):
        PLANNED = "planned", _("Still to do")
        RUNNING = "running", _("At work")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("Cancelled")

    number = models.CharField(_("number"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.REPAIR)
    title = models.CharField(_("work to do"), max_length=200)
    instruction = models.TextField(_("instruction"), blank=True)
    plan = models.ForeignKey(MaintenancePlan, models.PROTECT, null=True, blank=True, related_name="jobs")
    request = models.OneToOneField(WorkRequest, models.PROTECT, null=True, blank=True, related_name="job")
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PLANNED)
    due_on = models.DateField(_("due day"), null=True, blank=True)
    owner = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who sees to it")
    )
    minutes = models.PositiveIntegerField(_("takes about (min)"), default=60)
    stops_unit = models.BooleanField(_("the work unit is out of service meanwhile"), default=True)
    slot = models.ForeignKey(CalendarEntry, models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    started_at = models.DateTimeField(_("begun"), null=True, blank=True)
    ended_at = models.DateTimeField(_("done"), null=True, blank=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    outage = models.ForeignKey(UnitOutage, models.PROTECT, null=True, blank=True, related_name="+")
    used = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    cause = models.CharField(_("cause"), max_length=300, blank=True)
    done = models.TextField(_("what was done"), blank=True)

    class Meta(OfAsset.Meta):
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-made_at", "-id"]
        constraints = [
            *OfAsset.Meta.constraints,
            models.CheckConstraint(
                condition=Q(status="planned", started_at=None, ended_at=None)
                | Q(status="running", started_at__isnull=False, ended_at=None)
                | Q(status="done", started_at__isnull=False, ended_at__gte=F("started_at"))
                | Q(status="cancelled"),
                name="maintenance_job_times",
            ),
            models.CheckConstraint(condition=~Q(status="done") | ~Q(done=""), name="maintenance_job_done_with_words"),
            models.UniqueConstraint(
                fields=["plan"], condition=Q(status__in=["planned", "running"]), name="maintenance_one_job_of_a_plan"
            ),
        ]
        indexes = [models.Index(fields=["plan", "ended_at"], name="maintenance_job_plan")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def is_open(self) -> bool:
        return self.status in {self.Status.PLANNED, self.Status.RUNNING}


class JobCheck(Checked):
    """A check as it stood in the plan when the job was made, with what was found."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="checks")
    is_ok = models.BooleanField(_("in order"), null=True, blank=True)
    value = models.DecimalField(_("measured value"), max_digits=14, decimal_places=4, null=True, blank=True)
    picture = models.FileField(_("picture"), upload_to="maintenance/checks/", blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(Checked.Meta):
        verbose_name = _("check of a job")
        verbose_name_plural = _("checks of jobs")
        constraints = [
            *Checked.Meta.constraints,
            models.UniqueConstraint(fields=["job", "number"], name="maintenance_job_check_once"),
            models.CheckConstraint(
                condition=Q(is_ok=None) | Q(checked_at__isnull=False), name="maintenance_check_has_its_time"
            ),
        ]


class JobTime(models.Model):
    """Minutes that somebody worked on a job."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="times")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("person"))
    minutes = models.PositiveIntegerField(_("minutes"))
    day = models.DateField(_("day"))

    class Meta:
        verbose_name = _("working time of a job")
        verbose_name_plural = _("working times of jobs")
        ordering = ["day", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(minutes__gt=0, minutes__lte=1440), name="maintenance_time_of_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.minutes} min"


class JobStop(models.Model):
    """A stop of the work unit that this job put right. A stop belongs to one job; its parts go with it."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="stops")
    # A stop that counting again shows never was goes with its link.
    downtime = models.OneToOneField(Downtime, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("stop of a job")
        verbose_name_plural = _("stops of jobs")

    def __str__(self) -> str:
        return f"{self.job.number} · {self.downtime.started_at:%Y-%m-%d %H:%M}"


class FailureReason(models.Model):
    """A reason of stops that means a failure of the machine, also where no job was made."""

    reason = models.OneToOneField(DowntimeReason, models.PROTECT, related_name="+", verbose_name=_("reason"))

    class Meta:
        verbose_name = _("reason that means a failure")
        verbose_name_plural = _("reasons that mean a failure")
        ordering = ["reason__sort_order", "reason__code"]

    def __str__(self) -> str:
        return str(self.reason)
