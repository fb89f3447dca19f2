"""Assessing firms and certifying them. Keyword-only; each verb is one transaction.

Two people: who assesses hands in, somebody else decides.
"""

import hashlib
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from dure.kernel.errors import Conflict, Denied, Invalid
from dure.plant.models import Person
from dure.plant.services.records import add_row, change_row
from dure.plant.today import today
from dure.programme.certificate_text import Stated, key_name, signed
from dure.programme.certifying import last_day, number_of, points_of
from dure.programme.models import (
    Assessment,
    CertificateNumber,
    Criterion,
    CriterionAnswer,
    Firm,
    FirmCertificate,
    Scheme,
    SchemeVersion,
)
from dure.programme.services.signing import private_key

State = Assessment.State


@transaction.atomic
def begin_assessment(*, firm: Firm, version: SchemeVersion, by: Person) -> Assessment:
    """Raises Conflict for a version that isn't published, or while one is under way."""
    if version.published_on is None:
        raise Conflict("This version isn't published yet.")
    Firm.objects.select_for_update().get(pk=firm.pk)
    under_way = Assessment.objects.filter(firm=firm, version__scheme=version.scheme_id)
    if under_way.filter(state__in=[State.OPEN, State.HANDED_IN]).exists():
        raise Conflict("An assessment of this firm is under way.")
    made = Assessment(firm=firm, version=version, started_on=today())
    add_row(made, by=by)
    return made


@transaction.atomic
def answer_criterion(
    *, assessment: Assessment, criterion: Criterion, evidence: str, by: Person, value: Decimal | None = None,
    points: Decimal | None = None, note: str = "",
) -> CriterionAnswer:  # fmt: skip
    """value: of a criterion with a threshold; points: of one that people judge.

    Raises Conflict unless it is being assessed, Invalid for an answer of the other kind or too many points.
    """
    row = _in_state(assessment, State.OPEN)
    if criterion.version_id != row.version_id:
        raise Invalid("This criterion belongs to another version.")
    given = _points(criterion, value, points)
    values = {"value": value, "points": given, "evidence": evidence.strip(), "note": note.strip(), "by": by}
    there = CriterionAnswer.objects.filter(assessment=row, criterion=criterion).first()
    if there is not None:
        change_row(there, values, by=by)
        return there
    made = CriterionAnswer(firm_id=row.firm_id, assessment=row, criterion=criterion, **values)
    add_row(made, by=by)
    return made


@transaction.atomic
def hand_in(*, assessment: Assessment, by: Person) -> Assessment:
    """Raises Conflict while a criterion has no answer."""
    row = _in_state(assessment, State.OPEN)
    missing = Criterion.objects.filter(version=row.version_id).exclude(
        pk__in=CriterionAnswer.objects.filter(assessment=row).values("criterion")
    )
    if first := missing.first():
        raise Conflict("“%(name)s” has no answer yet.", name=first.name)
    change_row(row, {"state": State.HANDED_IN, "assessed_by": by, "why": ""}, by=by)
    return row


@transaction.atomic
def send_back(*, assessment: Assessment, why: str, by: Person) -> Assessment:
    """To be assessed again. Raises as `refuse`."""
    row = _to_decide(assessment, by)
    change_row(row, {"state": State.OPEN, "why": _reason(why)}, by=by)
    return row


@transaction.atomic
def refuse(*, assessment: Assessment, why: str, by: Person) -> Assessment:
    """Raises Denied for who assessed or answered, Invalid without a reason."""
    row = _to_decide(assessment, by)
    values = {"state": State.REFUSED, "decided_by": by, "decided_on": today(), "why": _reason(why)}
    change_row(row, values, by=by)
    return row


@transaction.atomic
def certify(*, assessment: Assessment, by: Person) -> FirmCertificate:
    """Signed, with the next number of the scheme's year. Raises Conflict with too few points, Denied as `refuse`."""
    row = _to_decide(assessment, by)
    version = SchemeVersion.objects.select_related("scheme").get(pk=row.version_id)
    reached = sum((answer.points for answer in row.answers.all()), Decimal(0))
    if reached < version.cut_off:
        raise Conflict(
            "%(points)s points were reached, and %(needed)s are needed.", points=reached, needed=version.cut_off
        )
    change_row(row, {"state": State.CERTIFIED, "decided_by": by, "decided_on": today()}, by=by)
    return _issue(row, version, by)


@transaction.atomic
def revoke_certificate(*, certificate: FirmCertificate, why: str, by: Person) -> FirmCertificate:
    """From today on it doesn't hold. Raises Conflict for one that is revoked, Invalid without a reason."""
    number = CertificateNumber.objects.select_for_update().get(pk=certificate.number_id)
    if number.revoked_on is not None:
        raise Conflict("This certificate was revoked already.")
    row = FirmCertificate.objects.select_for_update().get(pk=certificate.pk)
    change_row(row, {"why_revoked": _reason(why), "revoked_by": by}, by=by)
    change_row(number, {"revoked_on": today()}, by=by)
    return row


def _issue(assessment: Assessment, version: SchemeVersion, by: Person) -> FirmCertificate:
    # The lock on the scheme keeps the sequence without gaps: who waits here sees the number that was just given.
    scheme, day = Scheme.objects.select_for_update().get(pk=version.scheme_id), today()
    of_year = CertificateNumber.objects.filter(scheme=scheme, year=day.year)
    serial = (of_year.aggregate(last=Max("serial"))["last"] or 0) + 1
    key, firm = private_key(by=by), Firm.objects.get(pk=assessment.firm_id)
    stated = Stated(
        number_of(scheme.prefix, day.year, serial), firm.name, scheme.name, version.number, version.signed_by, day,
        last_day(day, version.months), key_name(key.public_key()),
    )  # fmt: skip
    text = signed(stated, key)
    number = CertificateNumber(
        scheme=scheme, year=day.year, serial=serial, number=stated.number,
        digest=hashlib.sha256(text.encode()).hexdigest(),
    )  # fmt: skip
    add_row(number, by=by)
    made = FirmCertificate(
        firm=firm, number=number, assessment=assessment, firm_name=firm.name, issued_on=day,
        valid_until=stated.valid_until, text=text,
    )  # fmt: skip
    add_row(made, by=by)
    return made


def _points(criterion: Criterion, value: Decimal | None, points: Decimal | None) -> Decimal:
    if criterion.threshold is not None:
        if value is None:
            raise Invalid("Enter the value that was found.")
        return points_of(value, threshold=criterion.threshold, at_most=criterion.at_most, points=criterion.points)
    if points is None or not 0 <= points <= criterion.points:
        raise Invalid("Enter 0 to %(most)s points.", most=criterion.points)
    return points


def _in_state(assessment: Assessment, state: str) -> Assessment:
    row = Assessment.objects.select_for_update().get(pk=assessment.pk)
    if row.state != state:
        raise Conflict("The assessment has moved on. Look at it again.")
    return row


def _to_decide(assessment: Assessment, by: Person) -> Assessment:
    row = _in_state(assessment, State.HANDED_IN)
    if row.assessed_by_id == by.pk or row.answers.filter(by=by).exists():
        raise Denied("Somebody else must decide than who assessed.")
    return row


def _reason(why: str) -> str:
    if not why.strip():
        raise Invalid("Say why.")
    return why.strip()
