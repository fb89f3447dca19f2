from datetime import UTC, datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inventory", "0001_initial"),
        ("plant", "0001_initial"),
        ("production", "0004_hand_entries"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # The first rule of a unit held for what came before it too.
        migrations.RunSQL(
            """
            UPDATE production_unitrule AS rule SET valid_from = 'epoch'
            WHERE NOT EXISTS (
              SELECT 1 FROM production_unitrule AS other
              WHERE other.work_unit_id = rule.work_unit_id AND other.valid_from < rule.valid_from)
            """,
            migrations.RunSQL.noop,
        ),
        migrations.CreateModel(
            name="Recount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateTimeField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("refused", "Not possible"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("done_messages", models.BigIntegerField(default=0)),
                ("all_messages", models.BigIntegerField(default=0)),
                ("changed_rows", models.PositiveIntegerField(default=0)),
                ("corrections_to_check", models.PositiveIntegerField(default=0)),
                ("note", models.CharField(blank=True, help_text="message id of why it was refused", max_length=400)),
                ("note_values", models.JSONField(default=dict)),
                ("asked_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-asked_at", "-pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="programrule",
            name="production_program_rule_once",
        ),
        migrations.RemoveConstraint(
            model_name="stateword",
            name="production_state_word_once",
        ),
        migrations.RemoveConstraint(
            model_name="unitrule",
            name="production_unit_rule_once",
        ),
        migrations.AddField(
            model_name="programrule",
            name="valid_from",
            field=models.DateTimeField(default=datetime(1970, 1, 1, tzinfo=UTC), verbose_name="valid from"),
        ),
        migrations.AddField(
            model_name="programrule",
            name="valid_to",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="stateword",
            name="valid_from",
            field=models.DateTimeField(default=datetime(1970, 1, 1, tzinfo=UTC), verbose_name="valid from"),
        ),
        migrations.AddField(
            model_name="stateword",
            name="valid_to",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="unitrecord",
            name="recounts",
            field=models.PositiveIntegerField(
                default=0, help_text="how often these rows were computed again; the recorder then reads them anew"
            ),
        ),
        migrations.AddField(
            model_name="unitrule",
            name="valid_to",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddConstraint(
            model_name="programrule",
            constraint=models.UniqueConstraint(
                condition=models.Q(("valid_to", None)),
                fields=("work_unit", "pattern"),
                name="production_program_rule_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="programrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_to", None), ("valid_to__gte", models.F("valid_from")), _connector="OR"),
                name="production_program_rule_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="stateword",
            constraint=models.UniqueConstraint(
                condition=models.Q(("valid_to", None)),
                fields=("work_unit", "word"),
                name="production_state_word_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="stateword",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_to", None), ("valid_to__gte", models.F("valid_from")), _connector="OR"),
                name="production_state_word_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="unitrule",
            constraint=models.UniqueConstraint(
                condition=models.Q(("valid_to", None)),
                fields=("work_unit", "valid_from"),
                name="production_unit_rule_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="unitrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_to", None), ("valid_to__gte", models.F("valid_from")), _connector="OR"),
                name="production_unit_rule_ends_after_start",
            ),
        ),
        migrations.AddField(
            model_name="recount",
            name="asked_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="recount",
            name="work_unit",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="plant.workunit"),
        ),
        migrations.AddConstraint(
            model_name="recount",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "waiting")), fields=("work_unit",), name="production_one_waiting_recount"
            ),
        ),
    ]
