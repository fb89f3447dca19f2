import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

OPERATIONS = """
INSERT INTO production_orderoperation (order_id, number, name, operation_id, work_center_id, is_subcontracted,
  planned, transfer_quantity, status, good, rework, rejected, returned, routed)
SELECT o.id, coalesce(p.number, 10), coalesce(p.name, i.name), p.id,
  CASE WHEN p.id IS NULL THEN o.work_center_id ELSE p.work_center_id END, coalesce(p.is_subcontracted, false),
  CASE WHEN o.started > 0 THEN o.started ELSE o.quantity END, p.transfer_quantity, 'waiting', 0, 0, 0, 0, 0
FROM production_workorder o JOIN inventory_item i ON i.id = o.item_id
LEFT JOIN product_operation p ON p.routing_id = o.routing_id
WHERE o.status IN ('released', 'running')
"""


def give_operations(apps, schema_editor):
    """Orders that were released before have no operations yet."""
    schema_editor.execute(OPERATIONS)


class Migration(migrations.Migration):
    dependencies = [
        ("plant", "0005_tools"),
        ("product", "0006_plans_and_documents"),
        ("production", "0007_making"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OperationStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("client_id", models.UUIDField(unique=True)),
                ("group", models.UUIDField(null=True)),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("change_over", "Change over"),
                            ("start", "Start"),
                            ("pause", "Pause"),
                            ("resume", "Resume"),
                            ("report", "Report"),
                            ("finish", "Finish"),
                            ("skip", "Skip"),
                            ("rework", "Send to rework"),
                        ],
                        max_length=12,
                        verbose_name="act",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="at")),
                ("noted_at", models.DateTimeField()),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                ("asked", models.JSONField(default=dict)),
                ("checks", models.JSONField(default=list)),
                ("status_before", models.CharField(max_length=8)),
                ("order_status_before", models.CharField(max_length=10)),
                ("undone_at", models.DateTimeField(null=True)),
                ("undone_why", models.CharField(blank=True, max_length=200)),
                (
                    "allowed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "completion",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="production.completion",
                    ),
                ),
            ],
            options={
                "verbose_name": "step of an operation",
                "verbose_name_plural": "steps of operations",
                "ordering": ["operation", "id"],
            },
        ),
        migrations.CreateModel(
            name="ReportLoss",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("reject", "Reject"), ("rework", "Rework")], max_length=6, verbose_name="kind"
                    ),
                ),
                ("quantity", models.DecimalField(decimal_places=4, max_digits=18, verbose_name="quantity")),
            ],
            options={
                "verbose_name": "loss of a report",
                "verbose_name_plural": "losses of reports",
                "ordering": ["report", "id"],
            },
        ),
        migrations.CreateModel(
            name="RunMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("quantity", models.DecimalField(decimal_places=4, max_digits=18, verbose_name="pieces in the batch")),
            ],
            options={
                "verbose_name": "order of a batch",
                "verbose_name_plural": "orders of batches",
                "ordering": ["run", "id"],
            },
        ),
        migrations.CreateModel(
            name="StartRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "check_of",
                    models.CharField(
                        choices=[
                            ("material", "Material is there"),
                            ("standard", "Work standard is signed"),
                            ("skill", "Person has the skill"),
                            ("tool", "Tool is mounted"),
                            ("pieces", "Pieces of the operation before are there"),
                        ],
                        max_length=10,
                        unique=True,
                        verbose_name="check",
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("off", "Not checked"),
                            ("warn", "Warns"),
                            ("block", "Blocks, a supervisor may allow it"),
                        ],
                        default="warn",
                        max_length=5,
                        verbose_name="what it does",
                    ),
                ),
            ],
            options={
                "verbose_name": "rule of starting",
                "verbose_name_plural": "rules of starting",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="ToolMount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("open_cavities", models.PositiveSmallIntegerField(verbose_name="open cavities")),
                ("mounted_at", models.DateTimeField(verbose_name="mounted")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="taken off")),
            ],
            options={
                "verbose_name": "mounting of a tool",
                "verbose_name_plural": "mountings of tools",
                "ordering": ["-mounted_at"],
            },
        ),
        migrations.CreateModel(
            name="UnitOutage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                ("since", models.DateTimeField(verbose_name="since")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="until")),
            ],
            options={
                "verbose_name": "outage of a work unit",
                "verbose_name_plural": "outages of work units",
                "ordering": ["-since"],
            },
        ),
        migrations.AddField(
            model_name="operationrun",
            name="setup_until",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="workorder",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="production.workorder",
            ),
        ),
        migrations.AddField(
            model_name="workorder",
            name="split_from",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="parts",
                to="production.workorder",
            ),
        ),
        migrations.CreateModel(
            name="OperationReport",
            fields=[
                (
                    "step",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="report",
                        serialize=False,
                        to="production.operationstep",
                    ),
                ),
                ("good", models.DecimalField(decimal_places=4, max_digits=18, verbose_name="good")),
                ("rework", models.DecimalField(decimal_places=4, default=0, max_digits=18, verbose_name="rework")),
                ("rejected", models.DecimalField(decimal_places=4, default=0, max_digits=18, verbose_name="rejected")),
                (
                    "counted",
                    models.DecimalField(
                        decimal_places=4, max_digits=18, null=True, verbose_name="counted by the machine"
                    ),
                ),
                ("counted_rejects", models.DecimalField(decimal_places=4, default=0, max_digits=18)),
                (
                    "counter_from",
                    models.DecimalField(
                        decimal_places=4, max_digits=18, null=True, verbose_name="counter at the beginning"
                    ),
                ),
                (
                    "counter_to",
                    models.DecimalField(decimal_places=4, max_digits=18, null=True, verbose_name="counter at the end"),
                ),
                ("packs", models.DecimalField(decimal_places=4, max_digits=18, null=True, verbose_name="full packs")),
                ("pack_unit", models.CharField(blank=True, max_length=20)),
                ("settled_at", models.DateTimeField(null=True)),
                ("settled_note", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "verbose_name": "report of an operation",
                "verbose_name_plural": "reports of operations",
            },
        ),
        migrations.CreateModel(
            name="ReworkRoute",
            fields=[
                (
                    "step",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="route",
                        serialize=False,
                        to="production.operationstep",
                    ),
                ),
                ("quantity", models.DecimalField(decimal_places=4, max_digits=18, verbose_name="quantity")),
                ("is_inserted", models.BooleanField(default=False)),
                ("target_status_before", models.CharField(max_length=8)),
            ],
            options={
                "verbose_name": "way of rework",
                "verbose_name_plural": "ways of rework",
            },
        ),
        migrations.AddField(
            model_name="operationstep",
            name="displaced",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="production.operationrun"
            ),
        ),
        migrations.AddField(
            model_name="operationstep",
            name="person",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="person",
            ),
        ),
        migrations.AddField(
            model_name="operationstep",
            name="run",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="production.operationrun"
            ),
        ),
        migrations.AddField(
            model_name="operationstep",
            name="undone_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="operationstep",
            name="work_unit",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="plant.workunit",
                verbose_name="work unit",
            ),
        ),
        migrations.CreateModel(
            name="OrderHold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                ("since", models.DateTimeField(verbose_name="since")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="until")),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "held_by",
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="holds", to="production.workorder"
                    ),
                ),
            ],
            options={
                "verbose_name": "hold of an order",
                "verbose_name_plural": "holds of orders",
                "ordering": ["-since"],
            },
        ),
        migrations.CreateModel(
            name="OrderOperation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("is_subcontracted", models.BooleanField(default=False)),
                ("planned", models.DecimalField(decimal_places=4, default=0, max_digits=18, verbose_name="planned")),
                ("transfer_quantity", models.DecimalField(decimal_places=4, max_digits=18, null=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("setup", "Set-up"),
                            ("running", "Running"),
                            ("paused", "Paused"),
                            ("done", "Done"),
                            ("skipped", "Skipped"),
                        ],
                        default="waiting",
                        max_length=8,
                        verbose_name="status",
                    ),
                ),
                ("good", models.DecimalField(decimal_places=4, default=0, max_digits=18, verbose_name="good")),
                ("rework", models.DecimalField(decimal_places=4, default=0, max_digits=18, verbose_name="rework")),
                ("rejected", models.DecimalField(decimal_places=4, default=0, max_digits=18, verbose_name="rejected")),
                (
                    "returned",
                    models.DecimalField(decimal_places=4, default=0, max_digits=18, verbose_name="came for rework"),
                ),
                (
                    "routed",
                    models.DecimalField(decimal_places=4, default=0, max_digits=18, verbose_name="sent to rework"),
                ),
                (
                    "operation",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="product.operation"
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="operations",
                        to="production.workorder",
                    ),
                ),
                (
                    "rework_of",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reworks",
                        to="production.orderoperation",
                    ),
                ),
                (
                    "work_center",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plant.workcenter"
                    ),
                ),
            ],
            options={
                "verbose_name": "operation of an order",
                "verbose_name_plural": "operations of orders",
                "ordering": ["order", "number"],
            },
        ),
        migrations.AddField(
            model_name="operationstep",
            name="operation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="production.orderoperation"
            ),
        ),
        migrations.AddField(
            model_name="operationrun",
            name="operation",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="runs",
                to="production.orderoperation",
            ),
        ),
        migrations.AddIndex(
            model_name="operationrun",
            index=models.Index(fields=["operation", "work_unit"], name="production_run_operation"),
        ),
        migrations.AddField(
            model_name="reportloss",
            name="reason",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="production.rejectreason",
                verbose_name="reason",
            ),
        ),
        migrations.AddField(
            model_name="runmember",
            name="operation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="production.orderoperation"
            ),
        ),
        migrations.AddField(
            model_name="runmember",
            name="run",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="members", to="production.operationrun"
            ),
        ),
        migrations.AddField(
            model_name="toolmount",
            name="ended_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="toolmount",
            name="mounted_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="toolmount",
            name="tool",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plant.tool", verbose_name="tool"
            ),
        ),
        migrations.AddField(
            model_name="toolmount",
            name="work_unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="plant.workunit",
                verbose_name="work unit",
            ),
        ),
        migrations.AddField(
            model_name="unitoutage",
            name="ended_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="unitoutage",
            name="taken_out_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="unitoutage",
            name="work_unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="plant.workunit",
                verbose_name="work unit",
            ),
        ),
        migrations.AddField(
            model_name="reportloss",
            name="report",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="losses", to="production.operationreport"
            ),
        ),
        migrations.AddField(
            model_name="operationreport",
            name="entries",
            field=models.ManyToManyField(related_name="+", to="production.handentry"),
        ),
        migrations.AddField(
            model_name="operationreport",
            name="moves",
            field=models.ManyToManyField(related_name="+", to="production.ordermove"),
        ),
        migrations.AddField(
            model_name="operationreport",
            name="replaces",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="production.operationreport",
            ),
        ),
        migrations.AddField(
            model_name="operationreport",
            name="settled_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="reworkroute",
            name="target",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="production.orderoperation"
            ),
        ),
        migrations.AddIndex(
            model_name="orderoperation",
            index=models.Index(
                condition=models.Q(("status__in", ["done", "skipped"]), _negated=True),
                fields=["work_center"],
                name="production_operation_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="orderoperation",
            constraint=models.UniqueConstraint(fields=("order", "number"), name="production_order_operation_once"),
        ),
        migrations.AddConstraint(
            model_name="orderoperation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("good__gte", 0), ("rejected__gte", 0), ("returned__gte", 0), ("rework__gte", 0), ("routed__gte", 0)
                ),
                name="production_operation_amounts",
            ),
        ),
        migrations.AddConstraint(
            model_name="orderoperation",
            constraint=models.CheckConstraint(
                condition=models.Q(("routed__lte", models.F("rework"))), name="production_operation_routed"
            ),
        ),
        migrations.AddIndex(
            model_name="operationstep",
            index=models.Index(fields=["work_unit", "at"], name="production_step_unit"),
        ),
        migrations.AddConstraint(
            model_name="runmember",
            constraint=models.UniqueConstraint(fields=("run", "operation"), name="production_run_member_once"),
        ),
        migrations.AddConstraint(
            model_name="runmember",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gt", 0)), name="production_run_member_quantity"
            ),
        ),
        migrations.AddIndex(
            model_name="toolmount",
            index=models.Index(fields=["work_unit", "mounted_at"], name="production_mount_unit"),
        ),
        migrations.AddConstraint(
            model_name="toolmount",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("tool",), name="production_tool_in_one_place"
            ),
        ),
        migrations.AddConstraint(
            model_name="toolmount",
            constraint=models.CheckConstraint(
                condition=models.Q(("ended_at", None), ("ended_at__gte", models.F("mounted_at")), _connector="OR"),
                name="production_mount_ends",
            ),
        ),
        migrations.AddConstraint(
            model_name="toolmount",
            constraint=models.CheckConstraint(
                condition=models.Q(("open_cavities__gt", 0)), name="production_mount_makes_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="unitoutage",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("work_unit",), name="production_one_outage"
            ),
        ),
        migrations.AddConstraint(
            model_name="unitoutage",
            constraint=models.CheckConstraint(
                condition=models.Q(("ended_at", None), ("ended_at__gte", models.F("since")), _connector="OR"),
                name="production_outage_ends",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportloss",
            constraint=models.CheckConstraint(condition=models.Q(("quantity__gt", 0)), name="production_loss_positive"),
        ),
        migrations.AddConstraint(
            model_name="operationreport",
            constraint=models.CheckConstraint(
                condition=models.Q(("good__gte", 0), ("rejected__gte", 0), ("rework__gte", 0)),
                name="production_report_amounts",
            ),
        ),
        migrations.AddConstraint(
            model_name="reworkroute",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gt", 0)), name="production_route_positive"
            ),
        ),
        migrations.RunPython(give_operations, migrations.RunPython.noop),
    ]
