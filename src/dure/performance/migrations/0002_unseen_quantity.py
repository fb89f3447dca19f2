from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("performance", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="rolledshift",
            name="unseen",
            field=models.DecimalField(decimal_places=4, default=0, max_digits=20),
        ),
    ]
