"""A programme, its yearly cohorts and their rounds, and what was decided for them: rules, money, places, targets.

What was decided is never changed: a later decision is another row, so that every past day can be asked again.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dure.mentoring.models.factories import CITY_CHOICES
from dure.plant.models import Person


class Programme(models.Model):
    """code: short and unique, in numbers of cases and certificates."""

    code = models.SlugField(_("code"), max_length=12, unique=True)
    name = models.CharField(_("name"), max_length=80)
    is_active = models.BooleanField(pgettext_lazy("programme", "runs"), default=True)

    class Meta:
        ordering = ["code"]
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")

    def __str__(self) -> str:
        return self.name


class Cohort(models.Model):
    """The firms of a year of a programme. Its calendar is its own and may overlap with the next one's."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="cohorts")
    year = models.PositiveSmallIntegerField(_("year"))
    first_on = models.DateField(_("from"))
    last_on = models.DateField(_("to"))

    class Meta:
        ordering = ["programme", "year"]
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")
        constraints = [
            models.UniqueConstraint(fields=["programme", "year"], name="programme_cohort_year"),
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="programme_cohort_days"),
        ]

    def __str__(self) -> str:
        return f"{self.programme} {self.year}"


class Round(models.Model):
    """A call of a cohort. Firms apply from `opens_on` to `closes_on`, both included."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=80)
    opens_on = models.DateField(_("opens on"))
    closes_on = models.DateField(_("closes on"))

    class Meta:
        ordering = ["cohort", "number"]
        verbose_name = pgettext_lazy("programme", "round")
        verbose_name_plural = _("rounds")
        constraints = [
            models.UniqueConstraint(fields=["cohort", "number"], name="programme_round_number"),
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="programme_round_days"),
        ]

    def __str__(self) -> str:
        return f"{self.cohort} · {self.name}"


class SupportType(models.Model):
    """What a firm applies for, such as JS1."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="types")
    code = models.CharField(_("code"), max_length=8)
    name = models.CharField(_("name"), max_length=80)

    class Meta:
        ordering = ["programme", "code"]
        verbose_name = _("type of support")
        verbose_name_plural = _("types of support")
        constraints = [models.UniqueConstraint(fields=["programme", "code"], name="programme_type_code")]

    def __str__(self) -> str:
        return self.code


class Decided(models.Model):
    """decided_on: from when it holds. recorded_at: since when the hub knows it. source: the paper or meeting.

    The database refuses to change or delete such rows. takes_back: the one that this one undoes, and the reason why.
    """

    decided_on = models.DateField(_("decided on"))
    source = models.CharField(_("rests on"), max_length=200)
    recorded_at = models.DateTimeField(_("entered at"))
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    takes_back = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="taken_back_by")
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        abstract = True


class TypeRule(Decided):
    """A version of what a type of support asks and gives; the last one decided by a day holds on it.

    rate: share of the cost that the public pays at most, 0 to 0.80. cap, unit: won. sources: public source → weight.
    eligibility: condition → value (`eligibility.py`). cut_off: least score of 100.
    """

    type = models.ForeignKey(SupportType, models.PROTECT, related_name="rules")
    version = models.PositiveSmallIntegerField(_("version"))
    rate = models.DecimalField(_("public share at most"), max_digits=4, decimal_places=3)
    cap = models.DecimalField(_("cap (won)"), max_digits=14, decimal_places=0)
    unit = models.DecimalField(_("rounded down to (won)"), max_digits=8, decimal_places=0, default=1)
    sources = models.JSONField(_("public sources and their weights"))
    eligibility = models.JSONField(_("conditions"), default=dict)
    cut_off = models.DecimalField(_("least score"), max_digits=6, decimal_places=3, default=0)

    class Meta:
        ordering = ["type", "version"]
        verbose_name = _("rule of a type")
        verbose_name_plural = _("rules of types")
        constraints = [
            models.UniqueConstraint(fields=["type", "version"], name="programme_rule_version"),
            models.CheckConstraint(condition=Q(rate__gte=0, rate__lte="0.80"), name="programme_rule_rate"),
            models.CheckConstraint(condition=Q(cap__gte=0, unit__gte=1), name="programme_rule_won"),
        ]

    def __str__(self) -> str:
        return f"{self.type} v{self.version}"


class BudgetEntry(Decided):
    """Won that came to the budget of a cohort, or left it (below zero). The budget is their sum."""

    class Source(models.TextChoices):
        PROVINCE = "province", _("Province")
        CITY = "city", pgettext_lazy("budget", "City or county")
        FIRM = "firm", pgettext_lazy("budget", "Firms")
        SPONSOR = "sponsor", _("Sponsor in kind")

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="budget")
    paid_by = models.CharField(_("paid by"), max_length=10, choices=Source)
    city = models.CharField(_("city or county"), max_length=12, choices=CITY_CHOICES, blank=True)
    type = models.ForeignKey(SupportType, models.PROTECT, null=True, blank=True, related_name="+")
    won = models.DecimalField(_("won"), max_digits=14, decimal_places=0)

    class Meta:
        ordering = ["decided_on", "pk"]
        verbose_name = _("entry of the budget")
        verbose_name_plural = _("entries of the budget")
        constraints = [models.CheckConstraint(condition=~Q(won=0), name="programme_budget_won")]

    def __str__(self) -> str:
        return f"{self.cohort} {self.get_paid_by_display()} {self.won}"


class QuotaEntry(Decided):
    """Places given to a part of a round, or taken from it (below zero): of a type, a city, a sector, or all of these.

    bound: whether it is at most or at least so many. move: the same for what was taken here and given there.
    """

    class Bound(models.TextChoices):
        MOST = "most", _("at most")
        LEAST = "least", _("at least")

    round = models.ForeignKey(Round, models.PROTECT, related_name="quotas")
    bound = models.CharField(_("bound"), max_length=5, choices=Bound, default=Bound.MOST)
    type = models.ForeignKey(SupportType, models.PROTECT, null=True, blank=True, related_name="+")
    city = models.CharField(_("city or county"), max_length=12, choices=CITY_CHOICES, blank=True)
    sector = models.CharField(_("sector"), max_length=5, blank=True)
    places = models.SmallIntegerField(pgettext_lazy("programme", "places"))
    move = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering = ["decided_on", "pk"]
        verbose_name = _("entry of a quota")
        verbose_name_plural = _("entries of quotas")
        constraints = [models.CheckConstraint(condition=~Q(places=0), name="programme_quota_places")]

    def __str__(self) -> str:
        return f"{self.round} {self.places:+}"


class TargetEntry(Decided):
    """How many firms a cohort is to reach, in all or of a type or city. The last one decided by a day holds on it.

    firms: None for no target any more.
    """

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="targets")
    type = models.ForeignKey(SupportType, models.PROTECT, null=True, blank=True, related_name="+")
    city = models.CharField(_("city or county"), max_length=12, choices=CITY_CHOICES, blank=True)
    firms = models.PositiveIntegerField(_("firms"), null=True, blank=True)

    class Meta:
        ordering = ["decided_on", "pk"]
        verbose_name = _("target")
        verbose_name_plural = _("targets")

    def __str__(self) -> str:
        return f"{self.cohort} {self.firms}"
