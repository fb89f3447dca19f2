from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("commerce", "0007_returns_that_are_replaced")]

    operations = [
        migrations.AddField(
            model_name="invoice",
            name="is_opening",
            field=models.BooleanField(default=False),
        ),
    ]
