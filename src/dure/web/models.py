"""Forms that were sent, so that none is taken twice."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SentForm(models.Model):
    """A form that was taken. key: of one rendering of it; address: where its answer led."""

    key = models.UUIDField(primary_key=True)
    sent_at = models.DateTimeField(db_index=True)
    address = models.CharField(max_length=1000, blank=True)

    class Meta:
        verbose_name = _("sent form")
        verbose_name_plural = _("sent forms")
