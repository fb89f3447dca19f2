"""Why a plan failed is kept as a message with its values instead of a text in one language; texts stay as they are."""

from django.db import migrations, models
from django.utils.translation import gettext_lazy as _

_TEXT = "CASE WHEN problem = '' THEN '{}' ELSE jsonb_build_object('message', problem, 'params', '{}'::jsonb) END"
_BACK = "left(coalesce(problem ->> 'message', ''), 300)"


def _kept(model: str, field: models.Field) -> migrations.SeparateDatabaseAndState:
    change = f"ALTER TABLE planning_{model} ALTER COLUMN problem TYPE"
    return migrations.SeparateDatabaseAndState(
        [migrations.RunSQL(f"{change} jsonb USING {_TEXT}", f"{change} varchar(300) USING {_BACK}")],
        [migrations.AlterField(model, "problem", field)],
    )


class Migration(migrations.Migration):
    dependencies = [("planning", "0010_shared_units")]

    operations = [
        _kept("schedule", models.JSONField(_("problem"), default=dict, blank=True)),
        _kept("replay", models.JSONField(default=dict, blank=True)),
    ]
