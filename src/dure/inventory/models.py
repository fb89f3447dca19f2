"""Tables of material definitions (ISA-95 part 2, material model). Stock itself comes with the ERP part."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Item(models.Model):
    class Kind(models.TextChoices):
        RAW = "raw", _("Raw material")
        SEMI = "semi", _("Semi-finished")
        FINISHED = "finished", _("Finished")
        PACKAGING = "packaging", _("Packaging")

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.FINISHED)
    unit = models.CharField(_("unit"), max_length=12, default="EA")
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name
