"""The equipment hierarchy (ISA-95 part 1, clause 5.3): enterprise, site, area, work center, work unit."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

CODE = RegexValidator(r"^[\w.\-]+$", _("Use letters, digits, dot, hyphen or underscore."))


class Named(models.Model):
    code = models.CharField(_("code"), max_length=40, unique=True, validators=[CODE])
    name = models.CharField(_("name"), max_length=120)
    sort_order = models.PositiveIntegerField(_("order"), default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = models.Manager()

    class Meta:
        abstract = True
        ordering = ["sort_order", "code"]

    def __str__(self) -> str:
        return self.name


class Enterprise(Named):
    """The company itself, as it stands on documents."""

    business_number = models.CharField(_("business number"), max_length=20, blank=True)
    representative = models.CharField(_("representative"), max_length=60, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    business_type = models.CharField(_("line of business"), max_length=60, blank=True)
    business_item = models.CharField(_("business items"), max_length=80, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    fax = models.CharField(_("fax"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    bank_account = models.CharField(_("bank account"), max_length=120, blank=True)
    stamp = models.FileField(_("seal"), upload_to="company", blank=True)

    class Meta(Named.Meta):
        verbose_name = _("enterprise")
        verbose_name_plural = _("enterprises")


class Site(Named):
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="sites")
    address = models.CharField(_("address"), max_length=200, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=40, default="Asia/Seoul")
    holiday_country = models.CharField(_("public holidays of"), max_length=2, default="KR", blank=True)

    class Meta(Named.Meta):
        verbose_name = _("site")
        verbose_name_plural = _("sites")


class Area(Named):
    site = models.ForeignKey(Site, models.PROTECT, related_name="areas")
    picture = models.FileField(_("picture"), upload_to="area", blank=True)

    class Meta(Named.Meta):
        verbose_name = _("area")
        verbose_name_plural = _("areas")


class WorkCenter(Named):
    area = models.ForeignKey(Area, models.PROTECT, related_name="work_centers")

    class Meta(Named.Meta):
        verbose_name = _("work center")
        verbose_name_plural = _("work centers")


class WorkUnit(Named):
    """A machine or station; the smallest thing that is scheduled or collected from."""

    work_center = models.ForeignKey(WorkCenter, models.PROTECT, related_name="work_units")
    picture = models.FileField(_("picture"), upload_to="work-unit", blank=True)
    manufacturer = models.CharField(_("manufacturer"), max_length=80, blank=True)
    model = models.CharField(_("model"), max_length=80, blank=True)
    serial_number = models.CharField(_("serial number"), max_length=80, blank=True)
    made_year = models.PositiveSmallIntegerField(_("year made"), null=True, blank=True)
    rated_power_kw = models.DecimalField(_("rated power (kW)"), max_digits=9, decimal_places=2, null=True, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta(Named.Meta):
        verbose_name = _("work unit")
        verbose_name_plural = _("work units")
