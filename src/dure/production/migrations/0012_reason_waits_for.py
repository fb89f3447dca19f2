from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("production", "0011_dispatch"),
    ]

    operations = [
        migrations.AddField(
            model_name="downtimereason",
            name="waits_for",
            field=models.CharField(
                blank=True,
                choices=[
                    ("material", "material from the step before (starved)"),
                    ("room", "room at the step after (blocked)"),
                ],
                default="",
                max_length=8,
                verbose_name="waits for",
            ),
            preserve_default=False,
        ),
    ]
