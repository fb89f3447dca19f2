"""Tables of connections, signals, what was already seen, and the files of the history."""

from datetime import UTC, datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from dure.plant.models import CODE, Site, WorkUnit

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
"""From when something holds that always held."""


class Connection(models.Model):
    """How a gateway reaches one source of signals. The gateway gets these rows through the event log."""

    code = models.CharField(_("code"), max_length=40, unique=True, validators=[CODE])
    name = models.CharField(_("name"), max_length=120)
    gateway = models.CharField(_("gateway"), max_length=40, default="main")
    protocol = models.CharField(_("protocol"), max_length=40)
    settings = models.JSONField(default=dict, help_text="the protocol's own fields, as its manifest declares them")
    collects_everything = models.BooleanField(_("collect everything that comes"), default=False)
    silent_after_s = models.PositiveIntegerField(_("silent after (s)"), default=30)
    is_enabled = models.BooleanField(_("on"), default=True)
    retired_at = models.DateTimeField(_("put away at"), null=True, blank=True)

    class Meta:
        verbose_name = _("connection")
        verbose_name_plural = _("connections")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class ConnectionDay(models.Model):
    """How many observations of a connection became durable on a day of the plant, counted once each."""

    connection = models.CharField(max_length=40)
    day = models.DateField()
    observations = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("values of a day")
        verbose_name_plural = _("values by day")
        constraints = [models.UniqueConstraint(fields=["connection", "day"], name="telemetry_connection_day")]

    def __str__(self) -> str:
        return f"{self.connection} {self.day}"


class Meaning(models.TextChoices):
    """What a signal says about production."""

    TOTAL = "total", _("Part counter (all)")
    GOOD = "good", _("Good counter")
    REJECT = "reject", _("Reject counter")
    REWORK = "rework", _("Rework counter")
    STATE = "state", _("State")
    FAULT = "fault", _("Fault (on/off)")
    PROGRAM = "program", _("Program or recipe")
    PART_ID = "part_id", _("Part or lot id")
    ALARM = "alarm", _("Alarm")
    MEASUREMENT = "measurement", _("Measurement")
    OTHER = "other", _("Not used")


class Signal(models.Model):
    """One named value that a work unit emits, and what it means since `meaning_from`."""

    connection = models.ForeignKey(Connection, models.PROTECT, related_name="signals")
    address = models.CharField(_("address"), max_length=400)
    name = models.CharField(_("name"), max_length=200)
    work_unit = models.ForeignKey(
        WorkUnit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("work unit")
    )
    meaning = models.CharField(_("meaning"), max_length=12, choices=Meaning, default=Meaning.OTHER)
    unit = models.CharField(_("unit"), max_length=30, blank=True)
    counts_each_message = models.BooleanField(_("each value is a number of pieces, not a running total"), default=False)
    counter_modulus = models.DecimalField(
        _("counter starts again at"),
        max_digits=20,
        decimal_places=0,
        null=True,
        blank=True,
        help_text=_("65536 for a 16-bit counter; leave empty if it never starts again"),
    )
    pieces_per_count = models.DecimalField(_("pieces per count"), max_digits=12, decimal_places=4, default=1)
    meaning_from = models.DateTimeField(_("valid from"), default=BEGINNING)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("signal")
        verbose_name_plural = _("signals")
        ordering = ["connection", "name"]
        constraints = [
            models.UniqueConstraint(fields=["connection", "address"], name="telemetry_signal_address"),
            models.CheckConstraint(condition=models.Q(pieces_per_count__gt=0), name="telemetry_pieces_positive"),
        ]

    def __str__(self) -> str:
        return self.name


class SignalMeaning(models.Model):
    """What a signal meant before, from one moment of plant time to another; never, where both are the same."""

    signal = models.ForeignKey(Signal, models.CASCADE, related_name="meanings_before")
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField()
    work_unit = models.ForeignKey(WorkUnit, models.PROTECT, null=True, related_name="+")
    meaning = models.CharField(max_length=12, choices=Meaning)
    counter_modulus = models.DecimalField(max_digits=20, decimal_places=0, null=True)
    pieces_per_count = models.DecimalField(max_digits=12, decimal_places=4, default=1)
    counts_each_message = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("former meaning of a signal")
        verbose_name_plural = _("former meanings of signals")
        ordering = ["signal", "valid_from", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to__gte=models.F("valid_from")), name="telemetry_meaning_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return f"{self.signal} {self.valid_from:%Y-%m-%d}"


