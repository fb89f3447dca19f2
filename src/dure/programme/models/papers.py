"""Papers on which steps of a case rest, and what firms were given elsewhere."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dure.kernel.business_number import shown
from dure.plant.models import Person
from dure.programme.models.cases import Case, CaseStep
from dure.programme.models.firms import OfAFirm
from dure.programme.words import paper_word


class CasePaper(OfAFirm):
    """kind: the fact for which it stands. after: the step after which it was brought; it counts until the next one."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="papers")
    after = models.ForeignKey(CaseStep, models.PROTECT, related_name="+")
    kind = models.SlugField(_("kind"), max_length=30)
    file = models.FileField(_("file"), upload_to="case")
    note = models.TextField(_("note"))
    added_at = models.DateTimeField(_("added at"))
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["case", "pk"]
        verbose_name = _("paper of a case")
        verbose_name_plural = _("papers of cases")

    def __str__(self) -> str:
        return f"{self.case} {self.kind}"

    @property
    def word(self) -> str:
        """What a paper of its kind is called."""
        return paper_word(self.kind)


class EarlierSupport(models.Model):
    """A support that somebody else gave a firm, as the agency was told it.

    type: that of ours to which it comes up, such as JS1, or nothing. last_on: none while it runs.
    """

    business_number = models.CharField(_("business number"), max_length=10, db_index=True)
    name = models.CharField(_("name"), max_length=80)
    scheme = models.CharField(_("scheme"), max_length=120)
    type = models.CharField(_("comes up to"), max_length=8, blank=True)
    first_on = models.DateField(_("from"))
    last_on = models.DateField(_("to"), null=True, blank=True)
    won = models.DecimalField(_("won"), max_digits=14, decimal_places=0, null=True, blank=True)
    source = models.CharField(pgettext_lazy("programme", "told by"), max_length=200)
    added_at = models.DateTimeField(_("added at"))
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["business_number", "-first_on", "pk"]
        verbose_name = _("support elsewhere")
        verbose_name_plural = _("supports elsewhere")
        constraints = [
            models.UniqueConstraint(fields=["business_number", "scheme", "first_on"], name="programme_support_once"),
            models.CheckConstraint(
                condition=Q(last_on__isnull=True) | Q(last_on__gte=F("first_on")), name="programme_support_days"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.scheme}"

    @property
    def number_shown(self) -> str:
        return shown(self.business_number)
