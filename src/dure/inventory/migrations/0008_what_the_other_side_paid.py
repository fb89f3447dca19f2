from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inventory", "0007_names")]

    operations = [
        migrations.AddField(
            model_name="stockmove",
            name="paid",
            field=models.DecimalField(decimal_places=2, max_digits=18, null=True),
        ),
    ]
