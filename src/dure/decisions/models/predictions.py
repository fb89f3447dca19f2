"""What is watched by a model that was learnt from the plant's own time: its subject, and the versions learnt for it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from dure.decisions.prediction.held_back import Ground
from dure.plant.models import Person, WorkUnit
from dure.telemetry.models import Signal

GROUND_NAMES = {
    Ground.BETTER: _("Better than the simple way"),
    Ground.NOT_BETTER: _("No better than the simple way"),
    Ground.LOUD: _("Rings too often"),
    Ground.FEW: _("Too little data"),
}


class PredictionModel(models.Model):
    """A subject: one thing told about one work unit, or about a signal of it. in_use: the version that speaks, put
    there by a person.

    tried_at, tried: when it was learnt last and what came of it, as a message with its figures. followed_until, alarms,
    level: how far the version in use has followed the machine, what it rang at, and how much slower it runs (more it
    takes, or how far the signal has moved) now. days: followed by a model of energy (`piece_energy_model.Seen`), or
    hours by one of a signal. rings_too_often: then it is shown but advises nothing.
    """

    class Kind(models.TextChoices):
        PACE = "pace", _("Pace of a machine")
        ENERGY = "energy", _("Energy of a piece")
        SIGNAL = "signal", _("Drift of a signal")

    kind = models.CharField(_("what it watches"), max_length=10, choices=Kind, default=Kind.PACE)
    work_unit = models.ForeignKey(WorkUnit, models.PROTECT, related_name="+", verbose_name=_("work unit"))
    signal = models.ForeignKey(
        Signal, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("signal")
    )
    in_use = models.ForeignKey(
        "FittedModel", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("version in use")
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    tried_at = models.DateTimeField(_("learnt last"), null=True, blank=True)
    tried = models.JSONField(default=dict, blank=True)
    followed_until = models.DateTimeField(_("data of"), null=True, blank=True)
    alarms = models.JSONField(default=list, blank=True)
    level = models.FloatField(null=True, blank=True)
    days = models.JSONField(default=list, blank=True)
    rings_too_often = models.BooleanField(default=False)

    class Meta:
        ordering = ["kind", "work_unit__sort_order", "work_unit__code", "pk"]
        verbose_name = _("prediction model")
        verbose_name_plural = _("prediction models")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "work_unit", "signal"], name="decisions_one_model_of_a_subject", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.work_unit} · {self.signal.name if self.signal else self.get_kind_display()}"


class FittedModel(models.Model):
    """One version: what it was learnt from, how good it was on later time, and its figures.

    from_at, to_at: of the data; split_at: what came from then on wasn't seen while it was judged. digest: SHA-256 of
    the data. ours, theirs: hours until a change is seen, by it and by a plain limit; of energy kWh that it and the
    simple way are off in a day. hours: of running; of energy days. figures: numbers and names only. picture: the later
    values and the moments at which it rang, or the later days.
    """

    model = models.ForeignKey(PredictionModel, models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField(_("version"))
    fitted_at = models.DateTimeField(_("learnt"))
    from_at = models.DateTimeField()
    split_at = models.DateTimeField()
    to_at = models.DateTimeField()
    hours = models.PositiveIntegerField(_("hours of running"))
    features = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    ground = models.CharField(_("verdict"), max_length=12, choices=[(g.value, GROUND_NAMES[g]) for g in Ground])
    verdict = models.JSONField(default=dict)
    ours = models.FloatField(_("until a change is seen (h)"))
    theirs = models.FloatField(_("by a plain limit (h)"))
    figures = models.JSONField(default=dict)
    picture = models.JSONField(default=dict)
    was_used = models.BooleanField(default=False)
    program = models.CharField(max_length=40)

    class Meta:
        ordering = ["-version"]
        verbose_name = _("version of a model")
        verbose_name_plural = _("versions of models")
        constraints = [models.UniqueConstraint(fields=["model", "version"], name="decisions_version_once")]

    def __str__(self) -> str:
        return f"{self.model} {self.version}"

    @property
    def may_be_used(self) -> bool:
        return self.ground == Ground.BETTER
