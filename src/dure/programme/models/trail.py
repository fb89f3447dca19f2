"""The trail: who did and saw what on the hub. Rows are added by the database's own hand and never changed."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dure.plant.models import Person

FLOOR_MONTHS = 12
"""No kind of entry goes earlier: the least that the rules on access records ask for."""
USUAL_MONTHS = 24


class TrailEntry(models.Model):
    """One act. A trigger gives sequence, previous, witness and hash (`trail_sql`); nobody writes them.

    page: name of the address. what: which act, table or file. firm: number of the firm whose data it was, whose: its
    name or that of the row. rows: how many a list or file had. record: number of the change or security record that
    the entry is of, evidence: SHA-256 of what stood in it. witness: eight characters of a hash for each column.
    """

    class Kind(models.TextChoices):
        LOGIN = "login", pgettext_lazy("trail", "Logged in")
        REFUSED = "refused", pgettext_lazy("trail", "Refused")
        SECURITY = "security", pgettext_lazy("trail", "Security act")
        CHANGE = "change", pgettext_lazy("trail", "Changed")
        READ = "read", pgettext_lazy("trail", "Opened")
        LIST = "list", pgettext_lazy("trail", "List opened")
        EXPORT = "export", pgettext_lazy("trail", "Downloaded")
        REVEAL = "reveal", pgettext_lazy("trail", "Unmasked")
        UPKEEP = "upkeep", pgettext_lazy("trail", "Upkeep of the trail")

    sequence = models.BigIntegerField(primary_key=True, db_default=0)
    previous = models.CharField(max_length=64, db_default="")
    hash = models.CharField(max_length=64, db_default="")
    witness = models.TextField(db_default="")
    at = models.DateTimeField(db_default=Now(), db_index=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    # No constraint: its check would lock the person's row while the chain is held.
    person = models.ForeignKey(Person, models.DO_NOTHING, null=True, related_name="+", db_constraint=False)
    name = models.CharField(max_length=150, blank=True)
    address = models.CharField(max_length=60, blank=True)
    session = models.CharField(max_length=12, blank=True)
    page = models.CharField(max_length=80, blank=True)
    path = models.CharField(max_length=300, blank=True)
    what = models.CharField(max_length=200, blank=True)
    firm = models.BigIntegerField(null=True)
    whose = models.CharField(max_length=200, blank=True)
    rows = models.IntegerField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    status = models.IntegerField(null=True)
    record = models.BigIntegerField(null=True)
    evidence = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-sequence"]
        verbose_name = _("entry of the trail")
        verbose_name_plural = _("entries of the trail")
        indexes = [
            models.Index(fields=["person", "-sequence"], name="programme_trail_person"),
            models.Index(fields=["firm", "-sequence"], name="programme_trail_firm", condition=Q(firm__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.get_kind_display()}"


class TrailAnchor(models.Model):
    """The head of the trail at a moment, signed with a key that the database doesn't hold. Added only."""

    class Why(models.TextChoices):
        DAY = "day", pgettext_lazy("trail", "Day")
        REVIEW = "review", pgettext_lazy("trail", "Monthly review")
        CUT = "cut", pgettext_lazy("trail", "Retention")

    at = models.DateTimeField()
    why = models.CharField(max_length=6, choices=Why)
    sequence = models.BigIntegerField(db_index=True)
    hash = models.CharField(max_length=64)
    signature = models.CharField(max_length=64)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("signed head of the trail")
        verbose_name_plural = _("signed heads of the trail")

    def __str__(self) -> str:
        return f"{self.get_why_display()} {self.sequence}"


class TrailReview(models.Model):
    """Somebody looked through a month of the trail and says so. figures: as they stood then. Added only."""

    month = models.DateField(unique=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    note = models.CharField(_("what was looked at and found"), max_length=500)
    figures = models.JSONField(default=dict)
    breaks = models.PositiveIntegerField(default=0)
    anchor = models.ForeignKey(TrailAnchor, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-month"]
        verbose_name = _("monthly review of the trail")
        verbose_name_plural = _("monthly reviews of the trail")

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class TrailTerm(models.Model):
    """How long entries of a kind stay; USUAL_MONTHS where no row says otherwise."""

    kind = models.CharField(_("kind"), max_length=8, choices=TrailEntry.Kind, primary_key=True)
    months = models.PositiveSmallIntegerField(pgettext_lazy("term", "months"))

    class Meta:
        ordering = ["kind"]
        verbose_name = _("term of entries")
        verbose_name_plural = _("terms of entries")
        constraints = [
            models.CheckConstraint(condition=Q(months__gte=FLOOR_MONTHS), name="programme_trail_term_floor"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.months}"
