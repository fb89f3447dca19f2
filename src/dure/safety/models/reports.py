"""What the floor tells: near misses and suggestions, and the places where a QR code asks for them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dure.plant.models import Area, WorkUnit
from dure.safety.models.words import AccidentKind, Reported


class NearMiss(Reported):
    """Something that nearly hurt somebody (아차사고)."""

    class Status(models.TextChoices):
        NEW = "new", _("Just told")
        HANDLED = "handled", _("Being put right")
        DONE = "done", _("Put right")

    kind = models.CharField(_("what could have happened"), max_length=12, choices=AccidentKind)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.NEW)

    class Meta(Reported.Meta):
        verbose_name = _("near miss")
        verbose_name_plural = _("near misses")
        constraints = [
            *Reported.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(status="done") | Q(answered_at__isnull=False), name="safety_nearmiss_done_is_answered"
            ),
        ]


class Suggestion(Reported):
    """An idea of somebody who does the work (제안), with its answer and whose credit it is."""

    class Topic(models.TextChoices):
        SAFETY = "safety", _("Safety")
        EASE = "ease", _("Easier work")
        QUALITY = "quality", _("Quality")
        SPEED = "speed", _("Less waste")
        PLACE = "place", _("Workplace and rest")
        OTHER = "other", _("Something else")

    class Status(models.TextChoices):
        NEW = "new", _("Just told")
        CONSIDERED = "considered", _("Being looked at")
        ACCEPTED = "accepted", _("Taken up")
        DONE = "done", _("Carried out")
        DECLINED = "declined", _("Not now")

    topic = models.CharField(_("topic"), max_length=12, choices=Topic, default=Topic.SAFETY)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.NEW)
    shows_name = models.BooleanField(_("my name may be shown"), default=True)
    credit = models.CharField(_("credit goes to"), max_length=120, blank=True)
    reward_won = models.PositiveIntegerField(_("reward (won)"), null=True, blank=True)

    class Meta(Reported.Meta):
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        constraints = [
            *Reported.Meta.constraints,
            models.CheckConstraint(condition=~Q(text=""), name="safety_suggestion_has_words"),
            models.CheckConstraint(
                condition=~Q(status__in=["accepted", "done", "declined"]) | Q(answered_at__isnull=False),
                name="safety_suggestion_decided_is_answered",
            ),
        ]


class ReportPoint(models.Model):
    """A place with a QR code: whoever scans it may tell something without logging in.

    token: what the code holds; whoever has stood before the code knows it. A new one makes the old print void.
    """

    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("area"))
    work_unit = models.ForeignKey(
        WorkUnit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("work unit")
    )
    token = models.CharField(max_length=64, unique=True, editable=False)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["area__sort_order", "area", "work_unit__sort_order", "id"]
        verbose_name = _("place with a QR code")
        verbose_name_plural = _("places with QR codes")
        constraints = [
            models.UniqueConstraint(
                fields=["area", "work_unit"], nulls_distinct=False, name="safety_point_once",
                violation_error_message=_("This place has a QR code already."),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.work_unit or self.area)
