"""What a lot goes back to when a signal is answered; and functions of triggers that no table of a session can deceive."""

from django.db import migrations, models

FUNCTIONS = ("quality_added_only", "quality_ccp_follows", "quality_haccp_of_draft")
# A role may make tables of its session, which PostgreSQL looks at first unless they are named last.
FIXED = "\n".join(f"ALTER FUNCTION {name}() SET search_path = public, pg_temp;" for name in FUNCTIONS)
LOOSE = "\n".join(f"ALTER FUNCTION {name}() RESET search_path;" for name in FUNCTIONS)


class Migration(migrations.Migration):
    dependencies = [("quality", "0003_ccp_kept_by_the_database")]
    operations = [
        migrations.AddField(
            model_name="chartsignal",
            name="lot_before",
            field=models.CharField(
                blank=True,
                choices=[
                    ("available", "Available"),
                    ("quarantine", "Waiting for a check"),
                    ("hold", "On hold"),
                    ("rejected", "Rejected"),
                ],
                default="",
                max_length=12,
            ),
            preserve_default=False,
        ),
        migrations.RunSQL(FIXED, LOOSE),
    ]  # fmt: skip
