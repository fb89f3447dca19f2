# ruff: noqa: S608 - the statements are put together from the constants of this file only
import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from dure.plant import secrets

_PLAIN = "otp_static_statictoken"


def hash_plain_codes(apps, schema_editor):
    """Codes that were kept readable before become hashes; the tables that held them go."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [_PLAIN])
        if not cursor.fetchone()[0]:
            return
        cursor.execute(
            f"SELECT d.user_id, array_agg(t.token) FROM {_PLAIN} t JOIN otp_static_staticdevice d ON d.id = t.device_id "
            "WHERE d.confirmed GROUP BY d.user_id"
        )
        held = cursor.fetchall()
    codes = apps.get_model("plant", "RecoveryCodes")
    for user_id, tokens in held:
        salt = secrets.salt()
        hashes = [secrets.slow_hash(token, salt) for token in tokens]
        codes.objects.create(user_id=user_id, name="recovery", confirmed=True, salt=salt, hashes=hashes)
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {_PLAIN}, otp_static_staticdevice")
        cursor.execute("DELETE FROM django_migrations WHERE app = 'otp_static'")


class Migration(migrations.Migration):
    dependencies = [
        ("plant", "0001_initial"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="area",
            options={"ordering": ["sort_order", "code"], "verbose_name": "area", "verbose_name_plural": "areas"},
        ),
        migrations.AlterModelOptions(
            name="break",
            options={"ordering": ["starts"], "verbose_name": "break", "verbose_name_plural": "breaks"},
        ),
        migrations.AlterModelOptions(
            name="calendarentry",
            options={
                "ordering": ["starts_at"],
                "verbose_name": "deviation of the calendar",
                "verbose_name_plural": "deviations of the calendar",
            },
        ),
        migrations.AlterModelOptions(
            name="changerecord",
            options={
                "ordering": ["-at", "-pk"],
                "verbose_name": "change record",
                "verbose_name_plural": "change records",
            },
        ),
        migrations.AlterModelOptions(
            name="enterprise",
            options={
                "ordering": ["sort_order", "code"],
                "verbose_name": "enterprise",
                "verbose_name_plural": "enterprises",
            },
        ),
        migrations.AlterModelOptions(
            name="loginguard",
            options={"verbose_name": "failed log-in", "verbose_name_plural": "failed log-ins"},
        ),
        migrations.AlterModelOptions(
            name="person",
            options={"verbose_name": "person", "verbose_name_plural": "people"},
        ),
        migrations.AlterModelOptions(
            name="personskill",
            options={"verbose_name": "skill of a person", "verbose_name_plural": "skills of people"},
        ),
        migrations.AlterModelOptions(
            name="securityrecord",
            options={
                "ordering": ["-at", "-pk"],
                "verbose_name": "security record",
                "verbose_name_plural": "security records",
            },
        ),
        migrations.AlterModelOptions(
            name="shift",
            options={"ordering": ["site", "starts"], "verbose_name": "shift", "verbose_name_plural": "shifts"},
        ),
        migrations.AlterModelOptions(
            name="site",
            options={"ordering": ["sort_order", "code"], "verbose_name": "site", "verbose_name_plural": "sites"},
        ),
        migrations.AlterModelOptions(
            name="skill",
            options={"ordering": ["sort_order", "code"], "verbose_name": "skill", "verbose_name_plural": "skills"},
        ),
        migrations.AlterModelOptions(
            name="tablet",
            options={"verbose_name": "tablet", "verbose_name_plural": "tablets"},
        ),
        migrations.AlterModelOptions(
            name="workcenter",
            options={
                "ordering": ["sort_order", "code"],
                "verbose_name": "work center",
                "verbose_name_plural": "work centers",
            },
        ),
        migrations.AlterModelOptions(
            name="workunit",
            options={
                "ordering": ["sort_order", "code"],
                "verbose_name": "work unit",
                "verbose_name_plural": "work units",
            },
        ),
        migrations.CreateModel(
            name="RecoveryCodes",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(help_text="The human-readable name of this device.", max_length=64)),
                ("confirmed", models.BooleanField(default=True, help_text="Is this device ready for use?")),
                ("salt", models.CharField(editable=False, max_length=32)),
                (
                    "hashes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=64), default=list, editable=False, size=None
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        help_text="The user that this device belongs to.",
                        on_delete=django.db.models.deletion.CASCADE,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "recovery codes",
                "verbose_name_plural": "recovery codes",
            },
        ),
        migrations.RunPython(hash_plain_codes, migrations.RunPython.noop),
    ]
