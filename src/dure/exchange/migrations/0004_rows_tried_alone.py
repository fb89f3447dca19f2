from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchange", "0003_imports")]

    operations = [
        migrations.AddField(
            model_name="import",
            name="is_stale",
            field=models.BooleanField(default=False),
        ),
    ]
