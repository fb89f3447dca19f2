"""Rules of alarms, where each alarm stands, and the journal of what happened to it."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dure.decisions.alarming import Happening, State
from dure.decisions.conditions import Kind
from dure.plant.models import Person, WorkUnit
from dure.telemetry.models import Signal

STATE_NAMES = {
    State.NORMAL: _("Normal"),
    State.UNACKED: _("Not acknowledged"),
    State.ACKED: _("Acknowledged"),
    State.RETURNED: _("Gone, not acknowledged"),
    State.LATCHED_UNACKED: _("Gone and latched, not acknowledged"),
    State.LATCHED: _("Gone, to be reset"),
    State.SHELVED: _("Shelved"),
    State.SUPPRESSED: _("Suppressed by design"),
    State.OUT_OF_SERVICE: _("Out of service"),
}
HAPPENING_NAMES = {
    Happening.RAISED: _("Raised"),
    Happening.CLEARED: _("Returned to normal"),
    Happening.ACKNOWLEDGED: _("Acknowledged"),
    Happening.RESET: _("Reset"),
    Happening.SHELVED: _("Shelved"),
    Happening.UNSHELVED: _("Taken off the shelf"),
    Happening.SUPPRESSED: _("Suppressed by design"),
    Happening.UNSUPPRESSED: _("No longer suppressed"),
    Happening.TAKEN_OUT: _("Taken out of service"),
    Happening.PUT_BACK: _("Back in service"),
    Happening.COMMENTED: _("Comment"),
}
KIND_NAMES = {
    Kind.ABOVE: _("is above the limit"),
    Kind.BELOW: _("is below the limit"),
    Kind.RISES: _("rises faster than the limit a minute"),
    Kind.FALLS: _("falls faster than the limit a minute"),
    Kind.SILENT: _("is silent for so many minutes"),
    Kind.STATE: _("is in one of the states"),
}


class Priority(models.IntegerChoices):
    """Three, so that their shares can be held against the standard's 5, 15 and 80 percent."""

    HIGH = 1, _("High")
    MEDIUM = 2, _("Medium")
    LOW = 3, _("Low")


class Subject(models.TextChoices):
    """What a rule looks at."""

    SIGNAL = "signal", _("A signal")
    STATE = "state", _("The state of a work unit")
    COUNT = "count", _("The pieces of a work unit")
    KPI = "kpi", _("A KPI")


