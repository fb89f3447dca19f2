from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("production", "0002_interval_chain")]

    operations = [
        migrations.AddField(
            model_name="productionresult",
            name="unseen",
            field=models.DecimalField(decimal_places=4, default=0, max_digits=18),
        ),
    ]
