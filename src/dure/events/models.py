from django.db import models


class RecordedEvent(models.Model):
    """One fact, as it was appended. Rows are never changed."""

    name = models.CharField(max_length=120, help_text="context.EventName")
    happened_at = models.DateTimeField(help_text="when it happened, plant time")
    recorded_at = models.DateTimeField(auto_now_add=True)
    data = models.JSONField()

    class Meta:
        indexes = (
            models.Index(fields=["name", "id"], name="event_name"),
            models.Index(fields=["happened_at"], name="event_happened_at"),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.happened_at:%Y-%m-%d %H:%M:%S}"
