"""Visits between factories (선배 기업 방문): what a firm offers to show, who books it, and what was learnt.

A guest sees the offer by a link with a code and nothing else of the plant; what a booking tells is read by the host
alone. The words of the confidentiality statement are kept with each acceptance, as they were then.
"""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dure.plant.models import Person


class FactoryVisit(models.Model):
    class Status(models.TextChoices):
        OFFERED = "offered", _("Open for booking")
        FULL = "full", _("Closed for booking")
        HELD = "held", _("Took place")
        CANCELLED = "cancelled", _("Cancelled")

    number = models.CharField(_("number"), max_length=40, unique=True)
    topic = models.CharField(pgettext_lazy("visit", "topic"), max_length=120)
    shows = models.TextField(_("what guests see"), max_length=2000)
    held_on = models.DateField(_("day"))
    starts = models.TimeField(_("from"))
    ends = models.TimeField(_("until"))
    place = models.CharField(_("meeting point"), max_length=200)
    most = models.PositiveSmallIntegerField(_("people at most"), default=8, validators=[MinValueValidator(1)])
    statement = models.TextField(_("confidentiality statement"), max_length=4000)
    token = models.CharField(max_length=64, unique=True)
    status = models.CharField(_("state"), max_length=10, choices=Status, default=Status.OFFERED)
    host = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("host"))
    notes = models.TextField(_("what came of it"), max_length=4000, blank=True)

    class Meta:
        ordering = ["-held_on", "-id"]
        verbose_name = _("factory visit")
        verbose_name_plural = _("factory visits")
        constraints = [models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="mentoring_visit_ends_later")]

    def __str__(self) -> str:
        return f"{self.number} {self.topic}"


class VisitBooking(models.Model):
    """accepted: the statement as it was when somebody of the firm accepted it for all who come."""

    class Status(models.TextChoices):
        ASKED = "asked", _("Asked")
        CONFIRMED = "confirmed", _("Confirmed")
        DECLINED = "declined", _("Declined")

    visit = models.ForeignKey(FactoryVisit, models.PROTECT, related_name="bookings")
    firm = models.CharField(_("firm"), max_length=120)
    contact = models.CharField(_("contact"), max_length=60)
    reach = models.CharField(_("telephone or e-mail"), max_length=120)
    people = models.TextField(_("who comes"), max_length=1000)
    questions = models.TextField(_("what you want to learn"), max_length=1000, blank=True)
    accepted = models.TextField(max_length=4000)
    accepted_at = models.DateTimeField(_("accepted at"))
    token = models.CharField(max_length=64, unique=True)
    status = models.CharField(_("state"), max_length=10, choices=Status, default=Status.ASKED)
    answer = models.CharField(_("answer"), max_length=500, blank=True)

    class Meta:
        ordering = ["visit", "id"]
        verbose_name = _("booking of a visit")
        verbose_name_plural = _("bookings of visits")
        constraints = [models.CheckConstraint(condition=~Q(accepted=""), name="mentoring_booking_accepts")]

    def __str__(self) -> str:
        return f"{self.visit} · {self.firm}"

    @property
    def names(self) -> list[str]:
        return [line.strip() for line in self.people.splitlines() if line.strip()]
