"""Training: courses with their test, sessions, who was there how long, what they knew before and after."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dure.plant.models import Person, Skill

_PERCENT = [MinValueValidator(0), MaxValueValidator(100)]


class Course(models.Model):
    number = models.CharField(_("number"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    aim = models.TextField(_("what one can do afterwards"), max_length=1000, blank=True)
    hours = models.DecimalField(_("hours planned"), max_digits=5, decimal_places=1, validators=[MinValueValidator(0)])
    skill = models.ForeignKey(
        Skill, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("skill")
    )  # fmt: skip
    level = models.PositiveSmallIntegerField(
        _("level reached"), default=2, validators=[MinValueValidator(1), MaxValueValidator(4)]
    )
    valid_months = models.PositiveSmallIntegerField(
        _("holds for (months)"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(240)]
    )
    pass_percent = models.PositiveSmallIntegerField(_("pass mark (%)"), default=60, validators=_PERCENT)
    attend_percent = models.PositiveSmallIntegerField(_("least attendance (%)"), default=80, validators=_PERCENT)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["name", "id"]
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    def __str__(self) -> str:
        return self.name


class CourseQuestion(models.Model):
    """right: place of the right answer, from 0."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="questions")
    text = models.CharField(_("test question"), max_length=500)
    options = ArrayField(models.CharField(max_length=200), verbose_name=_("answers to choose from"))
    right = models.PositiveSmallIntegerField(_("right answer"))

    class Meta:
        ordering = ["course", "id"]
        verbose_name = _("question of a test")
        verbose_name_plural = _("questions of tests")
        constraints = [
            models.CheckConstraint(
                condition=Q(options__len__gte=2) & Q(right__lt=F("options__len")), name="mentoring_question_right_there"
            )
        ]

    def __str__(self) -> str:
        return self.text


class TrainingSession(models.Model):
    number = models.CharField(_("number"), max_length=40, unique=True)
    course = models.ForeignKey(Course, models.PROTECT, related_name="sessions", verbose_name=_("course"))
    held_on = models.DateField(_("day"))
    starts = models.TimeField(_("from"))
    ends = models.TimeField(_("until"))
    break_min = models.PositiveSmallIntegerField(_("breaks (min)"), default=0)
    place = models.CharField(_("place"), max_length=120, blank=True)
    trainer = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("trainer")
    )
    trainer_name = models.CharField(_("trainer from outside"), max_length=60, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    class Meta:
        ordering = ["-held_on", "-starts", "-id"]
        verbose_name = _("training session")
        verbose_name_plural = _("training sessions")
        constraints = [models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="mentoring_session_ends_later")]

    def __str__(self) -> str:
        return f"{self.number} {self.course}"

    @property
    def minutes(self) -> int:
        """Of teaching, breaks taken off."""
        span = datetime.combine(self.held_on, self.ends) - datetime.combine(self.held_on, self.starts)
        return int(span.total_seconds()) // 60 - self.break_min

    @property
    def led_by(self) -> str:
        return str(self.trainer) if self.trainer else self.trainer_name


class Attendance(models.Model):
    """minutes: how long the person was there; None until it is written down."""

    session = models.ForeignKey(TrainingSession, models.PROTECT, related_name="people")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("person"))
    minutes = models.PositiveSmallIntegerField(_("minutes there"), null=True, blank=True)

    class Meta:
        ordering = ["person__display_name", "person__username", "id"]
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"], name="mentoring_attendance_once",
                violation_error_message=_("This person is on the list already."),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.session} · {self.person}"


class TestResult(models.Model):
    """answers: chosen places, -1 for none. percent: as it was when the test was taken."""

    __test__ = False  # its name looks like one to pytest

    class Stage(models.TextChoices):
        BEFORE = "before", _("Before the course")
        AFTER = "after", _("After the course")

    attendance = models.ForeignKey(Attendance, models.PROTECT, related_name="results")
    stage = models.CharField(max_length=6, choices=Stage)
    answers = ArrayField(models.SmallIntegerField())
    percent = models.PositiveSmallIntegerField(validators=_PERCENT)
    taken_at = models.DateTimeField()

    class Meta:
        ordering = ["attendance", "id"]
        verbose_name = _("result of a test")
        verbose_name_plural = _("results of tests")
        constraints = [
            models.UniqueConstraint(
                fields=["attendance", "stage"], name="mentoring_result_once",
                violation_error_message=_("This test is taken already."),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.attendance} · {self.get_stage_display()}"


class Certificate(models.Model):
    """What somebody has completed. code: by chance, looked up on an open page. course_name, minutes: as they were.

    level_before, ended_before: the skill as it was, to be put back.
    """

    number = models.CharField(_("number"), max_length=40, unique=True)
    attendance = models.OneToOneField(Attendance, models.PROTECT, related_name="certificate")
    code = models.CharField(_("code"), max_length=19, unique=True)
    course_name = models.CharField(_("course"), max_length=120)
    minutes = models.PositiveIntegerField(_("minutes there"))
    issued_on = models.DateField(_("issued on"))
    issued_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("issued by"))
    valid_to = models.DateField(_("holds until"), null=True, blank=True)
    level_before = models.PositiveSmallIntegerField(null=True, blank=True)
    ended_before = models.DateField(null=True, blank=True)
    revoked_on = models.DateField(_("revoked on"), null=True, blank=True)
    revoked_why = models.CharField(_("why revoked"), max_length=300, blank=True)

    class Meta:
        ordering = ["-issued_on", "-id"]
        verbose_name = _("course certificate")
        verbose_name_plural = _("certificates")
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_on=None) | ~Q(revoked_why=""), name="mentoring_certificate_revoked_why"
            )
        ]

    def __str__(self) -> str:
        return self.number
