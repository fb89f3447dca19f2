import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

KEEP = """
CREATE TRIGGER product_parts_of_open BEFORE INSERT OR UPDATE OR DELETE ON product_linestation
  FOR EACH ROW EXECUTE FUNCTION product_parts_of_open('draft', 'product_routing', 'routing_id');
"""
UNDO = "DROP TRIGGER product_parts_of_open ON product_linestation;"


class Migration(migrations.Migration):
    dependencies = [
        ("product", "0008_longest_wait"),
    ]

    operations = [
        migrations.CreateModel(
            name="LineStation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "number",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MinValueValidator(1)], verbose_name="station"
                    ),
                ),
                (
                    "places",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(2),
                            django.core.validators.MaxValueValidator(9),
                        ],
                        verbose_name="places side by side",
                    ),
                ),
                (
                    "routing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="line_stations", to="product.routing"
                    ),
                ),
            ],
            options={
                "verbose_name": "station of a line",
                "verbose_name_plural": "stations of lines",
                "ordering": ["routing", "number"],
            },
        ),
        migrations.AddConstraint(
            model_name="linestation",
            constraint=models.UniqueConstraint(fields=("routing", "number"), name="product_line_station_once"),
        ),
        migrations.AddConstraint(
            model_name="linestation",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1), ("places__gte", 2)), name="product_line_station_places"
            ),
        ),
        migrations.RunSQL(KEEP, UNDO),
    ]
