"""Cases as those who keep them ask for them."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from dure.programme.models import BestPractice, PracticeConsent, PublishedPractice


@dataclass(frozen=True, slots=True)
class Standing:
    """What a case still needs. published: the public copy; is_current: that copy says what the case says now."""

    has_measured: bool
    is_reviewed: bool
    consent: PracticeConsent | None
    published: PublishedPractice | None
    is_current: bool

    @property
    def may_be_published(self) -> bool:
        return self.has_measured and self.is_reviewed and self.consent is not None and not self.is_current


def practices() -> QuerySet[BestPractice]:
    return BestPractice.objects.select_related("firm")


def public_ids(today: date) -> set[int]:
    rows = PublishedPractice.objects.filter(published_on__lte=today, until__gte=today)
    return set(rows.values_list("practice_id", flat=True))


def standing(practice: BestPractice, digest: str, text: str, today: date) -> Standing:
    """digest, text: of the case as it is now."""
    held = practice.consents.filter(revoked_on=None, digest=digest, given_on__lte=today, until__gte=today)
    published = PublishedPractice.objects.filter(practice=practice, until__gte=today).first()
    return Standing(
        practice.effects.filter(measured=True).exists(), practice.reviewed == digest, held.order_by("-until").first(),
        published, published is not None and published.body == text,
    )  # fmt: skip
