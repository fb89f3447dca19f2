from decimal import Decimal

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models

import dure.product.models.revisions
from dure.events.at_once import AtOnce


class Migration(migrations.Migration):
    dependencies = [
        ("inventory", "0004_rules_of_stock"),
        ("plant", "0003_numbering"),
        ("plant", "__first__"),
        ("product", "0002_names"),
        ("telemetry", "0004_time_passed"),
    ]

    operations = [
        AtOnce(
            [
                migrations.CreateModel(
                    name="AuditList",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=120, unique=True, verbose_name="name")),
                        ("is_active", models.BooleanField(default=True, verbose_name="in use")),
                    ],
                    options={
                        "verbose_name": "check list",
                        "ordering": ["name"],
                    },
                ),
                migrations.CreateModel(
                    name="Audit",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.CharField(max_length=40, unique=True, verbose_name="number")),
                        ("audited_on", models.DateField(verbose_name="day")),
                        (
                            "status",
                            models.CharField(
                                choices=[("open", "Being done"), ("closed", "Done")],
                                default="open",
                                max_length=8,
                                verbose_name="status",
                            ),
                        ),
                        (
                            "area",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="plant.area",
                                verbose_name="area",
                            ),
                        ),
                        (
                            "auditor",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="auditor",
                            ),
                        ),
                        (
                            "audit_list",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="product.auditlist",
                                verbose_name="check list",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "audit",
                        "ordering": ["-audited_on", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="AuditScore",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveIntegerField(default=10)),
                        (
                            "pillar",
                            models.CharField(
                                choices=[
                                    ("sort", "Sort"),
                                    ("set", "Set in order"),
                                    ("shine", "Shine"),
                                    ("standardise", "Standardise"),
                                    ("sustain", "Sustain"),
                                    ("place", "Right place"),
                                    ("thing", "Right thing"),
                                    ("amount", "Right amount"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("text", models.CharField(max_length=200)),
                        ("most", models.PositiveSmallIntegerField()),
                        (
                            "points",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                null=True,
                                validators=[django.core.validators.MaxValueValidator(100)],
                                verbose_name="points",
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                        ("picture", models.FileField(blank=True, upload_to="audit", verbose_name="picture")),
                        (
                            "audit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="scores", to="product.audit"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["audit", "position", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("points", None), ("points__lte", models.F("most")), _connector="OR"
                                ),
                                name="product_score_within",
                                violation_error_message="More points than the question has.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AuditFinding",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("text", models.CharField(max_length=200, verbose_name="what was found")),
                        ("picture", models.FileField(blank=True, upload_to="audit", verbose_name="picture before")),
                        ("due_on", models.DateField(blank=True, null=True, verbose_name="put right by")),
                        ("action", models.CharField(blank=True, max_length=200, verbose_name="what was done")),
                        (
                            "picture_after",
                            models.FileField(blank=True, upload_to="audit", verbose_name="picture after"),
                        ),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "audit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="findings", to="product.audit"
                            ),
                        ),
                        (
                            "closed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="who puts it right",
                            ),
                        ),
                        (
                            "score",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="findings",
                                to="product.auditscore",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "finding",
                        "ordering": ["audit", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("closed_at", None), models.Q(("action", ""), _negated=True), _connector="OR"
                                ),
                                name="product_finding_closed_by_action",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Bom",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("revision", models.CharField(default="A", max_length=12, verbose_name="revision")),
                        (
                            "status",
                            models.CharField(
                                choices=[("draft", "Draft"), ("approved", "Approved"), ("retired", "Retired")],
                                default="draft",
                                max_length=10,
                                verbose_name="status",
                            ),
                        ),
                        ("valid_from", models.DateField(verbose_name="valid from")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="valid to")),
                        ("note", models.TextField(blank=True, verbose_name="note")),
                        ("approved_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "base_quantity",
                            models.DecimalField(
                                decimal_places=4, default=Decimal(1), max_digits=18, verbose_name="base quantity"
                            ),
                        ),
                        (
                            "yield_percent",
                            models.DecimalField(
                                decimal_places=4, default=Decimal(100), max_digits=7, verbose_name="yield (%)"
                            ),
                        ),
                        (
                            "approved_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
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
                            "written_by",
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
                        "verbose_name": "bill of materials",
                        "ordering": ["item", "valid_from", "revision"],
                        "constraints": [
                            models.UniqueConstraint(fields=("item", "revision"), name="product_bom_revision_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to", None),
                                    (
                                        "valid_to__gte",
                                        models.ExpressionWrapper(
                                            django.db.models.expressions.CombinedExpression(
                                                models.F("valid_from"), "-", models.Value(1)
                                            ),
                                            output_field=models.DateField(),
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="product_bom_ends_after_begin",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approved_by", None),
                                    ("written_by", None),
                                    models.Q(("approved_by", models.F("written_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="product_bom_four_eyes",
                                violation_error_message="Somebody else than its writer must approve it.",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                condition=models.Q(("status", "draft"), _negated=True),
                                expressions=[
                                    (dure.product.models.revisions.ItemRange("item", "item", models.Value("[]")), "&&"),
                                    (
                                        dure.product.models.revisions.Days(
                                            django.db.models.functions.comparison.Cast(
                                                "valid_from", models.DateField()
                                            ),
                                            models.ExpressionWrapper(
                                                django.db.models.expressions.CombinedExpression(
                                                    django.db.models.functions.comparison.Cast(
                                                        "valid_to", models.DateField()
                                                    ),
                                                    "+",
                                                    models.Value(1),
                                                ),
                                                output_field=models.DateField(),
                                            ),
                                            models.Value("[)"),
                                        ),
                                        "&&",
                                    ),
                                ],
                                name="product_bom_one_in_force",
                                violation_error_message="Another revision is in force on these days.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("base_quantity__gt", 0)), name="product_bom_base_positive"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("yield_percent__gt", 0), ("yield_percent__lte", 100)),
                                name="product_bom_yield",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BomLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveIntegerField(default=10, verbose_name="position")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("component", "Component"),
                                    ("by_product", "By-product"),
                                    ("co_product", "Co-product"),
                                ],
                                default="component",
                                max_length=12,
                                verbose_name="kind",
                            ),
                        ),
                        ("quantity", models.DecimalField(decimal_places=6, max_digits=18, verbose_name="quantity")),
                        (
                            "scrap_percent",
                            models.DecimalField(
                                decimal_places=4,
                                default=Decimal(0),
                                help_text="Share of what is issued that is lost.",
                                max_digits=7,
                                verbose_name="scrap (%)",
                            ),
                        ),
                        ("is_whole", models.BooleanField(default=False, verbose_name="only whole units")),
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
                        (
                            "cost_share",
                            models.DecimalField(
                                decimal_places=4,
                                default=Decimal(0),
                                max_digits=7,
                                validators=[
                                    django.core.validators.MinValueValidator(0),
                                    django.core.validators.MaxValueValidator(100),
                                ],
                                verbose_name="share of cost (%)",
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                        (
                            "bom",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="product.bom"
                            ),
                        ),
                        (
                            "component",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="inventory.item",
                                verbose_name="component",
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
                        "verbose_name": "line of a bill of materials",
                        "ordering": ["bom", "position", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("bom", "component", "operation_number", "kind"),
                                name="product_bom_line_once",
                                nulls_distinct=False,
                                violation_error_message="This component stands at this operation already.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("quantity__gt", 0)), name="product_bom_line_positive"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("scrap_percent__gte", 0), ("scrap_percent__lt", 100)),
                                name="product_bom_line_scrap",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("cost_share", 0), ("kind", "co_product"), _connector="OR"),
                                name="product_bom_line_cost",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BomAlternative",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("priority", models.PositiveIntegerField(default=1, verbose_name="priority")),
                        (
                            "ratio",
                            models.DecimalField(
                                decimal_places=6, default=Decimal(1), max_digits=18, verbose_name="instead of one"
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                        (
                            "item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="inventory.item",
                                verbose_name="alternative",
                            ),
                        ),
                        (
                            "line",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="alternatives",
                                to="product.bomline",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "alternative component",
                        "ordering": ["line", "priority", "id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("line", "item"), name="product_alternative_once"),
                            models.UniqueConstraint(fields=("line", "priority"), name="product_alternative_order"),
                            models.CheckConstraint(
                                condition=models.Q(("ratio__gt", 0)), name="product_alternative_positive"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DraftEdit",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("table", models.CharField(max_length=40)),
                        ("row_id", models.BigIntegerField()),
                        ("what", models.CharField(max_length=40)),
                        ("before", models.JSONField()),
                        ("edited_at", models.DateTimeField(auto_now_add=True)),
                        ("is_undone", models.BooleanField(default=False)),
                        (
                            "edited_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                        "indexes": [models.Index(fields=["table", "row_id"], name="product_draft_edit_of")],
                    },
                ),
                migrations.CreateModel(
                    name="ItemDocument",
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
                                    ("drawing", "Drawing"),
                                    ("specification", "Specification"),
                                    ("certificate", "Certificate"),
                                    ("other", "Other"),
                                ],
                                default="drawing",
                                max_length=14,
                                verbose_name="kind",
                            ),
                        ),
                        ("number", models.CharField(max_length=60, unique=True, verbose_name="number")),
                        ("title", models.CharField(max_length=120, verbose_name="title")),
                        ("is_active", models.BooleanField(default=True, verbose_name="in use")),
                        (
                            "item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="inventory.item",
                                verbose_name="item",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "document",
                        "ordering": ["number"],
                    },
                ),
                migrations.CreateModel(
                    name="DocumentRevision",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("revision", models.CharField(max_length=12, verbose_name="revision")),
                        ("valid_from", models.DateField(verbose_name="valid from")),
                        ("file", models.FileField(upload_to="document", verbose_name="file")),
                        ("file_name", models.CharField(max_length=200, verbose_name="file name")),
                        ("size", models.PositiveBigIntegerField(verbose_name="size in bytes")),
                        ("sha256", models.CharField(max_length=64)),
                        ("approved_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "approved_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "written_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="revisions",
                                to="product.itemdocument",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "revision of a document",
                        "ordering": ["document", "valid_from", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("document", "revision"), name="product_document_revision_once"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("approved_at__isnull", False)),
                                fields=("document", "valid_from"),
                                name="product_document_one_a_day",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approved_by", None),
                                    ("written_by", None),
                                    models.Q(("approved_by", models.F("written_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="product_document_four_eyes",
                                violation_error_message="Somebody else than its writer must approve it.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Routing",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("revision", models.CharField(default="A", max_length=12, verbose_name="revision")),
                        (
                            "status",
                            models.CharField(
                                choices=[("draft", "Draft"), ("approved", "Approved"), ("retired", "Retired")],
                                default="draft",
                                max_length=10,
                                verbose_name="status",
                            ),
                        ),
                        ("valid_from", models.DateField(verbose_name="valid from")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="valid to")),
                        ("note", models.TextField(blank=True, verbose_name="note")),
                        ("approved_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "approved_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
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
                            "written_by",
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
                        "verbose_name": "routing",
                        "ordering": ["item", "valid_from", "revision"],
                        "constraints": [
                            models.UniqueConstraint(fields=("item", "revision"), name="product_routing_revision_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to", None),
                                    (
                                        "valid_to__gte",
                                        models.ExpressionWrapper(
                                            django.db.models.expressions.CombinedExpression(
                                                models.F("valid_from"), "-", models.Value(1)
                                            ),
                                            output_field=models.DateField(),
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="product_routing_ends_after_begin",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approved_by", None),
                                    ("written_by", None),
                                    models.Q(("approved_by", models.F("written_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="product_routing_four_eyes",
                                violation_error_message="Somebody else than its writer must approve it.",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                condition=models.Q(("status", "draft"), _negated=True),
                                expressions=[
                                    (dure.product.models.revisions.ItemRange("item", "item", models.Value("[]")), "&&"),
                                    (
                                        dure.product.models.revisions.Days(
                                            django.db.models.functions.comparison.Cast(
                                                "valid_from", models.DateField()
                                            ),
                                            models.ExpressionWrapper(
                                                django.db.models.expressions.CombinedExpression(
                                                    django.db.models.functions.comparison.Cast(
                                                        "valid_to", models.DateField()
                                                    ),
                                                    "+",
                                                    models.Value(1),
                                                ),
                                                output_field=models.DateField(),
                                            ),
                                            models.Value("[)"),
                                        ),
                                        "&&",
                                    ),
                                ],
                                name="product_routing_one_in_force",
                                violation_error_message="Another revision is in force on these days.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Operation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveIntegerField(default=10, verbose_name="number")),
                        ("name", models.CharField(max_length=80, verbose_name="name")),
                        (
                            "setup_seconds",
                            models.DecimalField(
                                decimal_places=4, default=Decimal(0), max_digits=14, verbose_name="set-up (s)"
                            ),
                        ),
                        (
                            "run_seconds",
                            models.DecimalField(
                                decimal_places=4, default=Decimal(0), max_digits=14, verbose_name="run time (s)"
                            ),
                        ),
                        (
                            "run_basis",
                            models.CharField(
                                choices=[("piece", "per piece"), ("batch", "per batch")],
                                default="piece",
                                max_length=8,
                                verbose_name="run time is",
                            ),
                        ),
                        (
                            "batch_size",
                            models.DecimalField(
                                decimal_places=4, default=Decimal(1), max_digits=18, verbose_name="batch size"
                            ),
                        ),
                        (
                            "transfer_quantity",
                            models.DecimalField(
                                blank=True,
                                decimal_places=4,
                                max_digits=18,
                                null=True,
                                verbose_name="next one begins after",
                            ),
                        ),
                        (
                            "queue_seconds",
                            models.DecimalField(
                                decimal_places=4, default=Decimal(0), max_digits=14, verbose_name="waits before (s)"
                            ),
                        ),
                        (
                            "wait_seconds",
                            models.DecimalField(
                                decimal_places=4, default=Decimal(0), max_digits=14, verbose_name="waits after (s)"
                            ),
                        ),
                        ("is_subcontracted", models.BooleanField(default=False, verbose_name="subcontracted")),
                        ("lead_time_days", models.PositiveIntegerField(default=0, verbose_name="lead time in days")),
                        (
                            "skill_level",
                            models.PositiveSmallIntegerField(
                                default=1,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(4),
                                ],
                                verbose_name="level",
                            ),
                        ),
                        (
                            "tools",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=80),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="tools",
                            ),
                        ),
                        ("note", models.TextField(blank=True, verbose_name="note")),
                        (
                            "skill",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="plant.skill",
                                verbose_name="skill needed",
                            ),
                        ),
                        (
                            "work_center",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="plant.workcenter",
                                verbose_name="work center",
                            ),
                        ),
                        (
                            "routing",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="operations",
                                to="product.routing",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "operation",
                        "ordering": ["routing", "number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("routing", "number"), name="product_operation_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("queue_seconds__gte", 0),
                                    ("run_seconds__gte", 0),
                                    ("setup_seconds__gte", 0),
                                    ("wait_seconds__gte", 0),
                                ),
                                name="product_operation_times",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("batch_size__gt", 0)), name="product_operation_batch"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("transfer_quantity", None), ("transfer_quantity__gt", 0), _connector="OR"
                                ),
                                name="product_operation_transfer",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("is_subcontracted", True), ("work_center__isnull", False), _connector="OR"
                                ),
                                name="product_operation_somewhere",
                                violation_error_message="Say where it is done, or that it is subcontracted.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OperationUnit",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("preference", models.PositiveIntegerField(default=1, verbose_name="preference")),
                        (
                            "setup_seconds",
                            models.DecimalField(
                                blank=True, decimal_places=4, max_digits=14, null=True, verbose_name="set-up (s)"
                            ),
                        ),
                        (
                            "run_seconds",
                            models.DecimalField(
                                blank=True, decimal_places=4, max_digits=14, null=True, verbose_name="run time (s)"
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="units",
                                to="product.operation",
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
                        "verbose_name": "work unit of an operation",
                        "ordering": ["operation", "preference", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("operation", "work_unit"), name="product_operation_unit_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("setup_seconds", None), ("setup_seconds__gte", 0), _connector="OR"),
                                    models.Q(("run_seconds", None), ("run_seconds__gt", 0), _connector="OR"),
                                ),
                                name="product_operation_unit_times",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WorkStandard",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.CharField(max_length=40, unique=True, verbose_name="number")),
                        ("title", models.CharField(max_length=120, verbose_name="title")),
                        (
                            "operation_number",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="operation"),
                        ),
                        ("is_active", models.BooleanField(default=True, verbose_name="in use")),
                        (
                            "item",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="inventory.item",
                                verbose_name="item",
                            ),
                        ),
                        (
                            "work_unit",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="plant.workunit",
                                verbose_name="work unit",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "work standard",
                        "ordering": ["number"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("is_active", True)),
                                fields=("item", "operation_number", "work_unit"),
                                name="product_standard_once",
                                nulls_distinct=False,
                                violation_error_message="There is a work standard for this already.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("item__isnull", False), ("operation_number__isnull", False)),
                                    ("work_unit__isnull", False),
                                    _connector="OR",
                                ),
                                name="product_standard_of_something",
                                violation_error_message="Say which operation of which item, or which work unit.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("operation_number", None), ("item__isnull", False), _connector="OR"
                                ),
                                name="product_standard_operation_of_item",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StandardVersion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveIntegerField(verbose_name="version")),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("draft", "Being written"),
                                    ("review", "In review"),
                                    ("reviewed", "Waits for approval"),
                                    ("approved", "Approved"),
                                    ("in_force", "In force"),
                                    ("retired", "Retired"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="status",
                            ),
                        ),
                        ("change_note", models.CharField(blank=True, max_length=200, verbose_name="what is new")),
                        (
                            "standard_seconds",
                            models.DecimalField(
                                blank=True, decimal_places=4, max_digits=14, null=True, verbose_name="standard time (s)"
                            ),
                        ),
                        (
                            "tools",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=80),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="tools",
                            ),
                        ),
                        (
                            "gear",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("helmet", "Helmet"),
                                        ("glasses", "Safety glasses"),
                                        ("ears", "Ear protection"),
                                        ("mask", "Mask"),
                                        ("gloves", "Gloves"),
                                        ("shoes", "Safety shoes"),
                                        ("apron", "Apron"),
                                        ("harness", "Harness"),
                                    ],
                                    max_length=12,
                                ),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="protective gear",
                            ),
                        ),
                        ("reviewed_at", models.DateTimeField(blank=True, null=True)),
                        ("approved_at", models.DateTimeField(blank=True, null=True)),
                        ("in_force_from", models.DateTimeField(blank=True, null=True, verbose_name="in force from")),
                        ("retired_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "approved_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "reviewed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "written_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "standard",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="versions",
                                to="product.workstandard",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "version of a work standard",
                        "ordering": ["standard", "number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("standard", "number"), name="product_version_once"),
                            models.UniqueConstraint(
                                condition=models.Q(("status", "in_force")),
                                fields=("standard",),
                                name="product_one_version_in_force",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("status__in", ["draft", "review", "reviewed", "approved"])),
                                fields=("standard",),
                                name="product_one_version_in_work",
                                violation_error_message="A new version is being worked on already.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("approved_by", None),
                                        ("written_by", None),
                                        models.Q(("approved_by", models.F("written_by")), _negated=True),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        ("reviewed_by", None),
                                        ("written_by", None),
                                        models.Q(("reviewed_by", models.F("written_by")), _negated=True),
                                        _connector="OR",
                                    ),
                                ),
                                name="product_version_four_eyes",
                                violation_error_message="Somebody else than its writer must approve it.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StandardStep",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveIntegerField(default=10, verbose_name="position")),
                        ("text", models.TextField(verbose_name="what to do")),
                        ("key_point", models.TextField(blank=True, verbose_name="key point")),
                        ("reason", models.TextField(blank=True, verbose_name="why")),
                        ("picture", models.FileField(blank=True, upload_to="standard", verbose_name="picture")),
                        ("video", models.FileField(blank=True, upload_to="standard", verbose_name="video")),
                        (
                            "version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="%(class)ss",
                                to="product.standardversion",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "step",
                        "ordering": ["version", "position", "id"],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="StandardReading",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("signed_at", models.DateTimeField()),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="readings",
                                to="product.standardversion",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["signed_at"],
                        "constraints": [
                            models.UniqueConstraint(fields=("version", "person"), name="product_read_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StandardLimit",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveIntegerField(default=10, verbose_name="position")),
                        ("name", models.CharField(max_length=80, verbose_name="condition")),
                        ("unit", models.CharField(blank=True, max_length=30, verbose_name="unit")),
                        (
                            "lower",
                            models.DecimalField(
                                blank=True, decimal_places=6, max_digits=18, null=True, verbose_name="lower limit"
                            ),
                        ),
                        (
                            "target",
                            models.DecimalField(
                                blank=True, decimal_places=6, max_digits=18, null=True, verbose_name="target"
                            ),
                        ),
                        (
                            "upper",
                            models.DecimalField(
                                blank=True, decimal_places=6, max_digits=18, null=True, verbose_name="upper limit"
                            ),
                        ),
                        (
                            "signal",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="telemetry.signal",
                                verbose_name="signal",
                            ),
                        ),
                        (
                            "version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="%(class)ss",
                                to="product.standardversion",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "condition",
                        "ordering": ["version", "position", "id"],
                        "abstract": False,
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("lower", None),
                                        ("upper", None),
                                        ("lower__lte", models.F("upper")),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        ("lower", None),
                                        ("target", None),
                                        ("lower__lte", models.F("target")),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        ("target", None),
                                        ("upper", None),
                                        ("target__lte", models.F("upper")),
                                        _connector="OR",
                                    ),
                                ),
                                name="product_limits_in_order",
                                violation_error_message="Lower limit, target and upper limit must rise.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("lower", None), ("target", None), ("upper", None), _negated=True),
                                name="product_limit_says_something",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StandardHazard",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveIntegerField(default=10, verbose_name="position")),
                        ("text", models.CharField(max_length=200, verbose_name="hazard")),
                        ("prevention", models.CharField(blank=True, max_length=200, verbose_name="how to prevent it")),
                        (
                            "version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="%(class)ss",
                                to="product.standardversion",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "hazard",
                        "ordering": ["version", "position", "id"],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="StandardComment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("text", models.TextField(blank=True, verbose_name="comment")),
                        (
                            "moved_to",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("draft", "Being written"),
                                    ("review", "In review"),
                                    ("reviewed", "Waits for approval"),
                                    ("approved", "Approved"),
                                    ("in_force", "In force"),
                                    ("retired", "Retired"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("written_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "written_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="comments",
                                to="product.standardversion",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="StandardCheck",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveIntegerField(default=10, verbose_name="position")),
                        ("text", models.CharField(max_length=200, verbose_name="what is checked")),
                        ("method", models.CharField(blank=True, max_length=120, verbose_name="how")),
                        ("frequency", models.CharField(blank=True, max_length=60, verbose_name="how often")),
                        ("unit", models.CharField(blank=True, max_length=30, verbose_name="unit")),
                        (
                            "lower",
                            models.DecimalField(
                                blank=True, decimal_places=6, max_digits=18, null=True, verbose_name="lower limit"
                            ),
                        ),
                        (
                            "upper",
                            models.DecimalField(
                                blank=True, decimal_places=6, max_digits=18, null=True, verbose_name="upper limit"
                            ),
                        ),
                        (
                            "version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="%(class)ss",
                                to="product.standardversion",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "check",
                        "ordering": ["version", "position", "id"],
                        "abstract": False,
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("lower", None), ("upper", None), ("lower__lte", models.F("upper")), _connector="OR"
                                ),
                                name="product_check_in_order",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AuditQuestion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveIntegerField(default=10, verbose_name="position")),
                        (
                            "pillar",
                            models.CharField(
                                choices=[
                                    ("sort", "Sort"),
                                    ("set", "Set in order"),
                                    ("shine", "Shine"),
                                    ("standardise", "Standardise"),
                                    ("sustain", "Sustain"),
                                    ("place", "Right place"),
                                    ("thing", "Right thing"),
                                    ("amount", "Right amount"),
                                ],
                                max_length=12,
                                verbose_name="heading",
                            ),
                        ),
                        ("text", models.CharField(max_length=200, verbose_name="question")),
                        (
                            "most",
                            models.PositiveSmallIntegerField(
                                default=5,
                                validators=[django.core.validators.MinValueValidator(1)],
                                verbose_name="most points",
                            ),
                        ),
                        ("is_active", models.BooleanField(default=True, verbose_name="in use")),
                        (
                            "audit_list",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="questions",
                                to="product.auditlist",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "question",
                        "ordering": ["audit_list", "position", "id"],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("most__gte", 1)), name="product_question_points")
                        ],
                    },
                ),
                migrations.AddField(
                    model_name="idealcycle",
                    name="operation",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="product.operation",
                    ),
                ),
            ]
        )
    ]
