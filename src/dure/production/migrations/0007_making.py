import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from dure.events.at_once import AtOnce


class Migration(migrations.Migration):
    dependencies = [
        ("commerce", "0004_rates_and_standard_costs"),
        ("inventory", "0007_names"),
        ("ledger", "0003_names"),
        ("plant", "0003_numbering"),
        ("plant", "__first__"),
        ("product", "0005_names"),
        ("production", "0006_names"),
    ]

    operations = [
        AtOnce(
            [
                migrations.CreateModel(
                    name="Completion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("good", models.DecimalField(decimal_places=4, default=0, max_digits=18, verbose_name="good")),
                        (
                            "rejected",
                            models.DecimalField(decimal_places=4, default=0, max_digits=18, verbose_name="rejected"),
                        ),
                        ("started", models.DecimalField(decimal_places=4, default=0, max_digits=18)),
                        ("is_final", models.BooleanField(default=False, verbose_name="the last of the order")),
                        ("status_before", models.CharField(max_length=10)),
                        (
                            "value",
                            models.DecimalField(decimal_places=0, default=0, max_digits=18, verbose_name="value"),
                        ),
                        ("made_at", models.DateTimeField(verbose_name="made")),
                        ("noted_at", models.DateTimeField()),
                        ("undone_at", models.DateTimeField(null=True)),
                        (
                            "entry",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="ledger.entry",
                            ),
                        ),
                        (
                            "made_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "order",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="completions",
                                to="production.workorder",
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
                    ],
                    options={
                        "verbose_name": "completion",
                        "verbose_name_plural": "completions",
                        "ordering": ["order", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("good__gte", 0), ("rejected__gte", 0)),
                                name="production_completion_amounts",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LotRule",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "lots",
                            models.CharField(
                                choices=[
                                    ("order", "One lot for an order"),
                                    ("day", "One lot for a day"),
                                    ("completion", "A new lot each time"),
                                ],
                                default="order",
                                max_length=10,
                                verbose_name="lots",
                            ),
                        ),
                        (
                            "item",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="inventory.item",
                                verbose_name="item",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "rule of lots",
                        "verbose_name_plural": "rules of lots",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("item",), name="production_lot_rule_once", nulls_distinct=False
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OrderClosing",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "price",
                            models.DecimalField(
                                decimal_places=0, default=0, max_digits=18, verbose_name="price of material"
                            ),
                        ),
                        (
                            "usage",
                            models.DecimalField(
                                decimal_places=0, default=0, max_digits=18, verbose_name="use of material"
                            ),
                        ),
                        (
                            "rate",
                            models.DecimalField(
                                decimal_places=0, default=0, max_digits=18, verbose_name="hourly rates"
                            ),
                        ),
                        (
                            "efficiency",
                            models.DecimalField(decimal_places=0, default=0, max_digits=18, verbose_name="time used"),
                        ),
                        (
                            "volume",
                            models.DecimalField(
                                decimal_places=0, default=0, max_digits=18, verbose_name="fixed overhead"
                            ),
                        ),
                        (
                            "method",
                            models.DecimalField(
                                decimal_places=0,
                                default=0,
                                max_digits=18,
                                verbose_name="made otherwise than the standard",
                            ),
                        ),
                        (
                            "scrap",
                            models.DecimalField(
                                decimal_places=0, default=0, max_digits=18, verbose_name="nothing good came out"
                            ),
                        ),
                        ("closed_at", models.DateTimeField()),
                        ("undone_at", models.DateTimeField(null=True)),
                        (
                            "closed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "entry",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="ledger.entry",
                            ),
                        ),
                        (
                            "order",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="closings",
                                to="production.workorder",
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
                    ],
                    options={
                        "verbose_name": "closing of an order",
                        "verbose_name_plural": "closings of orders",
                        "ordering": ["order", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="OrderComponent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveIntegerField(verbose_name="position")),
                        (
                            "planned",
                            models.DecimalField(decimal_places=4, default=0, max_digits=18, verbose_name="planned"),
                        ),
                        (
                            "issued",
                            models.DecimalField(decimal_places=4, default=0, max_digits=18, verbose_name="issued"),
                        ),
                        (
                            "operation_number",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="used at operation"),
                        ),
                        (
                            "use",
                            models.CharField(
                                choices=[
                                    ("backflush", "Taken off by what was made"),
                                    ("scan", "Scanned when it is used"),
                                ],
                                default="backflush",
                                max_length=10,
                                verbose_name="how it is taken off",
                            ),
                        ),
                        ("is_whole", models.BooleanField(default=False)),
                        (
                            "alternatives",
                            models.JSONField(default=list, help_text="[id of an item, how much of it replaces one]"),
                        ),
                        (
                            "bom_line",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="product.bomline",
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="inventory.item",
                                verbose_name="component",
                            ),
                        ),
                        (
                            "order",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="components",
                                to="production.workorder",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "component of an order",
                        "verbose_name_plural": "components of orders",
                        "ordering": ["order", "position"],
                        "constraints": [
                            models.UniqueConstraint(fields=("order", "position"), name="production_component_once"),
                            models.CheckConstraint(
                                condition=models.Q(("issued__gte", 0), ("planned__gte", 0)),
                                name="production_component_amounts",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OrderMove",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("issue", "Issue"),
                                    ("back", "Brought back"),
                                    ("product", "Product"),
                                    ("output", "Other output"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("quantity", models.DecimalField(decimal_places=4, default=0, max_digits=18)),
                        ("counts_as", models.DecimalField(decimal_places=4, default=0, max_digits=18)),
                        ("value", models.DecimalField(decimal_places=0, default=0, max_digits=18)),
                        ("linked", models.DecimalField(decimal_places=4, default=0, max_digits=18)),
                        ("is_undone", models.BooleanField(default=False)),
                        (
                            "completion",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="moves",
                                to="production.completion",
                            ),
                        ),
                        (
                            "component",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="moves",
                                to="production.ordercomponent",
                            ),
                        ),
                        (
                            "lot",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="inventory.lot",
                            ),
                        ),
                        (
                            "move",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="inventory.stockmove"
                            ),
                        ),
                        (
                            "order",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="moves",
                                to="production.workorder",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "move of an order",
                        "verbose_name_plural": "moves of orders",
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="OrderOutput",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("component", "Component"),
                                    ("by_product", "By-product"),
                                    ("co_product", "Co-product"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "planned",
                            models.DecimalField(decimal_places=4, default=0, max_digits=18, verbose_name="planned"),
                        ),
                        (
                            "received",
                            models.DecimalField(decimal_places=4, default=0, max_digits=18, verbose_name="received"),
                        ),
                        (
                            "cost_share",
                            models.DecimalField(
                                decimal_places=4, default=0, max_digits=7, verbose_name="share of cost (%)"
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
                            "order",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="outputs",
                                to="production.workorder",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "other output of an order",
                        "verbose_name_plural": "other outputs of orders",
                        "ordering": ["order", "id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("order", "item"), name="production_output_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OrderStandard",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "order",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="standards",
                                to="production.workorder",
                            ),
                        ),
                        (
                            "version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="product.standardversion",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "work standard of an order",
                        "verbose_name_plural": "work standards of orders",
                        "ordering": ["order", "id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("order", "version"), name="production_order_standard_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OrderTime",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("operation_number", models.PositiveIntegerField(verbose_name="operation")),
                        (
                            "source",
                            models.CharField(
                                choices=[
                                    ("run", "From the machine's runs"),
                                    ("routing", "From the routing"),
                                    ("hand", "Entered by hand"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("machine_s", models.DecimalField(decimal_places=4, default=0, max_digits=18)),
                        ("labour_s", models.DecimalField(decimal_places=4, default=0, max_digits=18)),
                        (
                            "labour",
                            models.DecimalField(decimal_places=0, default=0, max_digits=18, verbose_name="labour"),
                        ),
                        (
                            "machine",
                            models.DecimalField(decimal_places=0, default=0, max_digits=18, verbose_name="machine"),
                        ),
                        (
                            "overhead",
                            models.DecimalField(decimal_places=0, default=0, max_digits=18, verbose_name="overhead"),
                        ),
                        (
                            "fixed",
                            models.DecimalField(
                                decimal_places=0, default=0, max_digits=18, verbose_name="of it fixed overhead"
                            ),
                        ),
                        (
                            "completion",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="times",
                                to="production.completion",
                            ),
                        ),
                        (
                            "order",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="times",
                                to="production.workorder",
                            ),
                        ),
                        (
                            "work_center",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="plant.workcenter",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "time of an order",
                        "verbose_name_plural": "times of orders",
                        "ordering": ["id"],
                    },
                ),
                migrations.AddField(
                    model_name="workorder",
                    name="bom",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="product.bom",
                    ),
                ),
                migrations.AddField(
                    model_name="workorder",
                    name="closed_at",
                    field=models.DateTimeField(blank=True, null=True, verbose_name="closed"),
                ),
                migrations.AddField(
                    model_name="workorder",
                    name="closed_by",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="workorder",
                    name="created_by",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="workorder",
                    name="lot",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.lot",
                        verbose_name="lot",
                    ),
                ),
                migrations.AddField(
                    model_name="workorder",
                    name="note",
                    field=models.TextField(blank=True, verbose_name="note"),
                ),
                migrations.AddField(
                    model_name="workorder",
                    name="received",
                    field=models.DecimalField(
                        decimal_places=4, default=0, max_digits=18, verbose_name="good pieces received"
                    ),
                ),
                migrations.AddField(
                    model_name="workorder",
                    name="rejected",
                    field=models.DecimalField(
                        decimal_places=4, default=0, max_digits=18, verbose_name="rejected pieces"
                    ),
                ),
                migrations.AddField(
                    model_name="workorder",
                    name="released_at",
                    field=models.DateTimeField(blank=True, null=True, verbose_name="released"),
                ),
                migrations.AddField(
                    model_name="workorder",
                    name="released_by",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="workorder",
                    name="routing",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="product.routing",
                    ),
                ),
                migrations.AddField(
                    model_name="workorder",
                    name="sales_line",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="commerce.salesline",
                    ),
                ),
                migrations.AddField(
                    model_name="workorder",
                    name="start_on",
                    field=models.DateField(blank=True, null=True, verbose_name="begins on"),
                ),
                migrations.AddField(
                    model_name="workorder",
                    name="started",
                    field=models.DecimalField(decimal_places=4, default=0, max_digits=18),
                ),
                migrations.AddField(
                    model_name="workorder",
                    name="wip",
                    field=models.DecimalField(
                        decimal_places=0, default=0, max_digits=18, verbose_name="in process (won)"
                    ),
                ),
                migrations.AlterField(
                    model_name="workorder",
                    name="status",
                    field=models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("released", "Released"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="released",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="workorder",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("received__gte", 0), ("rejected__gte", 0)), name="production_order_received"
                    ),
                ),
            ]
        )
    ]
