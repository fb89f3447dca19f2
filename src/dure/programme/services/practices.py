"""Cases of firms: written, consented to, reviewed, published, taken off. Keyword-only; each verb is one transaction.

The text is what counts: a consent and a review are to the text as it stood, known by its digest.
"""

import hashlib
import json
from datetime import date
from typing import Any

from django.db import transaction

from dure.kernel.errors import Conflict, Denied, Invalid
from dure.plant.models import Person
from dure.plant.services.records import add_row, change_row, remove_row
from dure.plant.today import today
from dure.programme.models import BestPractice, Firm, PracticeConsent, PracticeEffect, PublishedPractice

_TEXTS = ("title", "title_en", "problem", "problem_en", "done", "done_en")
_WORDS = ("name", "name_en", "unit", "method", "method_en")


def text_of(practice: BestPractice) -> str:
    """All that would be public of it, as JSON; the same rows give the same text."""
    firm = Firm.objects.get(pk=practice.firm_id)
    body: dict[str, Any] = {"firm": firm.name, "city": firm.city, "sector": firm.sector}
    body |= {name: getattr(practice, name) for name in _TEXTS}
    body["effects"] = [
        {name: getattr(effect, name) for name in _WORDS}
        | {"before": f"{effect.before.normalize():f}", "after": f"{effect.after.normalize():f}", "n": effect.n}
        | {"first_on": str(effect.first_on), "last_on": str(effect.last_on), "measured": effect.measured}
        for effect in PracticeEffect.objects.filter(practice=practice).order_by("pk")
    ]
    return json.dumps(body, ensure_ascii=False, sort_keys=True)


def digest_of(practice: BestPractice) -> str:
    return hashlib.sha256(text_of(practice).encode()).hexdigest()


@transaction.atomic
def add_practice(*, firm: Firm, by: Person, **texts: str) -> BestPractice:
    made = BestPractice(firm=firm, written_by=by, **texts)
    add_row(made, by=by)
    return made


@transaction.atomic
def change_practice(*, practice: BestPractice, by: Person, **texts: str) -> BestPractice:
    """What is public stays as it was consented to, until the changed text is."""
    row = _row(practice)
    change_row(row, texts, by=by)
    return row


@transaction.atomic
def add_effect(*, practice: BestPractice, by: Person, **values: Any) -> PracticeEffect:
    row = _row(practice)
    _refuse_days(values)
    made = PracticeEffect(firm_id=row.firm_id, practice=row, **values)
    add_row(made, by=by)
    return made


@transaction.atomic
def change_effect(*, effect: PracticeEffect, by: Person, **values: Any) -> PracticeEffect:
    _row(effect.practice)
    _refuse_days(values)
    row = PracticeEffect.objects.get(pk=effect.pk)
    change_row(row, values, by=by)
    return row


@transaction.atomic
def remove_effect(*, effect: PracticeEffect, by: Person) -> None:
    _row(effect.practice)
    remove_row(effect, by=by)


@transaction.atomic
def give_consent(
    *, practice: BestPractice, given_by: str, purpose: str, until: date, digest: str, by: Person,
    given_on: date | None = None,
) -> PracticeConsent:  # fmt: skip
    """digest: of the text that the firm was shown. Raises Conflict when it is another one by now, Invalid for days."""
    row, day = _row(practice), given_on or today()
    if digest != digest_of(row):
        raise Conflict("The case was changed meanwhile. Read it again before you consent.")
    if not day <= today() <= until:
        raise Invalid("The consent must have begun, and mustn't be over.")
    made = PracticeConsent(
        firm_id=row.firm_id, practice=row, given_by=given_by.strip(), given_on=day, purpose=purpose.strip(),
        until=until, digest=digest, recorded_by=by,
    )  # fmt: skip
    add_row(made, by=by)
    return made


@transaction.atomic
def revoke_consent(*, consent: PracticeConsent, by: Person) -> PracticeConsent:
    """The case is taken off with it. Raises Conflict for one that is revoked."""
    row = PracticeConsent.objects.select_for_update().get(pk=consent.pk)
    if row.revoked_on is not None:
        raise Conflict("This consent was revoked already.")
    for copy in PublishedPractice.objects.filter(consent=row):
        remove_row(copy, by=by)
    change_row(row, {"revoked_on": today()}, by=by)
    return row


@transaction.atomic
def review(*, practice: BestPractice, by: Person) -> BestPractice:
    """The text as it stands is right. Raises Denied for who wrote it."""
    row = _row(practice)
    if row.written_by_id == by.pk:
        raise Denied("Somebody else must review it than who wrote it.")
    change_row(row, {"reviewed": digest_of(row), "reviewed_by": by}, by=by)
    return row


@transaction.atomic
def publish(*, practice: BestPractice, by: Person) -> PublishedPractice:
    """A copy that everybody may read. Raises Conflict without a measured figure, a review or a consent to this text."""
    row, day = _row(practice), today()
    body = text_of(row)
    digest = hashlib.sha256(body.encode()).hexdigest()
    if not PracticeEffect.objects.filter(practice=row, measured=True).exists():
        raise Conflict("A case needs a measured figure before it is published.")
    if row.reviewed != digest:
        raise Conflict("The text as it stands isn't reviewed yet.")
    held = PracticeConsent.objects.filter(practice=row, revoked_on=None, given_on__lte=day, until__gte=day)
    consent = held.filter(digest=digest).order_by("-until").first()
    if consent is None:
        raise Conflict("The firm hasn't consented to the text as it stands, or its consent is over.")
    for copy in PublishedPractice.objects.filter(practice=row):
        remove_row(copy, by=by)
    made = PublishedPractice(practice=row, consent=consent, body=body, published_on=day, until=consent.until)
    add_row(made, by=by)
    return made


@transaction.atomic
def take_off(*, practice: BestPractice, by: Person) -> None:
    """Raises Conflict when it isn't public."""
    copy = PublishedPractice.objects.select_for_update().filter(practice=practice).first()
    if copy is None:
        raise Conflict("This case isn't public.")
    remove_row(copy, by=by)


def _row(practice: BestPractice) -> BestPractice:
    return BestPractice.objects.select_for_update().get(pk=practice.pk)


def _refuse_days(values: dict[str, Any]) -> None:
    if values["last_on"] < values["first_on"]:
        raise Invalid("The last day lies before the first.")
