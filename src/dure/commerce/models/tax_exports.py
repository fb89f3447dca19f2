"""Files of tax invoices that were made for the National Tax Service's bulk-issue page."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from dure.plant.models import Person


class TaxExport(models.Model):
    """Invoices that went into one file. That the file was made says nothing of whether it was sent."""

    number = models.CharField(_("number"), max_length=40, unique=True)
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-made_at"]
        verbose_name = _("file of tax invoices")
        verbose_name_plural = _("files of tax invoices")

    def __str__(self) -> str:
        return self.number
