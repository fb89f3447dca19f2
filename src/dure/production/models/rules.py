"""How a work unit's signals are understood. Every rule holds from one moment of plant time to another.

`valid_to` is empty while nothing newer was said; where it equals `valid_from` the rule never held,
because something said later holds from before it.
"""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dure.inventory.models import Item
from dure.plant.models import WorkUnit
from dure.production.unit import CountedFrom, UnitState
from dure.telemetry.models import BEGINNING

HELD = Q(valid_to=None) | Q(valid_to__gt=F("valid_from"))
"""Rules that hold or once held."""

STATE_NAMES = {
    UnitState.PRODUCING: _("Producing"),
    UnitState.IDLE: _("Idle"),
    UnitState.SETUP: _("Set-up"),
    UnitState.DOWN: _("Down"),
    UnitState.OFF: _("Off"),
    UnitState.UNKNOWN: _("No data"),
}


class UnitRule(models.Model):
    """How one work unit counts and when it counts as stopped, from `valid_from` on."""

    work_unit = models.ForeignKey(WorkUnit, models.CASCADE, related_name="+")
    valid_from = models.DateTimeField(_("valid from"))
    valid_to = models.DateTimeField(null=True)
    counted_from = models.CharField(
        _("parts are counted from"),
        max_length=8,
        choices=[
            (CountedFrom.COUNTER, _("the part counter")),
            (CountedFrom.CYCLES, _("finished program cycles")),
        ],
        default=CountedFrom.COUNTER,
    )
    fastest_cycle_s = models.DecimalField(
        _("fastest possible seconds per piece"),
        max_digits=10,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("A jump of the counter beyond this is held for a person to confirm."),
    )
    idle_after_s = models.PositiveIntegerField(
        _("stopped when nothing was counted for (s)"),
        default=60,
        help_text=_("Used only where the machine does not tell its state."),
    )
    micro_stop_s = models.PositiveIntegerField(_("a stop shorter than this (s) is a micro-stop"), default=300)

    class Meta:
        verbose_name = _("counting rule")
        verbose_name_plural = _("counting rules")
        ordering = ["work_unit", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["work_unit", "valid_from"], condition=Q(valid_to=None), name="production_unit_rule_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="production_unit_rule_ends_after_start",
            ),
        ]


class StateWord(models.Model):
    """What a machine's own word for its state means. Without a work unit it holds for all of them."""

    work_unit = models.ForeignKey(WorkUnit, models.CASCADE, null=True, blank=True, related_name="+")
    word = models.CharField(_("the machine's word"), max_length=80)
    valid_from = models.DateTimeField(_("valid from"), default=BEGINNING)
    valid_to = models.DateTimeField(null=True)
    state = models.CharField(_("state"), max_length=10, choices=[(s.value, STATE_NAMES[s]) for s in UnitState])
    finishes_cycle = models.BooleanField(
        _("ends a program cycle"), default=False, help_text=_("Coming from producing, one cycle is finished.")
    )

    class Meta:
        verbose_name = _("state word")
        verbose_name_plural = _("state words")
        ordering = ["work_unit", "word"]
        constraints = [
            models.UniqueConstraint(
                fields=["work_unit", "word"],
                condition=Q(valid_to=None),
                nulls_distinct=False,
                name="production_state_word_once",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="production_state_word_ends_after_start",
            ),
        ]


class ProgramRule(models.Model):
    """What a finished cycle of a program makes: one operation of an item, a whole part, or nothing (a trial).

    `pattern` may hold * and ?. A cycle counts as `parts` finished parts only at the last operation.
    """

    work_unit = models.ForeignKey(WorkUnit, models.CASCADE, related_name="+")
    pattern = models.CharField(_("program"), max_length=200)
    valid_from = models.DateTimeField(_("valid from"), default=BEGINNING)
    valid_to = models.DateTimeField(null=True)
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("item"))
    operation = models.PositiveSmallIntegerField(_("operation"), default=1)
    operations = models.PositiveSmallIntegerField(_("of operations"), default=1)
    parts = models.DecimalField(_("parts at the last operation"), max_digits=10, decimal_places=4, default=1)
    is_trial = models.BooleanField(_("trial, makes no parts"), default=False)

    class Meta:
        verbose_name = _("program rule")
        verbose_name_plural = _("program rules")
        ordering = ["work_unit", "pattern"]
        constraints = [
            models.UniqueConstraint(
                fields=["work_unit", "pattern"], condition=Q(valid_to=None), name="production_program_rule_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="production_program_rule_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(operation__gte=1, operation__lte=F("operations")),
                name="production_operation_within",
            ),
        ]