class CurrentValue(models.Model):
    """The last value of a signal, by time at its source."""

    signal = models.OneToOneField(Signal, models.CASCADE, primary_key=True, related_name="current")
    time = models.DateTimeField()
    number = models.FloatField(null=True)
    text = models.CharField(max_length=200, null=True)  # noqa: DJ001 - null tells "no text" from an empty one
    quality = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("last value")
        verbose_name_plural = _("last values")


class Reader(models.TextChoices):
    """Who reads the event log, each with a position of its own."""

    RESULTS = "results", "results"
    HISTORY = "history", "history"


class LogPosition(models.Model):
    """The last stream sequence whose effects are committed, written in the same transaction as they are."""

    reader = models.CharField(max_length=10, choices=Reader, primary_key=True)
    stream_sequence = models.BigIntegerField(default=0)
    log_created = models.DateTimeField(null=True)
    """when the event log that the sequence belongs to was made; null: not known yet (read before Dure kept it)"""
    time = models.DateTimeField(null=True)
    stored = models.BigIntegerField(default=0)
    duplicates = models.BigIntegerField(default=0)
    rejected = models.BigIntegerField(default=0)
    passed_us = models.BigIntegerField(default=0)  # plant time up to which the reader has let time pass


class SeenSource(models.Model):
    """Which sequences of one source's epoch a reader has taken: flat, merged [from, to, from, to, …], ends included."""

    reader = models.CharField(max_length=10, choices=Reader)
    connection = models.CharField(max_length=40)
    epoch = models.CharField(max_length=200)
    ranges = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reader", "connection", "epoch"], name="telemetry_seen_source")]


class RejectedEnvelope(models.Model):
    """A message on the event log that could not be read; kept so that nothing vanishes."""

    stream_sequence = models.BigIntegerField(unique=True)
    reason = models.CharField(max_length=400)
    data = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)


class Gateway(models.Model):
    """A gateway's own settings: whether and where its MQTT broker listens. A row exists once it was needed."""

    code = models.CharField(_("code"), max_length=40, unique=True, default="main", validators=[CODE])
    mqtt_listen = models.CharField(
        _("MQTT listens at"), max_length=80, blank=True, help_text=_("0.0.0.0:1883; empty: off")
    )
    mqtt_certificate = models.CharField(_("certificate file"), max_length=300, blank=True)
    mqtt_key = models.CharField(_("key file"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("gateway")
        verbose_name_plural = _("gateways")

    def __str__(self) -> str:
        return self.code


class MqttAccess(models.Model):
    """A machine's own log-in to the gateway's MQTT broker; the password is kept as a hash only."""

    gateway = models.ForeignKey(Gateway, models.CASCADE, related_name="mqtt_accesses")
    user = models.CharField(_("user name"), max_length=60)
    password_hash = models.CharField(max_length=200, editable=False)
    note = models.CharField(_("what for"), max_length=120, blank=True)
    changed_at = models.DateTimeField(_("password of"), null=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    class Meta:
        verbose_name = _("MQTT log-in")
        verbose_name_plural = _("MQTT log-ins")
        constraints = [models.UniqueConstraint(fields=["gateway", "user"], name="telemetry_mqtt_user_once")]

    def __str__(self) -> str:
        return self.user


class HistoryFile(models.Model):
    """One live Parquet file of the history; what isn't listed here doesn't exist for a reader."""

    class Level(models.TextChoices):
        RAW = "raw", "raw"
        DAY = "day", "day"
        MINUTE = "minute", "minute"
        HOUR = "hour", "hour"

    level = models.CharField(max_length=8, choices=Level)
    day = models.DateField(db_index=True)
    path = models.CharField(max_length=300, unique=True)
    first_sequence = models.BigIntegerField()
    last_sequence = models.BigIntegerField()
    first_time = models.DateTimeField()
    last_time = models.DateTimeField()
    rows = models.BigIntegerField()
    size_bytes = models.BigIntegerField()
    replaced_at = models.DateTimeField(null=True, help_text="set when compaction swapped it out; deleted later")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(fields=["level", "first_time", "last_time"], name="telemetry_file_span"),
        ]


class HistoryRetention(models.Model):
    """How long a site wants to keep its history; empty means for ever. Hours are always kept."""

    site = models.OneToOneField(Site, models.CASCADE, related_name="+", verbose_name=_("site"))
    raw_days = models.PositiveIntegerField(_("keep single readings (days)"), null=True, blank=True)
    minute_days = models.PositiveIntegerField(_("keep minutes (days)"), null=True, blank=True)

    class Meta:
        verbose_name = _("retention of history")
        verbose_name_plural = _("retentions of history")

    def __str__(self) -> str:
        return str(self.site)
