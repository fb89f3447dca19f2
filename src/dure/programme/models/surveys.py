"""Surveys among the firms: questions in versions, waves, who is asked, and what was answered.

Of an anonymous wave nothing here leads from an answer to a firm (decision 0118): no row points at both, the answers
carry no day, and which invitations were used is known only by a mark that nobody can tell without the link itself.
"""

import uuid

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from dure.programme.models.firms import Firm, OfAFirm


class TwoLanguages(models.Model):
    """text, text_en: what is shown in Korean and in English; Korean where there is no English."""

    class Meta:
        abstract = True

    def in_language(self, korean: str, english: str) -> str:
        return english if english and (get_language() or "").startswith("en") else korean


class Survey(TwoLanguages):
    title = models.CharField(_("title"), max_length=120, unique=True)
    title_en = models.CharField(_("title in English"), max_length=120, blank=True)
    purpose = models.CharField(_("what it is for"), max_length=300, blank=True)

    class Meta:
        ordering = ["title"]
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")

    def __str__(self) -> str:
        return self.shown

    @property
    def shown(self) -> str:
        return self.in_language(self.title, self.title_en)


class SurveyVersion(models.Model):
    """Its questions stay as they are once a wave asks them."""

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))

    class Meta:
        ordering = ["survey", "-number"]
        verbose_name = _("version of a survey")
        verbose_name_plural = _("versions of surveys")
        constraints = [models.UniqueConstraint(fields=["survey", "number"], name="programme_survey_version_once")]

    def __str__(self) -> str:
        return f"{self.survey} · {self.number}"


class SurveyQuestion(TwoLanguages):
    """key: the same in all versions, so that waves compare. choices: a line each, "Korean | English"."""

    class Kind(models.TextChoices):
        SCALE = "scale", _("Scale from 1 to 5")
        YES_NO = "yes_no", _("Yes or no")
        CHOICE = "choice", _("One of several")
        NUMBER = "number", pgettext_lazy("survey", "Number")
        TEXT = "text", _("Free text")

    version = models.ForeignKey(SurveyVersion, models.CASCADE, related_name="questions")
    key = models.CharField(_("short name"), max_length=20, validators=[RegexValidator(r"^[a-z][a-z0-9_]*\Z")])
    position = models.PositiveSmallIntegerField(pgettext_lazy("survey", "place"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    text = models.CharField(pgettext_lazy("survey", "question"), max_length=300)
    text_en = models.CharField(_("question in English"), max_length=300, blank=True)
    choices = models.TextField(_("choices"), max_length=2000, blank=True)
    unit = models.CharField(_("unit"), max_length=12, blank=True)
    is_required = models.BooleanField(_("has to be answered"), default=True)

    class Meta:
        ordering = ["version", "position", "pk"]
        verbose_name = pgettext_lazy("survey", "question")
        verbose_name_plural = pgettext_lazy("survey", "questions")
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="programme_question_once")]

    def __str__(self) -> str:
        return self.shown

    @property
    def shown(self) -> str:
        return self.in_language(self.text, self.text_en)

    @property
    def options(self) -> list[str]:
        """In the reader's language; an answer keeps the number of its line from 0."""
        pairs = [line.partition("|") for line in self.choices.splitlines() if line.strip()]
        return [self.in_language(korean.strip(), english.strip()) for korean, _bar, english in pairs]


class SurveyWave(models.Model):
    """One round of asking. grouping: by what the results are split; an anonymous one is split by one thing only.

    remind_on: days on which to remind, a comma between them.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("being prepared")
        OPEN = "open", pgettext_lazy("survey", "given out")

    class Grouping(models.TextChoices):
        NONE = "none", _("not split")
        CITY = "city", _("by city or county")
        SECTOR = "sector", _("by sector")

    version = models.ForeignKey(SurveyVersion, models.PROTECT, related_name="waves")
    name = models.CharField(_("name"), max_length=60)
    first_on = models.DateField(_("from"))
    last_on = models.DateField(_("to"))
    is_anonymous = models.BooleanField(_("anonymous"), default=True)
    grouping = models.CharField(_("results are split"), max_length=8, choices=Grouping, default=Grouping.CITY)
    remind_on = models.CharField(_("days of reminding"), max_length=80, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.DRAFT)

    class Meta:
        ordering = ["-first_on", "-pk"]
        verbose_name = _("survey wave")
        verbose_name_plural = _("survey waves")
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="programme_wave_days"),
            models.UniqueConstraint(fields=["version", "name"], name="programme_wave_once"),
        ]

    def __str__(self) -> str:
        return f"{self.version.survey} · {self.name}"


class SurveyInvitation(OfAFirm):
    """token_hash: of the link, "" until links are made. group: under what its answer counts.

    answered_on: the day; never known of an anonymous wave.
    """

    wave = models.ForeignKey(SurveyWave, models.CASCADE, related_name="invitations")
    token_hash = models.CharField(max_length=64, blank=True, editable=False)
    group = models.CharField(max_length=12, blank=True, editable=False)
    answered_on = models.DateField(_("answered on"), null=True, blank=True, editable=False)

    class Meta:
        ordering = ["wave", "firm__name"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(fields=["wave", "firm"], name="programme_invited_once"),
            models.UniqueConstraint(fields=["token_hash"], condition=~Q(token_hash=""), name="programme_one_link_each"),
        ]

    def __str__(self) -> str:
        return f"{self.wave} · {self.firm}"


class NamedResponse(OfAFirm):
    """The answers of a firm, by the short names of the questions."""

    firm = models.ForeignKey(Firm, models.PROTECT, related_name="+")
    invitation = models.OneToOneField(SurveyInvitation, models.PROTECT, related_name="response")
    answers = models.JSONField()

    class Meta:
        verbose_name = _("answer of a firm")
        verbose_name_plural = _("answers of firms")

    def __str__(self) -> str:
        return str(self.invitation)


class AnonymousResponse(models.Model):
    """Written anew with all others of its wave each time one comes, in an order by chance and under new keys."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wave = models.ForeignKey(SurveyWave, models.CASCADE, related_name="+")
    group = models.CharField(max_length=12, blank=True)
    answers = models.JSONField()

    class Meta:
        verbose_name = _("anonymous answer")
        verbose_name_plural = _("anonymous answers")

    def __str__(self) -> str:
        return _("anonymous answer")


class UsedLink(models.Model):
    """mark: of a link of an anonymous wave that was used. From an invitation's row it can't be told."""

    mark = models.CharField(primary_key=True, max_length=64)
    wave = models.ForeignKey(SurveyWave, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("used link")
        verbose_name_plural = _("used links")

    def __str__(self) -> str:
        return self.mark
