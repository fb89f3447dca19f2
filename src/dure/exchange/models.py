"""Tokens of those who read from outside (only a token's hash is kept), what was imported from spreadsheets, and what a
hub is told."""

from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from dure.exchange.link.models import Contract, Hub, Sent
from dure.plant.models import Person

__all__ = ["ApiToken", "Contract", "Hub", "Import", "ImportRow", "MatchMemory", "Sent", "TokenScope"]


class TokenScope(models.TextChoices):
    """What a token may read."""

    PLANT = "read:plant", _("Plant and machine states")
    RESULTS = "read:results", _("Production results, stops and intervals")
    KPI = "read:kpi", _("KPIs")
    SIGNALS = "read:signals", _("Last values of signals")


class ApiToken(models.Model):
    """A token of 256 random bits; `hint` are its first letters, so that people can tell tokens apart."""

    name = models.CharField(_("name"), max_length=80)
    hint = models.CharField(max_length=12)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    scopes = ArrayField(models.CharField(max_length=20, choices=TokenScope), verbose_name=_("may read"))
    created_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(_("valid until"))
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.name


class Import(models.Model):
    """One import of a file into a register, from upload to undo.

    columns: [{"at", "title", "field", "score", "why"}] of each column of the table. records: ids of the change
    records that writing left, in their order; made: what the pieces became, see `imports.writing`.
    """

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("Uploaded")
        MATCHED = "matched", _("Columns matched")
        CHECKED = "checked", _("Tried")
        WRITING = "writing", _("Being written")
        WRITTEN = "written", _("Written")
        UNDOING = "undoing", _("Being taken back")
        UNDONE = "undone", _("Taken back")

    register = models.CharField(_("register"), max_length=20)
    file = models.FileField(upload_to="imports/")
    name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("uploaded"))
    sheet = models.CharField(_("sheet"), max_length=200, blank=True)
    header = models.PositiveIntegerField(null=True)
    last_row = models.PositiveIntegerField(null=True)
    with_hidden = models.BooleanField(default=False)
    columns = models.JSONField(default=list)
    is_remembered = models.BooleanField(default=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.UPLOADED)
    counts = models.JSONField(default=dict)
    is_stale = models.BooleanField(default=False)
    """rows were changed one by one since all of them were tried together"""
    only_good = models.BooleanField(default=False)
    records = ArrayField(models.BigIntegerField(), default=list)
    made = models.JSONField(default=list)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    refusal = models.JSONField(null=True)
    """{"message", "params"} of why the last writing or undoing was refused"""
    written_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name


class ImportRow(models.Model):
    """A row of the table of an import: its cells as they were, what a person changed, and what would become of it."""

    of = models.ForeignKey(Import, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    cells = models.JSONField()
    """column number as text → cell, see `imports.cells`"""
    edits = models.JSONField(default=dict)
    """field → text typed instead of the cell"""
    is_left_out = models.BooleanField(default=False)
    outcome = models.CharField(max_length=8, blank=True)
    label = models.CharField(max_length=200, blank=True)
    problems = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    changes = models.JSONField(default=list)
    made = models.BigIntegerField(null=True)
    """number of the row of the register that it became"""

    class Meta:
        ordering = ["of", "number"]
        verbose_name = _("row of an import")
        constraints = [models.UniqueConstraint(fields=["of", "number"], name="exchange_import_row_once")]
        indexes = [models.Index(fields=["of", "outcome"], name="exchange_import_outcome")]


class MatchMemory(models.Model):
    """Which column was which field, as a person last confirmed it, by the titles of a sheet."""

    register = models.CharField(max_length=20)
    signature = models.CharField(max_length=64)
    columns = models.JSONField()
    """title's key → field, or "" for a column that is left out"""
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("remembered columns")
        constraints = [models.UniqueConstraint(fields=["register", "signature"], name="exchange_memory_once")]
