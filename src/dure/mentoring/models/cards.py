"""Practice cards (우수사례 카드): what helped against which problem, under which conditions, and what was measured.

A card keeps its key when it goes to another factory and when a new version of it is made.
"""

import uuid

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dure.mentoring.card import Better, CardState, Proof, proof_of
from dure.mentoring.models.tasks import LOSSES, ImprovementTask
from dure.plant.models import Person


class PracticeCard(models.Model):
    class Status(models.TextChoices):
        DRAFT = CardState.DRAFT.value, _("Draft")
        PUBLISHED = CardState.PUBLISHED.value, _("Published")
        REPLACED = CardState.REPLACED.value, _("A newer version is there")
        WITHDRAWN = CardState.WITHDRAWN.value, _("Card withdrawn")

    class Sector(models.TextChoices):
        """Divisions of KSIC section C that small firms are mostly in, in few words."""

        FOOD = "food", _("Food and drink")
        TEXTILE = "textile", _("Textiles and clothes")
        WOOD = "wood", _("Wood, paper, print")
        CHEMICAL = "chemical", _("Chemicals and cosmetics")
        PLASTIC = "plastic", _("Rubber and plastics")
        METAL = "metal", _("Metals and metal goods")
        ELECTRONIC = "electronic", _("Electronics and electrical goods")
        MACHINE = "machine", _("Machinery")
        VEHICLE = "vehicle", _("Vehicles and their parts")
        OTHER = "other", _("Another sector")

    class Size(models.TextChoices):
        UNDER_10 = "1", _("Under 10 people")
        UNDER_50 = "10", _("10 to 49 people")
        UNDER_300 = "50", _("50 to 299 people")
        FROM_300 = "300", _("300 people and more")

    number = models.CharField(_("number"), max_length=40, unique=True)
    key = models.UUIDField(default=uuid.uuid4)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    status = models.CharField(_("state"), max_length=10, choices=Status, default=Status.DRAFT)
    title = models.CharField(_("title"), max_length=120)
    problem = models.TextField(_("problem"), max_length=2000)
    cause = models.TextField(_("cause"), max_length=2000)
    measure = models.TextField(_("counter-measure"), max_length=2000)
    lesson = models.TextField(_("what to look out for"), max_length=2000, blank=True)
    loss = models.CharField(_("kind of loss"), max_length=12, choices=LOSSES)
    sector = models.CharField(_("sector"), max_length=12, choices=Sector)
    process = models.CharField(_("process"), max_length=80, blank=True)
    machine_kind = models.CharField(_("kind of machine"), max_length=80, blank=True)
    size = models.CharField(_("size of the firm"), max_length=4, choices=Size, blank=True)
    cost_won = models.PositiveBigIntegerField(_("cost (won)"), null=True, blank=True)
    author = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("author")
    )
    author_name = models.CharField(_("author"), max_length=60, blank=True)
    origin = models.CharField(_("comes from"), max_length=120, blank=True)
    made_at = models.DateTimeField(_("written at"))
    published_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    withdrawn_why = models.CharField(_("why withdrawn"), max_length=300, blank=True)
    terms = models.JSONField(default=dict, blank=True, editable=False)
    terms_by = models.CharField(max_length=40, blank=True, editable=False)

    class Meta:
        ordering = ["-published_at", "-id"]
        verbose_name = _("practice card")
        verbose_name_plural = _("practice cards")
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], name="mentoring_card_version_once"),
            models.UniqueConstraint(
                fields=["key"], condition=Q(status="published"), name="mentoring_card_one_published"
            ),
            models.CheckConstraint(
                condition=Q(status="draft") | Q(published_at__isnull=False), name="mentoring_card_published_when"
            ),
            models.CheckConstraint(
                condition=~Q(status="withdrawn") | ~Q(withdrawn_why=""), name="mentoring_card_withdrawn_why"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def is_from_elsewhere(self) -> bool:
        return bool(self.origin)

    @property
    def credit(self) -> str:
        """Whose it is, as far as it is told."""
        return str(self.author) if self.author else self.author_name


class CardTask(models.Model):
    """A task of this plant that the card was learnt from."""

    card = models.ForeignKey(PracticeCard, models.CASCADE, related_name="tasks")
    task = models.ForeignKey(ImprovementTask, models.PROTECT, related_name="+", verbose_name=_("improvement task"))

    class Meta:
        ordering = ["id"]
        verbose_name = _("task of a card")
        verbose_name_plural = _("tasks of cards")
        constraints = [models.UniqueConstraint(fields=["card", "task"], name="mentoring_card_task_once")]

    def __str__(self) -> str:
        return str(self.task)


class Measurement(models.Model):
    """An effect as it was measured; units as `dure.mentoring.card.Measured` says."""

    class Side(models.TextChoices):
        LOWER = Better.LOWER.value, _("lower is better")
        HIGHER = Better.HIGHER.value, _("higher is better")

    figure = models.CharField(_("figure"), max_length=80)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    better = models.CharField(max_length=6, choices=Side)
    effect = models.FloatField(_("effect"))
    low = models.FloatField(_("from (95 %)"))
    high = models.FloatField(_("to (95 %)"))
    n_before = models.PositiveIntegerField(_("days before"), validators=[MinValueValidator(1)])
    n_after = models.PositiveIntegerField(_("days after"), validators=[MinValueValidator(1)])
    method = models.CharField(_("way of measuring"), max_length=40)
    measured_on = models.DateField(_("measured on"))

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(low__lte=F("effect")) & Q(effect__lte=F("high")), name="%(app_label)s_%(class)s_within"
            )
        ]

    @property
    def proof(self) -> Proof:
        return proof_of(self.better, self.low, self.high)


