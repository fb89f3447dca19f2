"""Mentors (멘토): what they can, where they live, when they are away, and with which firms they have a conflict."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dure.mentoring.expertise import HIGHEST, LOWEST
from dure.mentoring.models.factories import CITY_CHOICES, EXPERTISE, LEVELS, Factory, Located
from dure.plant.models import Person

_LEVEL = [MinValueValidator(LOWEST), MaxValueValidator(HIGHEST)]


class Mentor(Located):
    """person: by whom the mentor logs in; none for one who is only known by name."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    person = models.OneToOneField(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("logs in as")
    )
    city = models.CharField(_("home town"), max_length=12, choices=CITY_CHOICES)
    days_a_week = models.PositiveSmallIntegerField(
        _("days a week"), default=5, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    weeks_a_year = models.PositiveSmallIntegerField(
        _("weeks a year at most"), default=40, validators=[MinValueValidator(1), MaxValueValidator(52)]
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    is_active = models.BooleanField(_("in service"), default=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("mentor")
        verbose_name_plural = _("mentors")

    def __str__(self) -> str:
        return self.name


class MentorSkill(models.Model):
    """What a mentor knows, how well, for how many years, and what shows it."""

    mentor = models.ForeignKey(Mentor, models.CASCADE, related_name="skills")
    field = models.CharField(_("field"), max_length=12, choices=EXPERTISE)
    level = models.PositiveSmallIntegerField(_("level"), choices=LEVELS, validators=_LEVEL)
    years = models.PositiveSmallIntegerField(_("years of experience"), validators=[MaxValueValidator(60)])
    evidence = models.CharField(_("what shows it"), max_length=300)

    class Meta:
        ordering = ["mentor", "-level", "field"]
        verbose_name = _("field of a mentor")
        verbose_name_plural = _("fields of mentors")
        constraints = [models.UniqueConstraint(fields=["mentor", "field"], name="mentoring_mentor_skill_once")]

    def __str__(self) -> str:
        return f"{self.mentor} · {self.get_field_display()} {self.level}"


class MentorAbsence(models.Model):
    mentor = models.ForeignKey(Mentor, models.CASCADE, related_name="absences")
    first_on = models.DateField(_("from"))
    last_on = models.DateField(_("to"))
    reason = models.CharField(_("reason"), max_length=120, blank=True)

    class Meta:
        ordering = ["mentor", "first_on"]
        verbose_name = _("absence of a mentor")
        verbose_name_plural = _("absences of mentors")
        constraints = [models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="mentoring_absence_days")]

    def __str__(self) -> str:
        return f"{self.mentor} · {self.first_on} – {self.last_on}"


class MentorConflict(models.Model):
    """A firm to which the mentor isn't sent, and why (worked there, family, a competitor, shares)."""

    mentor = models.ForeignKey(Mentor, models.CASCADE, related_name="conflicts")
    factory = models.ForeignKey(Factory, models.CASCADE, related_name="+", verbose_name=_("firm"))
    reason = models.CharField(_("reason"), max_length=200)

    class Meta:
        ordering = ["mentor", "factory"]
        verbose_name = _("conflict of interest")
        verbose_name_plural = _("conflicts of interest")
        constraints = [models.UniqueConstraint(fields=["mentor", "factory"], name="mentoring_conflict_once")]

    def __str__(self) -> str:
        return f"{self.mentor} · {self.factory}"
