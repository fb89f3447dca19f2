"""What firms ask of the programme (현장의 소리), who answers by when, and what came of it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dure.mentoring.models.factories import CITY_CHOICES
from dure.plant.models import Person
from dure.programme.models.firms import Firm


class RegionVoice(models.Model):
    """firm: none when it came up without one; city then says whose it is, "" for the whole region.

    outcome_text: which rule changed and how, why it was declined, or to whom it was passed on.
    """

    class Source(models.TextChoices):
        MEETING = "meeting", _("Meeting")
        VISIT = "visit", pgettext_lazy("voice", "Visit")
        PHONE = "phone", _("Phone call")
        LETTER = "letter", _("Letter or message")
        PAGE = "page", _("Written here by the firm")

    class Topic(models.TextChoices):
        MONEY = "money", _("Funding and settlement")
        RULES = "rules", _("Conditions and papers")
        SYSTEM = "system", _("Systems and suppliers")
        MENTOR = "mentor", _("Mentors and training")
        MARKET = "market", _("Sales channels")
        OTHER = "other", _("Something else")

    class Outcome(models.TextChoices):
        RULE = "rule", _("a rule changed")
        HELPED = "helped", _("settled without a change of rules")
        DECLINED = "declined", pgettext_lazy("voice", "declined")
        PASSED = "passed", _("passed on")

    number = models.CharField(_("number"), max_length=40, unique=True)
    firm = models.ForeignKey(
        Firm, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=pgettext_lazy("programme", "firm")
    )
    city = models.CharField(_("city or county"), max_length=12, choices=CITY_CHOICES, blank=True)
    source = models.CharField(_("where from"), max_length=8, choices=Source)
    occasion = models.CharField(_("which meeting or visit"), max_length=120, blank=True)
    topic = models.CharField(_("topic"), max_length=8, choices=Topic)
    text = models.TextField(_("request or question"), max_length=2000)
    asked_on = models.DateField(_("asked on"))
    owner = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who answers")
    )
    due_on = models.DateField(_("answer due"))
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    outcome = models.CharField(pgettext_lazy("voice", "what came of it"), max_length=8, choices=Outcome, blank=True)
    outcome_text = models.TextField(_("in words"), max_length=1000, blank=True)
    outcome_on = models.DateField(pgettext_lazy("voice", "since"), null=True, blank=True)

    class Meta:
        ordering = ["-asked_on", "-id"]
        verbose_name = _("voice of the floor")
        verbose_name_plural = _("voices of the floor")
        constraints = [
            models.CheckConstraint(condition=Q(due_on__gte=F("asked_on")), name="programme_voice_due_after"),
            models.CheckConstraint(
                condition=Q(answered_on=None, answer="") | (Q(answered_on__isnull=False) & ~Q(answer="")),
                name="programme_voice_answered_in_words",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", outcome_text="", outcome_on=None)
                | (Q(answered_on__isnull=False, outcome_on__isnull=False) & ~Q(outcome="") & ~Q(outcome_text="")),
                name="programme_voice_outcome_in_words",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.answered_on is None
