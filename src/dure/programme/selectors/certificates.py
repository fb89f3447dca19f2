"""Schemes, assessments and certificates as their readers ask for them, and what anybody may ask without a log-in.

`verified` and what the public files are made of read `SigningKey` and `CertificateNumber` alone: no row of a firm.
"""

import hashlib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from dure.programme.certificate_text import Found, Verdict, found_in, public_keys, verify
from dure.programme.models import (
    Assessment,
    CertificateNumber,
    Criterion,
    CriterionAnswer,
    FirmCertificate,
    SchemeVersion,
    SigningKey,
)


@dataclass(frozen=True, slots=True)
class Line:
    """A criterion with its answer, None where there is none yet."""

    criterion: Criterion
    answer: CriterionAnswer | None


def versions() -> QuerySet[SchemeVersion]:
    """The newest of each scheme first, with how many criteria and points it has."""
    rows = SchemeVersion.objects.select_related("scheme")
    return rows.annotate(criteria_count=Count("criteria"), points_in_all=Sum("criteria__points"))


def published_versions() -> QuerySet[SchemeVersion]:
    return SchemeVersion.objects.exclude(published_on=None).select_related("scheme")


def assessments(*, state: str = "") -> QuerySet[Assessment]:
    rows = Assessment.objects.select_related("firm", "version__scheme")
    return rows.filter(state=state) if state else rows


def lines(assessment: Assessment) -> list[Line]:
    answers = {answer.criterion_id: answer for answer in assessment.answers.select_related("by")}
    criteria = Criterion.objects.filter(version=assessment.version_id)
    return [Line(criterion, answers.get(criterion.pk)) for criterion in criteria]


def points_reached(found: list[Line]) -> Decimal:
    return sum((line.answer.points for line in found if line.answer), Decimal(0))


def answer_to(assessment: Assessment, criterion: Criterion) -> CriterionAnswer | None:
    return assessment.answers.filter(criterion=criterion).first()


def certificate_of(assessment: Assessment) -> FirmCertificate | None:
    return FirmCertificate.objects.filter(assessment=assessment).select_related("number").first()


def certificates(*, text: str = "") -> QuerySet[FirmCertificate]:
    """text: part of the number or of the firm's name."""
    rows = FirmCertificate.objects.select_related("number", "firm")
    return rows.filter(Q(number__number__icontains=text) | Q(firm_name__icontains=text)) if text else rows


def keys() -> QuerySet[SigningKey]:
    return SigningKey.objects.all()


def keys_as_pem() -> str:
    """All public keys, the one in use first; "" before the first."""
    return "".join(SigningKey.objects.order_by("-pk").values_list("public", flat=True))


def key_in_use() -> SigningKey | None:
    return SigningKey.objects.filter(retired_on=None).first()


def revoked_days() -> dict[str, date]:
    rows = CertificateNumber.objects.exclude(revoked_on=None).values_list("number", "revoked_on")
    return {number: day for number, day in rows if day is not None}


def verified(text: str, today: date) -> Found:
    """As `certificate_text.verify`; a signed text that isn't the one given under its number counts as altered."""
    pem = keys_as_pem()
    found = verify(text, public_keys(pem) if pem else {}, today, revoked_days())
    if found.stated is None:
        return found
    digest = hashlib.sha256(found_in(text).encode()).hexdigest()
    if not CertificateNumber.objects.filter(number=found.stated.number, digest=digest).exists():
        return Found(Verdict.ALTERED)
    return found
