"""Proposed decisions, and the record of what was decided about them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dure.decisions.deciding import Status, Verb
from dure.plant.models import Person

STATUS_NAMES = {
    Status.OPEN: _("Waits for a decision"),
    Status.ACCEPTED: _("Accepted"),
    Status.DECLINED: _("Declined"),
    Status.LATER: _("Put off"),
    Status.EXPIRED: _("Expired"),
    Status.SUPERSEDED: _("Replaced by a newer one"),
    Status.WITHDRAWN: _("No longer needed"),
}
VERB_NAMES = {
    Verb.PROPOSED: _("Proposed"),
    Verb.ACCEPTED: _("Accepted"),
    Verb.DECLINED: _("Declined"),
    Verb.PUT_OFF: _("Put off"),
    Verb.CAME_BACK: _("Open again"),
    Verb.EXPIRED: _("Expired"),
    Verb.SUPERSEDED: _("Replaced by a newer one"),
    Verb.WITHDRAWN: _("No longer needed"),
    Verb.UNDONE: _("Taken back"),
}
_WAITS = Q(status__in=[Status.OPEN.value, Status.LATER.value])


class Recommendation(models.Model):
    """Something that a person should decide. key: by which its source knows it again.

    facts: what the source needs to say it in the reader's language and to do it. evidence: figures, each with label,
    value, unit and moment; evidence_at: the oldest of them. happened_at: of the event that it answers to.
    effect, effect_low, effect_high: what it is expected to change, with its uncertainty where the source knows one.
    kpi, scope, control: by which its effect is measured afterwards, against a scope that nothing was changed in.
    """

    kind = models.CharField(_("source"), max_length=20)
    key = models.CharField(max_length=120)
    status = models.CharField(
        _("status"), max_length=10, choices=[(s.value, STATUS_NAMES[s]) for s in Status], default=Status.OPEN.value
    )
    facts = models.JSONField(default=dict)
    evidence = models.JSONField(default=list)
    evidence_at = models.DateTimeField(_("data of"))
    happened_at = models.DateTimeField(_("happened"))
    made_at = models.DateTimeField(_("proposed"))
    deadline = models.DateTimeField(_("decide until"), null=True)
    effect = models.FloatField(_("expected effect"), null=True)
    effect_low = models.FloatField(null=True)
    effect_high = models.FloatField(null=True)
    effect_unit = models.CharField(max_length=60, blank=True)
    kpi = models.CharField(max_length=30, blank=True)
    scope = models.CharField(max_length=60, blank=True)
    control = models.CharField(max_length=60, blank=True)
    put_off_until = models.DateTimeField(_("put off until"), null=True)
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )  # fmt: skip
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    outcome = models.JSONField(default=dict)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = [F("deadline").asc(nulls_last=True), "-made_at", "-id"]
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], condition=_WAITS, name="decisions_one_that_waits"),
            models.CheckConstraint(
                condition=~Q(status__in=["accepted", "declined"]) | Q(decided_at__isnull=False),
                name="decisions_decided_at_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(status="declined") | ~Q(reason=""), name="decisions_declined_with_reason"
            ),
            models.CheckConstraint(
                condition=~Q(status="later") | Q(put_off_until__isnull=False), name="decisions_put_off_until_when"
            ),
        ]
        indexes = [models.Index(fields=["status", "deadline"], name="decisions_waiting")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class DecisionRecord(models.Model):
    """What happened to a recommendation; the database lets nobody change it."""

    recommendation = models.ForeignKey(Recommendation, models.PROTECT, related_name="records")
    verb = models.CharField(_("happening"), max_length=10, choices=[(v.value, VERB_NAMES[v]) for v in Verb])
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        ordering = ["at", "id"]
        verbose_name = _("record of a decision")
        verbose_name_plural = _("records of decisions")

    def __str__(self) -> str:
        return f"{self.recommendation} {self.verb}"
