import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("commerce", "0009_set_offs")]

    operations = [
        migrations.AddField(
            model_name="deliveryline",
            name="replacement",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="commerce.salesline",
            ),
        ),
        migrations.AddField(
            model_name="receiptline",
            name="replacement",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="commerce.purchaseline",
            ),
        ),
    ]
