import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from dure.programme.publishing_triggers import OnlyWithConsent
from dure.programme.row_security import Guarded


class Migration(migrations.Migration):
    dependencies = [
        ("programme", "0006_decided"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CertificateNumber",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("serial", models.PositiveIntegerField(verbose_name="serial")),
                ("number", models.CharField(max_length=24, unique=True, verbose_name="number")),
                ("digest", models.CharField(max_length=64, verbose_name="digest")),
                ("revoked_on", models.DateField(blank=True, null=True, verbose_name="revoked on")),
            ],
            options={
                "verbose_name": "number of a certificate",
                "verbose_name_plural": "numbers of certificates",
                "ordering": ["year", "serial"],
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
            ],
            options={
                "verbose_name": "criterion of certification",
                "verbose_name_plural": "criteria",
                "ordering": ["place", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Release",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("as_of", models.DateField(unique=True, verbose_name="as of")),
                (
                    "licence",
                    models.CharField(
                        choices=[
                            ("kogl-1", "Korea Open Government Licence, type 1 (name the source)"),
                            ("kogl-4", "Korea Open Government Licence, type 4 (name the source, no trade, no change)"),
                            ("cc-by-4", "CC BY 4.0"),
                        ],
                        max_length=12,
                        verbose_name="licence",
                    ),
                ),
            ],
            options={
                "verbose_name": "published figures",
                "verbose_name_plural": "published figures",
                "ordering": ["-as_of"],
            },
        ),
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
            ],
            options={
                "verbose_name": "assessment for certification",
                "verbose_name_plural": "assessments for certification",
                "ordering": ["-started_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="BestPractice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("title_en", models.CharField(blank=True, max_length=160, verbose_name="title in English")),
                ("problem", models.TextField(max_length=3000, verbose_name="problem")),
                ("problem_en", models.TextField(blank=True, max_length=4000, verbose_name="problem in English")),
                ("done", models.TextField(max_length=3000, verbose_name="what was done")),
                ("done_en", models.TextField(blank=True, max_length=4000, verbose_name="what was done, in English")),
                ("reviewed", models.CharField(blank=True, max_length=64, verbose_name="reviewed text")),
                (
                    "firm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programme.firm"
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "case of a firm",
                "verbose_name_plural": "cases of firms",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="ContextFigure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="figure")),
                ("name_en", models.CharField(blank=True, max_length=160, verbose_name="figure in English")),
                ("value", models.DecimalField(decimal_places=4, max_digits=20, verbose_name="value of the figure")),
                ("unit", models.CharField(blank=True, max_length=20, verbose_name="unit")),
                ("period", models.CharField(max_length=40, verbose_name="day or period")),
                ("n", models.PositiveIntegerField(blank=True, null=True, verbose_name="number of values (n)")),
                ("method", models.CharField(max_length=300, verbose_name="way of measuring")),
                ("method_en", models.CharField(blank=True, max_length=400, verbose_name="method in English")),
                ("source", models.CharField(max_length=160, verbose_name="source")),
                ("source_url", models.URLField(max_length=400, verbose_name="address of the source")),
            ],
            options={
                "verbose_name": "figure from elsewhere",
                "verbose_name_plural": "figures from elsewhere",
                "ordering": ["period", "name"],
                "constraints": [
                    models.UniqueConstraint(fields=("name", "period", "source"), name="programme_context_figure_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("source", ""), _negated=True),
                            ("source_url__regex", "^https?://.+"),
                            models.Q(("method", ""), _negated=True),
                        ),
                        name="programme_context_figure_has_source",
                    ),
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
            },
        ),
        migrations.CreateModel(
            name="PracticeConsent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("given_by", models.CharField(max_length=80, verbose_name="consent given by")),
                ("given_on", models.DateField(verbose_name="consent given on")),
                ("purpose", models.CharField(max_length=200, verbose_name="for what")),
                ("until", models.DateField(verbose_name="holds until")),
                ("digest", models.CharField(max_length=64, verbose_name="digest")),
                ("revoked_on", models.DateField(blank=True, null=True, verbose_name="revoked on")),
                (
                    "firm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programme.firm"
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consents",
                        to="programme.bestpractice",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "consent to publish",
                "verbose_name_plural": "consents to publish",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="PracticeEffect",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, verbose_name="figure")),
                ("name_en", models.CharField(blank=True, max_length=120, verbose_name="figure in English")),
                ("before", models.DecimalField(decimal_places=4, max_digits=16, verbose_name="before the change")),
                ("after", models.DecimalField(decimal_places=4, max_digits=16, verbose_name="after")),
                ("unit", models.CharField(max_length=20, verbose_name="unit")),
                (
                    "n",
                    models.PositiveIntegerField(
                        validators=[django.core.validators.MinValueValidator(1)], verbose_name="number of values (n)"
                    ),
                ),
                ("first_on", models.DateField(verbose_name="first day measured")),
                ("last_on", models.DateField(verbose_name="last day measured")),
                ("method", models.CharField(max_length=300, verbose_name="way of measuring")),
                ("method_en", models.CharField(blank=True, max_length=400, verbose_name="method in English")),
                ("measured", models.BooleanField(default=False, verbose_name="measured, rather than told by the firm")),
                (
                    "firm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programme.firm"
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="effects", to="programme.bestpractice"
                    ),
                ),
            ],
            options={
                "verbose_name": "effect of a case",
                "verbose_name_plural": "effects of cases",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="PublishedPractice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("body", models.TextField(verbose_name="text")),
                ("published_on", models.DateField(verbose_name="published on")),
                ("until", models.DateField(verbose_name="holds until")),
                (
                    "consent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programme.practiceconsent"
                    ),
                ),
                (
                    "practice",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programme.bestpractice"
                    ),
                ),
            ],
            options={
                "verbose_name": "published case",
                "verbose_name_plural": "published cases",
                "ordering": ["-published_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="ReleasedCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("table", models.CharField(max_length=20, verbose_name="table")),
                ("part", models.CharField(blank=True, max_length=20, verbose_name="part")),
                ("n", models.PositiveIntegerField(blank=True, null=True, verbose_name="count")),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="counts", to="programme.release"
                    ),
                ),
            ],
            options={
                "verbose_name": "published count",
                "verbose_name_plural": "published counts",
                "ordering": ["table", "part"],
            },
        ),
        migrations.AddField(
            model_name="certificatenumber",
            name="scheme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programme.scheme"
            ),
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
        migrations.AddField(
            model_name="criterion",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="criteria", to="programme.schemeversion"
            ),
        ),
        migrations.AddField(
            model_name="assessment",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programme.schemeversion"
            ),
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
        migrations.AddConstraint(
            model_name="bestpractice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reviewed", ""),
                    models.Q(
                        ("reviewed_by__isnull", False), models.Q(("reviewed_by", models.F("written_by")), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="programme_case_by_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="criterionanswer",
            constraint=models.UniqueConstraint(
                fields=("assessment", "criterion"), name="programme_criterion_answered_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="firmcertificate",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_until__gt", models.F("issued_on"))), name="programme_certificate_days"
            ),
        ),
        migrations.AddConstraint(
            model_name="practiceconsent",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__gte", models.F("given_on"))), name="programme_consent_days"
            ),
        ),
        migrations.AddConstraint(
            model_name="practiceconsent",
            constraint=models.CheckConstraint(
                condition=models.Q(("digest", ""), _negated=True), name="programme_consent_of_a_text"
            ),
        ),
        migrations.AddConstraint(
            model_name="practiceeffect",
            constraint=models.CheckConstraint(condition=models.Q(("n__gte", 1)), name="programme_effect_has_values"),
        ),
        migrations.AddConstraint(
            model_name="practiceeffect",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_on__gte", models.F("first_on"))), name="programme_effect_days"
            ),
        ),
        migrations.AddConstraint(
            model_name="releasedcount",
            constraint=models.UniqueConstraint(fields=("release", "table", "part"), name="programme_count_once"),
        ),
        migrations.AddConstraint(
            model_name="releasedcount",
            constraint=models.CheckConstraint(
                condition=models.Q(("n__isnull", True), ("n", 0), ("n__gte", 5), _connector="OR"),
                name="programme_no_small_count",
            ),
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
        Guarded("programme_bestpractice"),
        Guarded("programme_practiceeffect"),
        Guarded("programme_practiceconsent"),
        OnlyWithConsent(),
    ]
