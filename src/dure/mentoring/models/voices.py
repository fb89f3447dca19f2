"""Voices of the floor (현장의 소리): requests, mostly from a meeting (간담회), with who answers by when.

Hazards and ideas are told in safety; here is what people ask of their firm. A request without a name keeps no person
and no time of day, and no record of its making.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dure.mentoring.voice import VoiceState
from dure.plant.models import Area, Person


class FloorMeeting(models.Model):
    number = models.CharField(_("number"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=120)
    held_on = models.DateField(_("day"))
    area = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("area")
    )  # fmt: skip
    led_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("chaired by")
    )  # fmt: skip
    people = models.TextField(_("who took part"), max_length=2000, blank=True)
    notes = models.TextField(_("what was said"), max_length=4000, blank=True)

    class Meta:
        ordering = ["-held_on", "-id"]
        verbose_name = _("floor meeting")
        verbose_name_plural = _("floor meetings")

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def names(self) -> list[str]:
        return [line.strip() for line in self.people.splitlines() if line.strip()]


class FloorVoice(models.Model):
    class State(models.TextChoices):
        OPEN = VoiceState.OPEN.value, _("Waiting for an answer")
        ANSWERED = VoiceState.ANSWERED.value, _("Answer given")
        DECLINED = VoiceState.DECLINED.value, _("Declined")

    class Topic(models.TextChoices):
        WORK = "work", _("Way of working")
        MACHINE = "machine", _("Machines and tools")
        MATERIAL = "material", _("Material and parts")
        TIME = "time", _("Working time and staffing")
        LEARNING = "learning", _("Training")
        PLACE = "place", _("Rooms, rest and meals")
        QUESTION = "question", _("Question to the firm")
        OTHER = "other", _("Something else")

    number = models.CharField(_("number"), max_length=40, unique=True)
    meeting = models.ForeignKey(
        FloorMeeting, models.PROTECT, null=True, blank=True, related_name="voices", verbose_name=_("floor meeting")
    )
    topic = models.CharField(_("topic"), max_length=12, choices=Topic)
    text = models.TextField(_("request or question"), max_length=1000)
    asked_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("asked by")
    )
    asked_on = models.DateField(_("asked on"))
    owner = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who answers")
    )
    due_on = models.DateField(_("answer due"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    answer = models.TextField(_("answer"), max_length=1000, blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    seen_on = models.DateField(_("read by who asked"), null=True, blank=True)

    class Meta:
        ordering = ["-asked_on", "-id"]
        verbose_name = _("floor voice")
        verbose_name_plural = _("floor voices")
        constraints = [
            models.CheckConstraint(condition=Q(due_on__gte=models.F("asked_on")), name="mentoring_voice_due_after"),
            models.CheckConstraint(
                condition=Q(state="open", answered_on=None)
                | (Q(state__in=["answered", "declined"], answered_on__isnull=False) & ~Q(answer="")),
                name="mentoring_voice_closed_in_words",
            ),
        ]

    def __str__(self) -> str:
        return self.number