class AlarmRule(models.Model):
    """When an alarm rings and what is to be done then (rationalisation).

    window_s: of a rate the time it is taken over, of a KPI the time it is summed up over, 0 for the shift so far.
    only_planned: suppressed while the work unit isn't planned to work. behind: suppressed while that alarm stands.
    """

    name = models.CharField(_("name"), max_length=120, unique=True)
    subject = models.CharField(_("what it looks at"), max_length=8, choices=Subject)
    signal = models.ForeignKey(
        Signal, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("signal")
    )
    work_unit = models.ForeignKey(
        WorkUnit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("work unit")
    )
    kpi = models.CharField(_("KPI"), max_length=30, blank=True)
    scope = models.CharField(_("of what"), max_length=60, blank=True)
    kind = models.CharField(_("rings when it"), max_length=8, choices=[(k.value, KIND_NAMES[k]) for k in Kind])
    limit = models.FloatField(_("limit"), default=0)
    dead_band = models.FloatField(_("dead band"), default=0, validators=[MinValueValidator(0)])
    window_s = models.PositiveIntegerField(_("over (s)"), default=0)
    states = ArrayField(models.CharField(max_length=10), default=list, blank=True, verbose_name=_("states"))
    on_delay_s = models.PositiveIntegerField(_("on-delay (s)"), default=0)
    off_delay_s = models.PositiveIntegerField(_("off-delay (s)"), default=0)
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority, default=Priority.LOW)
    is_latching = models.BooleanField(_("stays on the list until it is reset"), default=False)
    only_planned = models.BooleanField(_("only in planned time"), default=False)
    behind = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followers",
        verbose_name=_("suppressed while this alarm stands"),
    )  # fmt: skip
    cause = models.CharField(_("likely cause"), max_length=300, blank=True)
    consequence = models.CharField(_("what happens if nobody acts"), max_length=300, blank=True)
    action = models.CharField(_("response"), max_length=300)
    respond_minutes = models.PositiveIntegerField(_("time to act (min)"), null=True, blank=True)
    owner = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who answers for the rule")
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["priority", "name"]
        verbose_name = _("alarm rule")
        verbose_name_plural = _("alarm rules")
        constraints = [
            models.CheckConstraint(
                condition=Q(subject="signal", signal__isnull=False, work_unit=None, kpi="")
                | Q(subject__in=["state", "count"], signal=None, work_unit__isnull=False, kpi="")
                | (Q(subject="kpi", signal=None, work_unit=None) & ~Q(kpi="")),
                name="decisions_rule_has_its_subject",
                violation_error_message=_("Choose the signal, the work unit or the KPI that the rule looks at."),
            ),
            models.CheckConstraint(
                condition=Q(subject="state", kind="state")
                | Q(subject="count", kind="silent")
                | Q(subject="signal", kind__in=["above", "below", "rises", "falls", "silent"])
                | Q(subject="kpi", kind__in=["above", "below"]),
                name="decisions_rule_kind_fits",
                violation_error_message=_("This doesn't fit what the rule looks at."),
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["rises", "falls"]) | Q(window_s__gte=1, limit__gt=0), name="decisions_rule_rate",
                violation_error_message=_("A rate needs a time over which it is taken and a limit above nought."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="silent") | Q(limit__gt=0), name="decisions_rule_silence",
                violation_error_message=_("Say after how many minutes of silence it rings."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="state") | ~Q(states=[]), name="decisions_rule_states",
                violation_error_message=_("Choose at least one state."),
            ),
            models.CheckConstraint(
                condition=Q(behind=None) | ~Q(behind=F("id")), name="decisions_rule_not_behind_itself",
                violation_error_message=_("An alarm isn't suppressed by itself."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def unit(self) -> WorkUnit | None:
        """The work unit it is about, where it is about one."""
        return self.signal.work_unit if self.signal is not None else self.work_unit

    @property
    def unit_id(self) -> int | None:
        return self.signal.work_unit_id if self.signal is not None else self.work_unit_id


class Alarm(models.Model):
    """Where the alarm of a rule stands. stands: its condition holds after the delays, also while it is hidden.

    rule_since: its rule says what it says now since then. watched_until, memory: how far the watch has followed it, and
    what it keeps (`conditions.Memory`).
    """

    rule = models.OneToOneField(AlarmRule, models.CASCADE, primary_key=True, related_name="alarm")
    state = models.CharField(
        _("state"), max_length=16, choices=[(s.value, STATE_NAMES[s]) for s in State], default=State.NORMAL.value
    )
    since = models.DateTimeField(_("since"))
    stands = models.BooleanField(default=False)
    raised_at = models.DateTimeField(_("raised"), null=True)
    value = models.CharField(_("reading"), max_length=40, blank=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    shelved_until = models.DateTimeField(_("shelved until"), null=True)
    rule_since = models.DateTimeField()
    watched_until = models.DateTimeField()
    memory = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("alarm")
        verbose_name_plural = _("alarms")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="shelved", shelved_until__isnull=False)
                | (~Q(state="shelved") & Q(shelved_until=None)),
                name="decisions_shelf_has_its_end",
            )
        ]

    def __str__(self) -> str:
        return str(self.rule)

    @property
    def letter_state(self) -> State:
        return State(self.state)


class AlarmRecord(models.Model):
    """What happened to an alarm; the database lets nobody change it. at: when it happened, in plant time.

    state: what followed. rings: it called somebody. priority: the rule's at that time.
    """

    rule = models.ForeignKey(AlarmRule, models.PROTECT, related_name="records", verbose_name=_("alarm rule"))
    at = models.DateTimeField(_("when"))
    happening = models.CharField(
        _("happening"), max_length=14, choices=[(h.value, HAPPENING_NAMES[h]) for h in Happening]
    )
    state = models.CharField(_("state"), max_length=16, choices=[(s.value, STATE_NAMES[s]) for s in State])
    rings = models.BooleanField(default=False)
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority)
    value = models.CharField(_("reading"), max_length=40, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    until = models.DateTimeField(null=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("entry of the alarm journal")
        verbose_name_plural = _("alarm journal")
        indexes = [
            models.Index(fields=["-at"], name="decisions_journal_at"),
            models.Index(fields=["rule", "-at"], name="decisions_journal_rule"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(happening__in=["shelved", "taken_out"]) | ~Q(note=""), name="decisions_hidden_with_reason"
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.at:%Y-%m-%d %H:%M:%S} {self.happening}"
