"""Schemes of certification by version, assessments of firms, and certificates.

`CertificateNumber` and `SigningKey` say nothing about a firm: pages without a log-in read those two alone.
"""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dure.plant.models import Person
from dure.programme.models.firms import OfAFirm

_SHARE = [MinValueValidator(0), MaxValueValidator(1000)]


class Scheme(models.Model):
    """prefix: what its certificates' numbers begin with; each prefix has a sequence of its own for each year."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    prefix = models.CharField(
        _("beginning of its numbers"), max_length=12, unique=True, validators=[RegexValidator(r"^[A-Z가-힣]{1,12}$")]
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("scheme of certification")
        verbose_name_plural = _("schemes of certification")

    def __str__(self) -> str:
        return self.name


class SchemeVersion(models.Model):
    """The rules of a scheme. Once published they stay as they are; a change is another version."""

    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version of the rules"))
    cut_off = models.DecimalField(_("points needed"), max_digits=7, decimal_places=2, validators=_SHARE)
    months = models.PositiveSmallIntegerField(
        _("holds for (months)"), validators=[MinValueValidator(1), MaxValueValidator(120)]
    )
    signed_by = models.CharField(_("signs the certificate"), max_length=60)
    published_on = models.DateField(_("published on"), null=True, blank=True)

    class Meta:
        ordering = ["scheme", "-number"]
        verbose_name = _("version of a scheme")
        verbose_name_plural = _("versions of schemes")
        constraints = [models.UniqueConstraint(fields=["scheme", "number"], name="programme_scheme_version_once")]

    def __str__(self) -> str:
        return f"{self.scheme} v{self.number}"


class Criterion(models.Model):
    """threshold: with one, all points are given from this value on (or down to it); without one, people judge."""

    version = models.ForeignKey(SchemeVersion, models.CASCADE, related_name="criteria")
    place = models.PositiveSmallIntegerField(_("place in the list"))
    name = models.CharField(_("criterion of certification"), max_length=120)
    evidence = models.CharField(_("evidence asked for"), max_length=200)
    points = models.DecimalField(_("points at most"), max_digits=6, decimal_places=2, validators=_SHARE)
    threshold = models.DecimalField(_("threshold"), max_digits=14, decimal_places=4, null=True, blank=True)
    at_most = models.BooleanField(_("at most the threshold, rather than at least"), default=False)
    unit = models.CharField(_("unit"), max_length=20, blank=True)

    class Meta:
        ordering = ["place", "pk"]
        verbose_name = _("criterion of certification")
        verbose_name_plural = _("criteria")
        constraints = [
            models.UniqueConstraint(fields=["version", "name"], name="programme_criterion_once"),
            models.CheckConstraint(condition=Q(points__gt=0), name="programme_criterion_points"),
        ]

    def __str__(self) -> str:
        return self.name


class Assessment(OfAFirm):
    """A firm under one version. who assessed handed it in; who decided is somebody else."""

    class State(models.TextChoices):
        OPEN = "open", _("being assessed")
        HANDED_IN = "handed-in", _("waits for approval")
        CERTIFIED = "certified", _("certified")
        REFUSED = "refused", pgettext_lazy("certification", "not certified")

    version = models.ForeignKey(SchemeVersion, models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    started_on = models.DateField(_("begun on"))
    assessed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    why = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        ordering = ["-started_on", "-pk"]
        verbose_name = _("assessment for certification")
        verbose_name_plural = _("assessments for certification")
        constraints = [
            models.UniqueConstraint(
                fields=["firm", "version"], condition=Q(state__in=["open", "handed-in"]),
                name="programme_one_assessment_under_way",
            ),
            models.CheckConstraint(
                condition=Q(state="open") | Q(assessed_by__isnull=False), name="programme_assessment_has_assessor"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "handed-in"])
                | (Q(decided_by__isnull=False, decided_on__isnull=False) & ~Q(decided_by=F("assessed_by"))),
                name="programme_assessment_by_two",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.firm} · {self.version}"


class CriterionAnswer(OfAFirm):
    """value: what was found, of a criterion with a threshold. points: by the threshold, or as judged."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="answers")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    value = models.DecimalField(_("value found"), max_digits=14, decimal_places=4, null=True, blank=True)
    points = models.DecimalField(_("points"), max_digits=6, decimal_places=2, validators=_SHARE)
    evidence = models.CharField(_("evidence seen"), max_length=300)
    note = models.CharField(_("note"), max_length=500, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["criterion__place", "pk"]
        verbose_name = _("answer to a criterion")
        verbose_name_plural = _("answers to criteria")
        constraints = [
            models.UniqueConstraint(fields=["assessment", "criterion"], name="programme_criterion_answered_once")
        ]

    def __str__(self) -> str:
        return f"{self.assessment} · {self.criterion}"


class SigningKey(models.Model):
    """public: PEM. The private half is a file of this name in the folder of secrets. Old ones go on to verify."""

    name = models.CharField(_("name"), max_length=12, unique=True)
    public = models.TextField(_("public key"))
    made_on = models.DateField(_("key made on"))
    retired_on = models.DateField(_("retired on"), null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("signing key")
        verbose_name_plural = _("signing keys")
        constraints = [
            models.UniqueConstraint(
                models.Value(1), condition=Q(retired_on__isnull=True), name="programme_one_key_in_use"
            )
        ]

    def __str__(self) -> str:
        return self.name


class CertificateNumber(models.Model):
    """A number that was given, and what anybody may know of it. digest: SHA-256 of the signed text, in hex."""

    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("year"))
    serial = models.PositiveIntegerField(_("serial"))
    number = models.CharField(_("number"), max_length=24, unique=True)
    digest = models.CharField(_("digest"), max_length=64)
    revoked_on = models.DateField(_("revoked on"), null=True, blank=True)

    class Meta:
        ordering = ["year", "serial"]
        verbose_name = _("number of a certificate")
        verbose_name_plural = _("numbers of certificates")
        constraints = [
            models.UniqueConstraint(fields=["scheme", "year", "serial"], name="programme_certificate_serial_once")
        ]

    def __str__(self) -> str:
        return self.number


class FirmCertificate(OfAFirm):
    """text: the signed text as it was given. firm_name: the firm's name on that day."""

    number = models.OneToOneField(CertificateNumber, models.PROTECT, related_name="+")
    assessment = models.OneToOneField(Assessment, models.PROTECT, related_name="certificate")
    firm_name = models.CharField(_("firm"), max_length=80)
    issued_on = models.DateField(_("issued on"))
    valid_until = models.DateField(_("holds until"))
    text = models.TextField(_("signed text"))
    why_revoked = models.CharField(_("why revoked"), max_length=300, blank=True)
    revoked_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-issued_on", "-pk"]
        verbose_name = _("certificate of a firm")
        verbose_name_plural = _("certificates of firms")
        constraints = [
            models.CheckConstraint(condition=Q(valid_until__gt=F("issued_on")), name="programme_certificate_days")
        ]

    def __str__(self) -> str:
        return f"{self.number} · {self.firm_name}"
