from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("plant", "0003_numbering")]

    operations = [
        migrations.AddField(
            "enterprise",
            "representative",
            models.CharField("representative", max_length=60, blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "enterprise",
            "address",
            models.CharField("address", max_length=200, blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "enterprise",
            "business_type",
            models.CharField("line of business", max_length=60, blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "enterprise",
            "business_item",
            models.CharField("business items", max_length=80, blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "enterprise",
            "phone",
            models.CharField("telephone", max_length=40, blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "enterprise", "fax", models.CharField("fax", max_length=40, blank=True, default=""), preserve_default=False
        ),
        migrations.AddField(
            "enterprise",
            "email",
            models.EmailField("e-mail", max_length=254, blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "enterprise",
            "bank_account",
            models.CharField("bank account", max_length=120, blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "enterprise",
            "stamp",
            models.FileField("seal", upload_to="company", blank=True, default=""),
            preserve_default=False,
        ),
    ]
