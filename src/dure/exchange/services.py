"""Making, checking and revoking tokens."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from dure.exchange.models import ApiToken, TokenScope
from dure.kernel.errors import Invalid, NotFound
from dure.plant.models import Person

PREFIX = "dure_"
LONGEST_DAYS = 730
_USED_EVERY = timedelta(minutes=1)


def create_token(*, name: str, scopes: Sequence[str], days: int, person: Person, now: datetime) -> tuple[ApiToken, str]:
    """A new token and its text, which is shown once and never kept. Raises Invalid."""
    if not name.strip():
        raise Invalid("Give the token a name")
    if not scopes or not set(scopes) <= set(TokenScope.values):
        raise Invalid("Choose what the token may read")
    if not 1 <= days <= LONGEST_DAYS:
        raise Invalid("A token is valid for 1 to %(days)s days", days=LONGEST_DAYS)
    text = PREFIX + secrets.token_urlsafe(32)
    row = ApiToken.objects.create(
        name=name.strip()[:80],
        hint=text[:10],
        token_hash=hash_of(text),
        scopes=sorted(set(scopes)),
        created_by=person,
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    return row, text


def revoke_token(*, token_id: int, person: Person, now: datetime) -> None:
    """The token is refused from now on. Raises NotFound when there is none in force."""
    if not ApiToken.objects.filter(pk=token_id, revoked_at=None).update(revoked_at=now, revoked_by=person):
        raise NotFound("There is no such token")


def use_token(text: str, now: datetime) -> ApiToken | None:
    """The token that a text is, when it is in force; its last use is noted to the minute."""
    row = ApiToken.objects.filter(token_hash=hash_of(text), revoked_at=None, expires_at__gt=now).first()
    if row is not None and (row.last_used_at is None or now - row.last_used_at > _USED_EVERY):
        ApiToken.objects.filter(pk=row.pk).update(last_used_at=now)
    return row


def hash_of(text: str) -> str:
    """A plain SHA-256 is enough: the token is random and long, nobody can guess it from its hash."""
    return hashlib.sha256(text.encode()).hexdigest()
