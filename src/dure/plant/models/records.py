"""Who did what: log-ins, security acts, changes of master data; and how documents are numbered."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from dure.plant.models.people import Person


class LoginGuard(models.Model):
    """Failed attempts by account, address or badge, and until when the next one must wait."""

    key = models.CharField(max_length=200, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()
    blocked_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("failed log-in")
        verbose_name_plural = _("failed log-ins")


class SecurityRecord(models.Model):
    """Who did what that matters for security, and when. Rows are never changed."""

    class Act(models.TextChoices):
        LOGGED_IN = "logged_in", _("Logged in")
        LOGGED_IN_TABLET = "logged_in_tablet", _("Logged in on a tablet")
        LOGIN_FAILED = "login_failed", _("Log-in failed")
        LOGIN_BLOCKED = "login_blocked", _("Log-in blocked for a while")
        LOGGED_OUT = "logged_out", _("Logged out")
        LOGGED_OUT_EVERYWHERE = "logged_out_everywhere", _("Logged out everywhere")
        FACTOR_SET = "factor_set", _("Second factor set up")
        FACTOR_RESET = "factor_reset", _("Second factor taken away")
        FACTOR_PASSED = "factor_passed", _("Second factor shown")
        FACTOR_FAILED = "factor_failed", _("Second factor wrong")
        RECOVERY_USED = "recovery_used", _("Recovery code used")
        PASSWORD_CHANGED = "password_changed", _("Password changed")
        PIN_CHANGED = "pin_changed", _("PIN changed")
        BADGE_CHANGED = "badge_changed", _("New badge")
        PERSON_ADDED = "person_added", _("Person added")
        PERSON_CHANGED = "person_changed", _("Roles or service changed")
        TABLET_REGISTERED = "tablet_registered", _("Tablet registered")
        TABLET_REMOVED = "tablet_removed", _("Tablet taken out of use")
        SET_UP = "set_up", _("Plant set up")

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    act = models.CharField(_("what"), max_length=24, choices=Act)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    address = models.CharField(max_length=60, blank=True)
    detail = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("security record")
        verbose_name_plural = _("security records")
        ordering = ["-at", "-pk"]


class ChangeRecord(models.Model):
    """One change of the plant's master data: what it was and what it became. Rows are never changed."""

    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    verb = models.CharField(max_length=12)
    table = models.CharField(max_length=40)
    row_id = models.BigIntegerField()
    label = models.CharField(max_length=200)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("change record")
        verbose_name_plural = _("change records")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["table", "row_id"], name="plant_change_row")]


class NumberSeries(models.Model):
    """How documents of a kind are numbered, see `numbering`."""

    kind = models.CharField(_("kind"), max_length=40, primary_key=True)
    pattern = models.CharField(_("pattern"), max_length=60)

    class Meta:
        ordering = ["kind"]
        verbose_name = _("numbering")
        verbose_name_plural = _("numberings")

    def __str__(self) -> str:
        return f"{self.kind}: {self.pattern}"


class NumberPeriod(models.Model):
    """How far the numbers of a series have come in a period; its row is the lock that leaves no gaps."""

    series = models.ForeignKey(NumberSeries, models.CASCADE, related_name="periods")
    period = models.CharField(max_length=60)
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "period"], name="plant_number_period_once")]
