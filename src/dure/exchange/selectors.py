"""Questions about tokens."""

from dataclasses import dataclass
from datetime import datetime

from dure.exchange.models import ApiToken, TokenScope


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token with its scopes in words, and whether its time is over."""

    token: ApiToken
    scopes: list[str]
    is_over: bool


def tokens(now: datetime) -> list[TokenRow]:
    """All tokens, newest first, revoked and expired ones too."""
    words = {scope.value: str(scope.label) for scope in TokenScope}
    rows = ApiToken.objects.select_related("created_by")
    return [TokenRow(row, [words.get(one, one) for one in row.scopes], row.expires_at <= now) for row in rows]
