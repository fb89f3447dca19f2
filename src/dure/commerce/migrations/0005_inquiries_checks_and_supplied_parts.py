import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("commerce", "0004_rates_and_standard_costs"),
        ("inventory", "0007_names"),
        ("plant", "__first__"),
    ]

    operations = [
        migrations.AddField(
            model_name="receipt",
            name="reopens",
            field=models.BooleanField(default=False, verbose_name="the supplier sends new ones"),
        ),
        migrations.CreateModel(
            name="Inquiry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=40, unique=True, verbose_name="number")),
                ("asked_on", models.DateField(verbose_name="date")),
                ("answer_by", models.DateField(verbose_name="answer by")),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "Open"), ("decided", "Decided"), ("dropped", "Dropped")],
                        default="open",
                        max_length=8,
                        verbose_name="status",
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="note")),
                ("made_at", models.DateTimeField()),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "request for quotation",
                "verbose_name_plural": "requests for quotation",
                "ordering": ["-asked_on", "-number"],
            },
        ),
        migrations.CreateModel(
            name="AskedSupplier",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("answered_on", models.DateField(blank=True, null=True, verbose_name="answered on")),
                ("declined", models.BooleanField(default=False, verbose_name="doesn't offer")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="terms, remarks")),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="commerce.partner",
                        verbose_name="supplier",
                    ),
                ),
                (
                    "inquiry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="suppliers", to="commerce.inquiry"
                    ),
                ),
            ],
            options={
                "verbose_name": "supplier asked",
                "verbose_name_plural": "suppliers asked",
                "ordering": ["partner__name"],
                "constraints": [models.UniqueConstraint(fields=("inquiry", "partner"), name="commerce_asked_once")],
            },
        ),
        migrations.CreateModel(
            name="ReceiptFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("file", models.FileField(upload_to="receipt", verbose_name="file")),
                ("sha256", models.CharField(max_length=64)),
                ("added_at", models.DateTimeField()),
                (
                    "added_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "receipt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="files", to="commerce.receipt"
                    ),
                ),
            ],
            options={
                "verbose_name": "file of a receipt",
                "verbose_name_plural": "files of receipts",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="SuppliedPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("per_unit", models.DecimalField(decimal_places=4, max_digits=18, verbose_name="for one")),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.item",
                        verbose_name="item",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="commerce.purchaseline"
                    ),
                ),
            ],
            options={
                "verbose_name": "supplied part",
                "verbose_name_plural": "supplied parts",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("line", "item"), name="commerce_part_once"),
                    models.CheckConstraint(condition=models.Q(("per_unit__gt", 0)), name="commerce_part_positive"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SupplierPlace",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "location",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="inventory.location"
                    ),
                ),
                (
                    "partner",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="commerce.partner"
                    ),
                ),
            ],
            options={
                "verbose_name": "place at a supplier",
                "verbose_name_plural": "places at suppliers",
            },
        ),
        migrations.CreateModel(
            name="UsedPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "move",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="inventory.stockmove"
                    ),
                ),
                (
                    "receipt_line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="used_parts",
                        to="commerce.receiptline",
                    ),
                ),
            ],
            options={
                "verbose_name": "used part",
                "verbose_name_plural": "used parts",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="IncomingCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=40, unique=True, verbose_name="number")),
                ("accepted", models.DecimalField(decimal_places=4, max_digits=18, verbose_name="accepted")),
                ("held", models.DecimalField(decimal_places=4, max_digits=18, verbose_name="held")),
                ("rejected", models.DecimalField(decimal_places=4, max_digits=18, verbose_name="rejected")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="finding")),
                ("checked_at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "checked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "held_lot",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.lot",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="checks", to="commerce.receiptline"
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.lot",
                    ),
                ),
                (
                    "rejected_lot",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.lot",
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "incoming check",
                "verbose_name_plural": "incoming checks",
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("accepted__gte", 0),
                            ("held__gte", 0),
                            ("rejected__gte", 0),
                            models.Q(("accepted", 0), ("held", 0), ("rejected", 0), _negated=True),
                        ),
                        name="commerce_check_amounts",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("price", models.DecimalField(decimal_places=4, max_digits=18, verbose_name="price")),
                ("comes_on", models.DateField(blank=True, null=True, verbose_name="comes on")),
                (
                    "asked",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="commerce.askedsupplier"
                    ),
                ),
            ],
            options={
                "verbose_name": "supplier's answer",
                "verbose_name_plural": "suppliers' answers",
                "ordering": ["price"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("price__gte", 0)), name="commerce_answer_price")
                ],
            },
        ),
        migrations.CreateModel(
            name="InquiryLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField(verbose_name="line")),
                ("quantity", models.DecimalField(decimal_places=4, max_digits=18, verbose_name="quantity")),
                ("needed_on", models.DateField(blank=True, null=True, verbose_name="needed on")),
                (
                    "chosen",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="commerce.answer",
                    ),
                ),
                (
                    "inquiry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="commerce.inquiry"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.item",
                        verbose_name="item",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.unit",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "line of a request for quotation",
                "verbose_name_plural": "lines of requests for quotation",
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(fields=("inquiry", "position"), name="commerce_inquiry_line_once"),
                    models.CheckConstraint(condition=models.Q(("quantity__gt", 0)), name="commerce_inquiry_positive"),
                ],
            },
        ),
        migrations.AddField(
            model_name="answer",
            name="line",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="commerce.inquiryline"
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.UniqueConstraint(fields=("asked", "line"), name="commerce_answer_once"),
        ),
        migrations.AddField(
            model_name="purchaserequest",
            name="inquiry",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="requests",
                to="commerce.inquiry",
            ),
        ),
    ]
