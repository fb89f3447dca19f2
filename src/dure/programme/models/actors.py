"""Organisations of the region, and who sits for them from when to when."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dure.mentoring.models.factories import CITY_CHOICES
from dure.plant.models import REGION_NAMES, Person
from dure.programme.models.firms import Firm

KINDS = [(role.value, name) for role, name in REGION_NAMES.items()]


class Organisation(models.Model):
    """One that takes part. kind: what its people are in the programme. city: of a city's office. firm: of a firm."""

    kind = models.CharField(_("kind"), max_length=12, choices=KINDS)
    name = models.CharField(_("name"), max_length=80, unique=True)
    city = models.CharField(_("city or county"), max_length=12, choices=CITY_CHOICES, blank=True)
    firm = models.OneToOneField(Firm, models.PROTECT, null=True, blank=True, related_name="organisation")
    is_active = models.BooleanField(_("takes part"), default=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            models.CheckConstraint(condition=~Q(kind="city") | ~Q(city=""), name="programme_city_is_named"),
            models.CheckConstraint(
                condition=Q(kind="firm", firm__isnull=False) | (~Q(kind="firm") & Q(firm__isnull=True)),
                name="programme_firm_is_named",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Seat(models.Model):
    """Somebody speaks for an organisation between two days, both included."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="seats")
    first_on = models.DateField(_("from"))
    last_on = models.DateField(_("to"), null=True, blank=True)

    class Meta:
        ordering = ["organisation", "first_on"]
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on__isnull=True) | Q(last_on__gte=F("first_on")), name="programme_seat_days"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.organisation}"
