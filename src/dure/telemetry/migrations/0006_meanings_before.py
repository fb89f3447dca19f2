from datetime import UTC, datetime

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("plant", "0001_initial"),
        ("telemetry", "0005_connections_kept"),
    ]

    operations = [
        migrations.AddField(
            model_name="signal",
            name="meaning_from",
            field=models.DateTimeField(default=datetime(1970, 1, 1, tzinfo=UTC), verbose_name="valid from"),
        ),
        migrations.CreateModel(
            name="SignalMeaning",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateTimeField()),
                ("valid_to", models.DateTimeField()),
                (
                    "meaning",
                    models.CharField(
                        choices=[
                            ("total", "Part counter (all)"),
                            ("good", "Good counter"),
                            ("reject", "Reject counter"),
                            ("rework", "Rework counter"),
                            ("state", "State"),
                            ("fault", "Fault (on/off)"),
                            ("program", "Program or recipe"),
                            ("part_id", "Part or lot id"),
                            ("alarm", "Alarm"),
                            ("measurement", "Measurement"),
                            ("other", "Not used"),
                        ],
                        max_length=12,
                    ),
                ),
                ("counter_modulus", models.DecimalField(decimal_places=0, max_digits=20, null=True)),
                ("pieces_per_count", models.DecimalField(decimal_places=4, default=1, max_digits=12)),
                ("counts_each_message", models.BooleanField(default=False)),
                (
                    "signal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="meanings_before",
                        to="telemetry.signal",
                    ),
                ),
                (
                    "work_unit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plant.workunit"
                    ),
                ),
            ],
            options={
                "ordering": ["signal", "valid_from", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("valid_to__gte", models.F("valid_from"))),
                        name="telemetry_meaning_ends_after_start",
                    )
                ],
            },
        ),
    ]
