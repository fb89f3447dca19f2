from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("commerce", "0006_second_consent_to_sales")]

    operations = [
        migrations.AddField(
            model_name="delivery",
            name="reopens",
            field=models.BooleanField(default=True, verbose_name="the customer gets new ones"),
        ),
    ]
