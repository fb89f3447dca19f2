import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from dure.programme.row_security import Guarded


class Migration(migrations.Migration):
    dependencies = [
        ("programme", "0006_decided"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Scheme",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, unique=True, verbose_name="name")),
                (
                    "prefix",
                    models.CharField(
                        max_length=12,
                        unique=True,
                        validators=[django.core.validators.RegexValidator("^[A-Z가-힣]{1,12}$")],
                        verbose_name="beginning of its numbers",
                    ),
                ),
            ],
            options={
                "verbose_name": "scheme of certification",
                "verbose_name_plural": "schemes of certification",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="CertificateNumber",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("serial", models.PositiveIntegerField(verbose_name="serial")),
                ("number", models.CharField(max_length=24, unique=True, verbose_name="number")),
                ("digest", models.CharField(max_length=64, verbose_name="digest")),
                ("revoked_on", models.DateField(blank=True, null=True, verbose_name="revoked on")),
                (
                    "scheme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programme.scheme"
                    ),
                ),
            ],
            options={
                "verbose_name": "number of a certificate",
                "verbose_name_plural": "numbers of certificates",
                "ordering": ["year", "serial"],
            },
        ),
        migrations.CreateModel(
            name="SchemeVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="version of the rules")),
                (
                    "cut_off",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=7,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(1000),
                        ],
                        verbose_name="points needed",
                    ),
                ),
                (
                    "months",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(120),
                        ],
                        verbose_name="holds for (months)",
                    ),
                ),
                ("signed_by", models.CharField(max_length=60, verbose_name="signs the certificate")),
                ("published_on", models.DateField(blank=True, null=True, verbose_name="published on")),
                (
                    "scheme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="programme.scheme"
                    ),
                ),
            ],
            options={
                "verbose_name": "version of a scheme",
                "verbose_name_plural": "versions of schemes",
                "ordering": ["scheme", "-number"],
            },
        ),
        migrations.CreateModel(
            name="Criterion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveSmallIntegerField(verbose_name="place in the list")),
                ("name", models.CharField(max_length=120, verbose_name="criterion of certification")),
                ("evidence", models.CharField(max_length=200, verbose_name="evidence asked for")),
                (
                    "points",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=6,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(1000),
                        ],
                        verbose_name="points at most",
                    ),
                ),
                (
                    "threshold",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=14, null=True, verbose_name="threshold"
                    ),
                ),
                (
                    "at_most",
                    models.BooleanField(default=False, verbose_name="at most the threshold, rather than at least"),
                ),
                ("unit", models.CharField(blank=True, max_length=20, verbose_name="unit")),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="criteria",
                        to="programme.schemeversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "criterion of certification",
                "verbose_name_plural": "criteria",
                "ordering": ["place", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Assessment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "being assessed"),
                            ("handed-in", "waits for approval"),
                            ("certified", "certified"),
                            ("refused", "not certified"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("started_on", models.DateField(verbose_name="begun on")),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="decided on")),
                ("why", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                (
                    "assessed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
                    "firm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programme.firm"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programme.schemeversion"
                    ),
                ),
            ],
            options={
                "verbose_name": "assessment for certification",
                "verbose_name_plural": "assessments for certification",
                "ordering": ["-started_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="SigningKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=12, unique=True, verbose_name="name")),
                ("public", models.TextField(verbose_name="public key")),
                ("made_on", models.DateField(verbose_name="key made on")),
                ("retired_on", models.DateField(blank=True, null=True, verbose_name="retired on")),
            ],
            options={
                "verbose_name": "signing key",
                "verbose_name_plural": "signing keys",
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        models.Value(1),
                        condition=models.Q(("retired_on__isnull", True)),
                        name="programme_one_key_in_use",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CriterionAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "value",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=14, null=True, verbose_name="value found"
                    ),
                ),
                (
                    "points",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=6,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(1000),
                        ],
                        verbose_name="points",
                    ),
                ),
                ("evidence", models.CharField(max_length=300, verbose_name="evidence seen")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="note")),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="programme.assessment"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programme.criterion"
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programme.firm"
                    ),
                ),
            ],
            options={
                "verbose_name": "answer to a criterion",
                "verbose_name_plural": "answers to criteria",
                "ordering": ["criterion__place", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("assessment", "criterion"), name="programme_criterion_answered_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FirmCertificate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("firm_name", models.CharField(max_length=80, verbose_name="firm")),
                ("issued_on", models.DateField(verbose_name="issued on")),
                ("valid_until", models.DateField(verbose_name="holds until")),
                ("text", models.TextField(verbose_name="signed text")),
                ("why_revoked", models.CharField(blank=True, max_length=300, verbose_name="why revoked")),
                (
                    "assessment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificate",
                        to="programme.assessment",
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programme.firm"
                    ),
                ),
                (
                    "number",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programme.certificatenumber"
                    ),
                ),
                (
                    "revoked_by",
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
                "verbose_name": "certificate of a firm",
                "verbose_name_plural": "certificates of firms",
                "ordering": ["-issued_on", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("valid_until__gt", models.F("issued_on"))),
                        name="programme_certificate_days",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="certificatenumber",
            constraint=models.UniqueConstraint(
                fields=("scheme", "year", "serial"), name="programme_certificate_serial_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="schemeversion",
            constraint=models.UniqueConstraint(fields=("scheme", "number"), name="programme_scheme_version_once"),
        ),
        migrations.AddConstraint(
            model_name="criterion",
            constraint=models.UniqueConstraint(fields=("version", "name"), name="programme_criterion_once"),
        ),
        migrations.AddConstraint(
            model_name="criterion",
            constraint=models.CheckConstraint(condition=models.Q(("points__gt", 0)), name="programme_criterion_points"),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["open", "handed-in"])),
                fields=("firm", "version"),
                name="programme_one_assessment_under_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "open"), ("assessed_by__isnull", False), _connector="OR"),
                name="programme_assessment_has_assessor",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["open", "handed-in"]),
                    models.Q(
                        ("decided_by__isnull", False),
                        ("decided_on__isnull", False),
                        models.Q(("decided_by", models.F("assessed_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="programme_assessment_by_two",
            ),
        ),
        Guarded("programme_assessment"),
        Guarded("programme_criterionanswer"),
        Guarded("programme_firmcertificate"),
    ]