class CardEffect(Measurement):
    """What was measured where the card was written, copied when it was published. task: none for one from elsewhere."""

    card = models.ForeignKey(PracticeCard, models.CASCADE, related_name="effects")
    task = models.ForeignKey(ImprovementTask, models.PROTECT, related_name="+", null=True, blank=True)

    class Meta(Measurement.Meta):
        ordering = ["id"]
        verbose_name = _("effect of a card")
        verbose_name_plural = _("effects of cards")

    def __str__(self) -> str:
        return f"{self.card} · {self.figure}"


class CardPicture(models.Model):
    class Side(models.TextChoices):
        BEFORE = "before", _("Before improving")
        AFTER = "after", _("After improving")
        OTHER = "other", _("Close-up")

    card = models.ForeignKey(PracticeCard, models.CASCADE, related_name="pictures")
    side = models.CharField(_("shows"), max_length=6, choices=Side, default=Side.AFTER)
    file = models.FileField(_("picture"), upload_to="cards")
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("picture of a card")
        verbose_name_plural = _("pictures of cards")

    def __str__(self) -> str:
        return f"{self.card} · {self.get_side_display()}"


class CardUse(models.Model):
    """Somebody tries the card: here, with the task that it began, or elsewhere, as a file told.

    key: stays with it in files, so that it is counted once.
    """

    card = models.ForeignKey(PracticeCard, models.PROTECT, related_name="uses")
    key = models.UUIDField(default=uuid.uuid4, unique=True)
    task = models.OneToOneField(ImprovementTask, models.PROTECT, related_name="card_use", null=True, blank=True)
    place = models.CharField(_("where"), max_length=120, blank=True)
    begun_on = models.DateField(_("begun on"))
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        ordering = ["-begun_on", "-id"]
        verbose_name = _("use of a card")
        verbose_name_plural = _("uses of cards")
        constraints = [
            models.CheckConstraint(
                condition=Q(task__isnull=False) | ~Q(place=""), name="mentoring_card_use_somewhere"
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.card} · {self.task or self.place}"


class UseEffect(Measurement):
    """What a use of a card brought; the last one that was measured."""

    use = models.OneToOneField(CardUse, models.CASCADE, related_name="effect")

    class Meta(Measurement.Meta):
        verbose_name = _("effect of a use")
        verbose_name_plural = _("effects of uses")

    def __str__(self) -> str:
        return f"{self.use} · {self.figure}"
