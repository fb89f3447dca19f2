"""3정5S audits: what is asked, what was found, and what came of it."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dure.plant.models import Area, Person


class Pillar(models.TextChoices):
    """The five S and the three rights (right place, right thing, right amount)."""

    SORT = "sort", _("Sort")
    SET = "set", _("Set in order")
    SHINE = "shine", _("Shine")
    STANDARDISE = "standardise", _("Standardise")
    SUSTAIN = "sustain", _("Sustain")
    PLACE = "place", _("Right place")
    THING = "thing", _("Right thing")
    AMOUNT = "amount", _("Right amount")


class AuditList(models.Model):
    """A check list. Audits copy its questions, so that changing it later changes no audit."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("check list")

    def __str__(self) -> str:
        return self.name


class AuditQuestion(models.Model):
    audit_list = models.ForeignKey(AuditList, models.CASCADE, related_name="questions")
    position = models.PositiveIntegerField(_("position"), default=10)
    pillar = models.CharField(_("heading"), max_length=12, choices=Pillar)
    text = models.CharField(_("question"), max_length=200)
    most = models.PositiveSmallIntegerField(_("most points"), default=5, validators=[MinValueValidator(1)])
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["audit_list", "position", "id"]
        verbose_name = _("question")
        constraints = [models.CheckConstraint(condition=Q(most__gte=1), name="product_question_points")]

    def __str__(self) -> str:
        return self.text


class AuditPlan(models.Model):
    """A check list is gone through in an area every so many days. The next one counts from the last one."""

    audit_list = models.ForeignKey(AuditList, models.PROTECT, related_name="+", verbose_name=_("check list"))
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("area"))
    auditor = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("auditor")
    )
    every_days = models.PositiveIntegerField(_("every so many days"), default=7, validators=[MinValueValidator(1)])
    starts_on = models.DateField(_("first time on"))
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["area", "audit_list"]
        verbose_name = _("plan of audits")
        verbose_name_plural = _("plans of audits")
        constraints = [
            models.UniqueConstraint(
                fields=["audit_list", "area"],
                name="product_plan_once",
                violation_error_message=_("There is a plan for this area already."),
            ),
            models.CheckConstraint(condition=Q(every_days__gte=1), name="product_plan_days"),
        ]

    def __str__(self) -> str:
        return f"{self.area} · {self.audit_list}"


class Audit(models.Model):
    class Status(models.TextChoices):
        OPEN = "open", _("Being done")
        CLOSED = "closed", _("Done")

    number = models.CharField(_("number"), max_length=40, unique=True)
    audit_list = models.ForeignKey(AuditList, models.PROTECT, related_name="+", verbose_name=_("check list"))
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("area"))
    audited_on = models.DateField(_("day"))
    auditor = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("auditor")
    )
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.OPEN)

    class Meta:
        ordering = ["-audited_on", "-id"]
        verbose_name = _("audit")

    def __str__(self) -> str:
        return self.number


class AuditScore(models.Model):
    """One question of an audit as it was asked, and the points given; none while it isn't answered."""

    audit = models.ForeignKey(Audit, models.CASCADE, related_name="scores")
    position = models.PositiveIntegerField(default=10)
    pillar = models.CharField(max_length=12, choices=Pillar)
    text = models.CharField(max_length=200)
    most = models.PositiveSmallIntegerField()
    points = models.PositiveSmallIntegerField(_("points"), null=True, blank=True, validators=[MaxValueValidator(100)])
    note = models.CharField(_("note"), max_length=200, blank=True)
    picture = models.FileField(_("picture"), upload_to="audit", blank=True)

    class Meta:
        verbose_name = _("score of an audit")
        verbose_name_plural = _("scores of audits")
        ordering = ["audit", "position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(points=None) | Q(points__lte=F("most")),
                name="product_score_within",
                violation_error_message=_("More points than the question has."),
            )
        ]

    def __str__(self) -> str:
        return self.text


class AuditFinding(models.Model):
    """Something to put right, with its picture before and after."""

    audit = models.ForeignKey(Audit, models.PROTECT, related_name="findings")
    score = models.ForeignKey(AuditScore, models.PROTECT, null=True, blank=True, related_name="findings")
    text = models.CharField(_("what was found"), max_length=200)
    picture = models.FileField(_("picture before"), upload_to="audit", blank=True)
    owner = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who puts it right")
    )
    due_on = models.DateField(_("put right by"), null=True, blank=True)
    action = models.CharField(_("what was done"), max_length=200, blank=True)
    picture_after = models.FileField(_("picture after"), upload_to="audit", blank=True)
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["audit", "id"]
        verbose_name = _("finding")
        constraints = [
            models.CheckConstraint(condition=Q(closed_at=None) | ~Q(action=""), name="product_finding_closed_by_action")
        ]

    def __str__(self) -> str:
        return self.text
