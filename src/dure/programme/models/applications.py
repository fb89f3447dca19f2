"""What a firm applies with: forms as data, what was written part by part, and its attachments."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dure.plant.models import Person
from dure.programme.models.calls import Round, SupportType
from dure.programme.models.cases import Case
from dure.programme.models.firms import OfAFirm


class ApplicationForm(models.Model):
    """A version of the form of a type, for one round or for all. data: as `application_form.read` takes it.

    An application keeps the version with which it began.
    """

    type = models.ForeignKey(SupportType, models.PROTECT, related_name="forms")
    round = models.ForeignKey(Round, models.PROTECT, null=True, blank=True, related_name="+")
    number = models.PositiveSmallIntegerField(_("version"))
    data = models.JSONField(pgettext_lazy("application", "parts and questions"))
    published_at = models.DateTimeField(_("published at"))
    published_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["type", "number"]
        verbose_name = _("application form")
        verbose_name_plural = _("application forms")
        constraints = [models.UniqueConstraint(fields=["type", "number"], name="programme_form_number")]

    def __str__(self) -> str:
        return f"{self.type} v{self.number}"


class Application(OfAFirm):
    """consent: by whom and when the firm agreed to the use of its data. submitted_at: when it was first handed in."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="application")
    form = models.ForeignKey(ApplicationForm, models.PROTECT, related_name="+")
    consent_at = models.DateTimeField(_("agreed at"), null=True, blank=True)
    consent_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    submitted_at = models.DateTimeField(_("handed in at"), null=True, blank=True)

    class Meta:
        ordering = ["case"]
        verbose_name = _("application")
        verbose_name_plural = _("applications")

    def __str__(self) -> str:
        return f"{self.case} {_('application')}"


class ApplicationPart(OfAFirm):
    """What stands in a part of the form. version counts its savings, so that nobody overwrites what they haven't seen.

    answers: field → value; won and numbers as text, costs as a list of lines.
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="parts")
    name = models.SlugField(pgettext_lazy("application", "part"), max_length=30)
    answers = models.JSONField(_("answers"), default=dict, blank=True)
    version = models.PositiveIntegerField(_("version"), default=0)
    changed_at = models.DateTimeField(_("changed at"))
    changed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["application", "pk"]
        verbose_name = _("part of an application")
        verbose_name_plural = _("parts of applications")
        constraints = [models.UniqueConstraint(fields=["application", "name"], name="programme_part_once")]

    def __str__(self) -> str:
        return f"{self.application} {self.name}"


class ApplicationFile(OfAFirm):
    """field: of the form, to which it answers."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="files")
    field = models.SlugField(pgettext_lazy("application", "question"), max_length=30)
    file = models.FileField(_("file"), upload_to="application")
    name = models.CharField(_("name"), max_length=120)
    added_at = models.DateTimeField(_("added at"))
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["application", "pk"]
        verbose_name = _("attachment of an application")
        verbose_name_plural = _("attachments of applications")

    def __str__(self) -> str:
        return self.name
