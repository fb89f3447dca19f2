import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("commerce", "0010_lines_for_replacements")]

    operations = [
        migrations.RemoveField(model_name="purchaseline", name="purpose"),
        migrations.AddField(
            model_name="purchaserequest",
            name="sales_line",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="requests",
                to="commerce.salesline",
            ),
        ),
    ]
