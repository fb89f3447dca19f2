import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("telemetry", "0002_history_retention")]

    operations = [
        migrations.CreateModel(
            name="Gateway",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        default="main",
                        max_length=40,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[\\w.\\-]+$", "Use letters, digits, dot, hyphen or underscore."
                            )
                        ],
                        verbose_name="code",
                    ),
                ),
                (
                    "mqtt_listen",
                    models.CharField(
                        blank=True, help_text="0.0.0.0:1883; empty: off", max_length=80, verbose_name="MQTT listens at"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MqttAccess",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("user", models.CharField(max_length=60, verbose_name="user name")),
                ("password_hash", models.CharField(editable=False, max_length=200)),
                (
                    "gateway",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mqtt_accesses",
                        to="telemetry.gateway",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("gateway", "user"), name="telemetry_mqtt_user_once")]
            },
        ),
    ]
