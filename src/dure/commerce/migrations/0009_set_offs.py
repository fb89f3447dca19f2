import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("commerce", "0008_opening_invoices"), ("plant", "0004_company")]

    operations = [
        migrations.CreateModel(
            name="SetOff",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "side",
                    models.CharField(
                        choices=[("sale", "Sale"), ("purchase", "Purchase")], max_length=8, verbose_name="side"
                    ),
                ),
                ("number", models.CharField(max_length=40, unique=True, verbose_name="number")),
                ("date", models.DateField(verbose_name="date")),
                ("amount", models.DecimalField(decimal_places=0, max_digits=18, verbose_name="amount")),
                ("made_at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="plant.person",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="commerce.partner",
                        verbose_name="partner",
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="plant.person",
                    ),
                ),
            ],
            options={
                "verbose_name": "set-off",
                "verbose_name_plural": "set-offs",
                "ordering": ["-date", "-number"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="commerce_set_off_positive")
                ],
            },
        ),
        migrations.RemoveConstraint(model_name="allocation", name="commerce_allocation_once"),
        migrations.AlterField(
            model_name="allocation",
            name="payment",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="allocations",
                to="commerce.payment",
            ),
        ),
        migrations.AddField(
            model_name="allocation",
            name="set_off",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="allocations",
                to="commerce.setoff",
            ),
        ),
        migrations.AddConstraint(
            model_name="allocation",
            constraint=models.UniqueConstraint(
                fields=("payment", "set_off", "invoice"), name="commerce_allocation_once", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="allocation",
            constraint=models.CheckConstraint(
                condition=models.Q(("payment__isnull", False), ("set_off__isnull", False), _connector="OR"),
                name="commerce_allocation_has_an_act",
            ),
        ),
    ]
