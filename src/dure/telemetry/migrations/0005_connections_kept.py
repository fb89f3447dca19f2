from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("telemetry", "0004_time_passed")]

    operations = [
        migrations.AddField(
            model_name="connection",
            name="retired_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="put away at"),
        ),
        migrations.AddField(
            model_name="gateway",
            name="mqtt_certificate",
            field=models.CharField(blank=True, max_length=300, verbose_name="certificate file"),
        ),
        migrations.AddField(
            model_name="gateway",
            name="mqtt_key",
            field=models.CharField(blank=True, max_length=300, verbose_name="key file"),
        ),
        migrations.AddField(
            model_name="mqttaccess",
            name="changed_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="password of"),
        ),
        migrations.AddField(
            model_name="mqttaccess",
            name="note",
            field=models.CharField(blank=True, max_length=120, verbose_name="what for"),
        ),
        migrations.AddField(
            model_name="mqttaccess",
            name="withdrawn_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at"),
        ),
        migrations.CreateModel(
            name="ConnectionDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("connection", models.CharField(max_length=40)),
                ("day", models.DateField()),
                ("observations", models.BigIntegerField(default=0)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("connection", "day"), name="telemetry_connection_day")],
            },
        ),
    ]
