"""Drawings and other documents: of an item, of a machine, or of the whole plant."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dure.inventory.models import Item
from dure.plant.models import Person, WorkUnit


class ItemDocument(models.Model):
    class Kind(models.TextChoices):
        DRAWING = "drawing", _("Drawing")
        SPECIFICATION = "specification", pgettext_lazy("document", "Specification")
        CERTIFICATE = "certificate", _("Certificate")
        PROCEDURE = "procedure", _("Procedure (SOP)")
        OTHER = "other", _("Other")

    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("item"))
    work_unit = models.ForeignKey(
        WorkUnit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("work unit")
    )
    kind = models.CharField(_("kind"), max_length=14, choices=Kind, default=Kind.DRAWING)
    number = models.CharField(_("number"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=120)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["number"]
        verbose_name = _("document")

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class DocumentRevision(models.Model):
    """A file of a document. The one in force on a day is the latest approved one that began by then."""

    document = models.ForeignKey(ItemDocument, models.PROTECT, related_name="revisions")
    revision = models.CharField(_("revision"), max_length=12)
    valid_from = models.DateField(_("valid from"))
    file = models.FileField(_("file"), upload_to="document")
    file_name = models.CharField(_("file name"), max_length=200)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)
    written_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["document", "valid_from", "id"]
        verbose_name = _("revision of a document")
        constraints = [
            models.UniqueConstraint(fields=["document", "revision"], name="product_document_revision_once"),
            models.UniqueConstraint(
                fields=["document", "valid_from"],
                condition=Q(approved_at__isnull=False),
                name="product_document_one_a_day",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | Q(written_by=None) | ~Q(approved_by=F("written_by")),
                name="product_document_four_eyes",
                violation_error_message=_("Somebody else than its writer must approve it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.revision}"
