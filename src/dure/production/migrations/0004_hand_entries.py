import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inventory", "0001_initial"),
        ("plant", "0001_initial"),
        ("production", "0003_unseen_quantity"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RejectReason",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, unique=True, verbose_name="name")),
                ("sort_order", models.PositiveIntegerField(default=0, verbose_name="order")),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
            ],
            options={
                "verbose_name": "reason of rejects",
                "verbose_name_plural": "reasons of rejects",
                "ordering": ["sort_order", "pk"],
            },
        ),
        migrations.CreateModel(
            name="HandEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "client_id",
                    models.UUIDField(help_text="made by the page that sent it; the same one counts once", unique=True),
                ),
                (
                    "starts_at",
                    models.DateTimeField(
                        help_text="start of the span of plant time it belongs to", verbose_name="from"
                    ),
                ),
                ("hour", models.DateTimeField()),
                ("shift_date", models.DateField(null=True)),
                ("shift", models.CharField(blank=True, max_length=20, verbose_name="shift")),
                (
                    "kind",
                    models.CharField(
                        choices=[("good", "Good"), ("reject", "Reject"), ("rework", "Rework")],
                        max_length=6,
                        verbose_name="kind",
                    ),
                ),
                ("quantity", models.DecimalField(decimal_places=4, max_digits=14, verbose_name="quantity")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                (
                    "is_reclassified",
                    models.BooleanField(default=False, help_text="pieces that a machine counted as good"),
                ),
                ("made_at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(null=True)),
                ("corrections", models.ManyToManyField(related_name="entries", to="production.resultcorrection")),
                (
                    "item",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.item",
                        verbose_name="item",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "reason",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="production.rejectreason",
                        verbose_name="reason",
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="production.handentry",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="production.operationrun",
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "work_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="plant.workunit",
                        verbose_name="work unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "entry by hand",
                "verbose_name_plural": "entries by hand",
                "ordering": ["-made_at", "-pk"],
                "indexes": [models.Index(fields=["work_unit", "made_at"], name="production_entry_unit")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("quantity__gt", 0)), name="production_entry_positive"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("undone_at", None), ("undone_by", None)),
                            models.Q(("undone_at__isnull", False), ("undone_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="production_entry_undone_by_someone",
                    ),
                ],
            },
        ),
    ]
