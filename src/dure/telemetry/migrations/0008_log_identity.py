from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("telemetry", "0007_names")]

    operations = [
        migrations.AddField(
            model_name="logposition",
            name="log_created",
            field=models.DateTimeField(null=True),
        ),
    ]
