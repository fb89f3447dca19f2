import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import dure.commerce.models.partners
from dure.events.at_once import AtOnce


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("inventory", "0006_kept_by_the_database"),
        ("plant", "__first__"),
    ]

    operations = [
        AtOnce(
            [
                migrations.CreateModel(
                    name="ApprovalLimit",
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
                                choices=[("purchase", "Purchase order"), ("credit", "Sale beyond the credit limit")],
                                max_length=10,
                                unique=True,
                                verbose_name="kind",
                            ),
                        ),
                        ("above", models.DecimalField(decimal_places=0, max_digits=18, verbose_name="above (won)")),
                    ],
                    options={
                        "verbose_name": "approval limit",
                        "verbose_name_plural": "approval limits",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("above__gte", 0)), name="commerce_limit_not_negative"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Partner",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=40, unique=True, verbose_name="code")),
                        ("name", models.CharField(max_length=120, verbose_name="name")),
                        (
                            "business_number",
                            models.CharField(
                                blank=True,
                                max_length=12,
                                validators=[dure.commerce.models.partners.check_business_number],
                                verbose_name="business number",
                            ),
                        ),
                        ("representative", models.CharField(blank=True, max_length=60, verbose_name="representative")),
                        ("business_type", models.CharField(blank=True, max_length=60, verbose_name="type of business")),
                        ("business_item", models.CharField(blank=True, max_length=60, verbose_name="item of business")),
                        ("is_customer", models.BooleanField(default=True, verbose_name="customer")),
                        ("is_supplier", models.BooleanField(default=False, verbose_name="supplier")),
                        (
                            "vat",
                            models.CharField(
                                choices=[("taxed", "Taxed"), ("zero", "Zero-rated"), ("exempt", "Exempt")],
                                default="taxed",
                                max_length=8,
                                verbose_name="VAT",
                            ),
                        ),
                        ("payment_days", models.PositiveIntegerField(default=30, verbose_name="days to pay")),
                        (
                            "credit_limit",
                            models.DecimalField(
                                blank=True,
                                decimal_places=0,
                                max_digits=18,
                                null=True,
                                verbose_name="credit limit (won)",
                            ),
                        ),
                        (
                            "tax_email",
                            models.EmailField(blank=True, max_length=254, verbose_name="e-mail for tax invoices"),
                        ),
                        ("note", models.TextField(blank=True, verbose_name="note")),
                        ("is_active", models.BooleanField(default=True, verbose_name="in use")),
                    ],
                    options={
                        "verbose_name": "partner",
                        "verbose_name_plural": "partners",
                        "ordering": ["name"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("business_number", ""), _negated=True),
                                fields=("business_number",),
                                name="commerce_business_number_once",
                                violation_error_message="Another partner has this business number.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("credit_limit", None), ("credit_limit__gte", 0), _connector="OR"),
                                name="commerce_credit_not_negative",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Address",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=60, verbose_name="name")),
                        ("postcode", models.CharField(blank=True, max_length=10, verbose_name="postcode")),
                        ("lines", models.CharField(max_length=250, verbose_name="address")),
                        ("phone", models.CharField(blank=True, max_length=30, verbose_name="phone")),
                        ("is_delivery", models.BooleanField(default=True, verbose_name="for deliveries")),
                        ("is_main", models.BooleanField(default=False, verbose_name="main address")),
                        (
                            "partner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="addresses",
                                to="commerce.partner",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "address",
                        "ordering": ["-is_main", "name"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("is_main", True)),
                                fields=("partner",),
                                name="commerce_one_main_address",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Delivery",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.CharField(max_length=40, unique=True, verbose_name="number")),
                        ("delivered_at", models.DateTimeField(verbose_name="delivered")),
                        ("is_return", models.BooleanField(default=False, verbose_name="return")),
                        ("carrier", models.CharField(blank=True, max_length=80, verbose_name="carrier, vehicle")),
                        ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                        ("undone_at", models.DateTimeField(blank=True, null=True)),
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
                        (
                            "ship_to",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="commerce.address",
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
                        (
                            "partner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="commerce.partner",
                                verbose_name="partner",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "delivery",
                        "verbose_name_plural": "deliveries",
                        "ordering": ["-delivered_at"],
                    },
                ),
                migrations.CreateModel(
                    name="Invoice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "side",
                            models.CharField(
                                choices=[("sale", "Sale"), ("purchase", "Purchase")], max_length=8, verbose_name="side"
                            ),
                        ),
                        ("number", models.CharField(max_length=40, unique=True, verbose_name="number")),
                        ("date", models.DateField(verbose_name="date")),
                        ("due_on", models.DateField(verbose_name="due")),
                        (
                            "vat_kind",
                            models.CharField(
                                choices=[("taxed", "Taxed"), ("zero", "Zero-rated"), ("exempt", "Exempt")],
                                default="taxed",
                                max_length=8,
                                verbose_name="VAT",
                            ),
                        ),
                        ("supply", models.DecimalField(decimal_places=0, max_digits=18, verbose_name="supply value")),
                        ("vat", models.DecimalField(decimal_places=0, max_digits=18, verbose_name="VAT amount")),
                        (
                            "partner_reference",
                            models.CharField(blank=True, max_length=60, verbose_name="partner's invoice number"),
                        ),
                        ("made_at", models.DateTimeField()),
                        (
                            "cancels",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cancelled_by",
                                to="commerce.invoice",
                            ),
                        ),
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
                        (
                            "partner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="commerce.partner",
                                verbose_name="partner",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "invoice",
                        "verbose_name_plural": "invoices",
                        "ordering": ["-date", "-number"],
                    },
                ),
                migrations.CreateModel(
                    name="Contact",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=60, verbose_name="name")),
                        ("duty", models.CharField(blank=True, max_length=60, verbose_name="duty")),
                        ("phone", models.CharField(blank=True, max_length=30, verbose_name="phone")),
                        ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                        (
                            "partner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="contacts",
                                to="commerce.partner",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "contact",
                        "ordering": ["name"],
                    },
                ),
                migrations.CreateModel(
                    name="BlanketOrder",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.CharField(max_length=40, unique=True, verbose_name="number")),
                        ("valid_from", models.DateField(verbose_name="valid from")),
                        ("valid_to", models.DateField(verbose_name="valid to")),
                        (
                            "partner_reference",
                            models.CharField(blank=True, max_length=60, verbose_name="partner's reference"),
                        ),
                        ("note", models.TextField(blank=True, verbose_name="note")),
                        (
                            "partner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="commerce.partner",
                                verbose_name="partner",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "blanket order",
                        "verbose_name_plural": "blanket orders",
                        "ordering": ["-valid_from"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("valid_to__gte", models.F("valid_from"))),
                                name="commerce_blanket_days",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Payment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "side",
                            models.CharField(
                                choices=[("sale", "Sale"), ("purchase", "Purchase")], max_length=8, verbose_name="side"
                            ),
                        ),
                        ("number", models.CharField(max_length=40, unique=True, verbose_name="number")),
                        ("date", models.DateField(verbose_name="date")),
                        ("amount", models.DecimalField(decimal_places=0, max_digits=18, verbose_name="amount")),
                        (
                            "method",
                            models.CharField(
                                choices=[
                                    ("transfer", "Bank transfer"),
                                    ("cash", "Cash"),
                                    ("note", "Promissory note"),
                                    ("card", "Card"),
                                ],
                                default="transfer",
                                max_length=10,
                                verbose_name="method",
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                        ("made_at", models.DateTimeField()),
                        ("undone_at", models.DateTimeField(blank=True, null=True)),
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
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "payment",
                        "verbose_name_plural": "payments",
                        "ordering": ["-date", "-number"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("amount__gt", 0)), name="commerce_payment_positive"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Allocation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("amount", models.DecimalField(decimal_places=0, max_digits=18)),
                        (
                            "invoice",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="allocations",
                                to="commerce.invoice",
                            ),
                        ),
                        (
                            "payment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="allocations",
                                to="commerce.payment",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("payment", "invoice"), name="commerce_allocation_once"),
                            models.CheckConstraint(
                                condition=models.Q(("amount", 0), _negated=True), name="commerce_allocation_not_zero"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Price",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "side",
                            models.CharField(
                                choices=[("sale", "Sale"), ("purchase", "Purchase")], max_length=8, verbose_name="side"
                            ),
                        ),
                        (
                            "minimum",
                            models.DecimalField(
                                decimal_places=4, default=0, max_digits=18, verbose_name="from quantity"
                            ),
                        ),
                        ("price", models.DecimalField(decimal_places=4, max_digits=18, verbose_name="price")),
                        ("valid_from", models.DateField(verbose_name="valid from")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="valid to")),
                        (
                            "partner_code",
                            models.CharField(blank=True, max_length=60, verbose_name="partner's item code"),
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
                            "partner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="prices",
                                to="commerce.partner",
                                verbose_name="partner",
                            ),
                        ),
                        (
                            "set_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
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
                        "verbose_name": "price",
                        "verbose_name_plural": "prices",
                        "ordering": ["item", "partner", "minimum", "valid_from"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("side", "item", "partner", "unit", "minimum", "valid_from"),
                                name="commerce_price_once",
                                nulls_distinct=False,
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("minimum__gte", 0), ("price__gte", 0)),
                                name="commerce_price_not_negative",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to", None), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                                ),
                                name="commerce_price_days",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PurchaseOrder",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.CharField(max_length=40, unique=True, verbose_name="number")),
                        ("ordered_on", models.DateField(verbose_name="date")),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("sent", "Sent"),
                                    ("confirmed", "Confirmed"),
                                    ("closed", "Closed"),
                                    ("cancelled", "Cancelled"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="status",
                            ),
                        ),
                        (
                            "partner_reference",
                            models.CharField(blank=True, max_length=60, verbose_name="partner's reference"),
                        ),
                        (
                            "vat",
                            models.CharField(
                                choices=[("taxed", "Taxed"), ("zero", "Zero-rated"), ("exempt", "Exempt")],
                                default="taxed",
                                max_length=8,
                                verbose_name="VAT",
                            ),
                        ),
                        ("note", models.TextField(blank=True, verbose_name="note")),
                        ("made_at", models.DateTimeField()),
                        ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                        ("deliver_to", models.CharField(blank=True, max_length=200, verbose_name="deliver to")),
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
                            "confirmed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
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
                        (
                            "partner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="commerce.partner",
                                verbose_name="partner",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "purchase order",
                        "verbose_name_plural": "purchase orders",
                        "ordering": ["-ordered_on", "-number"],
                        "abstract": False,
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approved_by", None),
                                    models.Q(("approved_by", models.F("made_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="commerce_purchase_four_eyes",
                            )
                        ],
                        "indexes": [models.Index(fields=["partner", "ordered_on"], name="commerce_purchase_partner")],
                    },
                ),
                migrations.CreateModel(
                    name="PurchaseLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveIntegerField(verbose_name="line")),
                        ("quantity", models.DecimalField(decimal_places=4, max_digits=18, verbose_name="quantity")),
                        ("item_quantity", models.DecimalField(decimal_places=4, max_digits=18)),
                        ("price", models.DecimalField(decimal_places=4, max_digits=18, verbose_name="price")),
                        ("requested_on", models.DateField(blank=True, null=True, verbose_name="wanted by")),
                        ("promised_on", models.DateField(blank=True, null=True, verbose_name="promised for")),
                        ("moved", models.DecimalField(decimal_places=4, default=0, max_digits=18)),
                        ("is_closed", models.BooleanField(default=False, verbose_name="no more to come")),
                        ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                        (
                            "purpose",
                            models.CharField(
                                blank=True,
                                help_text="what it is bought for: an order's number",
                                max_length=120,
                                verbose_name="for",
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
                        (
                            "order",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="commerce.purchaseorder",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["position"],
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(fields=("order", "position"), name="commerce_purchase_line_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("item_quantity__gt", 0), ("moved__gte", 0), ("price__gte", 0), ("quantity__gt", 0)
                                ),
                                name="commerce_purchase_line_amounts",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PurchaseRequest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("quantity", models.DecimalField(decimal_places=4, max_digits=18, verbose_name="quantity")),
                        ("needed_on", models.DateField(verbose_name="needed on")),
                        ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                        (
                            "status",
                            models.CharField(
                                choices=[("open", "Open"), ("ordered", "Ordered"), ("refused", "Refused")],
                                default="open",
                                max_length=8,
                                verbose_name="status",
                            ),
                        ),
                        ("made_at", models.DateTimeField()),
                        (
                            "decided_by",
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
                            "line",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="requests",
                                to="commerce.purchaseline",
                            ),
                        ),
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
                        "verbose_name": "purchase request",
                        "verbose_name_plural": "purchase requests",
                        "ordering": ["needed_on", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("quantity__gt", 0)), name="commerce_request_positive"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Receipt",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.CharField(max_length=40, unique=True, verbose_name="number")),
                        ("received_at", models.DateTimeField(verbose_name="received")),
                        ("is_return", models.BooleanField(default=False, verbose_name="return")),
                        (
                            "partner_reference",
                            models.CharField(blank=True, max_length=60, verbose_name="supplier's delivery note"),
                        ),
                        ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                        ("undone_at", models.DateTimeField(blank=True, null=True)),
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
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "receipt",
                        "verbose_name_plural": "receipts",
                        "ordering": ["-received_at"],
                    },
                ),
                migrations.CreateModel(
                    name="ReceiptLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "quantity",
                            models.DecimalField(decimal_places=4, help_text="in the item's own unit", max_digits=18),
                        ),
                        (
                            "price",
                            models.DecimalField(
                                decimal_places=8, help_text="won for one of the item's own unit", max_digits=18
                            ),
                        ),
                        ("invoiced", models.DecimalField(decimal_places=4, default=0, max_digits=18)),
                        (
                            "item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="inventory.item"
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
                            "move",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="inventory.stockmove"
                            ),
                        ),
                        (
                            "order_line",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="receipt_lines",
                                to="commerce.purchaseline",
                            ),
                        ),
                        (
                            "receipt",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="commerce.receipt"
                            ),
                        ),
                        (
                            "returns",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="returned_by",
                                to="commerce.receiptline",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                        "abstract": False,
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("invoiced__gte", 0), ("invoiced__lte", models.F("quantity")), ("quantity__gt", 0)
                                ),
                                name="commerce_receipt_amounts",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SalesOrder",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.CharField(max_length=40, unique=True, verbose_name="number")),
                        ("ordered_on", models.DateField(verbose_name="date")),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("sent", "Sent"),
                                    ("confirmed", "Confirmed"),
                                    ("closed", "Closed"),
                                    ("cancelled", "Cancelled"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="status",
                            ),
                        ),
                        (
                            "partner_reference",
                            models.CharField(blank=True, max_length=60, verbose_name="partner's reference"),
                        ),
                        (
                            "vat",
                            models.CharField(
                                choices=[("taxed", "Taxed"), ("zero", "Zero-rated"), ("exempt", "Exempt")],
                                default="taxed",
                                max_length=8,
                                verbose_name="VAT",
                            ),
                        ),
                        ("note", models.TextField(blank=True, verbose_name="note")),
                        ("made_at", models.DateTimeField()),
                        ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                        ("valid_until", models.DateField(blank=True, null=True, verbose_name="quotation valid until")),
                        (
                            "blanket",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="call_offs",
                                to="commerce.blanketorder",
                            ),
                        ),
                        (
                            "confirmed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
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
                            "ship_to",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="commerce.address",
                                verbose_name="deliver to",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "sales order",
                        "verbose_name_plural": "sales orders",
                        "ordering": ["-ordered_on", "-number"],
                        "abstract": False,
                        "indexes": [models.Index(fields=["partner", "ordered_on"], name="commerce_sale_partner")],
                    },
                ),
                migrations.CreateModel(
                    name="SalesLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveIntegerField(verbose_name="line")),
                        ("quantity", models.DecimalField(decimal_places=4, max_digits=18, verbose_name="quantity")),
                        ("item_quantity", models.DecimalField(decimal_places=4, max_digits=18)),
                        ("price", models.DecimalField(decimal_places=4, max_digits=18, verbose_name="price")),
                        ("requested_on", models.DateField(blank=True, null=True, verbose_name="wanted by")),
                        ("promised_on", models.DateField(blank=True, null=True, verbose_name="promised for")),
                        ("moved", models.DecimalField(decimal_places=4, default=0, max_digits=18)),
                        ("is_closed", models.BooleanField(default=False, verbose_name="no more to come")),
                        ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                        (
                            "first_promised_on",
                            models.DateField(blank=True, null=True, verbose_name="first promised for"),
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
                        (
                            "order",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="commerce.salesorder",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["position"],
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(fields=("order", "position"), name="commerce_sales_line_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("item_quantity__gt", 0), ("moved__gte", 0), ("price__gte", 0), ("quantity__gt", 0)
                                ),
                                name="commerce_sales_line_amounts",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DeliveryLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "quantity",
                            models.DecimalField(decimal_places=4, help_text="in the item's own unit", max_digits=18),
                        ),
                        (
                            "price",
                            models.DecimalField(
                                decimal_places=8, help_text="won for one of the item's own unit", max_digits=18
                            ),
                        ),
                        ("invoiced", models.DecimalField(decimal_places=4, default=0, max_digits=18)),
                        (
                            "delivery",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lines",
                                to="commerce.delivery",
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="inventory.item"
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
                            "move",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="inventory.stockmove"
                            ),
                        ),
                        (
                            "returns",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="returned_by",
                                to="commerce.deliveryline",
                            ),
                        ),
                        (
                            "order_line",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="delivery_lines",
                                to="commerce.salesline",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                        "abstract": False,
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("invoiced__gte", 0), ("invoiced__lte", models.F("quantity")), ("quantity__gt", 0)
                                ),
                                name="commerce_delivery_amounts",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="InvoiceLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("text", models.CharField(max_length=200)),
                        ("quantity", models.DecimalField(decimal_places=4, max_digits=18)),
                        ("price", models.DecimalField(decimal_places=8, max_digits=18)),
                        ("supply", models.DecimalField(decimal_places=0, max_digits=18)),
                        (
                            "delivery_line",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="invoice_lines",
                                to="commerce.deliveryline",
                            ),
                        ),
                        (
                            "invoice",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="commerce.invoice"
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="inventory.item",
                            ),
                        ),
                        (
                            "receipt_line",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="invoice_lines",
                                to="commerce.receiptline",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="BlanketLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "quantity",
                            models.DecimalField(decimal_places=4, max_digits=18, verbose_name="agreed quantity"),
                        ),
                        ("price", models.DecimalField(decimal_places=4, max_digits=18, verbose_name="price")),
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
                        (
                            "blanket",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="commerce.blanketorder",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("blanket", "item"), name="commerce_blanket_item_once")
                        ],
                    },
                ),
            ]
        )
    ]
