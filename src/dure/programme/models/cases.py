"""The way of a firm through a cohort, step by step as a workflow says."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dure.plant.models import Person
from dure.plant.today import today
from dure.programme.models.calls import Programme, Round, SupportType, TypeRule
from dure.programme.models.firms import OfAFirm
from dure.programme.words import state_word


class WorkflowVersion(models.Model):
    """data: as `workflow.read` takes it. Cases go on by the version with which they began."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="workflows")
    number = models.PositiveSmallIntegerField(_("version"))
    data = models.JSONField(pgettext_lazy("programme", "steps"))
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    published_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["programme", "number"]
        verbose_name = _("life cycle")
        verbose_name_plural = _("life cycles")
        constraints = [models.UniqueConstraint(fields=["programme", "number"], name="programme_workflow_number")]

    def __str__(self) -> str:
        return f"{self.programme} v{self.number}"


class Case(OfAFirm):
    """A firm in a round. number: shown to people, such as JS-2026-0007.

    state: of its workflow, since `since_on`; due_on: by when the next step should be taken. overdue_on: the day on
    which it was found to be late, until the next step. is_open: it takes a place of the firm in the programme, from
    the letter of intent to the settlement. wish: what the letter of intent says.
    """

    number = models.CharField(_("number"), max_length=24, unique=True)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    round = models.ForeignKey(Round, models.PROTECT, related_name="cases")
    type = models.ForeignKey(SupportType, models.PROTECT, related_name="cases")
    workflow = models.ForeignKey(WorkflowVersion, models.PROTECT, related_name="cases")
    state = models.SlugField(_("state"), max_length=20)
    since_on = models.DateField(pgettext_lazy("programme", "since"))
    due_on = models.DateField(_("due on"), null=True, blank=True)
    overdue_on = models.DateField(_("found late on"), null=True, blank=True)
    is_open = models.BooleanField(default=True)
    wish = models.TextField(_("what the firm wants to do"), blank=True)

    class Meta:
        ordering = ["number"]
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        constraints = [
            models.UniqueConstraint(fields=["firm", "programme"], condition=Q(is_open=True), name="programme_one_case"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def word(self) -> str:
        """What its state is called."""
        return state_word(self.state)

    @property
    def days_left(self) -> int | None:
        """Until the due day, below zero when it is over."""
        return None if self.due_on is None else (self.due_on - today()).days


class CaseStep(OfAFirm):
    """A step that was taken; never changed. taken_on: from when it holds. recorded_at: since when the hub knows it.

    rule: the version of the type's rule by which it was decided.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="steps")
    name = models.SlugField(pgettext_lazy("programme", "step"), max_length=20)
    start = models.SlugField(max_length=20, blank=True)
    end = models.SlugField(_("state"), max_length=20)
    taken_on = models.DateField(pgettext_lazy("programme", "on"))
    recorded_at = models.DateTimeField(_("entered at"))
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"), blank=True)
    rule = models.ForeignKey(TypeRule, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["case", "pk"]
        verbose_name = pgettext_lazy("programme", "step")
        verbose_name_plural = pgettext_lazy("programme", "steps")

    def __str__(self) -> str:
        return f"{self.case} {self.name}"
