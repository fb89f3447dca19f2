"""Tables of the equipment hierarchy (ISA-95 part 1, clause 5.3), the work calendar and people."""

from datetime import date

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models, transaction
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django_otp.models import Device

from dure.plant import secrets
from dure.plant.roles import SECOND_FACTOR, Role
from dure.web.passes import Pass

CODE = RegexValidator(r"^[\w.\-]+$", _("Use letters, digits, dot, hyphen or underscore."))
ROLE_NAMES = {
    Role.OPERATOR: _("Operator"),
    Role.SUPERVISOR: _("Supervisor"),
    Role.QUALITY: _("Quality"),
    Role.MAINTENANCE: _("Maintenance"),
    Role.PLANNER: _("Planner"),
    Role.OFFICE: _("Office"),
    Role.OWNER: _("Owner"),
    Role.MENTOR: _("Mentor"),
    Role.ADMINISTRATOR: _("Administrator"),
}


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


class Shift(models.Model):
    """A planned working interval that comes back on certain weekdays.

    It belongs to a site, or to one work center that works otherwise. `ends` at or before
    `starts` means that it ends on the next day; the shift's date is that of its start.
    """

    site = models.ForeignKey(Site, models.PROTECT, related_name="shifts")
    work_center = models.ForeignKey(
        WorkCenter, models.PROTECT, null=True, blank=True, related_name="shifts", verbose_name=_("work center")
    )
    code = models.CharField(_("code"), max_length=20, validators=[CODE])
    name = models.CharField(_("name"), max_length=60)
    starts = models.TimeField(_("starts"))
    ends = models.TimeField(_("ends"))
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(validators=[MaxValueValidator(6)]),
        verbose_name=_("weekdays"),
        help_text=_("0 = Monday … 6 = Sunday, by the day on which the shift starts"),
    )
    works_on_holidays = models.BooleanField(_("works on public holidays"), default=False)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        verbose_name = _("shift")
        verbose_name_plural = _("shifts")
        ordering = ["site", "starts"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "work_center", "code", "valid_from"],
                nulls_distinct=False,
                name="plant_shift_code",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
                name="plant_shift_valid",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Break(models.Model):
    """A planned pause in a shift, given in local time of day."""

    shift = models.ForeignKey(Shift, models.CASCADE, related_name="breaks")
    name = models.CharField(_("name"), max_length=60, blank=True)
    starts = models.TimeField(_("starts"))
    ends = models.TimeField(_("ends"))

    class Meta:
        verbose_name = _("break")
        verbose_name_plural = _("breaks")
        ordering = ["starts"]


class CalendarEntry(models.Model):
    """One deviation from the weekly pattern, at a moment in time.

    `kind` overtime adds working time (with the shift code it counts to); closed and
    maintenance take it away. Scope: a work unit, a work center, or the whole site.
    """

    class Kind(models.TextChoices):
        OVERTIME = "overtime", _("Overtime")
        CLOSED = "closed", _("Closed")
        MAINTENANCE = "maintenance", _("Planned maintenance")

    site = models.ForeignKey(Site, models.PROTECT, related_name="calendar_entries")
    work_center = models.ForeignKey(WorkCenter, models.PROTECT, null=True, blank=True, related_name="+")
    work_unit = models.ForeignKey(WorkUnit, models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("to"))
    shift_code = models.CharField(_("counts to shift"), max_length=20, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("deviation of the calendar")
        verbose_name_plural = _("deviations of the calendar")
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="plant_entry_ends_after_start"
            )
        ]


class Skill(Named):
    class Meta(Named.Meta):
        verbose_name = _("skill")
        verbose_name_plural = _("skills")


class Person(AbstractUser):
    """Someone who logs in: by password at a desk, by badge and PIN on a shared tablet."""

    display_name = models.CharField(_("name"), max_length=60, blank=True)
    roles = ArrayField(models.CharField(max_length=20, choices=[(r.value, ROLE_NAMES[r]) for r in Role]), default=list)
    ends_on = models.DateField(_("last day"), null=True, blank=True, help_text=_("A mentor's stay ends on this day."))
    badge = models.CharField(_("badge code"), max_length=40, unique=True, null=True, blank=True)
    pin = models.CharField(_("PIN (hashed)"), max_length=128, blank=True, editable=False)
    language = models.CharField(
        _("language"), max_length=5, choices=[("ko", "한국어"), ("en", "English")], default="ko"
    )
    skills = models.ManyToManyField(Skill, through="PersonSkill", related_name="people")

    session_round = models.PositiveIntegerField(default=0, help_text="raised to end all sessions of the person")

    class Meta(AbstractUser.Meta):
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.display_name or self.username

    @property
    def role_names(self) -> list[str]:
        return [str(ROLE_NAMES[role]) for role in Role if role in self.roles]

    @property
    def needs_second_factor(self) -> bool:
        return not SECOND_FACTOR.isdisjoint(self.roles)

    def has_left(self, today: date) -> bool:
        """Whether the stay is over: `ends_on` is the last day on which the person may log in."""
        return self.ends_on is not None and self.ends_on < today

    def get_session_auth_hash(self) -> str:
        """Changes with the password and with `session_round`, and every session made before is void."""
        return salted_hmac("dure.plant.session", f"{self.password}{self.session_round}", algorithm="sha256").hexdigest()

    def pass_for(self, request: HttpRequest) -> Pass:
        """What the person may do in this request; asked by the web's guard."""
        from dure.plant import session  # it needs this table

        return session.pass_for(self, request)


class PersonSkill(models.Model):
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(
        _("level"), default=1, validators=[MinValueValidator(1), MaxValueValidator(4)]
    )
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        verbose_name = _("skill of a person")
        verbose_name_plural = _("skills of people")
        constraints = [models.UniqueConstraint(fields=["person", "skill"], name="plant_person_skill_once")]


class Tablet(models.Model):
    """A shared device that may log people in by badge; its token is kept in a cookie, here hashed."""

    name = models.CharField(_("name"), max_length=60)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="tablets")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    registered_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    registered_at = models.DateTimeField(auto_now_add=True)
    last_seen_at = models.DateTimeField(null=True, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("tablet")
        verbose_name_plural = _("tablets")

    def __str__(self) -> str:
        return self.name


class RecoveryCodes(Device):
    """One-time codes of a person without the phone. Only their slow hashes are kept, over one salt each list."""

    salt = models.CharField(max_length=32, editable=False)
    hashes = ArrayField(models.CharField(max_length=64), default=list, editable=False)

    class Meta:
        verbose_name = _("recovery codes")
        verbose_name_plural = _("recovery codes")

    def verify_token(self, token: str) -> bool:
        """Whether the code is one of the list; it is used up by that."""
        given = secrets.slow_hash(token, self.salt)
        with transaction.atomic():
            held = RecoveryCodes.objects.select_for_update().filter(pk=self.pk).first()
            if held is None or given not in held.hashes:
                return False
            held.hashes.remove(given)
            held.save(update_fields=["hashes"])
        return True


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
