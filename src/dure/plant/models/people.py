"""People, what they can do, and the tablets they share."""

from datetime import date, timedelta

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_otp.models import Device

from dure.plant import secrets
from dure.plant.models.equipment import Area, Named
from dure.plant.roles import SECOND_FACTOR, RegionRole, Role
from dure.web.passes import Pass

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
REGION_NAMES = {
    RegionRole.PROVINCE: _("Province"),
    RegionRole.CITY: _("City or county"),
    RegionRole.AGENCY: _("Operating agency"),
    RegionRole.CENTRE: _("Support centre of a large firm"),
    RegionRole.FORUM: _("Forum of company heads"),
    RegionRole.ASSESSOR: _("Assessor"),
    RegionRole.FIRM: pgettext_lazy("programme", "Firm"),
    RegionRole.SUPPLIER: _("Supplier of systems"),
    RegionRole.ASSEMBLY: _("Provincial assembly"),
    RegionRole.COUNCIL: _("Council or association"),
    RegionRole.MINISTRY: _("Ministry or regional office"),
    RegionRole.FEDERATION: _("Federation of small businesses"),
}


def _role_choices() -> list[tuple[str, Promise]]:
    return [(role.value, name) for names in (ROLE_NAMES, REGION_NAMES) for role, name in names.items()]


class Skill(Named):
    class Meta(Named.Meta):
        verbose_name = _("skill")
        verbose_name_plural = _("skills")


class Person(AbstractUser):
    """Someone who logs in: by password at a desk, by badge and PIN on a shared tablet."""

    display_name = models.CharField(_("name"), max_length=60, blank=True)
    roles = ArrayField(models.CharField(max_length=20, choices=_role_choices()), default=list)
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
        return [str(name) for role, name in _role_choices() if role in self.roles]

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


_SOON = timedelta(days=60)


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

    def __str__(self) -> str:
        return f"{self.person} · {self.skill}"

    def has_ended(self, today: date) -> bool:
        """Whether it no longer counts: `valid_to` is the last day on which it does."""
        return self.valid_to is not None and self.valid_to < today

    def ends_soon(self, today: date) -> bool:
        """Whether it counts still, and no longer in two months: a training takes some weeks to arrange."""
        return not self.has_ended(today) and self.has_ended(today + _SOON)

    @property
    def told(self) -> str:
        """Level and last day, in one cell."""
        return f"{self.level} (~{self.valid_to.isoformat()})" if self.valid_to else str(self.level)


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
