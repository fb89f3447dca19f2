"""The council of manufacturing innovation (제조혁신 협의체), what it decided to do, and the goals of the programme."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CouncilMember(models.Model):
    """Between two days, both included. side: for whom the member speaks."""

    class Side(models.TextChoices):
        BUSINESS = "business", _("Business")
        LABOUR = "labour", pgettext_lazy("council", "Labour")
        UNIVERSITY = "university", _("University or research")
        PUBLIC = "public", _("Public office")
        OTHER = "other", pgettext_lazy("council", "Other")

    name = models.CharField(_("name"), max_length=60)
    body = models.CharField(_("organisation"), max_length=80)
    side = models.CharField(_("speaks for"), max_length=10, choices=Side)
    first_on = models.DateField(_("from"))
    last_on = models.DateField(_("to"), null=True, blank=True)

    class Meta:
        ordering = ["side", "name", "pk"]
        verbose_name = _("member of the council")
        verbose_name_plural = _("members of the council")
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on__isnull=True) | Q(last_on__gte=F("first_on")), name="programme_member_days"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.body})"


class CouncilMeeting(models.Model):
    """present: who came, one a line."""

    title = models.CharField(_("title"), max_length=120)
    held_on = models.DateField(_("day"))
    place = models.CharField(pgettext_lazy("council", "place"), max_length=120, blank=True)
    agenda = models.TextField(_("agenda"), max_length=4000)
    present = models.TextField(_("who took part"), max_length=2000, blank=True)
    minutes = models.TextField(pgettext_lazy("council", "minutes"), max_length=20000, blank=True)

    class Meta:
        ordering = ["-held_on", "-pk"]
        verbose_name = _("meeting of the council")
        verbose_name_plural = _("meetings of the council")

    def __str__(self) -> str:
        return f"{self.held_on} {self.title}"


class CouncilAction(models.Model):
    """What somebody is to do after a meeting. result: what was done; with it the action is closed."""

    meeting = models.ForeignKey(CouncilMeeting, models.PROTECT, related_name="actions")
    text = models.CharField(_("what is to be done"), max_length=300)
    owner = models.ForeignKey(
        CouncilMember, models.PROTECT, related_name="actions", verbose_name=pgettext_lazy("council", "who does it")
    )
    due_on = models.DateField(pgettext_lazy("council", "due"))
    result = models.CharField(_("what was done"), max_length=1000, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = _("action of the council")
        verbose_name_plural = _("actions of the council")
        constraints = [
            models.CheckConstraint(
                condition=Q(done_on=None, result="") | (Q(done_on__isnull=False) & ~Q(result="")),
                name="programme_action_closed_in_words",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class Goal(models.Model):
    """A statement of where the programme wants to go. Either it has a figure that can be measured, or it says why not.

    proxy: the figure that stands for it; unit, baseline, target and by when.
    """

    text = models.CharField(_("goal"), max_length=300, unique=True)
    source = models.CharField(_("who said it, where and when"), max_length=300)
    is_measured = models.BooleanField(pgettext_lazy("goal", "measured"), default=True)
    proxy = models.CharField(_("measured by"), max_length=300, blank=True)
    unit = models.CharField(_("unit"), max_length=12, blank=True)
    baseline = models.DecimalField(_("at the beginning"), max_digits=16, decimal_places=2, null=True, blank=True)
    target = models.DecimalField(_("to be reached"), max_digits=16, decimal_places=2, null=True, blank=True)
    target_on = models.DateField(_("to be reached by"), null=True, blank=True)
    why_not = models.CharField(_("why it isn't measured"), max_length=300, blank=True)

    class Meta:
        ordering = ["-is_measured", "pk"]
        verbose_name = _("goal of the programme")
        verbose_name_plural = _("goals of the programme")
        constraints = [
            models.CheckConstraint(
                condition=(Q(is_measured=True, why_not="", target__isnull=False) & ~Q(proxy=""))
                | (Q(is_measured=False, proxy="", baseline=None, target=None, target_on=None) & ~Q(why_not="")),
                name="programme_goal_measured_or_not",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]
