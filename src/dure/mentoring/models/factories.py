"""Factories that mentors are sent to: on a plant its own, at a hub those of the region."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dure.mentoring.expertise import Expertise
from dure.mentoring.region import ELSEWHERE, Point, place_of
from dure.mentoring.stay import LONGEST_WEEKS

CITY_CHOICES = [
    ("jeonju", _("Jeonju")),
    ("gunsan", _("Gunsan")),
    ("iksan", _("Iksan")),
    ("jeongeup", _("Jeongeup")),
    ("namwon", _("Namwon")),
    ("gimje", _("Gimje")),
    ("wanju", _("Wanju")),
    ("jinan", _("Jinan")),
    ("muju", _("Muju")),
    ("jangsu", _("Jangsu")),
    ("imsil", _("Imsil")),
    ("sunchang", _("Sunchang")),
    ("gochang", _("Gochang")),
    ("buan", _("Buan")),
    (ELSEWHERE, _("elsewhere")),
]

EXPERTISE = [
    (Expertise.PROCESS.value, _("Process improvement")),
    (Expertise.QUALITY.value, _("Quality control")),
    (Expertise.MAINTENANCE.value, _("Equipment and maintenance")),
    (Expertise.AUTOMATION.value, _("Automation and devices")),
    (Expertise.LOGISTICS.value, _("Material flow and layout")),
    (Expertise.PLANNING.value, _("Production planning")),
    (Expertise.MES.value, _("MES and data")),
    (Expertise.FIVE_S.value, _("5S and floor management")),
    (Expertise.FOOD.value, _("Food safety (HACCP)")),
    (Expertise.ENERGY.value, _("Energy saving")),
    (Expertise.SAFETY.value, _("Safety at work")),
    (Expertise.COST.value, _("Cost and productivity")),
]
LEVELS = [
    (1, _("1 has worked with it")),
    (2, _("2 has led it in one plant")),
    (3, _("3 has led it in several plants")),
    (4, _("4 has taught others to lead it")),
]


class Located(models.Model):
    """Something at a place: of a city, and more exactly by degrees where they are known."""

    latitude = models.FloatField(
        _("latitude"), null=True, blank=True, validators=[MinValueValidator(33), MaxValueValidator(39)]
    )
    longitude = models.FloatField(
        _("longitude"), null=True, blank=True, validators=[MinValueValidator(124), MaxValueValidator(132)]
    )

    class Meta:
        abstract = True

    @property
    def place(self) -> Point | None:
        return place_of(str(getattr(self, "city", "")), self.latitude, self.longitude)


class Factory(Located):
    """A firm's factory with what it asks for: a team of so many, so many weeks, between two days."""

    name = models.CharField(_("firm"), max_length=80, unique=True)
    city = models.CharField(_("city or county"), max_length=12, choices=CITY_CHOICES)
    team = models.PositiveSmallIntegerField(
        _("mentors wanted"), default=2, validators=[MinValueValidator(1), MaxValueValidator(6)]
    )
    weeks = models.PositiveSmallIntegerField(
        _("weeks wanted"), default=LONGEST_WEEKS, validators=[MinValueValidator(1), MaxValueValidator(LONGEST_WEEKS)]
    )
    days_a_week = models.PositiveSmallIntegerField(
        _("days a week"), default=5, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    first_on = models.DateField(_("from"))
    last_on = models.DateField(_("to"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    is_active = models.BooleanField(_("asks for mentors"), default=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("factory")
        verbose_name_plural = _("factories")
        constraints = [models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="mentoring_factory_days")]

    def __str__(self) -> str:
        return self.name


class FactoryNeed(models.Model):
    """What one of the team must know at least so well."""

    factory = models.ForeignKey(Factory, models.CASCADE, related_name="needs")
    field = models.CharField(_("field"), max_length=12, choices=EXPERTISE)
    level = models.PositiveSmallIntegerField(_("level"), choices=LEVELS, default=2)

    class Meta:
        ordering = ["factory", "field"]
        verbose_name = _("need of a factory")
        verbose_name_plural = _("needs of factories")
        constraints = [models.UniqueConstraint(fields=["factory", "field"], name="mentoring_need_once")]

    def __str__(self) -> str:
        return f"{self.factory} · {self.get_field_display()} {self.level}"
