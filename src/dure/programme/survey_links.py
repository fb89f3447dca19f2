"""The link of an invitation: by chance, shown once, and kept only as what can't be turned back. Pure.

Two hashes of it, of which neither tells the other: one finds the invitation, the other says that it was used.
"""

import secrets
from hashlib import sha256


def new_token() -> str:
    """192 bits by chance, as an address takes them."""
    return secrets.token_urlsafe(24)


def found_by(token: str) -> str:
    return sha256(b"dure invitation " + token.encode()).hexdigest()


def used_mark(token: str) -> str:
    return sha256(b"dure used link " + token.encode()).hexdigest()
