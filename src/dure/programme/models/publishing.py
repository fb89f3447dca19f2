"""Cases of firms with their consents, and what is published: copies and counts that hold nothing else of a firm.

`PublishedPractice`, `Release`, `ReleasedCount` and `ContextFigure` are what pages without a log-in read.
"""

import json
from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dure.plant.models import Person
from dure.programme.models.firms import OfAFirm


class BestPractice(OfAFirm):
    """A case that others may copy. reviewed: digest of the text as somebody else than its writer found it right."""

    title = models.CharField(_("title"), max_length=120)
    title_en = models.CharField(_("title in English"), max_length=160, blank=True)
    problem = models.TextField(_("problem"), max_length=3000)
    problem_en = models.TextField(_("problem in English"), max_length=4000, blank=True)
    done = models.TextField(_("what was done"), max_length=3000)
    done_en = models.TextField(_("what was done, in English"), max_length=4000, blank=True)
    written_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    reviewed = models.CharField(_("reviewed text"), max_length=64, blank=True)
    reviewed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("case of a firm")
        verbose_name_plural = _("cases of firms")
        constraints = [
            models.CheckConstraint(
                condition=Q(reviewed="") | (Q(reviewed_by__isnull=False) & ~Q(reviewed_by=F("written_by"))),
                name="programme_case_by_two",
            )
        ]

    def __str__(self) -> str:
        return self.title


class PracticeEffect(OfAFirm):
    """A figure before and after. n: how many values it rests on. measured: from records, rather than as told."""

    practice = models.ForeignKey(BestPractice, models.CASCADE, related_name="effects")
    name = models.CharField(_("figure"), max_length=80)
    name_en = models.CharField(_("figure in English"), max_length=120, blank=True)
    before = models.DecimalField(_("before the change"), max_digits=16, decimal_places=4)
    after = models.DecimalField(_("after"), max_digits=16, decimal_places=4)
    unit = models.CharField(_("unit"), max_length=20)
    n = models.PositiveIntegerField(_("number of values (n)"), validators=[MinValueValidator(1)])
    first_on = models.DateField(_("first day measured"))
    last_on = models.DateField(_("last day measured"))
    method = models.CharField(_("way of measuring"), max_length=300)
    method_en = models.CharField(_("method in English"), max_length=400, blank=True)
    measured = models.BooleanField(_("measured, rather than told by the firm"), default=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("effect of a case")
        verbose_name_plural = _("effects of cases")
        constraints = [
            models.CheckConstraint(condition=Q(n__gte=1), name="programme_effect_has_values"),
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="programme_effect_days"),
        ]

    def __str__(self) -> str:
        return self.name


class PracticeConsent(OfAFirm):
    """digest: SHA-256 of the text that the firm was shown, in hex. given_by: who of the firm, by name and position."""

    practice = models.ForeignKey(BestPractice, models.PROTECT, related_name="consents")
    given_by = models.CharField(_("consent given by"), max_length=80)
    given_on = models.DateField(_("consent given on"))
    purpose = models.CharField(_("for what"), max_length=200)
    until = models.DateField(_("holds until"))
    digest = models.CharField(_("digest"), max_length=64)
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    revoked_on = models.DateField(_("revoked on"), null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("consent to publish")
        verbose_name_plural = _("consents to publish")
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("given_on")), name="programme_consent_days"),
            models.CheckConstraint(condition=~Q(digest=""), name="programme_consent_of_a_text"),
        ]

    def __str__(self) -> str:
        return f"{self.practice} · {self.given_by}"


class PublishedPractice(models.Model):
    """body: the text that was consented to, as JSON. Triggers let in and keep only what has its consent."""

    practice = models.OneToOneField(BestPractice, models.PROTECT, related_name="+")
    consent = models.ForeignKey(PracticeConsent, models.PROTECT, related_name="+")
    body = models.TextField(_("text"))
    published_on = models.DateField(_("published on"))
    until = models.DateField(_("holds until"))

    class Meta:
        ordering = ["-published_on", "-pk"]
        verbose_name = _("published case")
        verbose_name_plural = _("published cases")

    def __str__(self) -> str:
        return str(self.told["title"])

    @property
    def told(self) -> dict[str, Any]:
        return dict(json.loads(self.body))


LICENCES = [
    ("kogl-1", _("Korea Open Government Licence, type 1 (name the source)")),
    ("kogl-4", _("Korea Open Government Licence, type 4 (name the source, no trade, no change)")),
    ("cc-by-4", "CC BY 4.0"),
]


class Release(models.Model):
    """Counts as they stood on a day, small ones hidden."""

    as_of = models.DateField(_("as of"), unique=True)
    licence = models.CharField(_("licence"), max_length=12, choices=LICENCES)

    class Meta:
        ordering = ["-as_of"]
        verbose_name = _("published figures")
        verbose_name_plural = _("published figures")

    def __str__(self) -> str:
        return f"{self.as_of}"


class ReleasedCount(models.Model):
    """table: which count; part: of what ("": all of the table). n is None where it is hidden."""

    release = models.ForeignKey(Release, models.CASCADE, related_name="counts")
    table = models.CharField(_("table"), max_length=20)
    part = models.CharField(_("part"), max_length=20, blank=True)
    n = models.PositiveIntegerField(_("count"), null=True, blank=True)

    class Meta:
        ordering = ["table", "part"]
        verbose_name = _("published count")
        verbose_name_plural = _("published counts")
        constraints = [
            models.UniqueConstraint(fields=["release", "table", "part"], name="programme_count_once"),
            models.CheckConstraint(condition=Q(n__isnull=True) | Q(n=0) | Q(n__gte=5), name="programme_no_small_count"),
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.part}"


class ContextFigure(models.Model):
    """A figure from elsewhere, never without its source."""

    name = models.CharField(_("figure"), max_length=120)
    name_en = models.CharField(_("figure in English"), max_length=160, blank=True)
    value = models.DecimalField(_("value of the figure"), max_digits=20, decimal_places=4)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    period = models.CharField(_("day or period"), max_length=40)
    n = models.PositiveIntegerField(_("number of values (n)"), null=True, blank=True)
    method = models.CharField(_("way of measuring"), max_length=300)
    method_en = models.CharField(_("method in English"), max_length=400, blank=True)
    source = models.CharField(_("source"), max_length=160)
    source_url = models.URLField(_("address of the source"), max_length=400)

    class Meta:
        ordering = ["period", "name"]
        verbose_name = _("figure from elsewhere")
        verbose_name_plural = _("figures from elsewhere")
        constraints = [
            models.UniqueConstraint(fields=["name", "period", "source"], name="programme_context_figure_once"),
            models.CheckConstraint(
                condition=~Q(source="") & Q(source_url__regex=r"^https?://.+") & ~Q(method=""),
                name="programme_context_figure_has_source",
            ),
        ]

    def __str__(self) -> str:
        return self.name
