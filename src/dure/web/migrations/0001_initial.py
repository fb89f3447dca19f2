from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []

    operations = [
        migrations.CreateModel(
            name="SentForm",
            fields=[
                ("key", models.UUIDField(primary_key=True, serialize=False)),
                ("sent_at", models.DateTimeField(db_index=True)),
                ("address", models.CharField(blank=True, max_length=1000)),
            ],
            options={"verbose_name": "sent form", "verbose_name_plural": "sent forms"},
        ),
    ]
