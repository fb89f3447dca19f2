"""Changes count only for what begins soon, so each counts more: what the plant chose stays chosen."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

AFTER = {10: 30, 2: 10}


def _choose(apps: Apps, values: dict[int, int]) -> None:
    for rules in apps.get_model("planning", "SchedulingRules").objects.all():
        rules.calm_matters = values.get(rules.calm_matters, rules.calm_matters)
        rules.save(update_fields=["calm_matters"])


def forwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    _choose(apps, AFTER)


def backwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    _choose(apps, {new: old for old, new in AFTER.items()})


class Migration(migrations.Migration):
    dependencies = [("planning", "0004_lateness")]

    operations = [
        migrations.RunPython(forwards, backwards),
        migrations.AlterField(
            model_name="schedulingrules",
            name="calm_matters",
            field=models.PositiveSmallIntegerField(
                choices=[(0, "move whatever helps"), (10, "move little"), (30, "move only what helps a lot")],
                default=30,
                verbose_name="when something happens",
            ),
        ),
    ]
