"""Goods that leave the stock for a repair. As into production, a lot that is not available does not go there."""

from django.db import migrations, models

CHANGE = """
DO $do$
DECLARE body text := pg_get_functiondef('inventory_apply_moves'::regproc);
BEGIN
  IF position({before} IN body) = 0 THEN
    RAISE EXCEPTION 'inventory_apply_moves is not as it was made';
  END IF;
  EXECUTE replace(body, {before}, {after});
END $do$;
"""
WITHOUT, WITH = "$$('production', 'customer')$$", "$$('production', 'customer', 'maintenance')$$"
KINDS = [
    ("stock", "Stock"),
    ("quarantine", "Quarantine"),
    ("transit", "On the way"),
    ("supplier", "Suppliers"),
    ("customer", "Customers"),
    ("production", "Production"),
    ("difference", "Stock-take differences"),
    ("scrap", "Scrap"),
    ("maintenance", "Maintenance"),
]


class Migration(migrations.Migration):
    dependencies = [("inventory", "0008_what_the_other_side_paid")]
    operations = [
        migrations.AlterField(
            model_name="location",
            name="kind",
            field=models.CharField(choices=KINDS, default="stock", max_length=12, verbose_name="kind"),
        ),
        migrations.RunSQL(CHANGE.format(before=WITHOUT, after=WITH), CHANGE.format(before=WITH, after=WITHOUT)),
    ]
